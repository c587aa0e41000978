"""Metrics as pure functions, each with its 95% interval."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from math import sqrt


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95% Wilson interval of a share; (0, 1) when nothing was counted."""
    if n == 0:
        return 0.0, 1.0
    z, p = 1.96, hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def f1_by_label(truth: Sequence[str], guess: Sequence[str]) -> dict[str, float]:
    """F1 of each label that occurs in the truth."""
    scores = {}
    for label in sorted(set(truth)):
        hits = sum(t == g == label for t, g in zip(truth, guess, strict=True))
        total = list(truth).count(label) + list(guess).count(label)
        scores[label] = 2 * hits / total if total else 0.0
    return scores


def macro_f1(truth: Sequence[str], guess: Sequence[str]) -> float:
    """The plain mean of the labels' F1."""
    scores = f1_by_label(list(truth), list(guess))
    return sum(scores.values()) / len(scores) if scores else 0.0


def bootstrap(
    metric: Callable[[list[int]], float], groups: Sequence[str], rounds: int = 400, seed: int = 7
) -> tuple[float, float]:
    """A 95% interval of a metric over sample numbers, resampling whole scenarios."""
    members: dict[str, list[int]] = {}
    for number, group in enumerate(groups):
        members.setdefault(group, []).append(number)
    names = sorted(members)
    draw = random.Random(seed)
    values = sorted(
        metric([number for name in draw.choices(names, k=len(names)) for number in members[name]])
        for _ in range(rounds)
    )
    return values[int(0.025 * rounds)], values[int(0.975 * rounds) - 1]
