"""Returns and their threads on record. Every method takes the seller, and sees nobody else's rows."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, insert, or_, select, tuple_, update

from assistant.errors import Conflict, NotFound
from assistant.models import Author, ReturnRequest
from assistant.records import journal
from assistant.records.database import Database
from assistant.records.outbox import tell_deadline
from assistant.records.rows import (
    as_cursor,
    check_row,
    from_cursor,
    message_row,
    micros,
    request_row,
    standing_row,
    stored_consent,
    stored_message,
    stored_return,
    translations_by_part,
)
from assistant.records.tables import checks, consents, messages, returns, suggestions, translations
from assistant.records.values import (
    COMMENT,
    Addition,
    AuditEntry,
    Checked,
    JudgedBy,
    Page,
    Standing,
    StoredReturn,
    Write,
)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class RecordStore:
    """Returns on record. Safe to share between threads; what a method returned is on disk."""

    def __init__(self, database: Database, now: Callable[[], datetime] = _utc_now) -> None:
        self._database = database
        self._now = now

    @classmethod
    def open(cls, place: Path | str) -> RecordStore:
        """As `Database.open`."""
        return cls(Database.open(place))

    def close(self) -> None:
        self._database.close()

    def made_by(self, seller: str, write: Write | None) -> str | None:
        """The return that this write already made or changed; None when it is new.

        Raises `Conflict` when the key named another write before.
        """
        with self._database.reading() as connection:
            return journal.made_by(connection, seller, write)

    def add_return(
        self,
        seller: str,
        request: ReturnRequest,
        standing: Standing,
        write: Write | None = None,
        *,
        situation: str | None = None,
    ) -> StoredReturn:
        """Put a return on record, once per write. `situation`: as the model read it."""
        with self._database.writing(seller) as connection:
            return_id = journal.made_by(connection, seller, write)
            if return_id is None:
                return_id = uuid.uuid4().hex
                at = micros(self._now())
                row = {"id": return_id, "seller": seller, "version": 1, "added_at": at, "new_messages": 0}
                row["opened_at"] = at
                by = None if situation is None else JudgedBy.MODEL.value
                row |= {"situation": situation, "situation_by": by}
                row |= request_row(request) | standing_row(standing)
                connection.execute(insert(returns).values(row))
                journal.note(connection, seller, at, "return.add", return_id, write=write)
                tell_deadline(connection, seller, return_id, request, standing, None, at)
            return self._get(connection, seller, return_id)

    def get(self, seller: str, return_id: str) -> StoredReturn:
        """A return with its thread. Raises `NotFound`, also when it is another seller's."""
        with self._database.reading() as connection:
            return self._get(connection, seller, return_id)

    def named(self, seller: str, noon_id: str) -> StoredReturn | None:
        """The newest return with noon's own id for it."""
        query = select(returns.c.id).where(returns.c.seller == seller, returns.c.noon_id == noon_id)
        with self._database.reading() as connection:
            found = connection.execute(query.order_by(returns.c.added_at.desc()).limit(1)).scalar()
            return None if found is None else self._get(connection, seller, found)

    def change(
        self,
        seller: str,
        before: StoredReturn,
        request: ReturnRequest,
        standing: Standing,
        *,
        action: str,
        report_reason: str | None = None,
        write: Write | None = None,
    ) -> StoredReturn:
        """Replace what is known of a return. Raises `Conflict` when it changed since `before` was read."""
        with self._database.writing(seller) as connection:
            if journal.made_by(connection, seller, write) is None:
                row = request_row(request) | standing_row(standing)
                row["report_reason"] = report_reason or before.report_reason
                _step(connection, seller, before, row)
                self._note(connection, seller, action, before.id, report_reason, write)
                due, at = before.standing.due, micros(self._now())
                tell_deadline(connection, seller, before.id, request, standing, due, at)
            return self._get(connection, seller, before.id)

    def judge(
        self,
        seller: str,
        before: StoredReturn,
        situation: str,
        by: JudgedBy,
        standing: Standing,
        write: Write | None = None,
    ) -> StoredReturn:
        """Put on record what happened. Raises `Conflict` when the return changed since `before` was read."""
        with self._database.writing(seller) as connection:
            if journal.made_by(connection, seller, write) is None:
                row = {"situation": situation, "situation_by": by.value} | standing_row(standing)
                _step(connection, seller, before, row)
                self._note(connection, seller, "situation.set", before.id, situation, write)
            return self._get(connection, seller, before.id)

    def add_message(
        self, seller: str, before: StoredReturn, added: Addition, write: Write | None = None
    ) -> StoredReturn:
        """Append to a thread, once per write. Raises `Conflict` when it grew since `before` was read."""
        with self._database.writing(seller) as connection:
            if journal.made_by(connection, seller, write) is None:
                self._append(connection, seller, before, added)
                action = added.action if added.override_reason is None else "message.override"
                self._note(connection, seller, action, before.id, added.override_reason, write)
            return self._get(connection, seller, before.id)

    def refuse_message(self, seller: str, return_id: str, checked: Checked) -> None:
        """Keep the check of a message that was not sent."""
        with self._database.writing(seller) as connection:
            self._get(connection, seller, return_id)
            row = check_row(seller, return_id, checked, micros(self._now()), None)
            connection.execute(insert(checks).values(row))

    def set_consent(
        self,
        seller: str,
        before: StoredReturn,
        label: str,
        message_id: str,
        write: Write | None = None,
    ) -> StoredReturn:
        """Put on record what a person reads in a customer's reply.

        Raises `NotFound` when the message is not in the thread, `Conflict` when the return changed meanwhile.
        """
        if message_id not in [stored.id for stored in before.messages]:
            raise NotFound("message", message_id)
        with self._database.writing(seller) as connection:
            if journal.made_by(connection, seller, write) is None:
                _step(connection, seller, before, {})
                row = {"label": label, "confidence": 1.0, "source": JudgedBy.SELLER.value}
                self._consent(connection, seller, before.id, message_id, row)
                self._note(connection, seller, "consent.set", before.id, label, write)
            return self._get(connection, seller, before.id)

    def returns(
        self, seller: str, *, status: str | None = None, after: str | None = None, limit: int = 50
    ) -> Page:
        """Returns, newest first. Raises `InvalidInput` for a cursor that is none."""
        query = select(returns).where(returns.c.seller == seller)
        if status is not None:
            query = query.where(returns.c.status == status)
        place = (returns.c.added_at, returns.c.id)
        if after is not None:
            query = query.where(tuple_(*place) < tuple_(*from_cursor(after, (int, str))))
        query = query.order_by(*(column.desc() for column in place))
        return self._page(query, limit, self._now(), lambda row: [row.added_at, row.id])

    def inbox(self, seller: str, *, after: str | None = None, limit: int = 50) -> Page:
        """Open returns: those that wait for the seller first, the nearest deadline first.

        Every page of one walk is taken at the moment of its first.
        """
        now = micros(self._now())
        last = None
        if after is not None:
            now, *last = from_cursor(after, (int, int, int, str))
        rank = case((_waits(now), 0), else_=1)
        place = (rank, returns.c.due, returns.c.id)
        query = select(returns, rank.label("rank")).where(returns.c.seller == seller, returns.c.open)
        if last is not None:
            query = query.where(_beyond(place, last))
        query = query.order_by(*place)
        return self._page(query, limit, self._now(), lambda row: [now, row.rank, row.due, row.id])

    def waiting(self, seller: str) -> int:
        """How many open returns wait for the seller."""
        query = select(func.count()).select_from(returns)
        query = query.where(returns.c.seller == seller, returns.c.open, _waits(micros(self._now())))
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one()

    def audit(self, seller: str, limit: int = 200) -> list[AuditEntry]:
        """The newest entries of what was done, newest first."""
        with self._database.reading() as connection:
            return journal.entries(connection, seller, limit)

    def _append(self, connection: Connection, seller: str, before: StoredReturn, added: Addition) -> None:
        customers = added.message.author is Author.CUSTOMER
        count = before.new_messages + 1 if customers else 0
        _step(connection, seller, before, standing_row(added.standing) | {"new_messages": count})
        message_id = uuid.uuid4().hex
        place = {"id": message_id, "return_id": before.id, "position": len(before.messages)}
        connection.execute(insert(messages).values(message_row(added) | place | {"seller": seller}))
        if added.checked is not None:
            row = check_row(seller, before.id, added.checked, micros(self._now()), message_id)
            connection.execute(insert(checks).values(row))
        if added.consent is not None:
            read = {"label": added.consent.label, "confidence": added.consent.confidence}
            read["source"] = JudgedBy.MODEL.value
            self._consent(connection, seller, before.id, message_id, read)
        if not customers:
            _link_suggestion(connection, seller, before.id, added.suggestion_id, message_id)

    def _consent(
        self, connection: Connection, seller: str, return_id: str, message_id: str, row: dict[str, Any]
    ) -> None:
        row = row | {"id": uuid.uuid4().hex, "seller": seller, "return_id": return_id}
        connection.execute(
            insert(consents).values(row | {"message_id": message_id, "at": micros(self._now())})
        )

    def _note(
        self,
        connection: Connection,
        seller: str,
        action: str,
        return_id: str,
        detail: str | None,
        write: Write | None,
    ) -> None:
        journal.note(connection, seller, micros(self._now()), action, return_id, detail=detail, write=write)

    def _get(self, connection: Connection, seller: str, return_id: str) -> StoredReturn:
        query = select(returns).where(returns.c.seller == seller, returns.c.id == return_id)
        row = connection.execute(query).first()
        if row is None:
            raise NotFound("return", return_id)
        thread = select(messages).where(messages.c.seller == seller, messages.c.return_id == return_id)
        words = connection.execute(select(translations).where(translations.c.return_id == return_id)).all()
        said = connection.execute(
            select(consents).where(consents.c.return_id == return_id).order_by(consents.c.at.desc()).limit(1)
        ).first()
        by_part = translations_by_part(words)
        found = tuple(
            stored_message(message, by_part.get(message.id, {}))
            for message in connection.execute(thread.order_by(messages.c.position))
        )
        consent = None if said is None else stored_consent(said)
        return stored_return(row, self._now(), found, consent, by_part.get(COMMENT, {}))

    def _page(self, query: Select[Any], limit: int, now: datetime, place: Callable[[Any], list[Any]]) -> Page:
        with self._database.reading() as connection:
            rows = connection.execute(query.limit(limit + 1)).all()
            found = tuple(stored_return(row, now) for row in rows[:limit])
        return Page(found, as_cursor(place(rows[limit - 1])) if len(rows) > limit else None)


