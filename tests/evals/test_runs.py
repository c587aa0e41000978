"""Runs go on after a kill, count errors as wrong, and a broken part never passes the comparison."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.bootstrap import Assistant
from assistant.checking.rulebook import Checker
from assistant.errors import BrokenAsset, InvalidInput, NotFound
from assistant.models import RuleId
from assistant.settings import Settings
from evals.compare import Comparison, Tolerance, compare, load_tolerances, tolerance_of
from evals.parallel import processes
from evals.run import records, run
from evals.subject import InProcess
from evals.suite import DATA, all_tasks, choose
from evals.summary import summarise, tasks_of
from evals.task import Task
from tests.conftest import ROOT


class NoPhoneRule(Assistant):
    """Radd whose checker lost a rule."""

    @cached_property
    def checker(self) -> Checker:
        whole = Assistant(self.settings).checker
        return replace(whole, rules=[rule for rule in whole.rules if rule.id is not RuleId.PHONE_NUMBER])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every 26th message and every tenth draft: all parts of the files, in seconds."""
    folder = tmp_path_factory.mktemp("data")
    for name, step in (("situations", 26), ("checks_test", 10)):
        lines = (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / f"{name}.jsonl").write_text("".join(lines[::step]), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def before(radd: Assistant, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("before")
    run(InProcess(radd), tasks(data, "situation", "checking", "drafts"), out)
    return out


def tasks(data: Path, *names: str) -> list[Task[Any]]:
    return choose(all_tasks(ROOT / "knowledge", data), list(names))


def after(radd: Assistant, data: Path, out: Path, before: Path, task: str) -> Comparison:
    run(InProcess(radd), tasks(data, task), out)
    by_task = load_tolerances()
    return compare(before, out, task, by_task.get(task, by_task["default"]))


def test_the_same_code_again_regresses_nowhere(
    radd: Assistant, data: Path, before: Path, tmp_path: Path
) -> None:
    again = after(radd, data, tmp_path, before, "checking")
    assert (again.flips, again.unpaired, again.outputs_changed, again.regressed) == ([], 0, 0, False)


def test_a_lost_rule_is_caught_and_its_slice_is_named(data: Path, before: Path, tmp_path: Path) -> None:
    found = after(NoPhoneRule(), data, tmp_path, before, "checking")
    assert found.regressed
    assert "phone_number" in found.flips[0].reason
    fell = next(change for change in found.changes if change.name == "rule:phone_number")
    assert fell.lost > 0
    assert fell.after < fell.before


def test_a_template_that_gives_a_phone_number_is_caught(
    radd: Assistant, data: Path, before: Path, tmp_path: Path
) -> None:
    prompts = shutil.copytree(ROOT / "prompts", tmp_path / "prompts")
    for template in (prompts / "replies").glob("wrong_item.*.md"):
        text = template.read_text(encoding="utf-8")
        template.write_text(text.rstrip() + "\n\n050 123 4567\n", encoding="utf-8")
    broken = Assistant(Settings(prompts_dir=prompts, translator="none"), embedder=radd.embedder)
    assert after(broken, data, tmp_path / "out", before, "drafts").regressed


def test_a_classifier_that_mixes_up_its_labels_is_caught(
    radd: Assistant, data: Path, before: Path, tmp_path: Path
) -> None:
    knowledge = shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    path = knowledge / "models" / "situation.npz"
    with np.load(path) as stored:
        arrays = dict(stored)
    np.savez(path, **arrays | {"labels": np.roll(arrays["labels"], 1)})
    broken = Assistant(Settings(knowledge_dir=knowledge, translator="none"), embedder=radd.embedder)
    found = after(broken, data, tmp_path / "out", before, "situation")
    assert found.regressed
    assert next(change.p for change in found.changes if change.name == "all") < 0.001


def test_a_killed_run_goes_on_without_answering_twice(radd: Assistant, data: Path, tmp_path: Path) -> None:
    chosen = tasks(data, "checking")
    run(InProcess(radd), chosen, tmp_path)
    log = tmp_path / "checking.jsonl"
    whole = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(whole[:10]) + whole[10][:40])
    run(InProcess(radd), chosen, tmp_path)
    resumed = log.read_bytes().splitlines(keepends=True)
    assert resumed[:10] == whole[:10]
    assert [json.loads(line)["id"] for line in resumed] == [json.loads(line)["id"] for line in whole]


def test_a_folder_of_another_run_is_refused(radd: Assistant, data: Path, tmp_path: Path) -> None:
    run(InProcess(radd), tasks(data, "checking"), tmp_path, limit=1)
    with pytest.raises(InvalidInput, match="other limit"):
        run(InProcess(radd), tasks(data, "checking"), tmp_path, limit=2)


def test_an_error_is_a_wrong_answer_with_its_reason(radd: Assistant, data: Path, tmp_path: Path) -> None:
    def fail(subject: Any, row: Any) -> Any:
        raise ValueError("no answer")

    run(InProcess(radd), [replace(tasks(data, "situation")[0], solve=fail)], tmp_path, limit=3)
    found = list(records(tmp_path / "situation.jsonl"))
    assert [(r["score"], r["error"]) for r in found] == [(0.0, "ValueError: no answer")] * 3
    summary = summarise(tmp_path, "situation")
    assert (summary.errors, summary.score.value) == (3, 0.0)


def test_a_row_outside_the_schema_is_named_by_its_line(radd: Assistant, tmp_path: Path) -> None:
    first = (DATA / "situations.jsonl").read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / "situations.jsonl").write_text(
        f"{first}\n{first.replace('wrong_item', 'lost_item')}\n", encoding="utf-8"
    )
    with pytest.raises(BrokenAsset, match="line 2: situation"):
        run(InProcess(radd), tasks(tmp_path, "situation"), tmp_path / "out")


