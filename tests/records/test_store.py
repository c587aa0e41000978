from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.errors import Conflict, InvalidInput, NotFound, Unavailable
from assistant.models import Attachment, Author, LanguageCode, Message, ReturnRequest
from assistant.records.database import Database
from assistant.records.store import RecordStore
from assistant.records.values import Addition, Page, Standing, StoredReturn, Write
from tests.conftest import ROOT

NOW = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
WAITING = Standing(open=True, needs_reply=True, due=NOW)
LAMP = ReturnRequest("المصباح لا يعمل", item_title="Lamp", price=Decimal("19.90"), created_at=NOW)
HELLO = Message(Author.CUSTOMER, "مرحبا 👋", NOW, (Attachment("a.jpg", 12),))


@pytest.fixture
def store(database: Database) -> RecordStore:
    return RecordStore(database)


def add_message(
    store: RecordStore, seller: str, before: StoredReturn, message: Message = HELLO
) -> StoredReturn:
    return store.add_message(seller, before, Addition(message, LanguageCode.AR, WAITING))


def test_what_was_stored_comes_back_equal_after_reopening(store: RecordStore, place: Path | str) -> None:
    made = add_message(store, "a", store.add_return("a", LAMP, WAITING))
    store.close()
    reopened = RecordStore.open(place)
    again = reopened.get("a", made.id)
    reopened.close()
    assert again == made
    assert again.request == LAMP
    assert again.thread == (HELLO,)
    assert again.new_messages == 1
    assert again.standing == WAITING


def test_a_write_with_the_same_key_is_done_once(store: RecordStore) -> None:
    write = Write("k1", "f1")
    first = store.add_return("a", LAMP, WAITING, write)
    assert store.add_return("a", LAMP, WAITING, write) == first
    assert len(store.returns("a").returns) == 1


def test_a_key_cannot_stand_for_two_things_but_sellers_choose_keys_freely(store: RecordStore) -> None:
    store.add_return("a", LAMP, WAITING, Write("k1", "f1"))
    with pytest.raises(Conflict, match="Idempotency-Key"):
        store.add_return("a", LAMP, WAITING, Write("k1", "f2"))
    assert store.add_return("b", LAMP, WAITING, Write("k1", "f2")).version == 1


def test_a_change_on_a_stale_version_is_refused(store: RecordStore) -> None:
    before = store.add_return("a", LAMP, WAITING)
    add_message(store, "a", before)
    with pytest.raises(Conflict, match="changed"):
        add_message(store, "a", before)
    assert len(store.get("a", before.id).messages) == 1


INTRUSIONS: dict[str, Callable[[RecordStore, StoredReturn], object]] = {
    "get": lambda store, made: store.get("b", made.id),
    "change": lambda store, made: store.change("b", made, LAMP, WAITING, action="return.change"),
    "add_message": lambda store, made: add_message(store, "b", made),
}


@pytest.mark.parametrize("intrude", INTRUSIONS.values(), ids=INTRUSIONS)
def test_another_sellers_return_does_not_exist(
    store: RecordStore, intrude: Callable[[RecordStore, StoredReturn], object]
) -> None:
    made = add_message(store, "a", store.add_return("a", LAMP, WAITING))
    with pytest.raises((NotFound, Conflict)):
        intrude(store, made)
    assert store.get("a", made.id) == made


def test_lists_counts_and_the_audit_log_show_nobody_elses(store: RecordStore) -> None:
    store.add_return("a", LAMP, WAITING, Write("k", "f"))
    assert store.returns("b").returns == store.inbox("b").returns == ()
    assert store.waiting("b") == 0
    assert store.audit("b") == []
    assert store.made_by("b", Write("k", "other")) is None


def test_pages_of_the_list_follow_each_other_without_a_gap(store: RecordStore) -> None:
    made = [
        store.add_return("a", replace(LAMP, status="closed" if n % 2 else None), WAITING) for n in range(7)
    ]
    assert walk(lambda after: store.returns("a", after=after, limit=2)) == {stored.id for stored in made}
    closed = walk(lambda after: store.returns("a", status="closed", after=after, limit=2))
    assert closed == {stored.id for stored in made if stored.request.status == "closed"}


def test_the_inbox_puts_the_sellers_turn_first_and_then_the_nearest_deadline(store: RecordStore) -> None:
    hour = timedelta(hours=1)
    standings = {
        "theirs": Standing(True, False, NOW),
        "unknown": Standing(True, True, None),
        "late": Standing(True, True, NOW + hour),
        "soon": Standing(True, True, NOW),
        "settled": Standing(False, False, NOW - hour),
    }
    for name, standing in standings.items():
        store.add_return("a", replace(LAMP, item_title=name), standing)
    seen: list[str | None] = []
    after = None
    while True:
        page = store.inbox("a", after=after, limit=1)
        seen += [stored.request.item_title for stored in page.returns]
        after = page.next
        if after is None:
            break
    assert seen == ["soon", "late", "unknown", "theirs"]
    assert store.waiting("a") == 3


