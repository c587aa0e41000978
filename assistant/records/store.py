"""The only door to the database. Every method takes the seller, and sees nobody else's rows."""

from __future__ import annotations

import base64
import binascii
import json
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    create_engine,
    event,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import OperationalError

from assistant.errors import Conflict, InvalidInput, NotFound, Unavailable
from assistant.models import Author, LanguageCode, Message, ReturnRequest, Spending
from assistant.records.tables import audit, messages, metadata, model_use, returns, writes
from assistant.records.values import AuditEntry, Page, Standing, StoredMessage, StoredReturn, Write

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER = 253_402_300_799_000_000  # the end of the year 9999: unknown deadlines sort last
_BUSY_MS = 30_000
_NANOS = Decimal(1_000_000_000)


class RecordStore:
    """Returns on record. Safe to share between threads; what a method returned is on disk."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self._now = now
        self._turn = threading.Lock()  # writers queue here: SQLite lets them poll, and the unlucky starve

    @classmethod
    def open(cls, file: Path) -> RecordStore:
        """Open or create the SQLite database at `file`. Raises `Unavailable` when that cannot be done."""
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            engine = create_engine(URL.create("sqlite", database=str(file)), max_overflow=-1)
            event.listen(engine, "connect", _prepare)
            with engine.begin() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # two first starts must not both create
                metadata.create_all(connection)
        except (OSError, OperationalError) as error:
            raise Unavailable(f"the records cannot be opened ({type(error).__name__})") from error
        return cls(engine)

    def close(self) -> None:
        self._engine.dispose()

    def made_by(self, seller: str, write: Write | None) -> str | None:
        """The return that this write already made or changed; None when it is new.

        Raises `Conflict` when the key named another write before.
        """
        if write is None:
            return None
        with self._engine.connect() as connection:
            return _made_by(connection, seller, write)

    def add_return(
        self, seller: str, request: ReturnRequest, standing: Standing, write: Write | None = None
    ) -> StoredReturn:
        """Put a return on record, once per write."""
        with self._writing() as connection:
            return_id = _made_by(connection, seller, write)
            if return_id is None:
                return_id = uuid.uuid4().hex
                row = {"id": return_id, "seller": seller, "version": 1, "added_at": _micros(self._now())}
                row |= _request_row(request) | _standing_row(standing) | {"new_messages": 0}
                connection.execute(insert(returns).values(row))
                self._note(connection, seller, "return.add", return_id, write=write)
            return _get(connection, seller, return_id)

    def get(self, seller: str, return_id: str) -> StoredReturn:
        """A return with its thread. Raises `NotFound`, also when it is another seller's."""
        with self._engine.connect() as connection:
            return _get(connection, seller, return_id)

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
        with self._writing() as connection:
            if _made_by(connection, seller, write) is None:
                row = _request_row(request) | _standing_row(standing)
                row["report_reason"] = report_reason or before.report_reason
                _step(connection, seller, before, row)
                self._note(connection, seller, action, before.id, report_reason, write)
            return _get(connection, seller, before.id)

    def add_message(
        self,
        seller: str,
        before: StoredReturn,
        message: Message,
        language: LanguageCode,
        standing: Standing,
        *,
        override_reason: str | None = None,
        write: Write | None = None,
    ) -> StoredReturn:
        """Append to a thread, once per write. Raises `Conflict` when it grew since `before` was read."""
        with self._writing() as connection:
            if _made_by(connection, seller, write) is None:
                customers = message.author is Author.CUSTOMER
                count = before.new_messages + 1 if customers else 0
                _step(connection, seller, before, _standing_row(standing) | {"new_messages": count})
                connection.execute(
                    insert(messages).values(
                        id=uuid.uuid4().hex,
                        seller=seller,
                        return_id=before.id,
                        position=len(before.messages),
                        message=_messages().dump_python(message, mode="json"),
                        language=language.value,
                        override_reason=override_reason,
                    )
                )
                action = "message.add" if override_reason is None else "message.override"
                self._note(connection, seller, action, before.id, override_reason, write)
            return _get(connection, seller, before.id)

    def returns(
        self, seller: str, *, status: str | None = None, after: str | None = None, limit: int = 50
    ) -> Page:
        """Returns, newest first. Raises `InvalidInput` for a cursor that is none."""
        query = select(returns).where(returns.c.seller == seller)
        if status is not None:
            query = query.where(returns.c.status == status)
        place = (returns.c.added_at, returns.c.id)
        if after is not None:
            query = query.where(tuple_(*place) < tuple_(*_cursor(after, (int, str))))
        query = query.order_by(*(column.desc() for column in place))
        return self._page(query, limit, lambda row: [row.added_at, row.id])

    def inbox(self, seller: str, *, after: str | None = None, limit: int = 50) -> Page:
        """Open returns: those that wait for the seller first, the nearest deadline first."""
        query = select(returns).where(returns.c.seller == seller, returns.c.open)
        if after is not None:
            needs, due, last = _cursor(after, (bool, int, str))
            later = tuple_(returns.c.due, returns.c.id) > tuple_(due, last)
            same = (returns.c.needs_reply == needs) & later
            query = query.where(same | ~returns.c.needs_reply if needs else same)
        query = query.order_by(returns.c.needs_reply.desc(), returns.c.due, returns.c.id)
        return self._page(query, limit, lambda row: [row.needs_reply, row.due, row.id])

    def waiting(self, seller: str) -> int:
        """How many open returns wait for the seller."""
        query = select(func.count()).select_from(returns)
        query = query.where(returns.c.seller == seller, returns.c.open, returns.c.needs_reply)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def audit(self, seller: str, limit: int = 200) -> list[AuditEntry]:
        """The newest entries of what was done, newest first."""
        query = select(audit).where(audit.c.seller == seller).order_by(audit.c.number.desc()).limit(limit)
        with self._engine.connect() as connection:
            return [
                AuditEntry(_time(row.at), row.action, row.return_id, row.detail)
                for row in connection.execute(query)
            ]

    def spent(self, seller: str, day: date) -> Spending:
        """What a seller spent on language models in a day."""
        try:
            with self._engine.connect() as connection:
                row = connection.execute(select(model_use).where(_use_of(seller, day))).first()
        except OperationalError as error:
            raise Unavailable(f"the records cannot be read ({type(error).__name__})") from error
        return Spending() if row is None else Spending(row.tokens, row.nanos / _NANOS)

    def spend(self, seller: str, day: date, spending: Spending) -> None:
        """Add to it."""
        more = {"tokens": spending.tokens, "nanos": int(spending.cost * _NANOS)}
        with self._writing() as connection:
            grown = {name: model_use.c[name] + value for name, value in more.items()}
            query = update(model_use).where(_use_of(seller, day)).values(grown)
            if connection.execute(query).rowcount == 0:
                key = {"seller": seller, "day": day.isoformat()}
                connection.execute(insert(model_use).values(key | more))

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction that holds SQLite's write lock from its start: nothing it read can change under it."""
        try:
            with self._turn, self._engine.begin() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
        except OperationalError as error:
            raise Unavailable(f"the records did not take the write ({type(error).__name__})") from error

    def _note(
        self,
        connection: Connection,
        seller: str,
        action: str,
        return_id: str,
        detail: str | None = None,
        write: Write | None = None,
    ) -> None:
        now = _micros(self._now())
        entry = {"seller": seller, "at": now, "action": action, "return_id": return_id, "detail": detail}
        connection.execute(insert(audit).values(entry))
        if write is not None:
            row = {"seller": seller, "key": write.key, "fingerprint": write.fingerprint, "made": return_id}
            connection.execute(insert(writes).values(row))

    def _page(self, query: Select[Any], limit: int, place: Callable[[Any], list[Any]]) -> Page:
        with self._engine.connect() as connection:
            rows = connection.execute(query.limit(limit + 1)).all()
        more = None
        if len(rows) > limit:
            more = base64.urlsafe_b64encode(json.dumps(place(rows[limit - 1])).encode()).decode()
        return Page(tuple(_stored(row) for row in rows[:limit]), more)


