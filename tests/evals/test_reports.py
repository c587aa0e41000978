"""What is made of a run: the page, other tools' files, new marks, the blessed run, the tracking server."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from assistant.errors import InvalidInput
from evals import tracking
from evals.baseline import bless, short
from evals.compare import compare_runs
from evals.export import export, junit_of_comparison, table
from evals.report.page import write_page
from evals.rescore import rescore
from evals.run import records, run
from evals.scorers import overlap
from evals.summary import summarise, tasks_of
from evals.task import Answer, Row, Task, rows
from evals.tasks.messages import message_tasks

HOSTILE = "</script><img src=x onerror=alert(1)> \u200fالجهاز لا يعمل & <b>"


class Echo:
    """Answers every operation with what it was told to."""

    def __init__(self, **answers: Any) -> None:
        self._answers = answers

    def call(self, operation: str, body: Any) -> dict[str, Any]:
        found: dict[str, Any] = self._answers[operation](body)
        return found

    def describe(self) -> dict[str, Any]:
        return {"subject": "an echo"}


def suggestion(situation: str) -> dict[str, Any]:
    judged = {"label": situation, "confidence": 0.9, "sure": True, "alternatives": []}
    return {"situation": judged, "category": judged, "tone": "calm"}


def write_messages(path: Path, texts: list[tuple[str, str]]) -> None:
    lines = [
        json.dumps(
            {
                "text": text,
                "english": "",
                "situation": situation,
                "tone": "calm",
                "language": "ar" if text > "\u0600" else "en",
                "reason_code": None,
                "photos": None,
                "group": f"scenario {number}",
            }
        )
        for number, (text, situation) in enumerate(texts)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")


MESSAGES = [
    ("the lid is cracked", "damaged_item"),
    ("it will not turn on", "not_working"),
    (HOSTILE, "not_working"),
    ("الغطاء مكسور", "damaged_item"),
]


@pytest.fixture
def situation(tmp_path: Path) -> Task[Any]:
    data = tmp_path / "situations.jsonl"
    write_messages(data, MESSAGES)
    return message_tasks(data, "")[0]


@pytest.fixture
def made(situation: Task[Any], tmp_path: Path) -> Path:
    """A run that answers "damaged" to everything: two of four are right."""
    out = tmp_path / "run"
    run(Echo(suggestions=lambda body: suggestion("damaged_item")), [situation], out)
    return out


@pytest.fixture
def worse(situation: Task[Any], tmp_path: Path) -> Path:
    out = tmp_path / "worse"
    run(Echo(suggestions=lambda body: suggestion("wrong_item")), [situation], out)
    return out


def page_of(made: Path, before: Path | None = None) -> str:
    compared = (
        {one.task: (before / f"{one.task}.jsonl", one) for one in compare_runs(before, made)}
        if before
        else {}
    )
    write_page(made, [summarise(made, task) for task in tasks_of(made)], made / "report.html", compared)
    return (made / "report.html").read_text(encoding="utf-8")


def test_the_page_asks_for_nothing_from_outside_and_no_customers_word_is_markup(made: Path) -> None:
    page = page_of(made)
    assert "http" not in page.replace("http-equiv", "")
    assert "<img" not in page
    assert page.count("</script>") == 2
    embedded = page.partition('id="data">')[2].partition("</script>")[0]
    assert HOSTILE in [one["input"] for one in json.loads(embedded)["situation"]]


def test_the_page_stands_beside_an_earlier_run(made: Path, worse: Path) -> None:
    page = page_of(worse, made)
    assert "-0.500 ▼" in page
    embedded = json.loads(page.partition('id="data">')[2].partition("</script>")[0])["situation"]
    assert [one["was"]["score"] for one in embedded].count(1.0) == 2


def test_a_summary_holds_confusions_reliability_and_what_abstaining_buys(made: Path) -> None:
    found = summarise(made, "situation")
    assert found.confusion == {"damaged_item": {"damaged_item": 2}, "not_working": {"damaged_item": 2}}
    assert [(round(p.x, 3), p.y, p.n) for p in found.reliability] == [(0.9, 0.5, 4)]
    assert [(p.x, p.y) for p in found.coverage] == [(1.0, 0.5)]
    assert found.figures["accuracy when stated"].value == 0.5
    assert found.baselines["majority"]["score"].value == 0.5


def test_junit_names_each_wrong_sample(made: Path, tmp_path: Path) -> None:
    export(made, tmp_path / "run.xml")
    suite = ElementTree.parse(tmp_path / "run.xml").getroot()[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("4", "2", "0")
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == "not_working taken for damaged_item"


def test_junit_of_a_comparison_fails_where_it_regressed(made: Path, worse: Path, tmp_path: Path) -> None:
    junit_of_comparison(compare_runs(made, worse), tmp_path / "gate.xml")
    failed = ElementTree.parse(tmp_path / "gate.xml").getroot().findall(".//testcase[failure]")
    assert "all" in {case.get("name") for case in failed}
    assert not [one for one in compare_runs(made, made) if one.regressed]


def test_a_run_is_a_table_in_pandas_and_parquet(made: Path, tmp_path: Path) -> None:
    import pandas

    export(made, tmp_path / "run.parquet")
    read = pandas.read_parquet(tmp_path / "run.parquet")
    assert list(read["score"]) == list(table(made)["score"]) == [1.0, 0.0, 0.0, 1.0]
    assert list(read["input"]) == [text for text, _ in MESSAGES]
    export(made, tmp_path / "run.json")
    assert json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))[0]["n"] == 4
    with pytest.raises(InvalidInput, match=r"\.parquet"):
        export(made, tmp_path / "run.doc")


def test_corrected_labels_score_a_saved_run_again(made: Path, situation: Task[Any], tmp_path: Path) -> None:
    write_messages(situation.data, [*MESSAGES[:2], (HOSTILE, "damaged_item"), MESSAGES[3]])
    rescore(made, tmp_path / "again", {"situation": situation})
    assert [r["score"] for r in records(tmp_path / "again" / "situation.jsonl")] == [1, 0, 1, 1]
    with pytest.raises(InvalidInput, match="not empty"):
        rescore(made, tmp_path / "again", {"situation": situation})


def test_another_scorer_scores_a_saved_run_again(situation: Task[Any], tmp_path: Path) -> None:
    both = replace(
        situation,
        expected=lambda row: [row.situation],
        solve=lambda subject, row: Answer(["damaged_item", "not_working"]),
        baselines={},
    )
    run(Echo(), [both], tmp_path / "run")
    rescore(tmp_path / "run", tmp_path / "again", {"situation": both}, overlap)
    assert [r["score"] for r in records(tmp_path / "run" / "situation.jsonl")] == [0, 0, 0, 0]
    assert summarise(tmp_path / "again", "situation").score.value == 0.5


def test_a_blessed_run_is_small_and_catches_a_fall(made: Path, worse: Path, tmp_path: Path) -> None:
    blessed = tmp_path / "blessed"
    assert bless(made, blessed) == ["situation"]
    first = next(iter(records(blessed / "situation.jsonl")))
    assert set(first) == {"id", "score", "output"}
    same, fallen = compare_runs(blessed, made)[0], compare_runs(blessed, worse)[0]
    assert (same.regressed, same.outputs_changed, fallen.regressed) == (False, 0, True)
    assert short("x" * 500).startswith("sha256:")


def test_a_run_is_logged_to_mlflow_with_its_figures(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mlflow = pytest.importorskip("mlflow", reason="mlflow is not installed (the mlflow extra)")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", (tmp_path / "mlruns").as_uri())
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    assert tracking.wanted()
    logged = mlflow.get_run(tracking.log(made))
    assert logged.data.metrics["situation/score"] == 0.5
    assert logged.data.params["subject"] == "an echo"
    artifacts = Path(logged.info.artifact_uri.removeprefix("file://"))
    assert (artifacts / "situation.jsonl").read_bytes() == (made / "situation.jsonl").read_bytes()


def test_rows_are_named_by_line_and_missing_files_by_path(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"group": "a", "language": "en"}\n\n{"group": "b"}\n', encoding="utf-8")
    with pytest.raises(Exception, match="line 3: language"):
        list(rows(path, Row))
    with pytest.raises(Exception, match="cannot be read"):
        list(rows(tmp_path / "none.jsonl", Row))
    shutil.rmtree(tmp_path)
