"""The data sets' cards, and their counts, which are always counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.assets import read_yaml
from assistant.errors import BrokenAsset
from evals.task import Task, label_set


class Card(BaseModel):
    """Where a set comes from and what it lacks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1)
    use: Literal["test", "validation"]
    written_by: str = Field(min_length=1)
    how: str = Field(min_length=1)
    read_by: str = Field(min_length=1)
    gaps: str = Field(min_length=1)


@dataclass(frozen=True)
class Counts:
    """A set as one of its tasks sees it; `labels` are those expected, where they are labels."""

    n: int
    scenarios: int
    slices: dict[str, int]
    labels: dict[str, int]


def card_of(data: Path, cards: Path) -> Card | None:
    """A set's card, None when it has none yet. Raises `BrokenAsset` naming the field that is wrong."""
    path = cards / f"{data.stem}.yaml"
    if not path.exists():
        return None
    try:
        return Card.model_validate(read_yaml(path))
    except ValidationError as error:
        first = error.errors()[0]
        raise BrokenAsset(path, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def count(task: Task[Any]) -> Counts:
    """Read the set once."""
    groups: set[str] = set()
    slices: Counter[str] = Counter()
    labels: Counter[str] = Counter()
    n = 0
    for _, row in task.samples():
        n += 1
        groups.add(row.group)
        slices.update(task.slices(row))
        if task.kind in ("label", "labels", "refusal"):
            labels.update(label_set(task.expected(row)) or {"none"})
    return Counts(n, len(groups), dict(sorted(slices.items())), dict(sorted(labels.items())))


def in_words(task: Task[Any], card: Card | None) -> Iterator[str]:
    """One task's set for a terminal."""
    counts = count(task)
    yield f"{task.name}: {counts.n} samples of {task.data.name}, {counts.scenarios} scenarios"
    yield "  " + ", ".join(f"{name} {n}" for name, n in counts.slices.items())
    if counts.labels:
        yield "  expected: " + ", ".join(f"{name} {n}" for name, n in counts.labels.items())
    if card is None:
        yield "  no card yet"


def card_in_words(card: Card) -> Iterator[str]:
    yield f"{card.title} ({card.use})"
    for name in ("written_by", "how", "read_by", "gaps"):
        yield f"  {name.replace('_', ' ')}: {getattr(card, name)}"
