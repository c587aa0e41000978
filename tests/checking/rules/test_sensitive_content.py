"""The rule `sensitive_content` on the drafts of its development set, and what its fix leaves."""

from __future__ import annotations

import pytest
from rule_drafts import Draft, broken, clean, hits

RULE = "sensitive_content"


@pytest.mark.parametrize("draft", broken(RULE), ids=str)
def test_it_finds_a_draft_that_asks_for_or_holds_secrets(draft: Draft) -> None:
    assert hits(RULE, draft.text)


@pytest.mark.parametrize("draft", clean(RULE), ids=str)
def test_it_passes_a_draft_that_only_looks_like_it(draft: Draft) -> None:
    assert not hits(RULE, draft.text)


@pytest.mark.parametrize(
    "number",
    [
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111111111111111",
        "٤١١١ ١١١١ ١١١١ ١١١١",
        "5105.1051.0510.5100",
        "AE07 0331 2345 6789 0123 456",
        "sa0380000000608010167519",
        "784-1988-1234567-1",
    ],
)
def test_a_number_of_a_card_an_account_or_a_person_is_found(number: str) -> None:
    assert hits(RULE, f"We have noted {number} for you.")


@pytest.mark.parametrize(
    "number",
    [
        "order 4111111111111111",
        "IMEI 490154203237518",
        "tracking number 4000 1234 1234 1234",
        "barcode 6291041500213",
        "4111 1111 1111 1112",
        "return 784",
        "AE07",
    ],
)
def test_a_number_of_a_thing_passes(number: str) -> None:
    assert not hits(RULE, f"We have noted {number} for you.")


def test_a_refusal_covers_what_follows_and_not_the_request_after_it() -> None:
    assert not hits(RULE, "Please never share your OTP with anyone.")
    assert hits(RULE, "Never share your OTP with strangers, but send us the OTP now.")


def test_a_request_for_it_counts_when_a_secret_was_named_just_before() -> None:
    assert hits(RULE, "You will get a verification code by SMS. Send it to us.")
    assert not hits(RULE, "You will find a code on the box. Send it to us.")
