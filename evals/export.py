"""A run in other tools' formats: JSON, JUnit, CSV, Parquet, a pandas table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from assistant.errors import InvalidInput, MissingDependency
from evals.compare import Comparison
from evals.run import records
from evals.summary import summarise, tasks_of

_NOT_XML = {code: None for code in (*range(0x20), 0xFFFE, 0xFFFF) if chr(code) not in "\t\n\r"}


def export(run: Path, out: Path) -> None:
    """Write a run to a file, in the format its suffix names. Raises `InvalidInput` for an unknown one."""
    if out.suffix not in FORMATS:
        raise InvalidInput("out", f"must end in one of {', '.join(FORMATS)}")
    out.parent.mkdir(parents=True, exist_ok=True)
    FORMATS[out.suffix](run, out)


def table(run: Path) -> Any:
    """Every sample of a run as a row of a pandas DataFrame; what is no plain value is JSON text."""
    try:
        import pandas
    except ImportError as error:
        raise MissingDependency("pandas", "pip install 'radd[evals]'") from error
    return pandas.DataFrame(list(_flat(run)))


def junit_of_comparison(found: list[Comparison], out: Path) -> None:
    """One test a task and slice, failed where it regressed: what a CI job shows."""
    root = ElementTree.Element("testsuites", name="radd eval compare")
    for one in found:
        failed = sum(change.regressed for change in one.changes)
        suite = _suite(root, one.task, len(one.changes), failed, 0)
        for change in one.changes:
            case = _case(suite, one.task, change.name)
            if change.regressed:
                _told(case, "failure", str(change))
    _write(root, out)


def _json(run: Path, out: Path) -> None:
    found = [summarise(run, task).as_json() for task in tasks_of(run)]
    out.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _junit(run: Path, out: Path) -> None:
    """One test a sample: failed when it scored below 1, broken when it ended in an error."""
    root = ElementTree.Element("testsuites", name="radd eval")
    for task in tasks_of(run):
        found = list(records(run / f"{task}.jsonl"))
        errors = sum(record["error"] is not None for record in found)
        wrong = sum(record["score"] < 1 for record in found) - errors
        suite = _suite(root, task, len(found), wrong, errors)
        for record in found:
            case = _case(suite, task, record["id"], record["latency_ms"])
            if record["error"] is not None:
                _told(case, "error", record["error"])
            elif record["score"] < 1:
                told = f"expected {_words(record['expected'])}, got {_words(record['output'])}"
                _told(case, "failure", f"{record['reason'] or told}\n{told}\ninput {_words(record['input'])}")
    _write(root, out)


def _suite(
    root: ElementTree.Element, name: str, tests: int, failures: int, errors: int
) -> ElementTree.Element:
    return ElementTree.SubElement(
        root,
        "testsuite",
        {"name": name, "tests": f"{tests}", "failures": f"{failures}", "errors": f"{errors}"},
    )


def _case(suite: ElementTree.Element, task: str, name: str, ms: float = 0.0) -> ElementTree.Element:
    return ElementTree.SubElement(suite, "testcase", classname=task, name=name, time=f"{ms / 1000:.5f}")


def _told(case: ElementTree.Element, kind: str, words: str) -> None:
    words = words.translate(_NOT_XML)
    ElementTree.SubElement(case, kind, message=words.partition("\n")[0]).text = words


def _write(root: ElementTree.Element, out: Path) -> None:
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(out, encoding="utf-8", xml_declaration=True)


def _csv(run: Path, out: Path) -> None:
    table(run).to_csv(out, index=False)


def _parquet(run: Path, out: Path) -> None:
    try:
        table(run).to_parquet(out, index=False)
    except ImportError as error:
        raise MissingDependency("pyarrow", "pip install 'radd[evals]'") from error


def _flat(run: Path) -> Iterator[dict[str, Any]]:
    for task in tasks_of(run):
        for record in records(run / f"{task}.jsonl"):
            parts = record.pop("parts")
            yield {
                "task": task,
                **{name: _words(value) for name, value in record.items()},
                **{f"part:{name}": value for name, value in parts.items()},
            }


def _words(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return value


FORMATS: Mapping[str, Callable[[Path, Path], None]] = {
    ".json": _json,
    ".xml": _junit,
    ".csv": _csv,
    ".parquet": _parquet,
}
