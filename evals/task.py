"""What an evaluation task is: rows of a data set, a solver that answers each, a scorer that marks the answer."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.bootstrap import Assistant
from assistant.errors import BrokenAsset

Labels = str | list[str]


class Row(BaseModel):
    """What every row carries; `group` names the scenario, whose rows are not independent of each other."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    group: str
    language: str
    variety: str | None = None
    hard: bool = False

    @property
    def slices(self) -> list[str]:
        """The slices every task reports."""
        names = [f"language:{self.language}", "hard" if self.hard else "plain"]
        return [*names, f"variety:{self.variety}"] if self.variety else names


@dataclass(frozen=True)
class Mark:
    """A scorer's verdict: a score in [0, 1] and, below 1, why."""

    score: float
    reason: str = ""


R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Task(Generic[R]):
    """One thing measured.

    `given` is what the solver may see, `expected` the gold labels; `solve` returns anything JSON can hold.
    `labelled` tasks have one label or a list of labels on both sides and get macro-F1 besides the mean score.
    """

    name: str
    data: Path
    row: type[R]
    given: Callable[[R], Any]
    expected: Callable[[R], Labels]
    solve: Callable[[Assistant, R], Any]
    score: Callable[[Labels, Any], Mark]
    slices: Callable[[R], list[str]] = lambda row: row.slices
    keep: Callable[[R], bool] = lambda row: True
    baseline: Callable[[R], str] | None = None
    labelled: bool = True

    @property
    def data_hash(self) -> str:
        """The data set's version: SHA-256 of its bytes, in hex."""
        with self.data.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def samples(self) -> Iterator[tuple[str, R]]:
        """Every kept row with its id, one at a time; equal inputs get equal ids in every version of the set.

        Raises `BrokenAsset` naming the line that does not fit the schema.
        """
        seen: Counter[str] = Counter()
        with self.data.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    row = self.row.model_validate_json(line)
                except ValidationError as error:
                    first = error.errors()[0]
                    where = ".".join(str(part) for part in first["loc"])
                    raise BrokenAsset(self.data, f"line {number}: {where}: {first['msg']}") from error
                if self.keep(row):
                    key = json.dumps(self.given(row), ensure_ascii=False, sort_keys=True)
                    digest = hashlib.sha256(key.encode()).hexdigest()[:12]
                    seen[digest] += 1
                    yield digest if seen[digest] == 1 else f"{digest}-{seen[digest]}", row


def exact(expected: Labels, output: Any) -> Mark:
    """1 when the labels are the same, in any order."""
    wanted, got = label_set(expected), label_set(output)
    if wanted == got:
        return Mark(1.0)
    missed, extra = sorted(wanted - got), sorted(got - wanted)
    words = [f"missed {', '.join(missed)}"] * bool(missed) + [f"extra {', '.join(extra)}"] * bool(extra)
    return Mark(0.0, "; ".join(words))


def label_set(labels: Any) -> frozenset[str]:
    """One label or many, as a set; None is no label."""
    if labels is None:
        return frozenset()
    return frozenset([labels]) if isinstance(labels, str) else frozenset(labels)
