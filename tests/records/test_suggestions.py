from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.errors import Conflict, InvalidInput, NotFound
from assistant.models import (
    Assessment,
    Author,
    Deadlines,
    Draft,
    Finding,
    Judgement,
    Language,
    LanguageCode,
    Message,
    NextAction,
    Slot,
    Suggestion,
    Tone,
    Translation,
    Understanding,
)
from assistant.records.database import Database
from assistant.records.store import RecordStore
from assistant.records.suggestions import SuggestionLog
from assistant.records.translations import TranslationLog
from assistant.records.values import COMMENT, About, Addition, Opinion, StoredReturn, Write
from tests.records.test_store import HELLO, LAMP, NOW, WAITING, add_message

ADVICE = Suggestion(
    id="5" * 32,
    understanding=Understanding(
        Language(LanguageCode.AR), Judgement("not_working", 0.9), Judgement("support", 0.9), Tone.CALM, None
    ),
    assessment=Assessment(True, None, Deadlines(NOW, None), NextAction.CONTACT_CUSTOMER, ()),
    translation=None,
    translation_note="none",
    draft=Draft("ar", "جرّب هذا", "support", (Slot("help", None, True),)),
    draft_note=None,
    findings=(Finding("generic_message", "warn", 0, 3, "جرّ", "why", None, None),),
    evidence=(),
    timings_ms={"total": 1.5},
)
UP = Opinion(ADVICE.id, About.DRAFT, vote=True)


@pytest.fixture
def store(database: Database) -> RecordStore:
    return RecordStore(database)


@pytest.fixture
def log(database: Database) -> SuggestionLog:
    return SuggestionLog(database)


@pytest.fixture
def made(store: RecordStore) -> StoredReturn:
    return store.add_return("a", LAMP, WAITING)


def send(
    store: RecordStore, before: StoredReturn, text: str, suggestion_id: str | None = None
) -> StoredReturn:
    message = Message(Author.SELLER, text, NOW)
    addition = Addition(message, LanguageCode.AR, WAITING, suggestion_id=suggestion_id)
    return store.add_message("a", before, addition)


def test_a_suggestion_comes_back_equal_and_once_per_write(log: SuggestionLog, made: StoredReturn) -> None:
    write = Write("k", "f")
    assert log.add("a", made.id, ADVICE, write) == ADVICE
    assert log.add("a", made.id, replace(ADVICE, id="6" * 32), write) == ADVICE == log.made_by("a", write)
    assert [stored.suggestion for stored in log.of_return("a", made.id)] == [ADVICE]


def test_what_was_sent_in_the_end_stands_beside_the_suggestion(
    log: SuggestionLog, store: RecordStore, made: StoredReturn
) -> None:
    log.add("a", made.id, ADVICE)
    assert log.get("a", ADVICE.id).edited is None
    send(store, made, "جرّب هذا الآن")
    stored = log.get("a", ADVICE.id)
    assert stored.sent is not None
    assert stored.sent.message.text == "جرّب هذا الآن"
    assert stored.edited


def test_a_message_can_name_the_suggestion_it_came_of(
    log: SuggestionLog, store: RecordStore, made: StoredReturn
) -> None:
    log.add("a", made.id, ADVICE)
    log.add("a", made.id, replace(ADVICE, id="6" * 32))
    send(store, made, "جرّب هذا", suggestion_id=ADVICE.id)
    assert log.get("a", ADVICE.id).edited is False
    assert log.get("a", "6" * 32).sent is None
    with pytest.raises(NotFound, match="suggestion"):
        send(store, store.get("a", made.id), "x", suggestion_id="7" * 32)
    assert len(store.get("a", made.id).messages) == 1


def test_a_later_opinion_replaces_an_earlier_one_on_the_same_part(
    log: SuggestionLog, made: StoredReturn
) -> None:
    log.add("a", made.id, ADVICE)
    first = log.judge("a", UP)
    second = log.judge("a", replace(UP, vote=False, comment="too long"))
    other = log.judge("a", Opinion(ADVICE.id, About.SOURCE, "some-passage", vote=True))
    assert first.id == second.id != other.id
    found, more = log.opinions("a")
    assert {stored.opinion.vote for stored in found} == {True, False}
    assert more is None
    assert log.opinions("a", suggestion_id=ADVICE.id, return_id=made.id)[0] == found
    first_page, cursor = log.opinions("a", limit=1)
    assert cursor is not None
    assert [*first_page, *log.opinions("a", after=cursor)[0]] == found
    with pytest.raises(InvalidInput):
        log.opinions("a", after="nonsense")


def test_nobody_else_sees_suggestions_or_opinions(log: SuggestionLog, made: StoredReturn) -> None:
    log.add("a", made.id, ADVICE)
    log.judge("a", UP)
    for intrude in (
        lambda: log.get("b", ADVICE.id),
        lambda: log.of_return("b", made.id),
        lambda: log.judge("b", UP),
        lambda: log.add("b", made.id, ADVICE),
    ):
        with pytest.raises(NotFound):
            intrude()
    assert log.opinions("b") == ([], None)


def test_translations_stand_beside_the_original(
    database: Database, store: RecordStore, made: StoredReturn
) -> None:
    grown = add_message(store, "a", made)
    translations = TranslationLog(database)
    rough, better = Translation("Hi", "ar", "en", "one"), Translation("Hello", "ar", "en", "two", ("12",))
    translations.keep("a", made.id, {grown.messages[0].id: rough, COMMENT: better})
    translations.keep("a", made.id, {grown.messages[0].id: better})
    found = store.get("a", made.id)
    assert found.messages[0].message == HELLO
    assert found.messages[0].translations == {"en": better}
    assert found.translations == {"en": better}


def test_consent_on_record_names_the_reply_it_was_read_in(store: RecordStore, made: StoredReturn) -> None:
    grown = add_message(store, "a", made)
    reply = grown.messages[0].id
    found = store.set_consent("a", grown, "granted", reply)
    assert found.consent is not None
    assert (found.consent.label, found.consent.message_id) == ("granted", reply)
    assert store.audit("a")[0].action == "consent.set"
    with pytest.raises(NotFound, match="message"):
        store.set_consent("a", found, "granted", "0" * 32)
    with pytest.raises(Conflict):
        store.set_consent("a", grown, "refused", reply)
