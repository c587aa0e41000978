"""The same tests on SQLite and on a real PostgreSQL, which starts once a worker where one is installed."""

from __future__ import annotations

import itertools
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.records.database import Database

_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """Gives the URL of a new, empty schema at every call."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield _maker(given)
        return
    pytest.importorskip("psycopg", reason="the PostgreSQL driver is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of homes that a container has not
        pgserver = pytest.importorskip("pgserver", reason="no PostgreSQL is installed to test with")
        with tempfile.TemporaryDirectory() as folder:
            try:
                server = pgserver.get_server(folder)
            except Exception as error:  # noqa: BLE001 - whatever keeps it from starting, the tests cannot run
                pytest.skip(f"PostgreSQL does not start here: {error}")
            server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")  # only clients crash here
            yield _maker(server.get_uri())
            server.cleanup()


def _maker(uri: str) -> Callable[[], str]:
    import psycopg

    def make() -> str:
        name = f"records_{os.getpid()}_{next(_numbers)}"
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        return f"{uri}{'&' if '?' in uri else '?'}options=-csearch_path%3D{name}"

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a database can be opened: a file, or a URL."""
    if request.param == "sqlite":
        return tmp_path / "records.sqlite3"
    url: str = request.getfixturevalue("postgres")()
    return url


@pytest.fixture
def database(place: Path | str) -> Iterator[Database]:
    opened = Database.open(place)
    yield opened
    opened.close()
