"""Two runs, paired by sample: what flipped, whether that is chance, and whether a slice fell too far."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import BrokenAsset, InvalidInput
from evals.baseline import short
from evals.measures import ratio
from evals.run import records
from evals.statistics import Bootstrap, Sums, mcnemar
from evals.summary import tasks_of

_SHOWN = 10
THRESHOLDS = Path(__file__).parent / "thresholds.toml"


class Tolerance(BaseModel):
    """How far a mean score may fall; a slice of fewer than `least` samples is shown but never fails."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: float = Field(ge=0, le=1)
    slice: float = Field(ge=0, le=1)
    least: int = Field(ge=1)


@dataclass(frozen=True)
class Flip:
    """A sample whose score changed."""

    sample: str
    given: Any
    expected: Any
    before: Any
    after: Any
    change: float
    reason: str


@dataclass(frozen=True)
class Change:
    """One slice ("all" is the task): its means, the 95% interval of their difference, McNemar's p-value."""

    name: str
    n: int
    before: float
    after: float
    low: float
    high: float
    gained: int
    lost: int
    p: float
    regressed: bool

    def __str__(self) -> str:
        return (
            f"{self.name:26s} {self.before:.3f} -> {self.after:.3f}, {self.after - self.before:+.3f}"
            f" ({self.low:+.3f} to {self.high:+.3f}), +{self.gained} -{self.lost}, p={self.p:.3g}, n={self.n}"
            + ("  REGRESSED" if self.regressed else "")
        )


@dataclass(frozen=True)
class Comparison:
    """A task in two runs. `unpaired` samples are in one run only and count nowhere."""

    task: str
    flips: list[Flip]
    changes: list[Change]
    unpaired: int
    outputs_changed: int

    @property
    def regressed(self) -> bool:
        return any(change.regressed for change in self.changes)


@dataclass
class _Tally:
    sums: Sums = field(default_factory=Sums)
    gained: int = 0
    lost: int = 0

    def add(self, group: str, before: float, after: float) -> None:
        self.sums.add(group, [("before", before), ("after", after), ("gain", after - before), ("n", 1.0)])
        self.gained += after > before
        self.lost += after < before


def load_tolerances(path: Path = THRESHOLDS) -> dict[str, Tolerance]:
    """Tolerances by task; `default` is for the others. Raises `BrokenAsset`."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        found = {name: Tolerance.model_validate(table) for name, table in raw.items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise BrokenAsset(path, str(error)) from error
    if "default" not in found:
        raise BrokenAsset(path, "has no table [default]")
    return found


def compare_runs(before: Path, after: Path, tolerances: Path | None = None) -> list[Comparison]:
    """Every task that both runs hold, by the tolerances of a file. Raises `InvalidInput` when they share none."""
    by_task = load_tolerances(tolerances or THRESHOLDS)
    shared = [task for task in tasks_of(before) if task in set(tasks_of(after))]
    if not shared:
        raise InvalidInput("runs", "share no task")
    return [compare(before, after, task, tolerance_of(task, by_task)) for task in shared]


def tolerance_of(task: str, by_task: Mapping[str, Tolerance]) -> Tolerance:
    """A task's own, else that of its kind (`checking` for `checking_fresh`), else the default."""
    return by_task.get(task) or by_task.get(task.partition("_")[0]) or by_task["default"]


def in_words(found: Comparison) -> Iterator[str]:
    """A comparison as lines for a terminal: the flips first, the worst on top, then the slices that moved."""
    lost = sum(flip.change < 0 for flip in found.flips)
    yield (
        f"{found.task}: {len(found.flips)} flips, {lost} for the worse;"
        f" {found.outputs_changed} outputs changed, {found.unpaired} samples unpaired"
    )
    for flip in found.flips[:_SHOWN]:
        yield f"  {flip.change:+.2f} {flip.sample} {json.dumps(flip.given, ensure_ascii=False)}"
        yield f"        expected {flip.expected}; was {flip.before}, is {flip.after}"
    for change in found.changes:
        if change.name == "all" or change.gained or change.lost:
            yield f"  {change}"


def compare(before: Path, after: Path, task: str, tolerance: Tolerance) -> Comparison:
    """Pair a task's samples of two runs. Raises `InvalidInput` when they share none."""
    old = {r["id"]: (round(r["score"], 4), short(r["output"])) for r in records(before / f"{task}.jsonl")}
    flips, tallies, unpaired, changed = [], {"all": _Tally()}, 0, 0
    for record in records(after / f"{task}.jsonl"):
        was = old.pop(record["id"], None)
        if was is None:
            unpaired += 1
            continue
        earlier, output = was
        now = round(record["score"], 4)  # as the blessed run keeps it
        changed += output != short(record["output"])
        for name in ("all", *record["slices"]):
            tallies.setdefault(name, _Tally()).add(record["group"], earlier, now)
        if earlier != now:
            flips.append(
                Flip(
                    record["id"],
                    record["input"],
                    record["expected"],
                    output,
                    record["output"],
                    now - earlier,
                    record["reason"],
                )
            )
    if not tallies["all"].sums.rows:
        raise InvalidInput("runs", f"share no sample of {task}")
    changes = [_change(name, tally, tolerance) for name, tally in tallies.items()]
    return Comparison(
        task, sorted(flips, key=lambda flip: flip.change), changes, unpaired + len(old), changed
    )


def _change(name: str, tally: _Tally, tolerance: Tolerance) -> Change:
    drawn = Bootstrap(tally.sums)
    n = round(float(drawn.whole["n"][0]))
    before, after = (float(drawn.whole[side][0]) / n for side in ("before", "after"))
    difference = drawn.estimate(ratio("gain", "n"), n)
    allowed = tolerance.task if name == "all" else tolerance.slice
    return Change(
        name=name,
        n=n,
        before=before,
        after=after,
        low=difference.low if difference else 0.0,
        high=difference.high if difference else 0.0,
        gained=tally.gained,
        lost=tally.lost,
        p=mcnemar(tally.gained, tally.lost),
        regressed=before - after > allowed + 1e-9 and (name == "all" or n >= tolerance.least),
    )
