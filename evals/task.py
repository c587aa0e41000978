"""What an evaluation task is: rows of a data set, a solver that answers each, a scorer that marks the answer."""

from __future__ import annotations

import hashlib
import heapq
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import BrokenAsset
from evals.subject import Subject

Labels = str | list[str]
Kind = Literal["label", "labels", "refusal", "ranking", "translation", "marks"]
"""What is computed beside the mean score (`evals/measures.py`)."""


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
class Answer:
    """What a solver got: `output` is what is scored, `confidence` in [0, 1] how sure Radd was of it, `detail`
    whatever else a later scorer may want. All of it is JSON."""

    output: Any
    confidence: float | None = None
    detail: Any = None


@dataclass(frozen=True)
class Sample:
    """A sample with its answer, as a scorer sees it, in a run or from a saved log.

    `gold` is further truth besides the expected output, such as the words that break a rule.
    """

    given: Any
    expected: Any
    gold: Any
    output: Any
    detail: Any = None


@dataclass(frozen=True)
class Mark:
    """A scorer's verdict: a score in [0, 1], why it is below 1, and further figures of the same sample."""

    score: float
    reason: str = ""
    parts: Mapping[str, float] = field(default_factory=dict)


Scorer = Callable[[Sample], Mark]
R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Task(Generic[R]):
    """One thing measured.

    `given` is what the solver may see, `expected` and `gold` what it may not. `baselines` answer without any
    model. `slow` tasks stay out of the fast suites; `steady` ones give the same scores every time.
    """

    name: str
    about: str
    kind: Kind
    data: Path
    row: type[R]
    given: Callable[[R], Any]
    expected: Callable[[R], Any]
    solve: Callable[[Subject, R], Answer]
    score: Scorer
    gold: Callable[[R], Any] = lambda row: None
    slices: Callable[[R], list[str]] = lambda row: row.slices
    keep: Callable[[R], bool] = lambda row: True
    baselines: Mapping[str, Callable[[R], Any]] = field(default_factory=dict)
    slow: bool = False
    steady: bool = True

    @property
    def data_hash(self) -> str:
        """The data set's version: SHA-256 of its bytes, in hex."""
        try:
            with self.data.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise BrokenAsset(self.data, f"cannot be read: {error}") from error

    def samples(self) -> Iterator[tuple[str, R]]:
        """Every kept row with its id, one at a time; equal inputs get equal ids in every version of the set.

        Raises `BrokenAsset` naming the line that does not fit the schema.
        """
        seen = _Repeats()
        for row in rows(self.data, self.row):
            if self.keep(row):
                key = json.dumps(self.given(row), ensure_ascii=False, sort_keys=True)
                yield seen.name(key), row

    def drawn(self, limit: int | None, seed: int | None) -> Iterator[tuple[str, R]]:
        """The first `limit` samples or, with a seed, that many drawn by it, whatever the file's order."""
        if limit is None or seed is None:
            for number, sample in enumerate(self.samples()):
                if number == limit:
                    return
                yield sample
            return

        def lot(sample: tuple[str, R]) -> str:
            return hashlib.sha256(f"{seed}:{sample[0]}".encode()).hexdigest()

        yield from heapq.nsmallest(limit, self.samples(), key=lot)

    def size(self, limit: int | None) -> int:
        """How many samples a run has; reads the data set once."""
        return sum(1 for _ in self.drawn(limit, None))


class _Repeats:
    """Numbers repeated inputs in a fixed megabyte, so that a set of any length streams.

    A Bloom filter: an input seen before is always known; among 100,000 inputs, less than one in 100,000 is taken
    for a repeat, which changes its id and nothing else.
    """

    _BITS = 1 << 23

    def __init__(self) -> None:
        self._filter = bytearray(self._BITS // 8)
        self._again: dict[str, int] = {}

    def name(self, key: str) -> str:
        digest = hashlib.sha256(key.encode()).digest()
        seen = True
        for start in (0, 8, 16, 24):
            bit = int.from_bytes(digest[start : start + 8], "big") % self._BITS
            seen &= bool(self._filter[bit >> 3] >> (bit & 7) & 1)
            self._filter[bit >> 3] |= 1 << (bit & 7)
        name = digest.hex()[:12]
        if not seen:
            return name
        self._again[name] = self._again.get(name, 1) + 1
        return f"{name}-{self._again[name]}"


def rows(path: Path, kind: type[R]) -> Iterator[R]:
    """The rows of a JSON Lines file, one at a time. Raises `BrokenAsset` naming the line that does not fit."""
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _row(path, kind, number, line)
    except OSError as error:
        raise BrokenAsset(path, f"cannot be read: {error}") from error
    except UnicodeDecodeError as error:
        raise BrokenAsset(path, "is not UTF-8") from error


def _row(path: Path, kind: type[R], number: int, line: str) -> R:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BrokenAsset(path, f"line {number}: {where}: {first['msg']}") from error


def label_set(labels: Any) -> frozenset[str]:
    """One label or many, as a set; None is no label."""
    if labels is None:
        return frozenset()
    return frozenset([labels]) if isinstance(labels, str) else frozenset(labels)
