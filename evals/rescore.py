"""Marking saved outputs again: with another scorer, or against corrected labels, without asking Radd."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.errors import InvalidInput, NotFound
from evals.run import marked, records
from evals.summary import manifest, tasks_of
from evals.task import Scorer, Task


def rescore(run: Path, out: Path, tasks: Mapping[str, Task[Any]], scorer: Scorer | None = None) -> list[str]:
    """Write `run` to `out` with marks by today's scorers (or by `scorer`) and today's labels; returns the tasks.

    A sample that its data set no longer holds keeps the label it had. Raises `InvalidInput` when `out` is not
    empty, `NotFound` for a task that no longer exists.
    """
    if out.exists() and any(out.iterdir()):
        raise InvalidInput("out", f"{out} is not empty")
    out.mkdir(parents=True, exist_ok=True)
    names = tasks_of(run)
    for name in names:
        if name not in tasks:
            raise NotFound("task", name)
        task = tasks[name] if scorer is None else replace(tasks[name], score=scorer)
        about = manifest(run, name) | {"rescored": True, "kind": task.kind, "data_sha256": task.data_hash}
        (out / f"{name}.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
        today = {key: (task.expected(row), task.gold(row), task.slices(row)) for key, row in task.samples()}
        with (out / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            for record in records(run / f"{name}.jsonl"):
                if record["id"] in today:
                    expected, gold, slices = today[record["id"]]
                    record |= {"expected": expected, "gold": gold, "slices": slices}
                guesses = {guess: one["output"] for guess, one in record["baselines"].items()}
                file.write(json.dumps(marked(record, task, guesses), ensure_ascii=False) + "\n")
    return names
