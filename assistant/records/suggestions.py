"""What Radd suggested, what was sent in the end, and what the seller thought of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, select, tuple_, update

from assistant.errors import NotFound
from assistant.models import Suggestion
from assistant.records import journal
from assistant.records.database import Database
from assistant.records.rows import adapter, as_cursor, from_cursor, micros, moment, stored_message
from assistant.records.tables import feedback, messages, returns, suggestions
from assistant.records.values import About, Opinion, StoredOpinion, StoredSuggestion, Write


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SuggestionLog:
    """Suggestions of returns on record. Every method takes the seller, and sees nobody else's rows."""

    def __init__(self, database: Database, now: Callable[[], datetime] = _utc_now) -> None:
        self._database = database
        self._now = now

    def add(self, seller: str, return_id: str, made: Suggestion, write: Write | None = None) -> Suggestion:
        """Keep a suggestion, once per write; a repeat gives the first. Raises `NotFound`."""
        with self._database.writing(seller) as connection:
            _needs_return(connection, seller, return_id)
            done = journal.made_by(connection, seller, write)
            if done is not None:
                return _get(connection, seller, done).suggestion
            row = {"id": made.id, "seller": seller, "return_id": return_id, "made_at": micros(self._now())}
            row["suggestion"] = adapter(Suggestion).dump_python(made, mode="json")
            connection.execute(insert(suggestions).values(row))
            journal.remember(connection, seller, write, made.id)
            return made

    def made_by(self, seller: str, write: Write | None) -> Suggestion | None:
        """The suggestion that this write already made."""
        with self._database.reading() as connection:
            done = journal.made_by(connection, seller, write)
            return None if done is None else _get(connection, seller, done).suggestion

    def get(self, seller: str, suggestion_id: str) -> StoredSuggestion:
        """Raises `NotFound`, also when it is another seller's."""
        with self._database.reading() as connection:
            return _get(connection, seller, suggestion_id)

    def of_return(self, seller: str, return_id: str, limit: int = 50) -> list[StoredSuggestion]:
        """The newest suggestions for a return, newest first. Raises `NotFound`."""
        with self._database.reading() as connection:
            _needs_return(connection, seller, return_id)
            mine = and_(suggestions.c.seller == seller, suggestions.c.return_id == return_id)
            query = select(suggestions).where(mine).order_by(suggestions.c.made_at.desc(), suggestions.c.id)
            return [_stored(connection, row) for row in connection.execute(query.limit(limit)).all()]

    def sent(self, seller: str, limit: int = 50) -> list[StoredSuggestion]:
        """A seller's suggestions after which a message was sent, newest first."""
        mine = and_(suggestions.c.seller == seller, suggestions.c.message_id.is_not(None))
        query = select(suggestions).where(mine).order_by(suggestions.c.made_at.desc(), suggestions.c.id)
        with self._database.reading() as connection:
            return [_stored(connection, row) for row in connection.execute(query.limit(limit)).all()]

    def judge(self, seller: str, opinion: Opinion, write: Write | None = None) -> StoredOpinion:
        """Keep a seller's word on a part of a suggestion, in place of an earlier one. Raises `NotFound`."""
        with self._database.writing(seller) as connection:
            return_id = _get(connection, seller, opinion.suggestion_id).return_id
            place = and_(
                feedback.c.seller == seller,
                feedback.c.suggestion_id == opinion.suggestion_id,
                feedback.c.about == opinion.about.value,
                feedback.c.source_id == opinion.source_id,
            )
            if journal.made_by(connection, seller, write) is None:
                row: dict[str, Any] = {
                    "vote": None if opinion.vote is None else (1 if opinion.vote else -1),
                    "correction": opinion.correction,
                    "comment": opinion.comment,
                    "at": micros(self._now()),
                }
                if connection.execute(update(feedback).where(place).values(row)).rowcount == 0:
                    row |= {"id": uuid.uuid4().hex, "seller": seller, "return_id": return_id}
                    row |= {"suggestion_id": opinion.suggestion_id, "about": opinion.about.value}
                    connection.execute(insert(feedback).values(row | {"source_id": opinion.source_id}))
                journal.remember(connection, seller, write, opinion.suggestion_id)
            return _stored_opinion(connection.execute(select(feedback).where(place)).one())

    def opinions(
        self,
        seller: str,
        *,
        suggestion_id: str | None = None,
        return_id: str | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> tuple[list[StoredOpinion], str | None]:
        """Feedback, newest first, and the cursor of the next page. Raises `InvalidInput` for a bad cursor."""
        query = select(feedback).where(feedback.c.seller == seller)
        if suggestion_id is not None:
            query = query.where(feedback.c.suggestion_id == suggestion_id)
        if return_id is not None:
            query = query.where(feedback.c.return_id == return_id)
        place = (feedback.c.at, feedback.c.id)
        if after is not None:
            query = query.where(tuple_(*place) < tuple_(*from_cursor(after, (int, str))))
        query = query.order_by(*(column.desc() for column in place)).limit(limit + 1)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        more = as_cursor([rows[limit - 1].at, rows[limit - 1].id]) if len(rows) > limit else None
        return [_stored_opinion(row) for row in rows[:limit]], more


def _needs_return(connection: Connection, seller: str, return_id: str) -> None:
    query = select(returns.c.id).where(returns.c.seller == seller, returns.c.id == return_id)
    if connection.execute(query).first() is None:
        raise NotFound("return", return_id)


def _get(connection: Connection, seller: str, suggestion_id: str) -> StoredSuggestion:
    mine = and_(suggestions.c.seller == seller, suggestions.c.id == suggestion_id)
    row = connection.execute(select(suggestions).where(mine)).first()
    if row is None:
        raise NotFound("suggestion", suggestion_id)
    return _stored(connection, row)


def _stored(connection: Connection, row: Row[Any]) -> StoredSuggestion:
    sent = None
    if row.message_id is not None:
        found = connection.execute(select(messages).where(messages.c.id == row.message_id)).one()
        sent = stored_message(found, {})
    made = adapter(Suggestion).validate_python(row.suggestion)
    return StoredSuggestion(row.id, row.return_id, moment(row.made_at), made, sent)


def _stored_opinion(row: Row[Any]) -> StoredOpinion:
    opinion = Opinion(
        suggestion_id=row.suggestion_id,
        about=About(row.about),
        source_id=row.source_id,
        vote=None if row.vote is None else row.vote > 0,
        correction=row.correction,
        comment=row.comment,
    )
    return StoredOpinion(row.id, row.return_id, moment(row.at), opinion)
