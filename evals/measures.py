"""The figures of each kind of task, as sums over samples: what a sample adds, and what the sums say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from evals.likeness import METRICS, corpus_score, counts
from evals.statistics import Floats, Totals
from evals.task import label_set

Record = Mapping[str, Any]
BINS = 10


@dataclass(frozen=True)
class Measure:
    """`counts` are what one sample adds to which columns; `value` is the figure, over each round's sums.

    `n` names the column that counts the samples it is about; `centred` as in `Bootstrap.estimate`.
    """

    name: str
    counts: Callable[[Record], Iterable[tuple[str, float]]]
    value: Callable[[Totals], Floats]
    n: str = "n"
    centred: bool = False


def measures_of(kind: str) -> tuple[Measure, ...]:
    """What is reported for a kind of task beside the mean score and its parts, the headline first."""
    return _BY_KIND[kind]


def basic(record: Record) -> Iterator[tuple[str, float]]:
    """What every sample adds: its score, its parts, its baselines' scores, the seconds it took."""
    yield "n", 1.0
    yield "score", record["score"]
    for name, value in record.get("parts", {}).items():
        yield f"part:{name}", value
        yield f"with:{name}", 1.0
    for name, baseline in record.get("baselines", {}).items():
        yield f"baseline:{name}", baseline["score"]


def label_counts(expected: Any, output: Any, prefix: str = "") -> Iterator[tuple[str, float]]:
    """A sample's hits, false alarms and misses by label, as columns `tp:`, `fp:` and `fn:`."""
    wanted, got = label_set(expected), label_set(output)
    for label in sorted(wanted | got):
        kind = "fp" if label not in wanted else "tp" if label in got else "fn"
        yield f"{prefix}{kind}:{label}", 1.0


def macro_f1(prefix: str = "") -> Callable[[Totals], Floats]:
    """Macro-F1 over the labels that the truth holds; a round that drew no sample of a label leaves it out."""

    def value(totals: Totals) -> Floats:
        labels = sorted(
            {name.rpartition(":")[2] for name in totals if name.startswith((f"{prefix}tp:", f"{prefix}fn:"))}
        )
        if not labels:
            return np.array([np.nan])
        zero = np.zeros_like(next(iter(totals.values())))
        hits, alarms, misses = (
            np.stack([totals.get(f"{prefix}{kind}:{label}", zero) for label in labels])
            for kind in ("tp", "fp", "fn")
        )
        f1 = 2 * hits / np.maximum(2 * hits + alarms + misses, 1.0)
        there = hits + misses > 0
        return np.asarray(
            (f1 * there).sum(axis=0) / np.where(there.sum(axis=0) > 0, there.sum(axis=0), np.nan)
        )

    return value


def _labels(record: Record) -> Iterator[tuple[str, float]]:
    yield from label_counts(record["expected"], record["output"])
    for name, baseline in record.get("baselines", {}).items():
        yield from label_counts(record["expected"], baseline["output"], f"{name}|")


def confidence_counts(record: Record) -> Iterator[tuple[str, float]]:
    """A sample in its bin of confidence: how many, how sure in sum, how often right."""
    confidence = record.get("confidence")
    if confidence is None or record["error"] is not None:
        return
    place = min(int(confidence * BINS), BINS - 1)
    yield "judged", 1.0
    yield f"bin:{place}", 1.0
    yield f"sure:{place}", confidence
    yield f"right:{place}", record["score"]
    yield "brier", (confidence - record["score"]) ** 2


def calibration_error(totals: Totals) -> Floats:
    """ECE: by bins of a tenth, how far confidence and accuracy lie apart, weighed by their samples."""
    zero = np.zeros_like(totals["n"])
    gaps = [
        np.abs(totals.get(f"right:{place}", zero) - totals.get(f"sure:{place}", zero))
        for place in range(BINS)
    ]
    judged = totals.get("judged", zero)
    return np.asarray(sum(gaps) / np.where(judged > 0, judged, np.nan))


def _sure(record: Record) -> Iterator[tuple[str, float]]:
    detail = record.get("detail")
    if isinstance(detail, dict) and "sure" in detail:
        yield "asked", 1.0
        yield "stated", float(detail["sure"])
        yield "stated right", float(detail["sure"]) * record["score"]


def _refusal(record: Record) -> Iterator[tuple[str, float]]:
    refused = record["output"] == "refused"
    if record["expected"] == "refused":
        yield "unanswerable", 1.0
        yield "rightly refused", float(refused)
    else:
        yield "answerable", 1.0
        yield "wrongly refused", float(refused)


def _alarms(record: Record) -> Iterator[tuple[str, float]]:
    if record["expected"]:
        return
    alarm = float(bool(record["output"]) or record["error"] is not None)
    yield "clean", 1.0
    yield "clean alarm", alarm
    if "hard" in record["slices"]:
        yield "hard negative", 1.0
        yield "hard alarm", alarm


def _likeness(metric: str) -> Measure:
    def add(record: Record) -> Iterator[tuple[str, float]]:
        text = record["output"] if isinstance(record["output"], str) else ""
        for place, number in enumerate(counts(metric, text, record["expected"])):
            yield f"{metric}:{place:02d}", number

    def value(totals: Totals) -> Floats:
        names = sorted(name for name in totals if name.startswith(f"{metric}:"))
        table = np.stack([totals[name] for name in names], axis=1)
        return np.array([corpus_score(metric, row.tolist()) for row in table])

    return Measure(f"{metric} (0-100)", add, value)


def ratio(above: str, below: str) -> Callable[[Totals], Floats]:
    """One column's sum by another's; undefined where the latter is 0 or nobody counted it."""

    def value(totals: Totals) -> Floats:
        under = totals.get(below, np.zeros_like(totals["n"]))
        return np.asarray(totals.get(above, under * 0) / np.where(under > 0, under, np.nan))

    return value


def _nothing(record: Record) -> Iterable[tuple[str, float]]:
    return ()


_MACRO = Measure("macro-F1", _labels, macro_f1())
_BY_KIND: Mapping[str, tuple[Measure, ...]] = {
    "label": (
        _MACRO,
        Measure("calibration error (ECE)", confidence_counts, calibration_error, "judged", centred=True),
        Measure("Brier score", _nothing, ratio("brier", "judged"), "judged"),
        Measure("stated with confidence", _sure, ratio("stated", "asked"), "asked"),
        Measure("accuracy when stated", _nothing, ratio("stated right", "stated"), "stated"),
    ),
    "labels": (
        _MACRO,
        Measure("false alarms on clean", _alarms, ratio("clean alarm", "clean"), "clean"),
        Measure(
            "false alarms on hard negatives", _nothing, ratio("hard alarm", "hard negative"), "hard negative"
        ),
    ),
    "refusal": (
        _MACRO,
        Measure(
            "refused of unanswerable", _refusal, ratio("rightly refused", "unanswerable"), "unanswerable"
        ),
        Measure("refused of answerable", _nothing, ratio("wrongly refused", "answerable"), "answerable"),
    ),
    "ranking": (),
    "translation": tuple(map(_likeness, METRICS)),
    "marks": (),
}
