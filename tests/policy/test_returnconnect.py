from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from assistant.models import Case, Consent, Situation, Tone, WhyNot
from assistant.policy.returnconnect import Reading, deadlines, rule_on
from assistant.policy.texts import load_step_texts
from tests.conftest import ROOT
from tests.factories import FRIDAY, a_case

OFFER = ("seller", "We can refund AED 50 and you keep it, is that fine?")
DAMAGED = Reading(Situation.DAMAGED_ITEM)
LATER = FRIDAY + timedelta(days=10)


def granted(reading: Reading, consent: Consent) -> Reading:
    return Reading(reading.situation, reading.tone, consent)


@pytest.mark.parametrize(
    ("why", "case", "reading", "action", "why_not"),
    [
        ("a fresh request", a_case(), DAMAGED, "contact_customer", None),
        ("the window is over", a_case(now=LATER), DAMAGED, "proceed_with_return", "contact_window_over"),
        (
            "information may be asked for after the window",
            a_case(now=LATER),
            Reading(Situation.UNCLEAR_REASON),
            "contact_customer",
            None,
        ),
        ("the seller wrote last", a_case(OFFER), DAMAGED, "await_customer", "awaiting_customer"),
        (
            "the seller wrote last and the window is over",
            a_case(OFFER, now=LATER),
            DAMAGED,
            "proceed_with_return",
            "awaiting_customer",
        ),
        (
            "consent",
            a_case(OFFER, ("customer", "ok")),
            granted(DAMAGED, Consent.GRANTED),
            "issue_refund",
            None,
        ),
        (
            "an answer keeps the conversation open",
            a_case(OFFER, ("customer", "make it 80"), now=LATER),
            granted(DAMAGED, Consent.CONDITIONAL),
            "contact_customer",
            None,
        ),
        (
            "a refusal",
            a_case(OFFER, ("customer", "no")),
            granted(DAMAGED, Consent.REFUSED),
            "proceed_with_return",
            None,
        ),
        ("a change of mind", a_case(), Reading(Situation.CHANGED_MIND), "no_message", None),
        ("abuse", a_case(), Reading(Situation.NOT_WORKING, Tone.ABUSIVE), "report_conversation", None),
        (
            "received, whatever else holds",
            a_case(OFFER, ("customer", "ok"), received_at=FRIDAY, now=LATER),
            granted(DAMAGED, Consent.GRANTED),
            "process_return",
            None,
        ),
        ("reported", a_case(reported=True), DAMAGED, "proceed_with_return", "reported"),
        ("completed", a_case(status="completed"), DAMAGED, "no_message", "status_closed"),
        ("resolved", a_case(status="resolved"), DAMAGED, "no_message", "status_closed"),
        ("closed", a_case(status="closed"), DAMAGED, "no_message", "status_closed"),
        ("an unknown status", a_case(status="on the moon"), DAMAGED, "no_message", "status_closed"),
        ("no status at all", a_case(status=None), DAMAGED, "contact_customer", None),
        ("pick-up authorised", a_case(status="pickup_authorized"), DAMAGED, "contact_customer", None),
    ],
)
def test_the_next_action_follows_from_the_case(
    why: str, case: Case, reading: Reading, action: str, why_not: str | None
) -> None:
    ruling = rule_on(case, reading)
    assert ruling.next_action == action
    assert ruling.why_not == why_not
    assert ruling.may_message is (why_not is None)


def test_the_first_reason_in_order_is_given_when_several_hold() -> None:
    case = a_case(OFFER, now=LATER, status="closed", reported=True)
    assert rule_on(case, DAMAGED).why_not is WhyNot.STATUS_CLOSED
    assert rule_on(a_case(OFFER, now=LATER, reported=True), DAMAGED).why_not is WhyNot.REPORTED


def test_deadlines_need_a_marketplace_or_its_currency() -> None:
    assert deadlines(a_case(marketplace=None)).contact_by is None
    assert deadlines(a_case(marketplace=None, currency="AED")).contact_by is not None


def test_refunds_over_the_price_are_warned_of() -> None:
    case = a_case(price=Decimal(100), refunded=Decimal(60))
    assert "over_refund" in rule_on(case, DAMAGED, refund_amount=Decimal(50)).warnings
    assert "over_refund" not in rule_on(case, DAMAGED, refund_amount=Decimal(40)).warnings


def test_where_48_hours_end_earlier_it_is_said_as_advice() -> None:
    assert "forty_eight_hours" in rule_on(a_case(), DAMAGED).warnings
    monday = FRIDAY + timedelta(days=3)
    assert "forty_eight_hours" not in rule_on(a_case(created_at=monday, now=monday), DAMAGED).warnings


def test_every_step_has_words_in_both_languages() -> None:
    texts = load_step_texts(ROOT / "knowledge" / "steps.yaml")
    cases = [
        a_case(),
        a_case(OFFER),
        a_case(reported=True),
        a_case(status="closed"),
        a_case(received_at=FRIDAY),
    ]
    cases += [a_case(OFFER, ("customer", "hm")), a_case(now=LATER)]
    for case in cases:
        for situation in Situation:
            for consent in (None, *Consent):
                ruling = rule_on(case, Reading(situation, consent=consent), refund_amount=Decimal(1))
                assert ruling.steps
                for language in ("en", "ar"):
                    assert len(texts.steps(ruling.steps + ruling.warnings, language)) >= 1


def test_a_guess_never_reports_anybody() -> None:
    sure = Reading(Situation.ABUSIVE_OR_SUSPICIOUS)
    guess = Reading(Situation.ABUSIVE_OR_SUSPICIOUS, sure=False)
    assert rule_on(a_case(), sure).next_action == "report_conversation"
    assert rule_on(a_case(), guess).next_action == "no_message"
