"""Counts by scenario and what is computed from them: means, macro-F1, their intervals, McNemar's test.

Samples are added up by scenario as they stream past, so memory grows with scenarios, not with samples, and a
bootstrap round is one weighing of those sums.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.task import label_set

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95% interval over `n` samples of `groups` scenarios."""

    value: float
    low: float
    high: float
    n: int
    groups: int

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f}), n={self.n}"


@dataclass
class Sums:
    """Numbers added up by scenario; the columns are whatever the caller counts."""

    rows: dict[str, dict[str, float]] = field(default_factory=dict)

    def add(self, group: str, numbers: Iterable[tuple[str, float]]) -> None:
        row = self.rows.setdefault(group, {})
        for name, number in numbers:
            row[name] = row.get(name, 0.0) + number

    def matrix(self, columns: list[str]) -> Floats:
        """Scenarios by columns."""
        return np.array([[row.get(c, 0.0) for c in columns] for _, row in sorted(self.rows.items())])


def interval(
    sums: Floats, metric: Callable[[Floats], float], rounds: int = 1000, seed: int = 7
) -> tuple[float, float]:
    """The 95% percentile bootstrap of a metric over column sums, drawing whole scenarios."""
    draw = np.random.default_rng(seed)
    groups = len(sums)
    values = [
        metric(np.bincount(draw.integers(groups, size=groups), minlength=groups) @ sums)
        for _ in range(rounds)
    ]
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def mean(sums: Sums) -> Estimate:
    """The mean of `score` per `n`."""
    matrix = sums.matrix(["score", "n"])

    def share(totals: Floats) -> float:
        return float(totals[0] / totals[1])

    total = matrix.sum(axis=0)
    return Estimate(share(total), *interval(matrix, share), int(total[1]), len(matrix))


def label_counts(expected: Any, output: Any) -> Iterable[tuple[str, float]]:
    """A sample's hits, false alarms and misses by label, as columns `tp:`, `fp:` and `fn:`."""
    wanted, got = label_set(expected), label_set(output)
    for label in wanted | got:
        kind = "fp" if label not in wanted else "tp" if label in got else "fn"
        yield f"{kind}:{label}", 1.0


def f1_scores(totals: Floats) -> Floats:
    """F1 of each label from hits, false alarms and misses (3 by labels); 0 where a label never occurs."""
    hits, alarms, misses = totals
    return np.asarray(2 * hits / np.maximum(2 * hits + alarms + misses, 1.0), dtype=np.float64)


def macro_f1(sums: Sums, n: int, labels: list[str]) -> tuple[Estimate, dict[str, float]]:
    """Macro-F1 over the labels that the truth holds, and each one's F1."""
    columns = [f"{kind}:{label}" for kind in ("tp", "fp", "fn") for label in labels]
    matrix = sums.matrix(columns)

    def score(totals: Floats) -> float:
        by_kind = totals.reshape(3, -1)
        drawn = by_kind[0] + by_kind[2] > 0  # a round that drew no sample of a label says nothing about it
        return float(f1_scores(by_kind)[drawn].mean())

    total = matrix.sum(axis=0)
    each = dict(zip(labels, f1_scores(total.reshape(3, -1)).tolist(), strict=True))
    return Estimate(score(total), *interval(matrix, score), n, len(matrix)), each


def mcnemar(gained: int, lost: int) -> float:
    """The exact two-sided p-value that gains and losses are equally likely."""
    flips = gained + lost
    tail = sum(comb(flips, k) for k in range(min(gained, lost) + 1)) / 2**flips
    return float(min(1.0, 2 * tail))
