"""The tasks, by name: every data set in a folder on the tasks of its family.

A file's name says what it is: `<family>.jsonl` or `<family>_<set>.jsonl`. The family is a schema and its tasks, below;
the set is part of the tasks' names (`checks_fresh.jsonl` is scored by `checking_fresh`), except `test`, the plain one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from assistant.errors import BrokenAsset, NotFound
from evals.task import Task
from evals.tasks.cases import case_tasks
from evals.tasks.checks import check_tasks
from evals.tasks.consents import consent_tasks
from evals.tasks.latency import latency_tasks
from evals.tasks.messages import language_tasks, message_tasks
from evals.tasks.questions import follow_up_tasks, question_tasks
from evals.tasks.translations import translation_tasks

DATA = Path(__file__).parent / "data"
VALIDATION = "validation"

Family = Callable[[Path, str, Path], list[Task[Any]]]
"""Makes the tasks of one data set from its file, the tasks' suffix and the knowledge folder."""

FAMILIES: Mapping[str, Family] = {
    "language": lambda data, suffix, knowledge: language_tasks(data, suffix),
    "situations": lambda data, suffix, knowledge: [
        *message_tasks(data, suffix),
        *latency_tasks(data, suffix),
    ],
    "cases": lambda data, suffix, knowledge: case_tasks(data, suffix),
    "consent": lambda data, suffix, knowledge: consent_tasks(data, suffix),
    "questions": lambda data, suffix, knowledge: question_tasks(data, suffix, knowledge / "guidelines"),
    "followups": lambda data, suffix, knowledge: follow_up_tasks(data, suffix),
    "checks": lambda data, suffix, knowledge: check_tasks(data, suffix),
    "translations": lambda data, suffix, knowledge: translation_tasks(data, suffix),
}


def all_tasks(knowledge: Path, data: Path = DATA) -> dict[str, Task[Any]]:
    """Every task over the data sets in `data`, and consent on the examples' test split.

    Raises `BrokenAsset` for a data set of no known family.
    """
    tasks: list[Task[Any]] = []
    for path in (*sorted(data.glob("*.jsonl")), knowledge / "examples" / "consent.jsonl"):
        family, _, name = path.stem.partition("_")
        if family not in FAMILIES:
            raise BrokenAsset(path, f"its name must begin with one of {', '.join(FAMILIES)}")
        tasks += FAMILIES[family](path, "" if name in ("", "test") else f"_{name}", knowledge)
    return {task.name: task for task in tasks}


def choose(tasks: Mapping[str, Task[Any]], names: list[str], *, fast: bool = False) -> list[Task[Any]]:
    """The named tasks; when none is named, all but the validation sets' (`fast`: and but the slow and unsteady ones).

    Raises `NotFound`.
    """
    for name in names:
        if name not in tasks:
            raise NotFound(f"task (known are {', '.join(tasks)})", name)
    if names:
        return [tasks[name] for name in names]
    return [
        task
        for task in tasks.values()
        if not task.name.endswith(f"_{VALIDATION}") and not (fast and (task.slow or not task.steady))
    ]