def test_every_data_set_fits_its_schema() -> None:
    for task in all_tasks(ROOT / "knowledge").values():
        ids = [key for key, _ in task.samples()]
        assert ids
        assert len(ids) == len(set(ids))


def test_unknown_tasks_and_empty_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nothing"):
        choose(all_tasks(ROOT / "knowledge"), ["nothing"])
    with pytest.raises(NotFound, match="run"):
        tasks_of(tmp_path)


def test_tolerances_outside_the_scale_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "thresholds.toml"
    path.write_text("[default]\ntask = 2\nslice = 0.1\nleast = 4\n", encoding="utf-8")
    with pytest.raises(BrokenAsset, match="task"):
        load_tolerances(path)


def test_a_fall_within_the_tolerance_is_no_regression(data: Path, before: Path, tmp_path: Path) -> None:
    run(InProcess(NoPhoneRule()), tasks(data, "checking"), tmp_path)
    assert not compare(before, tmp_path, "checking", Tolerance(task=1, slice=1, least=1)).regressed


def test_samples_answered_in_two_processes_come_out_the_same(
    radd: Assistant, data: Path, before: Path, tmp_path: Path
) -> None:
    with processes(radd.settings, data, 2) as each:
        run(InProcess(radd), tasks(data, "checking"), tmp_path, each=each)
    timeless = [
        [
            {k: v for k, v in record.items() if k != "latency_ms"}
            for record in records(run_ / "checking.jsonl")
        ]
        for run_ in (before, tmp_path)
    ]
    assert timeless[0] == timeless[1]


def test_a_seed_draws_the_same_samples_whatever_the_files_order(data: Path, tmp_path: Path) -> None:
    lines = (data / "checks_test.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "checks_test.jsonl").write_text("".join(reversed(lines)), encoding="utf-8")
    drawn, backwards, others = (
        [key for key, _ in tasks(folder, "checking")[0].drawn(7, seed)]
        for folder, seed in ((data, 1), (tmp_path, 1), (data, 2))
    )
    assert drawn == backwards
    assert len(set(drawn)) == 7
    assert drawn != others


def test_a_log_of_other_samples_is_refused(radd: Assistant, data: Path, tmp_path: Path) -> None:
    run(InProcess(radd), tasks(data, "checking"), tmp_path, limit=2)
    log = tmp_path / "checking.jsonl"
    log.write_text("".join(reversed(log.read_text(encoding="utf-8").splitlines(keepends=True))), "utf-8")
    with pytest.raises(InvalidInput, match="other samples"):
        run(InProcess(radd), tasks(data, "checking"), tmp_path, limit=2)


def test_a_data_set_is_scored_by_its_name_alone(tmp_path: Path) -> None:
    for name in ("checks_fresh", "questions_validation"):
        (tmp_path / f"{name}.jsonl").write_text("", encoding="utf-8")
    found = all_tasks(ROOT / "knowledge", tmp_path)
    assert {"checking_fresh", "retrieval_validation", "answers_validation", "consent"} == set(found)
    assert {task.name for task in choose(found, [])} == {"checking_fresh", "consent"}
    (tmp_path / "poems.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(BrokenAsset, match="must begin with one of"):
        all_tasks(ROOT / "knowledge", tmp_path)


def test_a_set_of_its_own_is_held_to_its_kinds_tolerance() -> None:
    by_task = {
        "default": Tolerance(task=1, slice=1, least=1),
        "checking": Tolerance(task=0, slice=0, least=1),
    }
    assert tolerance_of("checking_fresh", by_task) is tolerance_of("checking", by_task) is by_task["checking"]
    assert tolerance_of("tone", by_task) is by_task["default"]