def _waits(now: int) -> Any:
    """Whether a return waits for the seller's reply or decision."""
    return or_(returns.c.needs_decision, and_(returns.c.needs_reply, returns.c.lapses > now))


def _step(connection: Connection, seller: str, before: StoredReturn, row: dict[str, Any]) -> None:
    mine = (returns.c.seller == seller) & (returns.c.id == before.id)
    query = update(returns).where(mine, returns.c.version == before.version)
    if connection.execute(query.values(row | {"version": before.version + 1})).rowcount == 0:
        raise Conflict("the return changed in the meantime")


def _link_suggestion(
    connection: Connection, seller: str, return_id: str, suggestion_id: str | None, message_id: str
) -> None:
    """Say which suggestion a message came of: the one that is named, else the newest not yet used."""
    mine = and_(suggestions.c.seller == seller, suggestions.c.return_id == return_id)
    query = select(suggestions.c.id).where(mine, suggestions.c.message_id.is_(None))
    if suggestion_id is not None:
        query = query.where(suggestions.c.id == suggestion_id)
    chosen = connection.execute(query.order_by(suggestions.c.made_at.desc()).limit(1)).scalar()
    if chosen is None and suggestion_id is not None:
        raise NotFound("suggestion", suggestion_id)
    if chosen is not None:
        connection.execute(
            update(suggestions).where(mine, suggestions.c.id == chosen).values(message_id=message_id)
        )


def _beyond(place: tuple[Any, ...], last: list[Any]) -> Any:
    """Row values compare in order; spelled out, because they mix numbers and text."""
    rank, due, key = place
    last_rank, last_due, last_key = last
    return or_(
        rank > last_rank,
        and_(rank == last_rank, or_(due > last_due, and_(due == last_due, key > last_key))),
    )
