"""The rule `pressure_to_cancel` on the drafts of its development set, and what its fix leaves."""

from __future__ import annotations

import pytest
from rule_drafts import Draft, broken, clean, hits

RULE = "pressure_to_cancel"


@pytest.mark.parametrize("draft", broken(RULE), ids=str)
def test_it_finds_a_draft_that_pushes_the_customer_to_cancel(draft: Draft) -> None:
    assert hits(RULE, draft.text)


@pytest.mark.parametrize("draft", clean(RULE), ids=str)
def test_it_passes_a_draft_that_only_looks_like_it(draft: Draft) -> None:
    assert not hits(RULE, draft.text)


HELP = "Please hold the power key for ten seconds and try again. "


def test_a_bare_request_to_cancel_is_pressure_and_one_after_help_is_not() -> None:
    assert hits(RULE, "Please cancel your return request.")
    assert not hits(RULE, HELP + "If it works, please cancel your return request.")
    assert not hits(RULE, HELP + "Please cancel your return request.")


def test_help_does_not_excuse_an_order_or_a_bargain() -> None:
    assert hits(RULE, HELP + "Cancel the return now.")
    assert hits(RULE, HELP + "No refund unless you cancel the return.")


def test_what_happens_anyway_is_no_threat() -> None:
    assert not hits(RULE, "If you do not cancel, the courier will collect the item as planned.")
    assert hits(RULE, "If you do not cancel, you will lose your money.")


@pytest.mark.parametrize(
    ("draft", "language"),
    [(HELP + "Cancel the return now.", "consider cancelling"), ("ألغِ الإرجاع فورًا.", "حرية")],
)
def test_an_order_that_fills_its_sentence_is_reworded_politely(draft: str, language: str) -> None:
    (hit,) = hits(RULE, draft)
    assert hit.fix is not None
    assert language in hit.fix
    assert not hits(RULE, draft[: hit.start] + hit.fix + draft[hit.end :])


def test_only_one_of_several_orders_is_reworded() -> None:
    first, second = hits(RULE, "Cancel the return now. I said cancel it immediately!")
    assert first.fix
    assert second.fix == ""


def test_a_promise_does_not_stay_when_its_condition_goes() -> None:
    draft = "You must cancel the return first, then we send the refund."
    (hit,) = hits(RULE, draft)
    assert draft[hit.start : hit.end] == draft
