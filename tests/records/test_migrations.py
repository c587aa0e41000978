from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from assistant.errors import InvalidInput, Unavailable
from assistant.models import Author
from assistant.records.database import Database
from assistant.records.migrate import current, downgrade, upgrade
from assistant.records.store import RecordStore
from assistant.records.tables import metadata
from tests.records.test_store import LAMP, WAITING

OLD_RETURN = """INSERT INTO returns (id, seller, version, added_at, request, status, open, needs_reply, due, new_messages)
VALUES ('r1', 'a', 1, 5, '{"customer_comment": "broken", "return_id": "R-7", "customer_name": "Noura"}', NULL, true, true, 9, 1)"""
OLD_MESSAGE = """INSERT INTO messages (id, seller, return_id, position, message, language) VALUES
('m1', 'a', 'r1', 0, '{"author": "seller", "text": "Hello", "sent_at": "2026-03-02T09:00:00Z"}', 'en')"""


def test_the_revisions_make_the_tables_that_the_code_expects(database: Database) -> None:
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_every_revision_can_be_undone_and_done_again(database: Database) -> None:
    newest = current(database)
    downgrade(database, "base")
    with database.reading() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    upgrade(database)
    assert current(database) == newest
    RecordStore(database).add_return("a", LAMP, WAITING)


def test_records_made_before_there_were_revisions_are_kept_and_brought_up_to_date(place: Path | str) -> None:
    old = Database.connect(place)
    upgrade(old, "0001")
    with old.writing("a") as connection:
        connection.exec_driver_sql(OLD_RETURN)
        connection.exec_driver_sql(OLD_MESSAGE)
        connection.exec_driver_sql("DROP TABLE alembic_version")
    old.close()
    store = RecordStore.open(place)
    found = store.get("a", "r1")
    assert found.request.customer_name == "Noura"
    assert [message.message.author for message in found.messages] == [Author.SELLER]
    assert found.standing.needs_reply
    named = store.named("a", "R-7")
    assert named is not None
    assert named.id == "r1"
    store.close()


def test_going_back_keeps_what_the_older_tables_can_hold(database: Database) -> None:
    made = RecordStore(database).add_return("a", LAMP, WAITING)
    downgrade(database, "0001")
    upgrade(database)
    assert RecordStore(database).get("a", made.id).request == LAMP


def test_an_unknown_revision_is_invalid_input(database: Database) -> None:
    for bring in (upgrade, downgrade):
        with pytest.raises(InvalidInput, match="revision"):
            bring(database, "9999")


def test_tables_of_a_newer_version_are_left_alone(place: Path | str, database: Database) -> None:
    with database.writing("a") as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unavailable, match="newer"):
        Database.open(place)
    assert current(database) == "9999"
