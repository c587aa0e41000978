"""What sellers did becomes candidates without anybody's details; nothing enters a set unseen; weeks are compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.assets import read_jsonl
from assistant.bootstrap import Assistant
from assistant.errors import BrokenAsset
from assistant.models import Author, Case, Consent, Message, Request
from assistant.records.values import About, Opinion
from assistant.settings import Settings
from evals.production.drift import drift, in_words
from evals.production.events import Event, read_events, recorded_events
from evals.production.harvest import candidates
from evals.production.review import read_candidates, review
from evals.suite import all_tasks
from evals.tasks.messages import message_tasks
from tests.conftest import ROOT
from tests.factories import a_request

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


def an_event(**fields: Any) -> Event:
    defaults: dict[str, Any] = {
        "at": MONDAY,
        "return_key": "one",
        "text": "the lid is cracked",
        "language": "en",
        "situation": "damaged_item",
        "confidence": 0.9,
        "tone": "calm",
        "draft": "Hello Mona, we are sorry about the lid and offer 40 AED.",
        "draft_language": "en",
    }
    return Event.model_validate(defaults | fields)


def test_what_became_of_a_draft_is_told_from_what_was_sent() -> None:
    draft = an_event().draft
    assert draft is not None
    assert an_event(sent=draft).outcome == "accepted"
    assert an_event(sent=draft.replace("40", "55")).outcome == "edited"
    assert an_event(sent="No.").outcome == "rejected"
    assert an_event().outcome == "open"
    assert an_event(sent=draft, judged=[{"about": "draft", "vote": False}]).outcome == "rejected"
    assert an_event(sent=draft.replace("40", "55")).edited == pytest.approx(1 / 12, abs=0.01)


def test_a_correction_is_a_candidate_with_the_sellers_label() -> None:
    corrected = {"about": "situation", "correction": "wrong_item"}
    found = list(candidates([an_event(judged=[corrected])]))
    assert [(one.family, one.row["situation"], one.ask) for one in found] == [
        ("situations", "wrong_item", "situation")
    ]
    assert "corrected damaged_item" in found[0].why


def test_a_later_message_is_no_sample_of_the_returns_situation() -> None:
    corrected = {"about": "situation", "correction": "wrong_item"}
    assert list(candidates([an_event(judged=[corrected], opening=False)])) == []


def test_corrections_come_before_what_was_only_accepted_and_a_text_comes_once() -> None:
    accepted = an_event(sent=an_event().draft, return_key="two")
    corrected = an_event(
        judged=[{"about": "situation", "correction": "wrong_item"}], at=MONDAY + timedelta(1)
    )
    found = list(candidates([accepted, corrected]))
    assert [one.row["situation"] for one in found] == ["wrong_item"]


def test_nobodys_details_are_left_and_what_they_were_is_kept(radd: Assistant) -> None:
    event = an_event(
        text="ana Mona, order NAEAB5023 ma wesel, call 0501234567 or mona@mail.example",
        sent="Hello Mona, call us on ٠٥٠ ٧٧٧ ٨٨٩٩ about NAEAB5023 please.",
        customer_name="Mona",
        order_id="NAEAB5023",
    )
    found = {one.family: one.row for one in candidates([event])}
    told = json.dumps(list(found.values()), ensure_ascii=False)
    for detail in ("Mona", "NAEAB5023", "0501234567", "mona@mail", "٧٧٧ ٨٨٩٩", "one"):
        assert f'"{detail}"' not in told
        assert detail not in found["checks"]["draft"]
    assert "Mona" not in found["situations"]["text"]
    assert "phone_number" in {finding.rule for finding in radd.check(found["checks"]["draft"]).findings}
    assert "unfilled_placeholder" not in {f.rule for f in radd.check(found["checks"]["draft"]).findings}


def test_a_corrected_translation_becomes_a_reference() -> None:
    event = an_event(
        text="السلة مكسورة",
        language="ar",
        translation="The cart is broken",
        translation_target="en",
        judged=[{"about": "translation", "correction": "The basket is broken"}],
    )
    found = [one for one in candidates([event]) if one.family == "translations"]
    assert found[0].row["reference"] == "The basket is broken"


def test_a_reply_whose_meaning_the_seller_stated_becomes_a_pair(tmp_path: Path) -> None:
    said = {"offer": "May we refund 40 AED, Mona?", "reply": "fine, Mona here", "label": "granted"}
    found = [
        one for one in candidates([an_event(consent=said, customer_name="Mona")]) if one.family == "consent"
    ]
    assert [(one.row["consent"], one.ask, "Mona" in str(one.row)) for one in found] == [
        ("granted", "consent", False)
    ]
    path = tmp_path / "candidates.jsonl"
    path.write_text(found[0].model_dump_json(), encoding="utf-8")
    review(path, tmp_path, "production", pressing("c2a"), lambda words: None)
    assert next(iter(read_jsonl(tmp_path / "consent_production.jsonl")))["consent"] == "refused"


def test_a_wrong_event_is_named_by_its_place(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    good = an_event().model_dump(mode="json")
    path.write_text(f"{json.dumps(good)}\n{json.dumps(good | {'confidence': 2})}\n", encoding="utf-8")
    with pytest.raises(BrokenAsset, match="event 2: confidence"):
        list(read_events(path))


def pressing(keys: str) -> Callable[[], str]:
    left: Iterator[str] = iter(keys)
    return lambda: next(left)


@pytest.fixture
def waiting(tmp_path: Path) -> Path:
    path = tmp_path / "candidates.jsonl"
    events = [
        an_event(return_key=text, text=text, sent=an_event().draft)
        for text in ("the lid is cracked", "no idea how it works", "rubbish")
    ]
    lines = [json.dumps(one.model_dump(mode="json"), ensure_ascii=False) for one in candidates(events)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_only_what_a_person_accepted_enters_a_set_and_the_set_is_scored(
    waiting: Path, tmp_path: Path
) -> None:
    assert len(list(read_candidates(waiting))) == 3
    counts = review(waiting, tmp_path, "production", pressing("ac5ar"), lambda words: None)
    assert counts == {"accepted": 2, "rejected": 1, "skipped": 0}
    rows = list(read_jsonl(tmp_path / "situations_production.jsonl"))
    assert [row["situation"] for row in rows] == ["damaged_item", "usage_confusion"]
    task = message_tasks(tmp_path / "situations_production.jsonl", "_production")[0]
    assert len(list(task.samples())) == 2
    for other in ("candidates.jsonl", "candidates.decisions.jsonl"):
        (tmp_path / other).unlink()
    assert "situation_production" in all_tasks(ROOT / "knowledge", tmp_path)


def test_a_review_goes_on_where_it_was_left(waiting: Path, tmp_path: Path) -> None:
    review(waiting, tmp_path, "production", pressing("aq"), lambda words: None)
    shown: list[str] = []
    review(waiting, tmp_path, "production", pressing("rr"), shown.append)
    assert "the lid is cracked" not in "".join(shown)
    assert len(list(read_jsonl(tmp_path / "situations_production.jsonl"))) == 1


def a_week(number: int, situations: list[str], **fields: Any) -> list[Event]:
    return [
        an_event(at=MONDAY + timedelta(weeks=number), situation=one, return_key=f"{number}-{place}", **fields)
        for place, one in enumerate(situations)
    ]


def test_a_mix_that_turned_is_told_from_one_that_did_not() -> None:
    usual = ["damaged_item"] * 30 + ["not_working"] * 30
    turned = ["damaged_item"] * 5 + ["not_working"] * 55
    weeks = drift([*a_week(0, usual), *a_week(1, usual[::-1]), *a_week(2, turned, confidence=0.4)])
    assert [week.name for week in weeks] == ["2026-W47", "2026-W48", "2026-W49"]
    assert [week.shifts["situations"].notable for week in weeks[1:]] == [False, True]
    assert weeks[2].shifts["situations"].moved == pytest.approx(25 / 60)
    assert weeks[2].shifts["confidence"].moved == pytest.approx(-0.5)
    assert not weeks[2].shifts["languages"].notable
    assert any("* situations" in line for line in in_words(weeks))


def test_editing_is_followed_and_a_small_week_concludes_nothing() -> None:
    draft = an_event().draft
    weeks = drift(
        [
            *a_week(0, ["damaged_item"] * 12, sent=draft),
            *a_week(1, ["not_working"] * 3),
            *a_week(2, ["damaged_item"] * 12, sent="Hello Mona, we offer 40 AED."),
        ]
    )
    assert (weeks[0].kept, weeks[0].edited) == (1.0, 0.0)
    assert weeks[1].shifts == {}
    assert weeks[2].shifts["edited"].notable


def test_the_records_give_the_same_events(radd: Assistant, tmp_path: Path) -> None:
    here = Assistant(Settings(data_dir=tmp_path, translator="none"), embedder=radd.embedder)
    workbench, log = here.adviser.workbench, here.adviser.suggestions
    added = workbench.add_return("local", a_request("the glass lid arrived cracked", customer_name="Mona"))
    made = log.add("local", added.id, radd.suggest(Request(Case(added.request, (), MONDAY))))
    log.judge("local", Opinion(made.id, About.SITUATION, correction="wrong_item"))
    for author, text in ((Author.SELLER, "May we refund 40 AED?"), (Author.CUSTOMER, "well, why not")):
        workbench.add_message("local", added.id, Message(author, text, datetime.now(UTC)))
    workbench.judge_consent("local", added.id, Consent.GRANTED)
    found = list(recorded_events(workbench.records, log, "local"))
    assert [(e.text, e.situation, e.judged[0].correction) for e in found] == [
        ("the glass lid arrived cracked", "damaged_item", "wrong_item")
    ]
    assert "Mona" in (found[0].draft or "")
    assert found[0].consent is not None
    assert (found[0].consent.reply, found[0].consent.label) == ("well, why not", "granted")
    assert list(recorded_events(workbench.records, log, "somebody else")) == []
    workbench.records.close()
