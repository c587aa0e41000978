"""Counts by scenario and what is computed from them: figures, their intervals, McNemar's test.

Samples are added up by scenario as they stream past, so memory grows with scenarios, up to a bound, and never
with samples; a bootstrap draws whole scenarios by weighing those sums.
"""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import comb

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Totals = Mapping[str, Floats]
"""Column sums by name; each an array over bootstrap rounds."""

MOST_GROUPS = 2_000
"""Further scenarios share the sums of earlier ones: with so many, the interval hardly moves."""

_ROUNDS = 1_000


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
    _names: list[str] = field(default_factory=list)

    def add(self, group: str, numbers: Iterable[tuple[str, float]]) -> None:
        row = self.rows.get(group)
        if row is None:
            row = self._new(group)
        for name, number in numbers:
            row[name] = row.get(name, 0.0) + number

    def _new(self, group: str) -> dict[str, float]:
        if len(self.rows) < MOST_GROUPS:
            return self.rows.setdefault(group, {})
        if not self._names:  # they no longer change once the bound is reached
            self._names.extend(self.rows)
        return self.rows[self._names[zlib.crc32(group.encode()) % MOST_GROUPS]]

    @property
    def columns(self) -> list[str]:
        return list(dict.fromkeys(name for _, row in sorted(self.rows.items()) for name in row))

    def matrix(self, columns: list[str]) -> Floats:
        """Scenarios by columns."""
        return np.array([[row.get(c, 0.0) for c in columns] for _, row in sorted(self.rows.items())])


class Bootstrap:
    """The sums as they are, and as they would be had other scenarios of the same kind been drawn."""

    def __init__(self, sums: Sums) -> None:
        columns = sums.columns
        matrix = sums.matrix(columns)
        self.groups = len(matrix)
        whole = matrix.sum(axis=0, keepdims=True)
        drawn = _weights(self.groups) @ matrix
        self.whole: Totals = {name: whole[:, place] for place, name in enumerate(columns)}
        self.drawn: Totals = {name: drawn[:, place] for place, name in enumerate(columns)}

    def estimate(
        self, value: Callable[[Totals], Floats], n: int, *, centred: bool = False
    ) -> Estimate | None:
        """The value with its 95% percentile interval; None when the samples do not define it.

        `centred` takes out what drawing again adds by itself, for figures made of absolute differences.
        """
        with np.errstate(invalid="ignore", divide="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a round without a defined value counts nowhere
            point = float(value(self.whole)[0])
            if not np.isfinite(point):
                return None
            drawn = value(self.drawn)
            low, high = np.nanpercentile(drawn, [2.5, 97.5])
            if centred:
                added = np.nanmean(drawn) - point
                low, high = max(low - added, 0.0), high - added
        return Estimate(point, float(low), float(high), n, self.groups)


@lru_cache(maxsize=4)
def _weights(groups: int, seed: int = 7) -> Floats:
    """How often each scenario is drawn in each round, shape (rounds, groups)."""
    draw = np.random.default_rng(seed)
    return draw.multinomial(groups, np.full(groups, 1 / groups), size=_ROUNDS).astype(np.float64)


def mcnemar(gained: int, lost: int) -> float:
    """The exact two-sided p-value that gains and losses are equally likely."""
    flips = gained + lost
    tail = sum(comb(flips, k) for k in range(min(gained, lost) + 1)) / 2**flips
    return float(min(1.0, 2 * tail))
