from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from assistant.insights import Count, Outcome, as_csv, insights, luck, outcome, rising
from assistant.models import Author, Finding, LanguageCode, Message, ReturnRequest
from assistant.records.database import Database
from assistant.records.register import Line, Register
from assistant.records.store import RecordStore
from assistant.records.values import Addition, Checked, CheckOutcome
from tests.records.test_store import LAMP, NOW, WAITING

DAY = timedelta(days=1)
PHONE = Finding("phone_number", "block", 0, 3, "050", "no numbers", "", None)


def a_line(**fields: object) -> Line:
    plain = Line("r", "R-1", "O-1", "Lamp", "not_working", NOW, None, 0, None, LAMP)
    return replace(plain, **fields)  # type: ignore[arg-type]


def answer(store: RecordStore, made: object, hours: float, outcome: CheckOutcome) -> None:
    message = Message(Author.SELLER, "Hello", NOW + timedelta(hours=hours))
    checked = Checked(outcome, "Hello", () if outcome is CheckOutcome.SENT else (PHONE, PHONE))
    added = Addition(message, LanguageCode.EN, WAITING, checked=checked)
    store.add_message("a", made, added)  # type: ignore[arg-type]


def test_a_period_is_counted(database: Database) -> None:
    store = RecordStore(database, now=lambda: NOW)
    quick = store.add_return("a", LAMP, WAITING, situation="not_working")
    slow = store.add_return("a", replace(LAMP, status="completed"), WAITING, situation="wrong_item")
    store.add_return("a", replace(LAMP, item_title="Kettle"), WAITING)
    store.add_return("a", replace(LAMP, created_at=NOW - 40 * DAY), WAITING, situation="wrong_item")
    store.add_return("b", LAMP, WAITING, situation="damaged_item")
    answer(store, quick, 2, CheckOutcome.SENT)
    answer(store, slow, 10, CheckOutcome.OVERRIDDEN)
    store.refuse_message("a", quick.id, Checked(CheckOutcome.REFUSED, "Call 050", (PHONE,)))
    found = insights(Register(database), "a", NOW - 28 * DAY, NOW + DAY)
    assert found.returns == 3
    assert found.situations == (Count("not_working", 1), Count("unread", 1), Count("wrong_item", 1))
    assert {count.label: count.returns for count in found.outcomes} == {"open": 2, "refunded": 1}
    assert [(product.item, product.returns) for product in found.products] == [("Lamp", 2), ("Kettle", 1)]
    assert found.answers.answered == 2
    assert found.answers.unanswered == 1
    assert (found.answers.median_hours, found.answers.slowest_tenth_hours) == (6.0, 10.0)
    assert [(rule.rule, rule.refused, rule.overridden) for rule in found.rules] == [("phone_number", 1, 1)]
    assert found.rising == ()
    assert insights(Register(database), "c", NOW - DAY, NOW + DAY).returns == 0


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, Outcome.OPEN),
        ({"received_at": NOW}, Outcome.DECIDING),
        ({"status": "resolved", "received_at": NOW}, Outcome.REFUNDED_IN_PART),
        ({"status": "closed"}, Outcome.CANCELLED),
    ],
)
def test_the_outcome_follows_the_status_first(fields: dict[str, object], expected: Outcome) -> None:
    request = replace(LAMP, **fields)  # type: ignore[arg-type]
    assert outcome(a_line(request=request)) is expected
    reported = outcome(a_line(request=request, report_reason="other"))
    assert reported is (Outcome.REPORTED if request.status is None else expected)


def test_a_rise_is_named_only_when_luck_rarely_makes_it() -> None:
    lamp, kettle = a_line(), a_line(item="Kettle")
    assert rising([lamp] * 4, []) == ()
    (rise,) = rising([lamp] * 9 + [kettle] * 5, [lamp] * 2 + [kettle] * 4)
    assert (rise.item, rise.returns, rise.before) == ("Lamp", 9, 2)
    assert luck(5, 0) == 1 / 32
    assert luck(0, 3) == 1.0
    assert luck(220, 180) == pytest.approx(luck(221, 181), abs=0.003)  # counted, and by the curve


def test_the_sheet_has_a_line_a_return_and_no_formula() -> None:
    request = ReturnRequest("secret words", price=Decimal("19.90"), currency="AED", customer_name="Noura")
    lines = [
        a_line(item='=HYPERLINK("x")', request=request, answered_at=NOW + timedelta(minutes=90)),
        a_line(item="مصباح, أبيض", request=request),
    ]
    sheet = as_csv(lines)
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert rows[0]["item"] == '\'=HYPERLINK("x")'
    assert rows[0]["hours_to_answer"] == "1.5"
    assert rows[1]["item"] == "مصباح, أبيض"
    assert rows[1]["price"] == "19.90"
    assert "secret" not in sheet
    assert "Noura" not in sheet
