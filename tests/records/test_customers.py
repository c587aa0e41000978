from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from assistant.errors import NotFound
from assistant.models import Author, LanguageCode, Message, Translation
from assistant.records.customers import CustomerFiles
from assistant.records.database import Database
from assistant.records.store import RecordStore
from assistant.records.suggestions import SuggestionLog
from assistant.records.translations import TranslationLog
from assistant.records.values import (
    COMMENT,
    Addition,
    Checked,
    CheckOutcome,
    ReadConsent,
    StoredReturn,
    Write,
)
from tests.records.test_store import HELLO, LAMP, NOW, WAITING
from tests.records.test_suggestions import ADVICE, UP

NOURA = replace(LAMP, customer_name="Noura", order_id="O-1", return_id="R-1")


@pytest.fixture
def files(database: Database) -> CustomerFiles:
    return CustomerFiles(database)


@pytest.fixture
def made(database: Database) -> StoredReturn:
    """A return with something in every table."""
    store = RecordStore(database)
    made = store.add_return("a", NOURA, WAITING, Write("k", "f"))
    SuggestionLog(database).add("a", made.id, ADVICE)
    checked = Checked(CheckOutcome.SENT, "Hello Noura", ())
    made = store.add_message(
        "a",
        made,
        Addition(Message(Author.SELLER, "Hello Noura", NOW), LanguageCode.EN, WAITING, checked=checked),
    )
    made = store.add_message(
        "a", made, Addition(HELLO, LanguageCode.AR, WAITING, consent=ReadConsent("granted", 0.9))
    )
    SuggestionLog(database).judge("a", UP)
    TranslationLog(database).keep("a", made.id, {COMMENT: Translation("Hi", "ar", "en", "x")})
    store.add_return("a", replace(LAMP, customer_name="Omar"), WAITING)
    store.add_return("b", NOURA, WAITING)
    return store.get("a", made.id)


def test_an_export_holds_everything_of_one_customer(
    files: CustomerFiles, made: StoredReturn, database: Database
) -> None:
    for by, name in (("customer_name", "Noura"), ("order_id", "O-1"), ("return_id", "R-1")):
        (file,) = files.export("a", by, name)  # type: ignore[arg-type]
        assert file.stored == made
        assert [stored.id for stored in file.suggestions] == [ADVICE.id]
        assert [checked.text for _, checked in file.checks] == ["Hello Noura"]
        assert [stored.opinion for stored in file.opinions] == [UP]
    assert files.export("a", "customer_name", "nobody") == []
    assert RecordStore(database).audit("a")[0].action == "customer.export"


def test_a_deletion_leaves_nothing_but_that_it_was_done(
    files: CustomerFiles, made: StoredReturn, database: Database
) -> None:
    write = Write("d", "f", "Mona")
    assert files.delete("a", [made.id], write) == 1
    assert files.delete("a", [made.id], write) == 1  # repeated by its key: done once
    with database.reading() as connection:
        for table in ("messages", "translations", "suggestions", "checks", "consents", "feedback"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
    store = RecordStore(database)
    assert [stored.request.customer_name for stored in store.returns("a").returns] == ["Omar"]
    assert len(store.returns("b").returns) == 1
    newest = store.audit("a")[0]
    assert (newest.action, newest.return_id, newest.by) == ("customer.delete", made.id, "Mona")
    with pytest.raises(NotFound):
        store.get("a", made.id)


def test_a_deletion_that_names_a_strangers_return_deletes_nothing(
    files: CustomerFiles, made: StoredReturn, database: Database
) -> None:
    strangers = RecordStore(database).returns("b").returns[0].id
    for seller, ids in (("b", [made.id]), ("a", [made.id, strangers])):
        with pytest.raises(NotFound):
            files.delete(seller, ids)
    assert RecordStore(database).get("a", made.id) == made
    assert files.export("c", "customer_name", "Noura") == []
