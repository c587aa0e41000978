"""`radd eval`: measure Radd, and tell whether a change made it better."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Measure Radd on its evaluation sets.")

_Json = Annotated[bool, typer.Option("--json", help="print JSON")]
_SHOWN = 10


@app.command()
def run(
    tasks: Annotated[list[str] | None, typer.Argument(help="all when none is named")] = None,
    out: Annotated[Path | None, typer.Option(help="the run's folder; a run begun there goes on")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="the first samples of each task only")] = None,
    as_json: _Json = False,
) -> None:
    """Answer and mark every sample, then say how good the answers are, each figure with its 95% interval."""
    from datetime import UTC, datetime

    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TextColumn

    from assistant.bootstrap import Assistant
    from assistant.settings import load_settings
    from evals.run import run as run_tasks
    from evals.suite import all_tasks, choose

    radd = Assistant(load_settings(translator="none"))  # a suggestion's other parts are measured
    chosen = choose(all_tasks(radd.settings.knowledge_dir), tasks or [])
    folder = out or radd.settings.data_dir / "evals" / f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    with Progress(
        TextColumn("{task.description}"), MofNCompleteColumn(), console=Console(stderr=True)
    ) as bar:
        bars = {task.name: bar.add_task(task.name, total=None) for task in chosen}
        run_tasks(
            radd,
            chosen,
            folder,
            limit=limit,
            progress=lambda task, done: bar.update(bars[task], completed=done),
        )
    _print_summaries(folder, [task.name for task in chosen], as_json)


@app.command()
def show(folder: Path, as_json: _Json = False) -> None:
    """The figures of a run made before."""
    from evals.summary import tasks_of

    _print_summaries(folder, tasks_of(folder), as_json)


@app.command()
def compare(
    before: Path,
    after: Path,
    fail: Annotated[
        bool, typer.Option("--fail-on-regression", help="exit 1 when a score fell too far")
    ] = False,
    tolerances: Annotated[Path | None, typer.Option("--thresholds", help="a TOML file")] = None,
    as_json: _Json = False,
) -> None:
    """Two runs, sample by sample: what flipped first, then every slice that moved."""
    from dataclasses import asdict

    from evals.compare import THRESHOLDS, load_tolerances
    from evals.compare import compare as pair
    from evals.summary import tasks_of

    by_task = load_tolerances(tolerances or THRESHOLDS)
    found = [pair(before, after, task, by_task.get(task, by_task["default"])) for task in tasks_of(before)]
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
    for one in found if not as_json else ():
        lost = sum(flip.change < 0 for flip in one.flips)
        typer.echo(
            f"{one.task}: {len(one.flips)} flips, {lost} for the worse;"
            f" {one.outputs_changed} outputs changed, {one.unpaired} samples unpaired"
        )
        for flip in one.flips[:_SHOWN]:
            typer.echo(
                f"  {flip.change:+.2f} {flip.sample} {json.dumps(flip.given, ensure_ascii=False)}\n"
                f"        expected {flip.expected}; was {flip.before}, is {flip.after}"
            )
        for change in one.changes:
            if change.name == "all" or change.gained or change.lost:
                typer.echo(f"  {change}")
    if fail and any(one.regressed for one in found):
        raise typer.Exit(1)


def _print_summaries(folder: Path, tasks: list[str], as_json: bool) -> None:
    from evals.summary import in_words, summarise

    found = [summarise(folder, task) for task in tasks]
    if as_json:
        typer.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        typer.echo("\n".join(in_words(one)) + "\n")
    typer.echo(f"written to {folder}")
