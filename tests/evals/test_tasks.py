"""The tasks: what makes a draft fail, what a case must come to, cards, and memory that does not grow."""

from __future__ import annotations

import json
import shutil
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from assistant.bootstrap import Assistant
from assistant.errors import BrokenAsset
from assistant.settings import Settings
from evals.baseline import BLESSED
from evals.benchmarks.streaming import write_many
from evals.cards import card_of, count
from evals.compare import compare, load_tolerances
from evals.run import records, run
from evals.subject import InProcess
from evals.suite import DATA, all_tasks, choose
from evals.summary import summarise
from evals.task import Sample
from evals.tasks.cases import all_right, says_it
from evals.tasks.checks import check_tasks, rules_and_words
from evals.tasks.drafts import not_said, ungrounded
from evals.tasks.questions import answered_or_refused
from tests.conftest import ROOT
from tests.evals.test_reports import Echo


def replies(name: str = "replies") -> Any:
    return choose(all_tasks(ROOT / "knowledge"), [name])[0]


@pytest.fixture(scope="module")
def sound(radd: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sound")
    run(InProcess(radd), [replies()], out)
    return out


@pytest.mark.parametrize(
    ("template", "old", "new", "reason"),
    [
        ("damaged_item", "{{ refund_amount }}", "{% if refund_amount %}money{% endif %}", "does not say"),
        ("offer_accepted", "noon", "noon 4711", "4711 is not in the case"),
        ("not_working", "{{ technical_help }}", "{{ technical_help }} Call 050 123 4567.", "phone_number"),
    ],
)
def test_a_broken_template_is_caught_by_its_replies(
    radd: Assistant, sound: Path, tmp_path: Path, template: str, old: str, new: str, reason: str
) -> None:
    prompts = shutil.copytree(ROOT / "prompts", tmp_path / "prompts")
    for path in (prompts / "replies").glob(f"{template}.*.md"):
        head, mark, body = path.read_text(encoding="utf-8").partition("\n---\n")
        fault = body.replace(old, new, 1) if old in body else body.replace("نون", "نون 4711", 1)
        path.write_text(head + mark + fault, encoding="utf-8")
    broken = Assistant(Settings(prompts_dir=prompts, translator="none"), embedder=radd.embedder)
    run(InProcess(broken), [replies()], tmp_path / "out")
    found = compare(sound, tmp_path / "out", "replies", load_tolerances()["default"])
    assert found.regressed
    assert any(reason in flip.reason for flip in found.flips)


def test_every_decision_of_a_case_is_a_part_and_times_are_moments() -> None:
    expected = {"next_action": "issue_refund", "contact_by": "2026-01-07T12:00:00+04:00"}
    mark = all_right(
        Sample(None, expected, None, {"next_action": "await_customer", "contact_by": "2026-01-07T08:00:00Z"})
    )
    assert (mark.score, dict(mark.parts)) == (0.0, {"next_action": 0.0, "contact_by": 1.0})
    assert mark.reason == "next_action: issue_refund taken for await_customer"


def test_a_slot_that_nobody_could_fill_must_stay_open() -> None:
    def a_reply(unfilled: list[str]) -> Sample:
        detail = {"asked": {}, "language": "en", "findings": [], "unfilled": unfilled}
        return Sample(None, "en", {"must": [], "unfilled": True}, "Hello", detail)

    assert says_it(a_reply(["technical_help"])).score == 1
    assert says_it(a_reply([])).score == 0
    assert says_it(Sample(None, "en", {"must": [], "unfilled": False}, None, None)).parts == {"drafted": 0.0}


def test_what_a_draft_invents_is_found_in_any_digits() -> None:
    case = {"price": 120, "comment": "order NAE55 came 3 days late", "thread": [{"text": "٤٠ درهم"}]}
    assert ungrounded("40 of 120, order NAE55, in ٣ days", case) == []
    assert ungrounded("we suggest: {technical help}", case) == []
    assert ungrounded("50 AED, see https://a.example", case) == ["50", "https://a.example"]


def test_a_fact_may_be_said_in_several_wordings() -> None:
    assert not_said("You keep it. ٤٠ درهم", ["40", ["keep", "stay"]]) == []
    assert not_said("Send it back", [["keep", "stay"]]) == ["keep or stay"]


def test_the_words_of_a_finding_must_touch_the_marked_ones() -> None:
    given, gold = {"draft": "call 0501234567 now"}, [{"rule": "phone_number", "text": "0501234567"}]
    near = [{"rule": "phone_number", "start": 5, "end": 15, "text": "0501234567"}]
    far = [{"rule": "phone_number", "start": 16, "end": 19, "text": "now"}]
    marks = [
        rules_and_words(Sample(given, ["phone_number"], gold, ["phone_number"], spans))
        for spans in (near, far)
    ]
    assert [dict(mark.parts) for mark in marks] == [{"words": 1.0}, {"words": 0.0}]


def test_an_answer_from_the_wrong_passage_is_told_apart() -> None:
    mark = answered_or_refused(Sample("q", "answered", ["right"], "answered", {"passage": "other"}))
    assert (mark.score, dict(mark.parts)) == (1.0, {"right passage": 0.0})


def test_every_data_set_has_a_card_and_its_counts_add_up() -> None:
    for task in all_tasks(ROOT / "knowledge").values():
        card = card_of(task.data, DATA / "cards")
        assert card, f"evals/data/cards/{task.data.stem}.yaml is missing"
        assert card.use == ("validation" if task.data.stem.endswith("_validation") else "test")
    counted = count(check_tasks(DATA / "checks_test.jsonl", "")[0])
    assert (
        counted.slices["broken"] + counted.slices["clean"]
        == counted.n
        == counted.slices["hard"] + counted.slices["plain"]
    )
    assert counted.labels["none"] == counted.slices["clean"]


def test_a_card_without_its_gaps_is_refused(tmp_path: Path) -> None:
    (tmp_path / "poems.yaml").write_text(
        "title: Poems\nuse: test\nwritten_by: me\nhow: x\nread_by: y\n", "utf-8"
    )
    with pytest.raises(BrokenAsset, match="gaps"):
        card_of(Path("poems.jsonl"), tmp_path)


def test_the_blessed_run_holds_every_fast_task() -> None:
    fast = {task.name for task in choose(all_tasks(ROOT / "knowledge"), [], fast=True)}
    assert {path.stem for path in BLESSED.glob("*.jsonl")} >= fast
    for path in BLESSED.glob("*.jsonl"):
        assert {"id", "score", "output"} == set(next(iter(records(path))))


def test_memory_does_not_grow_with_the_samples(tmp_path: Path) -> None:
    subject = Echo(checks=lambda body: {"findings": []})

    def peak(samples: int) -> int:
        data = tmp_path / f"checks_{samples}.jsonl"
        write_many(data, samples)
        tracemalloc.start()
        run(subject, check_tasks(data, ""), tmp_path / str(samples))
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert summarise(tmp_path / str(samples), "checking").n == samples
        return used

    peak(10)  # what is loaded once
    assert peak(800) < 1.1 * peak(200)


def test_a_translation_is_near_its_reference_and_loses_no_number(tmp_path: Path) -> None:
    row = {
        "text": "وصل الطلب NAE55 ناقص 3 قطع",
        "target": "en",
        "reference": "Order NAE55 came with 3 pieces missing",
        "language": "ar",
        "variety": "msa",
        "group": "one",
    }
    (tmp_path / "translations.jsonl").write_text(f"{json.dumps(row, ensure_ascii=False)}\n", encoding="utf-8")
    task = all_tasks(ROOT / "knowledge", tmp_path)["translation"]

    def scored(text: str, name: str) -> dict[str, Any]:
        made = {"text": text, "engine": "echo", "warnings": []}
        run(Echo(translations=lambda body: {"translations": [made]}), [task], tmp_path / name)
        return next(iter(records(tmp_path / name / "translation.jsonl")))

    same, lost = scored(row["reference"], "same"), scored("The order came with 4 pieces", "lost")
    assert (same["score"], same["parts"]) == (1, {"nothing invented": 1, "tokens kept": 1, "unwarned": 1})
    assert lost["parts"]["tokens kept"] == lost["parts"]["nothing invented"] == 0
    assert lost["reason"] == "lost NAE55, 3; invented 4"
    assert 0.2 < lost["score"] < 0.8
    found = summarise(tmp_path / "lost", "translation")
    assert found.baselines["left as it is"]["score"].value < found.score.value
    assert found.slices["into:en"]["chrF (0-100)"].n == 1
