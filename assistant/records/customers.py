"""All there is on record of one customer: to hand it out, and to delete it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, delete, select

from assistant.errors import NotFound
from assistant.models import Finding
from assistant.records import journal
from assistant.records.database import Database
from assistant.records.rows import adapter, micros, moment
from assistant.records.store import RecordStore
from assistant.records.suggestions import SuggestionLog
from assistant.records.tables import (
    checks,
    consents,
    deliveries,
    feedback,
    messages,
    returns,
    suggestions,
    translations,
)
from assistant.records.values import (
    Checked,
    CheckOutcome,
    StoredOpinion,
    StoredReturn,
    StoredSuggestion,
    Write,
)

By = Literal["customer_name", "order_id", "return_id"]
_COLUMNS = {
    "customer_name": returns.c.customer,
    "order_id": returns.c.order_id,
    "return_id": returns.c.noon_id,
}
_OLDEST_FIRST = (
    deliveries,
    feedback,
    checks,
    consents,
    suggestions,
    translations,
    messages,
)  # what refers before what is


@dataclass(frozen=True, slots=True)
class ReturnFile:
    """Everything about one return of a customer."""

    stored: StoredReturn
    suggestions: tuple[StoredSuggestion, ...]
    checks: tuple[tuple[datetime, Checked], ...]
    opinions: tuple[StoredOpinion, ...]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class CustomerFiles:
    """What is on record of customers. Every method takes the seller, and sees nobody else's rows."""

    def __init__(self, database: Database, now: Callable[[], datetime] = _utc_now) -> None:
        self._database = database
        self._store = RecordStore(database)
        self._suggestions = SuggestionLog(database)
        self._now = now

    def export(self, seller: str, by: By, name: str, write: Write | None = None) -> list[ReturnFile]:
        """Every return with this customer's name, order or noon id, oldest first; the audit log notes it."""
        query = select(returns.c.id).where(returns.c.seller == seller, _COLUMNS[by] == name)
        with self._database.reading() as connection:
            found = connection.execute(query.order_by(returns.c.added_at, returns.c.id)).scalars().all()
        files = [self._file(seller, return_id) for return_id in found]
        with self._database.writing(seller) as connection:
            for return_id in found:
                at = micros(self._now())
                journal.note(connection, seller, at, "customer.export", return_id, write=_unnamed(write))
        return files

    def delete(self, seller: str, return_ids: Collection[str], write: Write | None = None) -> int:
        """Delete returns with everything that hangs on them; returns how many. The audit log keeps that it was done.

        Raises `NotFound` for an id that is not this seller's, and deletes nothing then.
        """
        with self._database.writing(seller) as connection:
            if journal.made_by(connection, seller, write) is not None:
                return len(return_ids)
            for return_id in return_ids:
                self._delete(connection, seller, return_id)
                at = micros(self._now())
                journal.note(connection, seller, at, "customer.delete", return_id, write=_unnamed(write))
            journal.remember(connection, seller, write, "deleted")
        return len(return_ids)

    def _delete(self, connection: Connection, seller: str, return_id: str) -> None:
        mine = (returns.c.seller == seller) & (returns.c.id == return_id)
        if connection.execute(select(returns.c.id).where(mine)).first() is None:
            raise NotFound("return", return_id)
        for table in _OLDEST_FIRST:
            connection.execute(delete(table).where(table.c.return_id == return_id))
        connection.execute(delete(returns).where(mine))

    def _file(self, seller: str, return_id: str) -> ReturnFile:
        query = select(checks).where(checks.c.seller == seller, checks.c.return_id == return_id)
        with self._database.reading() as connection:
            checked = tuple(
                (
                    moment(row.at),
                    Checked(
                        CheckOutcome(row.outcome),
                        row.text,
                        tuple(adapter(Finding).validate_python(one) for one in row.findings),
                    ),
                )
                for row in connection.execute(query.order_by(checks.c.at))
            )
        return ReturnFile(
            stored=self._store.get(seller, return_id),
            suggestions=tuple(self._suggestions.of_return(seller, return_id, limit=10_000)),
            checks=checked,
            opinions=tuple(self._suggestions.opinions(seller, return_id=return_id, limit=10_000)[0]),
        )


def _unnamed(write: Write | None) -> Write | None:
    """Who writes, without the key, which can stand for one thing only."""
    return None if write is None else Write(None, "", write.by)
