"""A run in figures: each with its interval, by slice, beside what needs no model; and the curves behind them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import BrokenAsset, NotFound
from evals.curves import Curves, Latency, Point, reliability
from evals.measures import (
    Measure,
    basic,
    macro_f1,
    measures_of,
    ratio,
)
from evals.run import records
from evals.statistics import Bootstrap, Estimate, Floats, Sums, Totals


@dataclass(frozen=True)
class Label:
    """One class: what was called so and was (precision), and what was and was called so (recall)."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True)
class Summary:
    """One task of a run. `figures` begin with the mean score; `slices` hold the same figures by slice.

    reliability: confidence against accuracy. coverage: the part answered when only the surest are, against their
    accuracy. refusing: the part of answerable questions refused against that of the unanswerable, by threshold.
    """

    task: str
    about: str
    kind: str
    data: str
    n: int
    errors: int
    figures: dict[str, Estimate]
    baselines: dict[str, dict[str, Estimate]]
    slices: dict[str, dict[str, Estimate]]
    labels: dict[str, Label]
    confusion: dict[str, dict[str, int]]
    reliability: list[Point]
    coverage: list[Point]
    refusing: list[Point]
    latency_ms: dict[str, float]

    @property
    def score(self) -> Estimate:
        return self.figures["score"]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def tasks_of(run: Path) -> list[str]:
    """The tasks a run folder holds. Raises `NotFound` when it holds none."""
    names = sorted(path.stem for path in run.glob("*.jsonl") if path.with_suffix(".json").exists())
    if not names:
        raise NotFound("evaluation run", str(run))
    return names


def manifest(run: Path, task: str) -> dict[str, Any]:
    """What a task's log was made with. Raises `BrokenAsset`."""
    path = run / f"{task}.json"
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        return {"kind": read["kind"], "about": read["about"], **read}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BrokenAsset(path, f"is no manifest of a run: {error}") from error


def summarise(run: Path, task: str) -> Summary:
    """Read a task's log once and add it up. Raises `NotFound` when it is empty."""
    about = manifest(run, task)
    measures = measures_of(about["kind"])
    sums: dict[str, Sums] = {"all": Sums()}
    counts: Counter[str] = Counter()
    confusion: Counter[tuple[str, str]] = Counter()
    curves = Curves()
    latency = Latency()
    errors = 0
    for record in records(run / f"{task}.jsonl"):
        errors += record["error"] is not None
        latency.add(record["latency_ms"])
        added = [*basic(record), *(one for measure in measures for one in measure.counts(record))]
        for name in ("all", *record["slices"]):
            sums.setdefault(name, Sums()).add(record["group"], added)
            counts[name] += 1
        if isinstance(record["expected"], str) and about["kind"] in ("label", "refusal"):
            confusion[record["expected"], record["output"] or "(error)"] += 1
        curves.add(record)
    if not counts:
        raise NotFound("sample in", f"{run}/{task}.jsonl")
    drawn = {name: Bootstrap(sums[name]) for name in counts}
    whole = drawn["all"].whole
    return Summary(
        task=task,
        about=about["about"],
        kind=about["kind"],
        data=about["data"],
        n=counts["all"],
        errors=errors,
        figures=_figures(drawn["all"], measures),
        baselines=_baselines(drawn["all"], about["kind"], confusion),
        slices={name: _figures(drawn[name], measures) for name in sorted(counts) if name != "all"},
        labels=_labels(whole),
        confusion=_table(confusion),
        reliability=reliability(whole),
        coverage=curves.coverage(),
        refusing=curves.refusing(),
        latency_ms=latency.percentiles(),
    )


