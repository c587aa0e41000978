"""How returns go: counted by situation, product and outcome; how fast they are answered; what rises."""

from __future__ import annotations

import csv
import io
import math
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.records.register import Advice, BrokenRule, Line, Register
from assistant.records.values import CheckOutcome

_RARE = 0.05  # a rise is named when chance alone would make one so large less often than this
_PRODUCTS = 20
_MANY = 400


class Outcome(StrEnum):
    """What a return has come to."""

    OPEN = "open"
    DECIDING = "deciding"
    REFUNDED = "refunded"
    REFUNDED_IN_PART = "refunded_in_part"
    CANCELLED = "cancelled"
    REPORTED = "reported"


_SETTLED = {
    "completed": Outcome.REFUNDED,
    "resolved": Outcome.REFUNDED_IN_PART,
    "closed": Outcome.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Count:
    """How many returns have this label."""

    label: str
    returns: int


@dataclass(frozen=True, slots=True)
class Product:
    """An item's returns; `situations`, the most frequent first."""

    item: str
    returns: int
    situations: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Rise:
    """An item returned more often than in the period before; `chance`: how often luck alone does that."""

    item: str
    returns: int
    before: int
    chance: float


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """Hours from a return's opening to the seller's first message, over the `answered`; None without any."""

    answered: int
    unanswered: int
    median_hours: float | None
    slowest_tenth_hours: float | None


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many messages broke a rule: refused and not sent, or sent all the same."""

    rule: str
    refused: int
    overridden: int


@dataclass(frozen=True, slots=True)
class Insights:
    """A period [since, until) of one seller; `rising` compares it with the period of the same length before."""

    since: datetime
    until: datetime
    returns: int
    situations: tuple[Count, ...]
    outcomes: tuple[Count, ...]
    products: tuple[Product, ...]
    answers: AnswerTimes
    rules: tuple[RuleCount, ...]
    rising: tuple[Rise, ...]
    advice: Advice


def insights(register: Register, seller: str, since: datetime, until: datetime) -> Insights:
    """Count a period."""
    lines = register.lines(seller, since, until)
    earlier = register.lines(seller, since - (until - since), since)
    return Insights(
        since=since,
        until=until,
        returns=len(lines),
        situations=_counts(line.situation or "unread" for line in lines),
        outcomes=_counts(outcome(line) for line in lines),
        products=_products(lines),
        answers=_answer_times(lines),
        rules=_rules(register.broken_rules(seller, since, until)),
        rising=rising(lines, earlier),
        advice=register.advice(seller, since, until),
    )


def outcome(line: Line) -> Outcome:
    """What a return has come to, by its status first."""
    settled = _SETTLED.get(line.request.status or "")
    if settled is not None:
        return settled
    if line.report_reason is not None:
        return Outcome.REPORTED
    return Outcome.OPEN if line.request.received_at is None else Outcome.DECIDING


def rising(lines: Sequence[Line], earlier: Sequence[Line]) -> tuple[Rise, ...]:
    """Items returned more often than before, by more than luck: one-sided, each return as likely in either period."""
    now = Counter(line.item for line in lines if line.item)
    before = Counter(line.item for line in earlier if line.item)
    found = [Rise(item, n, before[item], round(luck(n, before[item]), 4)) for item, n in now.items()]
    rare = [rise for rise in found if rise.returns > rise.before and rise.chance < _RARE]
    return tuple(sorted(rare, key=lambda rise: (rise.chance, -rise.returns, rise.item)))


def luck(now: int, before: int) -> float:
    """The chance of at least `now` heads among `now + before` throws of a fair coin."""
    total = now + before
    if total > _MANY:  # the normal curve, to the third digit
        return math.erfc((now - 0.5 - total / 2) / math.sqrt(total / 2)) / 2
    heads: int = sum(math.comb(total, k) for k in range(now, total + 1))
    return heads / (1 << total)


def as_csv(lines: Iterable[Line]) -> str:
    """The register, one line a return, for a spreadsheet."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(_COLUMNS)
    for line in lines:
        request = line.request
        cells = (
            line.noon_id,
            line.order_id,
            line.item,
            line.situation,
            outcome(line),
            request.reason_code,
            line.opened_at.isoformat(timespec="seconds"),
            "" if line.answered_at is None else line.answered_at.isoformat(timespec="seconds"),
            _hours(line),
            line.messages,
            request.price,
            request.refunded,
            request.currency,
            line.report_reason,
        )
        writer.writerow([_inert(cell) for cell in cells])
    return sheet.getvalue()


_COLUMNS = (
    "return_id",
    "order_id",
    "item",
    "situation",
    "outcome",
    "reason_code",
    "opened_at",
    "answered_at",
    "hours_to_answer",
    "messages",
    "price",
    "refunded",
    "currency",
    "report_reason",
)


def _inert(cell: object) -> str:
    """A cell that a spreadsheet takes for text: a customer's words must not become a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@")) else text


def _counts(labels: Iterable[str]) -> tuple[Count, ...]:
    ranked = sorted(Counter(labels).items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(Count(str(label), n) for label, n in ranked)


def _products(lines: Sequence[Line]) -> tuple[Product, ...]:
    by_item: dict[str, list[Line]] = {}
    for line in lines:
        if line.item:
            by_item.setdefault(line.item, []).append(line)
    ranked = sorted(by_item.items(), key=lambda entry: (-len(entry[1]), entry[0]))[:_PRODUCTS]
    return tuple(
        Product(item, len(own), _counts(line.situation or "unread" for line in own)) for item, own in ranked
    )


def _hours(line: Line) -> float | None:
    if line.answered_at is None or line.answered_at < line.opened_at:
        return None
    return round((line.answered_at - line.opened_at).total_seconds() / 3600, 2)


def _answer_times(lines: Sequence[Line]) -> AnswerTimes:
    hours = sorted(found for line in lines if (found := _hours(line)) is not None)
    unanswered = sum(line.answered_at is None for line in lines)
    if not hours:
        return AnswerTimes(0, unanswered, None, None)
    slow = hours[math.ceil(0.9 * len(hours)) - 1]
    return AnswerTimes(len(hours), unanswered, round(statistics.median(hours), 2), slow)


def _rules(broken: Iterable[BrokenRule]) -> tuple[RuleCount, ...]:
    counts: dict[str, Counter[CheckOutcome]] = {}
    for found in broken:
        counts.setdefault(found.rule, Counter())[found.outcome] += 1
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1].total(), entry[0]))
    return tuple(RuleCount(rule, n[CheckOutcome.REFUSED], n[CheckOutcome.OVERRIDDEN]) for rule, n in ranked)
