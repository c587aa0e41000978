"""The page's content: summaries, plots, and the samples that its script filters."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from evals.cards import Card
from evals.compare import Change, Comparison
from evals.report import plots
from evals.run import records
from evals.statistics import Estimate
from evals.summary import Summary, manifest

_HERE = Path(__file__).parent
MOST_SAMPLES = 2_000
"""Samples shown of a task; wrong ones and changed ones come first."""

_UNIT = "ms", "(0-100)"


@dataclass(frozen=True)
class Section:
    """One task on the page."""

    summary: Summary
    score: str
    slices: str
    plots: list[tuple[str, str, str]]
    shown: int
    comparison: Comparison | None
    card: Card | None

    @property
    def moved(self) -> list[Change]:
        """The slices whose samples flipped, all of them first."""
        if self.comparison is None:
            return []
        return [change for change in self.comparison.changes if change.gained or change.lost]

    @property
    def change(self) -> float | None:
        """How far the mean score moved since the other run."""
        if self.comparison is None:
            return None
        whole = next(change for change in self.comparison.changes if change.name == "all")
        return whole.after - whole.before


def write_page(
    run: Path,
    summaries: list[Summary],
    out: Path,
    before: Mapping[str, tuple[Path, Comparison]] | None = None,
    cards: Mapping[str, Card | None] | None = None,
) -> None:
    """Write the page of a run; `before` gives a task's log of an earlier run and the two compared, `cards` those of
    the data sets by file name."""
    sections, samples = [], {}
    for summary in summaries:
        log, comparison = (before or {}).get(summary.task, (None, None))
        samples[summary.task] = _samples(run / f"{summary.task}.jsonl", log)
        card = (cards or {}).get(summary.data)
        sections.append(_section(summary, comparison, card, len(samples[summary.task])))
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["figure"] = figure
    environment.filters["band"] = band
    page = environment.get_template("page.html").render(
        sections=sections,
        about=manifest(run, summaries[0].task),
        n=sum(summary.n for summary in summaries),
        errors=sum(summary.errors for summary in summaries),
        compared=any(section.comparison for section in sections),
        style=_asset("page.css"),
        script=_asset("page.js"),
        samples=_embedded(samples),
    )
    out.write_text(page, encoding="utf-8")


def _section(summary: Summary, comparison: Comparison | None, card: Card | None, shown: int) -> Section:
    headline = {name: figures["score"].value for name, figures in summary.baselines.items()}
    return Section(
        summary=summary,
        score=plots.interval(summary.score, headline),
        slices=plots.forest({name: of["score"] for name, of in summary.slices.items()}, summary.score),
        plots=list(_plots(summary)),
        shown=shown,
        comparison=comparison,
        card=card,
    )


def _plots(summary: Summary) -> Iterator[tuple[str, str, str]]:
    """Title, how to read it, drawing."""
    if len(summary.confusion) > 1:
        yield (
            "What is taken for what",
            "A row is the truth, a column the answer. Right answers lie on the diagonal.",
            plots.confusion(summary.confusion),
        )
    if summary.reliability:
        yield (
            "Is the confidence honest?",
            "Answers grouped by stated confidence. On the dashed line, 80% sure means right in 80% of the cases; "
            "below it, Radd is too sure.",
            plots.curve(summary.reliability, "confidence", "accuracy", diagonal=True, line=False),
        )
    if len(summary.coverage) > 1:
        yield (
            "What abstaining would buy",
            "Answering only the surest part of the samples (across), how many of these are right (up).",
            plots.curve(summary.coverage, "part answered", "accuracy"),
        )
    if summary.refusing:
        yield (
            "Where to refuse",
            "Each dot is a threshold: the answerable questions it refuses (across, should be few) against the "
            "unanswerable ones (up, should be many).",
            plots.curve(summary.refusing, "answerable refused", "unanswerable refused"),
        )


def _samples(log: Path, before: Path | None) -> list[dict[str, Any]]:
    """Wrong and changed samples first, then right ones, up to `MOST_SAMPLES`."""
    old = {record["id"]: record for record in records(before)} if before else {}
    telling: list[dict[str, Any]] = []
    right: list[dict[str, Any]] = []
    for record in records(log):
        was = old.get(record["id"])
        shown = {name: record[name] for name in ("id", "slices", "input", "expected", "output", "score")}
        shown |= {"reason": record["reason"], "error": record["error"]}
        if was is not None:
            shown["was"] = {"output": was["output"], "score": was["score"]}
        changed = was is not None and was["score"] != record["score"]
        kept = telling if record["score"] < 1 or changed else right
        if len(kept) < MOST_SAMPLES:
            kept.append(shown)
    return (telling + right)[:MOST_SAMPLES]


def figure(value: Estimate | float | None, name: str = "") -> str:
    """A figure as people read it: two digits of times and of what runs to 100, three of parts of one."""
    if value is None:
        return ""
    number = value.value if isinstance(value, Estimate) else value
    return f"{number:.1f}" if name.endswith(_UNIT) else f"{number:.3f}"


def band(estimate: Estimate, name: str = "") -> str:
    """The 95% interval."""
    return f"{figure(estimate.low, name)} – {figure(estimate.high, name)}"


def _embedded(value: Any) -> str:
    """JSON that no text in it can end: customers' words are not trusted."""
    raw = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        raw = raw.replace(char, code)
    return raw


def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
