"""A run in figures: mean score and macro-F1 with intervals, slices, baselines, latency, errors."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import NotFound
from evals.run import records
from evals.statistics import Estimate, Sums, label_counts, macro_f1, mean
from evals.task import label_set


@dataclass(frozen=True)
class Summary:
    """One task of a run. `baselines` are the macro-F1 of answers that need no model."""

    task: str
    score: Estimate
    slices: dict[str, Estimate]
    macro_f1: Estimate | None
    f1: dict[str, float]
    support: dict[str, int]
    baselines: dict[str, float]
    errors: int
    latency_ms: dict[str, float]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def tasks_of(run: Path) -> list[str]:
    """The tasks a run folder holds. Raises `NotFound` when it holds none."""
    names = sorted(path.stem for path in run.glob("*.jsonl"))
    if not names:
        raise NotFound("evaluation run", str(run))
    return names


def summarise(run: Path, task: str) -> Summary:
    """Read a task's log once and add it up."""
    labelled = json.loads((run / f"{task}.json").read_text(encoding="utf-8"))["labelled"]
    whole, by_slice = Sums(), dict[str, Sums]()
    support: Counter[str] = Counter()
    keyword = Sums()
    latency, errors, n, has_baseline = [], 0, 0, False
    for record in records(run / f"{task}.jsonl"):
        n += 1
        errors += record["error"] is not None
        latency.append(record["latency_ms"])
        scored = [("score", record["score"]), ("n", 1.0)]
        whole.add(record["group"], scored)
        for name in record["slices"]:
            by_slice.setdefault(name, Sums()).add(record["group"], scored)
        if labelled:
            support.update(label_set(record["expected"]))
            whole.add(record["group"], label_counts(record["expected"], record["output"]))
            if record["baseline"] is not None:
                has_baseline = True
                keyword.add(record["group"], label_counts(record["expected"], record["baseline"]))
    if n == 0:
        raise NotFound("sample in", f"{run}/{task}.jsonl")
    overall, f1 = macro_f1(whole, n, sorted(support)) if support else (None, {})
    baselines = {}
    if support and "rule" not in {name.partition(":")[0] for name in by_slice}:
        commonest = support.most_common(1)[0][1]
        baselines["majority"] = 2 * commonest / (commonest + n) / len(support)
    if has_baseline:
        baselines["keywords"] = macro_f1(keyword, n, sorted(support))[0].value
    return Summary(
        task=task,
        score=mean(whole),
        slices={name: mean(sums) for name, sums in sorted(by_slice.items())},
        macro_f1=overall,
        f1=f1,
        support=dict(support),
        baselines=baselines,
        errors=errors,
        latency_ms={f"p{q}": round(float(np.percentile(latency, q)), 2) for q in (50, 95, 99)},
    )


def in_words(summary: Summary) -> list[str]:
    """The summary as lines for a terminal."""
    lines = [f"{summary.task}: score {summary.score}"]
    if summary.macro_f1:
        lines.append(f"  macro-F1 {summary.macro_f1}")
    lines += [f"  baseline {name}: macro-F1 {value:.3f}" for name, value in summary.baselines.items()]
    lines += [f"    {label:24s} F1 {f1:.3f}, n={summary.support[label]}" for label, f1 in summary.f1.items()]
    lines += [f"  {name:26s} {estimate}" for name, estimate in summary.slices.items()]
    latency = ", ".join(f"{name} {value} ms" for name, value in summary.latency_ms.items())
    return [*lines, f"  latency {latency}; errors {summary.errors}"]
