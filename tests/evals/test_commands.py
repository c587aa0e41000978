"""The commands around a run, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app
from assistant.errors import InvalidInput, NotFound
from tests.evals.test_production import an_event


def radd_eval(*arguments: str, typed: str = "") -> str:
    done = CliRunner().invoke(app, ["eval", *arguments], input=typed, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("commands") / "run"
    radd_eval("run", "language", "variety", "--limit", "6", "--seed", "3", "--out", str(out))
    return out


def test_a_run_becomes_a_page_beside_the_blessed_one(made: Path) -> None:
    assert "report.html" in radd_eval("view", str(made), "--against", "-", "--no-open")
    page = (made / "report.html").read_text(encoding="utf-8")
    assert "6 samples of <code>language.jsonl</code>" in page
    assert "It lacks:" in page


def test_a_run_is_exported_scored_again_and_compared_with_the_blessed_one(made: Path, tmp_path: Path) -> None:
    radd_eval("export", str(made), str(tmp_path / "run.csv"))
    assert (tmp_path / "run.csv").read_text(encoding="utf-8").startswith("task,id,group")
    told = radd_eval("rescore", str(made), str(tmp_path / "again"), "--scorer", "overlap")
    assert "language: Which language" in told
    told = radd_eval("compare", "-", str(made), "--junit", str(tmp_path / "gate.xml"))
    assert "language: " in told
    assert "n=6" in told
    assert (tmp_path / "gate.xml").exists()


def test_the_sets_tell_where_they_come_from() -> None:
    told = radd_eval("data", "language")
    assert "gaps: " in told
    assert "expected: ar " in told
    with pytest.raises(NotFound, match="poems"):
        radd_eval("data", "poems")


def test_use_becomes_data_key_by_key(tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    lines = [
        an_event(return_key=text, text=text, judged=[{"about": "situation", "correction": "wrong_item"}])
        for text in ("the blue one came", "not my size at all")
    ]
    events.write_text("".join(f"{one.model_dump_json()}\n" for one in lines), encoding="utf-8")
    candidates = tmp_path / "candidates.jsonl"
    assert "2 candidates" in radd_eval("harvest", str(candidates), "--events", str(events))
    told = radd_eval("review", str(candidates), "--data", str(tmp_path), typed="ar")
    assert "1 accepted, 1 rejected" in told
    assert "2026-W47: 2 suggestions" in radd_eval("drift", "--events", str(events))


def test_two_people_label_a_file_and_their_agreement_is_told(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"text": "how?"}\n{"text": "broken"}\n', encoding="utf-8")
    for who, keys in (("huda", "12"), ("omar", "12")):
        radd_eval("label", str(file), "--as", who, "--labels", "confused, faulty", typed=keys)
    assert json.loads(radd_eval("agreement", str(file), "--json"))["pairs"][0]["kappa"] == 1
    with pytest.raises(InvalidInput, match="field"):
        radd_eval("label", str(file), "--as", "huda", "--field", "mood")
