"""The rule `email_address` on the drafts of its development set."""

from __future__ import annotations

import pytest
from rule_drafts import Draft, broken, clean, hits

RULE = "email_address"


@pytest.mark.parametrize("draft", broken(RULE), ids=str)
def test_it_finds_a_draft_that_writes_a_mail_address(draft: Draft) -> None:
    assert hits(RULE, draft.text)


@pytest.mark.parametrize("draft", clean(RULE), ids=str)
def test_it_passes_a_draft_that_only_speaks_of_mail_or_writes_noons(draft: Draft) -> None:
    assert not hits(RULE, draft.text)


@pytest.mark.parametrize("address", ["seller@noon.com", "no-reply@noon.com", "SELLER@NOON.COM"])
def test_noons_own_addresses_may_be_written(address: str) -> None:
    assert not hits(RULE, f"Write to {address} about the account.")


@pytest.mark.parametrize("address", ["seller@noon.com.help.io", "seller@n00n.com", "noon.seller@gmail.com"])
def test_an_address_that_only_resembles_noons_may_not(address: str) -> None:
    text = f"Write to {address} about the account."
    (hit,) = hits(RULE, text)
    assert text[hit.start : hit.end] == address


def test_photos_asked_for_by_mail_are_asked_for_in_this_chat() -> None:
    text = "أرسلوا صور الكسر إلى lamar@gmail.com من فضلكم."
    (hit,) = hits(RULE, text)
    assert text[: hit.start] + (hit.fix or "") + text[hit.end :] == (
        "أرسلوا صور الكسر إلى هذه المحادثة من فضلكم."
    )
