"""The after-sales register: one line a return, for counting. No customer's name, and nothing they wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, select

from assistant.models import ReturnRequest
from assistant.records.database import Database
from assistant.records.rows import adapter, later, micros, moment
from assistant.records.tables import checks, feedback, messages, returns, suggestions
from assistant.records.values import CheckOutcome


@dataclass(frozen=True, slots=True)
class Line:
    """A return in the register. `answered_at`: the seller's first message; `messages`: of both sides."""

    return_id: str
    noon_id: str | None
    order_id: str | None
    item: str | None
    situation: str | None
    opened_at: datetime
    answered_at: datetime | None
    messages: int
    report_reason: str | None
    request: ReturnRequest


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule found in a seller's message, and what became of the message."""

    rule: str
    outcome: CheckOutcome


@dataclass(frozen=True, slots=True)
class Advice:
    """How suggestions fared in a period: made, sent in the end; thumbs on them and their sources."""

    made: int
    sent: int
    thumbs_up: int
    thumbs_down: int


class Register:
    """Reads what happened in a period, for one seller."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lines(self, seller: str, since: datetime, until: datetime) -> list[Line]:
        """The returns opened in [since, until), oldest first."""
        sellers_own = case((messages.c.author == "seller", messages.c.sent_at))
        said = (
            select(
                messages.c.return_id,
                func.min(sellers_own).label("answered_at"),
                func.count().label("messages"),
            )
            .where(messages.c.seller == seller)
            .group_by(messages.c.return_id)
            .subquery()
        )
        query = (
            select(returns, said.c.answered_at, said.c.messages)
            .outerjoin(said, said.c.return_id == returns.c.id)
            .where(returns.c.seller == seller)
            .where(returns.c.opened_at >= micros(since), returns.c.opened_at < micros(until))
            .order_by(returns.c.opened_at, returns.c.id)
        )
        with self._database.reading() as connection:
            return [
                Line(
                    return_id=row.id,
                    noon_id=row.noon_id,
                    order_id=row.order_id,
                    item=row.item,
                    situation=row.situation,
                    opened_at=moment(row.opened_at),
                    answered_at=None if row.answered_at is None else later(row.answered_at),
                    messages=row.messages or 0,
                    report_reason=row.report_reason,
                    request=adapter(ReturnRequest).validate_python(row.request),
                )
                for row in connection.execute(query)
            ]

    def broken_rules(self, seller: str, since: datetime, until: datetime) -> list[BrokenRule]:
        """Every blocking finding in the seller's messages of a period, once a message and rule."""
        query = select(checks.c.outcome, checks.c.findings).where(
            checks.c.seller == seller, checks.c.at >= micros(since), checks.c.at < micros(until)
        )
        with self._database.reading() as connection:
            return [
                BrokenRule(rule, CheckOutcome(row.outcome))
                for row in connection.execute(query)
                for rule in sorted({found["rule"] for found in row.findings if found["severity"] == "block"})
            ]

    def advice(self, seller: str, since: datetime, until: datetime) -> Advice:
        """How the suggestions of a period fared."""
        made = and_(
            suggestions.c.seller == seller,
            suggestions.c.made_at >= micros(since),
            suggestions.c.made_at < micros(until),
        )
        votes = and_(
            feedback.c.seller == seller, feedback.c.at >= micros(since), feedback.c.at < micros(until)
        )
        with self._database.reading() as connection:
            count = select(func.count(), func.count(suggestions.c.message_id)).where(made)
            total, sent = connection.execute(count).one()
            up, down = connection.execute(
                select(
                    func.count(case((feedback.c.vote > 0, 1))), func.count(case((feedback.c.vote < 0, 1)))
                ).where(votes)
            ).one()
        return Advice(total, sent, up, down)