def _prepare(connection: Any, record: object) -> None:
    """Settings of one SQLite connection; FULL keeps an acknowledged write through a power cut too."""
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}").close()


def _use_of(seller: str, day: date) -> ColumnElement[bool]:
    return (model_use.c.seller == seller) & (model_use.c.day == day.isoformat())


def _made_by(connection: Connection, seller: str, write: Write | None) -> str | None:
    if write is None:
        return None
    query = select(writes).where(writes.c.seller == seller, writes.c.key == write.key)
    row = connection.execute(query).first()
    if row is None:
        return None
    if row.fingerprint != write.fingerprint:
        raise Conflict("this Idempotency-Key was used for something else")
    made: str = row.made
    return made


def _step(connection: Connection, seller: str, before: StoredReturn, row: dict[str, Any]) -> None:
    mine = (returns.c.seller == seller) & (returns.c.id == before.id)
    query = update(returns).where(mine, returns.c.version == before.version)
    if connection.execute(query.values(row | {"version": before.version + 1})).rowcount == 0:
        raise Conflict("the return changed in the meantime")


def _get(connection: Connection, seller: str, return_id: str) -> StoredReturn:
    query = select(returns).where(returns.c.seller == seller, returns.c.id == return_id)
    row = connection.execute(query).first()
    if row is None:
        raise NotFound("return", return_id)
    thread = select(messages).where(messages.c.seller == seller, messages.c.return_id == return_id)
    found = connection.execute(thread.order_by(messages.c.position)).all()
    return _stored(row, tuple(_stored_message(message) for message in found))


def _stored(row: Row[Any], thread: tuple[StoredMessage, ...] = ()) -> StoredReturn:
    due = None if row.due == _NEVER else _time(row.due)
    return StoredReturn(
        id=row.id,
        version=row.version,
        added_at=_time(row.added_at),
        request=_requests().validate_python(row.request),
        standing=Standing(row.open, row.needs_reply, due),
        new_messages=row.new_messages,
        report_reason=row.report_reason,
        messages=thread,
    )


def _stored_message(row: Row[Any]) -> StoredMessage:
    message = _messages().validate_python(row.message)
    return StoredMessage(row.id, message, LanguageCode(row.language), row.override_reason)


def _request_row(request: ReturnRequest) -> dict[str, Any]:
    return {"request": _requests().dump_python(request, mode="json"), "status": request.status}


def _standing_row(standing: Standing) -> dict[str, Any]:
    due = _NEVER if standing.due is None else _micros(standing.due)
    return {"open": standing.open, "needs_reply": standing.needs_reply, "due": due}


@cache
def _requests() -> TypeAdapter[ReturnRequest]:
    return TypeAdapter(ReturnRequest)


@cache
def _messages() -> TypeAdapter[Message]:
    return TypeAdapter(Message)


def _cursor(text: str, kinds: tuple[type, ...]) -> list[Any]:
    try:
        parts = json.loads(base64.b64decode(text.encode(), altchars=b"-_", validate=True))
    except (ValueError, RecursionError, binascii.Error) as error:
        raise InvalidInput("after", "is not a cursor that this list gave") from error
    fits = isinstance(parts, list) and [type(part) for part in parts] == list(kinds)
    if not fits or any(not part.isascii() if isinstance(part, str) else abs(part) > _NEVER for part in parts):
        raise InvalidInput("after", "is not a cursor that this list gave")
    return list(parts)


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _time(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)
