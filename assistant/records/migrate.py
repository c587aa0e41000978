"""The only door to Alembic: brings a database's tables to a revision, forwards and back, in one transaction."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect

from assistant.errors import InvalidInput, Unavailable
from assistant.records.database import Database

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

_OWNER = "the tables"
_BEFORE_REVISIONS = "0001"  # databases made before there were revisions have these tables
_alembic = threading.Lock()  # Alembic keeps what it works on in a global of its own


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the tables forward to `revision`; nothing happens where they are there already.

    Raises `InvalidInput` for a revision that is none, `Unavailable` for tables of a newer Radd.
    """
    from alembic import command
    from alembic.util import CommandError

    with _alembic, database.writing(_OWNER) as connection:
        config = _config(connection)
        tables = inspect(connection).get_table_names()
        if "returns" in tables and "alembic_version" not in tables:
            command.stamp(config, _BEFORE_REVISIONS)
        try:
            command.upgrade(config, revision)
        except CommandError as error:
            if revision == "head":
                raise Unavailable("the records were made by a newer version of Radd") from error
            raise InvalidInput("revision", str(error)) from error


def downgrade(database: Database, revision: str) -> None:
    """Bring the tables back to `revision` (`base`: none). What only newer tables held is lost."""
    from alembic import command
    from alembic.util import CommandError

    with _alembic, database.writing(_OWNER) as connection:
        try:
            command.downgrade(_config(connection), revision)
        except CommandError as error:
            raise InvalidInput("revision", str(error)) from error


def current(database: Database) -> str | None:
    """The revision a database is at; None before the first."""
    from alembic.runtime.migration import MigrationContext

    with database.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
