"""What sellers spent on language models, by day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, insert, select, update

from assistant.models import Spending
from assistant.records.database import Database
from assistant.records.tables import model_use

_NANOS = Decimal(1_000_000_000)


class SpendingLog:
    """Sums by seller and day. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def spent(self, seller: str, day: date) -> Spending:
        """What a seller spent on language models in a day."""
        with self._database.reading() as connection:
            row = connection.execute(select(model_use).where(_use_of(seller, day))).first()
        return Spending() if row is None else Spending(row.tokens, row.nanos / _NANOS)

    def spend(self, seller: str, day: date, spending: Spending) -> None:
        """Add to it."""
        more = {"tokens": spending.tokens, "nanos": int(spending.cost * _NANOS)}
        with self._database.writing(seller) as connection:
            grown = {name: model_use.c[name] + value for name, value in more.items()}
            query = update(model_use).where(_use_of(seller, day)).values(grown)
            if connection.execute(query).rowcount == 0:
                key = {"seller": seller, "day": day.isoformat()}
                connection.execute(insert(model_use).values(key | more))


def _use_of(seller: str, day: date) -> ColumnElement[bool]:
    return (model_use.c.seller == seller) & (model_use.c.day == day.isoformat())
