"""The rule `refund_without_consent` on the drafts of its development set, and what it knows of consent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from rule_drafts import Draft, broken, clean, hits

from assistant.models import Author, CheckContext, Consent, Message, ReturnRequest

RULE = "refund_without_consent"
ISSUED = "We have issued the refund of AED 40, please keep the lamp."
OFFER = Message(Author.SELLER, "We can refund AED 40 and you keep the lamp, is that fine?")


@pytest.mark.parametrize("draft", broken(RULE), ids=str)
def test_it_finds_a_draft_that_takes_the_refund_for_settled(draft: Draft) -> None:
    assert hits(RULE, draft.text, draft.context)


@pytest.mark.parametrize("draft", clean(RULE), ids=str)
def test_it_passes_a_draft_that_only_looks_like_it(draft: Draft) -> None:
    assert not hits(RULE, draft.text, draft.context)


def test_consent_on_record_allows_the_refund() -> None:
    assert not hits(RULE, ISSUED, CheckContext(consent=Consent.GRANTED))


@pytest.mark.parametrize("consent", [Consent.REFUSED, Consent.CONDITIONAL, Consent.UNCLEAR])
def test_any_other_answer_does_not(consent: Consent) -> None:
    assert hits(RULE, ISSUED, CheckContext(consent=consent))


@pytest.mark.parametrize("answer", ["Yes please", "ok deal", "تمام موافق", "لا مانع", "mashi tamam"])
def test_a_plain_yes_in_the_thread_is_consent(answer: str) -> None:
    thread = (OFFER, Message(Author.CUSTOMER, answer))
    assert not hits(RULE, ISSUED, CheckContext(thread=thread))


@pytest.mark.parametrize("answer", ["No, take it back", "ok but make it 60", "I will think", "لا شكرا", "؟"])
def test_anything_less_is_not(answer: str) -> None:
    thread = (OFFER, Message(Author.CUSTOMER, answer))
    assert hits(RULE, ISSUED, CheckContext(thread=thread))


def test_a_yes_to_something_else_is_not_consent() -> None:
    thread = (Message(Author.SELLER, "Could you send a photo?"), Message(Author.CUSTOMER, "Yes, ok"))
    assert hits(RULE, ISSUED, CheckContext(thread=thread))


def test_an_item_that_was_received_may_be_refunded() -> None:
    request = ReturnRequest("broken", received_at=datetime(2026, 3, 1, tzinfo=UTC))
    assert not hits(RULE, ISSUED, CheckContext(request=request))


def test_the_fix_asks_instead_and_keeps_the_amount() -> None:
    (hit,) = hits(RULE, "We have refunded you AED 40.")
    assert hit.fix is not None
    assert "AED 40" in hit.fix
    assert hit.fix.endswith("?")


def test_the_fix_speaks_the_language_of_the_draft() -> None:
    (hit,) = hits(RULE, "تم رد مبلغ 40 درهم لك والمنتج يبقى عندك.")
    assert hit.fix is not None
    assert "40 درهم" in hit.fix
    assert "هل توافقون" in hit.fix