@pytest.mark.parametrize(
    "cursor", ["", "x", "é", "W10=", "WzEsMl0=", "WyJhIiwiYiJd", "W3RydWUsIDEsICJcdWQ4MDAiXQ=="]
)
def test_an_invented_cursor_is_invalid_input(store: RecordStore, cursor: str) -> None:
    with pytest.raises(InvalidInput, match="after"):
        store.returns("a", after=cursor)
    with pytest.raises(InvalidInput, match="after"):
        store.inbox("a", after=cursor)


@pytest.mark.parametrize("statement", ["UPDATE audit SET action = 'x'", "DELETE FROM audit"])
def test_the_audit_log_only_grows(store: RecordStore, database: Database, statement: str) -> None:
    store.add_return("a", LAMP, WAITING)
    with pytest.raises(Unavailable), database.writing("a") as connection:
        connection.exec_driver_sql(statement)
    assert [entry.action for entry in store.audit("a")] == ["return.add"]


def test_a_place_that_cannot_hold_the_records_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable):
        RecordStore.open(tmp_path / "file" / "records.sqlite3")
    (tmp_path / "text").write_text("no database " * 100)
    with pytest.raises(Unavailable):
        RecordStore.open(tmp_path / "text")
    with pytest.raises(Unavailable):
        RecordStore.open("postgresql://nobody@127.0.0.1:1/none")


@pytest.mark.parametrize("url", ["nonsense", "mysql://a/b", "postgresql://a:b:c/d"])
def test_a_wrong_url_names_the_setting(url: str) -> None:
    with pytest.raises(InvalidInput, match="RADD_DATABASE_URL"):
        RecordStore.open(url)


def test_a_broken_database_is_unavailable_not_a_traceback(store: RecordStore, database: Database) -> None:
    made = store.add_return("a", LAMP, WAITING)
    with database.writing("a") as connection:
        connection.exec_driver_sql("UPDATE returns SET request = '{\"no\": 1}'")
    for read in (lambda: store.get("a", made.id), lambda: store.returns("a"), lambda: store.inbox("a")):
        with pytest.raises(Unavailable, match="read"):
            read()
    with database.writing("a") as connection:
        connection.exec_driver_sql(
            "DROP TABLE messages" + (" CASCADE" if database.dialect != "sqlite" else "")
        )
    with pytest.raises(Unavailable, match="read"):
        store.get("a", made.id)


def test_a_turn_that_lapsed_no_longer_waits(database: Database) -> None:
    clock = [NOW]
    store = RecordStore(database, now=lambda: clock[0])
    lapsing = Standing(True, True, NOW, lapses=NOW + timedelta(hours=1))
    lapsed = store.add_return("a", LAMP, lapsing)
    decided = store.add_return("a", LAMP, replace(lapsing, needs_decision=True))
    assert store.waiting("a") == 2
    first = store.inbox("a", limit=1)
    clock[0] += timedelta(hours=2)
    assert store.waiting("a") == 1
    assert not store.get("a", lapsed.id).standing.needs_reply
    assert store.inbox("a").returns[0].id == decided.id
    # A walk that began before goes on in its own order, so that nothing is shown twice or left out.
    rest = store.inbox("a", after=first.next)
    assert {stored.id for stored in (*first.returns, *rest.returns)} == {lapsed.id, decided.id}


WRITER = """
import sys, threading
from pathlib import Path
from assistant.records.store import RecordStore
from assistant.records.values import Write
from tests.records.test_store import LAMP, WAITING
place = sys.argv[1]
store = RecordStore.open(place if "://" in place else Path(place))
def work(name):
    for n in range(100_000):
        key = f"{name}-{n}"
        store.add_return("a", LAMP, WAITING, Write(key, key))
        sys.stdout.write(key + "\\n")
        sys.stdout.flush()
for name in "wxyz":
    threading.Thread(target=work, args=(name,)).start()
"""


def test_a_kill_under_load_loses_nothing_acknowledged_and_repeats_nothing(place: Path | str) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(place)], stdout=subprocess.PIPE, cwd=ROOT, text=True
    )
    assert child.stdout is not None
    told = [child.stdout.readline().strip() for _ in range(60)]
    child.kill()
    told += [line.strip() for line in child.stdout if line.endswith("\n")]
    child.stdout.close()
    child.wait()
    store = RecordStore.open(place)
    assert all(store.made_by("a", Write(key, key)) for key in told)
    keys = {f"{name}-{n}" for name in "wxyz" for n in range(len(told) + 5)}
    done = {key for key in keys if store.made_by("a", Write(key, key))}
    assert len(walk(lambda after: store.returns("a", after=after))) == len(done) >= len(told)
    for key in told:
        store.add_return("a", LAMP, WAITING, Write(key, key))
    assert (
        len(walk(lambda after: store.returns("a", after=after))) == len(done) == len(store.audit("a", 10_000))
    )
    store.close()


def walk(page_after: Callable[[str | None], Page]) -> set[str]:
    found: list[str] = []
    after = None
    while True:
        page = page_after(after)
        found += [stored.id for stored in page.returns]
        after = page.next
        if after is None:
            assert len(found) == len(set(found))
            return set(found)
