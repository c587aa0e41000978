"""Curves over confidence and the spread of times, as histograms: as small for any number of samples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evals.measures import BINS, Record, confidence_counts
from evals.statistics import Totals

_FINE = 100  # steps of the curves over confidence
_LATENCIES = np.geomspace(0.01, 600_000, 2_000)  # ms; a step is 0.9%


@dataclass(frozen=True)
class Point:
    """Of a curve: `x` and `y` in [0, 1], over `n` samples. `at` is the threshold, where there is one."""

    x: float
    y: float
    n: int
    at: float | None = None


def reliability(whole: Totals) -> list[Point]:
    """Confidence against accuracy, by bins of a tenth."""
    points = []
    for place in range(BINS):
        n = float(whole[f"bin:{place}"][0]) if f"bin:{place}" in whole else 0.0
        if n:
            points.append(
                Point(float(whole[f"sure:{place}"][0]) / n, float(whole[f"right:{place}"][0]) / n, round(n))
            )
    return points


class Curves:
    """Histograms over confidence, in steps of a hundredth."""

    def __init__(self) -> None:
        self._judged = np.zeros((_FINE + 1, 2))  # samples, right ones
        self._asked = np.zeros((_FINE + 1, 2))  # answerable questions, unanswerable ones

    def add(self, record: Record) -> None:
        if record["error"] is not None:
            return
        if any(True for _ in confidence_counts(record)):
            self._judged[int(record["confidence"] * _FINE)] += (1.0, record["score"])
        detail = record["detail"]
        if isinstance(detail, dict) and "probability" in detail:
            self._asked[int(detail["probability"] * _FINE), int(record["expected"] == "refused")] += 1

    def coverage(self) -> list[Point]:
        """From the surest samples down to all."""
        n, right = self._judged[::-1].cumsum(axis=0).T
        return [
            Point(
                float(n[step] / n[-1]), float(right[step] / n[step]), round(float(n[step])), 1 - step / _FINE
            )
            for step in range(_FINE + 1)
            if self._judged[_FINE - step, 0]
        ]

    def refusing(self) -> list[Point]:
        """By threshold: refused are the questions below it."""
        answerable, unanswerable = self._asked.sum(axis=0)
        if not answerable or not unanswerable:
            return []
        below = self._asked.cumsum(axis=0)
        return [
            Point(
                float(below[step - 1, 0] / answerable) if step else 0.0,
                float(below[step - 1, 1] / unanswerable) if step else 0.0,
                round(float(answerable + unanswerable)),
                step / _FINE,
            )
            for step in range(0, _FINE + 1, 5)
        ]


class Latency:
    """How long samples took."""

    def __init__(self) -> None:
        self._counts = np.zeros(len(_LATENCIES) + 1, dtype=np.int64)

    def add(self, ms: float) -> None:
        self._counts[np.searchsorted(_LATENCIES, ms)] += 1

    def percentiles(self) -> dict[str, float]:
        """p50, p95 and p99 in ms, exact to a hundredth."""
        total = self._counts.cumsum()
        found = {}
        for q in (50, 95, 99):
            place = int(np.searchsorted(total, np.ceil(total[-1] * q / 100)))
            found[f"p{q}"] = float(f"{_LATENCIES[min(place, len(_LATENCIES) - 1)]:.3g}")
        return found
