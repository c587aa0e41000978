"""How use moves by week: what is asked, in which language, how sure Radd is, how much sellers change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from evals.production.events import Event
from evals.statistics import Floats

_ROUNDS = 2_000
_SURE = 0.01
_LEAST = 10  # events; a smaller week is shown, but nothing is concluded from it


@dataclass(frozen=True)
class Shift:
    """How far a mix or mean moved since the week before, and how often chance alone moves it that far.

    For a mix `moved` is the share of events that would have to change their label, for a mean its difference.
    """

    moved: float
    p: float

    @property
    def notable(self) -> bool:
        return self.p < _SURE


@dataclass(frozen=True)
class Week:
    """One ISO week. Shares are of its `n` events; `kept` of the drafts that were sent, None when none was."""

    name: str
    n: int
    situations: Mapping[str, float]
    languages: Mapping[str, float]
    confidence: float
    edited: float | None
    kept: float | None
    shifts: Mapping[str, Shift]


def drift(events: Iterable[Event]) -> list[Week]:
    """Weeks in order, each against the last one before it that has enough events."""
    by_week: dict[str, list[Event]] = {}
    for event in events:
        year, week, _ = event.at.isocalendar()
        by_week.setdefault(f"{year}-W{week:02d}", []).append(event)
    weeks: list[Week] = []
    last: list[Event] = []
    for name, found in sorted(by_week.items()):
        enough = len(found) >= _LEAST
        weeks.append(_week(name, found, _shifts(last, found) if last and enough else {}))
        if enough:
            last = found
    return weeks


def _week(name: str, events: list[Event], shifts: Mapping[str, Shift]) -> Week:
    sent = [event for event in events if event.draft is not None and event.sent is not None]
    return Week(
        name=name,
        n=len(events),
        situations=_shares(event.situation for event in events),
        languages=_shares(event.language for event in events),
        confidence=float(np.mean([event.confidence for event in events])),
        edited=float(np.mean([event.edited for event in sent])) if sent else None,
        kept=float(np.mean([event.outcome == "accepted" for event in sent])) if sent else None,
        shifts=shifts,
    )


def _shifts(before: list[Event], after: list[Event]) -> dict[str, Shift]:
    found = {
        "situations": _mixed([e.situation for e in before], [e.situation for e in after]),
        "languages": _mixed([e.language for e in before], [e.language for e in after]),
        "confidence": _moved([e.confidence for e in before], [e.confidence for e in after]),
    }
    edits = [
        [e.edited for e in events if e.draft is not None and e.sent is not None] for events in (before, after)
    ]
    if min(map(len, edits)) >= _LEAST:
        found["edited"] = _moved(*edits)
    return found


def _mixed(before: list[str], after: list[str]) -> Shift:
    """Total variation of two mixes, against shuffles of their events."""
    labels = sorted({*before, *after})
    hot = np.array([[label == one for label in labels] for one in (*before, *after)], dtype=np.float64)
    return _shuffled(hot, len(before), lambda first, second: float(np.abs(first - second).sum() / 2))


def _moved(before: list[float], after: list[float]) -> Shift:
    values = np.array([*before, *after], dtype=np.float64)[:, None]
    shift = _shuffled(values, len(before), lambda first, second: float(np.abs(first - second).sum()))
    return Shift(float(np.mean(after) - np.mean(before)), shift.p)


def _shuffled(values: Floats, cut: int, distance: Callable[[Floats, Floats], float]) -> Shift:
    """A distance between the means of two parts, and the share of shuffles with one as great."""
    draw = np.random.default_rng(7)
    seen = distance(values[:cut].mean(axis=0), values[cut:].mean(axis=0))
    total = values.sum(axis=0)
    as_great = 0
    for _ in range(_ROUNDS):
        first = values[draw.permutation(len(values))[:cut]].sum(axis=0)
        again = distance(first / cut, (total - first) / (len(values) - cut))
        as_great += again >= seen - 1e-12
    return Shift(seen, (as_great + 1) / (_ROUNDS + 1))


def _shares(labels: Iterable[str]) -> dict[str, float]:
    counts = Counter(labels)
    return {label: n / counts.total() for label, n in counts.most_common()}


def in_words(weeks: list[Week]) -> Iterator[str]:
    """Weeks as lines for a terminal; a shift that chance does not explain is starred."""
    for week in weeks:
        kept = (
            ""
            if week.kept is None
            else f", drafts kept {week.kept:.0%}, changed {week.edited:.0%} of the words"
        )
        yield f"{week.name}: {week.n} suggestions, confidence {week.confidence:.2f}{kept}"
        for title, mix in (("situations", week.situations), ("languages", week.languages)):
            yield f"  {title:11s} " + ", ".join(
                f"{label} {share:.0%}" for label, share in list(mix.items())[:6]
            )
        for name, shift in week.shifts.items():
            yield f"  {'*' if shift.notable else ' '} {name} moved {shift.moved:+.3f} (p={shift.p:.3g})"