def _figures(drawn: Bootstrap, measures: tuple[Measure, ...]) -> dict[str, Estimate]:
    parts = sorted(name.removeprefix("part:") for name in drawn.whole if name.startswith("part:"))
    asked = [
        Measure("score", basic, ratio("score", "n")),
        *measures,
        *(Measure(name, basic, ratio(f"part:{name}", f"with:{name}"), f"with:{name}") for name in parts),
    ]
    found = {}
    for one in asked:
        n = round(float(drawn.whole[one.n][0])) if one.n in drawn.whole else 0
        estimate = drawn.estimate(one.value, n, centred=one.centred)
        if estimate is not None:
            found[one.name] = estimate
    return found


def _baselines(
    drawn: Bootstrap, kind: str, confusion: Counter[tuple[str, str]]
) -> dict[str, dict[str, Estimate]]:
    """What answers without a model score; "majority" is the commonest label for everything."""
    n = round(float(drawn.whole["n"][0]))
    found: dict[str, dict[str, Estimate | None]] = {}
    support = Counter[str]()
    for (expected, _), times in confusion.items():
        support[expected] += times
    if support:
        commonest = support.most_common(1)[0][0]

        def share(totals: Totals) -> Floats:
            zero = np.zeros_like(totals["n"])
            return np.asarray(
                (totals.get(f"tp:{commonest}", zero) + totals.get(f"fn:{commonest}", zero)) / totals["n"]
            )

        found["majority"] = {
            "score": drawn.estimate(share, n),
            "macro-F1": drawn.estimate(
                lambda totals: 2 * share(totals) / (1 + share(totals)) / len(support), n
            ),
        }
    for column in drawn.whole:
        if column.startswith("baseline:"):
            name = column.removeprefix("baseline:")
            found[name] = {"score": drawn.estimate(ratio(column, "n"), n)}
            if kind in ("label", "labels", "refusal"):
                found[name]["macro-F1"] = drawn.estimate(macro_f1(f"{name}|"), n)
    return {
        name: {figure: one for figure, one in figures.items() if one is not None}
        for name, figures in found.items()
    }


def _labels(whole: Totals) -> dict[str, Label]:
    names = sorted({name.partition(":")[2] for name in whole if name.startswith(("tp:", "fn:"))})
    found = {}
    for name in names:
        hits, alarms, misses = (
            float(whole[f"{kind}:{name}"][0]) if f"{kind}:{name}" in whole else 0.0
            for kind in ("tp", "fp", "fn")
        )
        found[name] = Label(
            precision=hits / (hits + alarms) if hits + alarms else 0.0,
            recall=hits / (hits + misses) if hits + misses else 0.0,
            f1=2 * hits / (2 * hits + alarms + misses),
            support=round(hits + misses),
        )
    return found


def _table(confusion: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for (expected, output), times in sorted(confusion.items()):
        table.setdefault(expected, {})[output] = times
    return table


def in_words(summary: Summary) -> Iterator[str]:
    """The summary as lines for a terminal: the headline, the baselines beside it, the classes, the slices."""
    yield f"{summary.task}: {summary.about}"
    for name, estimate in summary.figures.items():
        beside = "".join(
            f"; {baseline} {figures[name].value:.3f}"
            for baseline, figures in summary.baselines.items()
            if name in figures
        )
        yield f"  {name:30s} {estimate}{beside}"
    for name, label in summary.labels.items():
        yield (
            f"    {name:28s} F1 {label.f1:.3f}, precision {label.precision:.3f}, recall {label.recall:.3f},"
            f" n={label.support}"
        )
    for name, figures in summary.slices.items():
        yield f"    {name:28s} {figures['score']}"
    latency = ", ".join(f"{name} {value} ms" for name, value in summary.latency_ms.items())
    yield f"  latency {latency}; errors {summary.errors}"


def listed_errors(run: Path, task: str, most: int = 10) -> list[str]:
    """The first samples that failed, in a line each."""
    found: list[str] = []
    for record in records(run / f"{task}.jsonl"):
        if record["error"] is not None and len(found) < most:
            found.append(f"{record['id']}: {record['error']}")
    return found
