"""One database: SQLite in WAL mode, or PostgreSQL. Transactions, and every failure as `Unavailable`."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, TimeoutError

from assistant.errors import InvalidInput, MissingDependency, Unavailable

_BUSY_MS = 30_000
_POSTGRES_CURE = 'pip install -e ".[postgres]"'


class Database:
    """Safe to share between threads. What a `writing` block did is on disk when the block is left."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = threading.Lock()  # writers queue here: SQLite lets them poll, and the unlucky starve

    @classmethod
    def open(cls, place: Path | str) -> Database:
        """Open, create or bring up to date the database at a SQLite file or a URL.

        Raises `InvalidInput` for a URL that is none, `Unavailable` when it cannot be opened.
        """
        database = cls.connect(place)
        from assistant.records.migrate import upgrade

        upgrade(database)
        return database

    @classmethod
    def connect(cls, place: Path | str) -> Database:
        """As `open`, with the tables left as they are."""
        if isinstance(place, Path):
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise Unavailable(f"the records cannot be opened ({type(error).__name__})") from error
            url = URL.create("sqlite", database=str(place))
        else:
            url = _url(place)
        if url.get_backend_name() == "sqlite":
            engine = create_engine(url, max_overflow=-1)
            event.listen(engine, "connect", _prepare)
            return cls(engine)
        try:
            engine = create_engine(
                url, pool_size=10, max_overflow=30, pool_pre_ping=True, connect_args={"connect_timeout": 10}
            )
        except ModuleNotFoundError as error:
            raise MissingDependency("psycopg, the PostgreSQL driver,", _POSTGRES_CURE) from error
        return cls(engine)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One state of the database, whatever is written meanwhile."""
        with _failures("read"), self._engine.connect() as connection:
            if self.dialect == "sqlite":
                connection.exec_driver_sql("BEGIN")
            else:
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextmanager
    def writing(self, owner: str) -> Iterator[Connection]:
        """One transaction, alone in writing for `owner` from its start: nothing it read can change under it.

        SQLite has one write lock for all; PostgreSQL locks the owner's name.
        """
        if self.dialect == "sqlite":
            with _failures("write"), self._turn, self._engine.begin() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
        else:
            with _failures("write"), self._engine.begin() as connection:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _lock(owner)})
                yield connection


@contextmanager
def _failures(what: str) -> Iterator[None]:
    """Nothing of the database's own errors gets through, nor what a row held."""
    try:
        yield
    except (DBAPIError, TimeoutError, json.JSONDecodeError, ValidationError) as error:
        raise Unavailable(f"the records could not be {_DONE[what]} ({type(error).__name__})") from error


_DONE = {"read": "read", "write": "written"}


def _url(given: str) -> URL:
    try:
        url = make_url(given)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise InvalidInput("RADD_DATABASE_URL", "is not a database's URL") from error
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        return url
    raise InvalidInput("RADD_DATABASE_URL", "must begin with postgresql:// or sqlite://")


def _lock(owner: str) -> int:
    return int.from_bytes(hashlib.sha256(owner.encode()).digest()[:8], "big", signed=True)


def _prepare(connection: Any, record: object) -> None:
    """Settings of one SQLite connection; FULL keeps an acknowledged write through a power cut too,
    and what is deleted is overwritten."""
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"busy_timeout={_BUSY_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()
