"""`radd eval`: measure Radd, and tell whether a change made it better."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli import annotation

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Measure Radd on its evaluation sets.")

app.add_typer(annotation.app)

_Json = Annotated[bool, typer.Option("--json", help="print JSON")]
_Data = Annotated[Path | None, typer.Option(help="a folder of data sets instead of evals/data")]


@app.command()
def run(
    tasks: Annotated[list[str] | None, typer.Argument(help="all when none is named")] = None,
    out: Annotated[Path | None, typer.Option(help="the run's folder; a run begun there goes on")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="so many samples of each task only")] = None,
    seed: Annotated[
        int | None, typer.Option(help="draw the limited samples at random by this number")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="samples answered at once")] = 1,
    url: Annotated[str | None, typer.Option(help="score a running server instead of this checkout")] = None,
    key: Annotated[str | None, typer.Option(envvar="EVAL_API_KEY", help="the server's API key")] = None,
    fast: Annotated[
        bool, typer.Option("--fast", help="leave out the slow tasks and those that time")
    ] = False,
    data: _Data = None,
    as_json: _Json = False,
) -> None:
    """Answer and mark every sample, then say how good the answers are, each figure with its 95% interval."""
    from contextlib import ExitStack
    from datetime import UTC, datetime

    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from assistant.bootstrap import Assistant
    from assistant.settings import load_settings
    from evals import tracking
    from evals.parallel import processes, threads
    from evals.run import Each
    from evals.run import run as run_tasks
    from evals.subject import InProcess, Remote, Subject
    from evals.suite import DATA, all_tasks, choose

    settings = load_settings()
    source = data or DATA
    chosen = choose(all_tasks(settings.knowledge_dir, source), tasks or [], fast=fast)
    if not any(task.kind == "translation" for task in chosen):
        settings = load_settings(translator="none")  # only translations are measured as such
    subject: Subject = Remote(url, key) if url else InProcess(Assistant(settings))
    folder = out or settings.data_dir / "evals" / f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    with ExitStack() as stack:
        each: Each | None = None
        if jobs > 1:
            each = stack.enter_context(threads(subject, jobs) if url else processes(settings, source, jobs))
        bar = stack.enter_context(
            Progress(
                TextColumn("{task.description}"),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=Console(stderr=True),
            )
        )
        bars = {task.name: bar.add_task(task.name, total=task.size(limit), start=False) for task in chosen}

        def progress(task: str, done: int) -> None:
            bar.start_task(bars[task])
            bar.update(bars[task], completed=done)

        run_tasks(subject, chosen, folder, limit=limit, seed=seed, each=each, progress=progress)
    _print_summaries(folder, [task.name for task in chosen], as_json)
    if tracking.wanted():
        typer.echo(f"logged to MLflow as {tracking.log(folder)}", err=True)


@app.command()
def show(folder: Path, as_json: _Json = False) -> None:
    """The figures of a run made before."""
    from evals.summary import tasks_of

    _print_summaries(folder, tasks_of(folder), as_json)


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(help="a run's folder, or - for the blessed run")],
    after: Path,
    fail: Annotated[
        bool, typer.Option("--fail-on-regression", help="exit 1 when a score fell too far")
    ] = False,
    tolerances: Annotated[Path | None, typer.Option("--thresholds", help="a TOML file")] = None,
    junit: Annotated[Path | None, typer.Option(help="write the verdicts here as JUnit XML too")] = None,
    as_json: _Json = False,
) -> None:
    """Two runs, sample by sample: what flipped first, then every slice that moved."""
    from dataclasses import asdict

    from evals.baseline import BLESSED
    from evals.compare import compare_runs, in_words
    from evals.export import junit_of_comparison

    found = compare_runs(BLESSED if before == Path("-") else before, after, tolerances)
    if junit:
        junit_of_comparison(found, junit)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
    else:
        for one in found:
            typer.echo("\n".join(in_words(one)))
    if fail and any(one.regressed for one in found):
        raise typer.Exit(1)


@app.command()
def view(
    folder: Path,
    against: Annotated[
        Path | None, typer.Option(help="an earlier run to stand beside it, or - for the blessed one")
    ] = None,
    show: Annotated[bool, typer.Option("--open/--no-open", help="open the page in a browser")] = True,
) -> None:
    """Write the run as one page, `report.html` in its folder, and open it."""
    import webbrowser

    from evals.baseline import BLESSED
    from evals.cards import card_of
    from evals.compare import compare_runs
    from evals.report.page import write_page
    from evals.suite import DATA
    from evals.summary import summarise, tasks_of

    before = {}
    if against:
        earlier = BLESSED if against == Path("-") else against
        before = {
            one.task: (earlier / f"{one.task}.jsonl", one) for one in compare_runs(earlier, folder, None)
        }
    out = folder / "report.html"
    summaries = [summarise(folder, task) for task in tasks_of(folder)]
    cards = {one.data: card_of(Path(one.data), DATA / "cards") for one in summaries}
    write_page(folder, summaries, out, before, cards)
    typer.echo(f"written to {out}")
    if show:
        webbrowser.open(out.resolve().as_uri())


@app.command()
def export(
    folder: Path,
    out: Annotated[Path, typer.Argument(help="ends in .json (figures), .xml (JUnit), .csv or .parquet")],
) -> None:
    """Write a run for other tools."""
    from evals.export import export as write

    write(folder, out)
    typer.echo(f"written to {out}")


@app.command()
def bless(folder: Path) -> None:
    """Make a run the one that changes are compared with (`evals/baseline`, to be committed)."""
    from evals.baseline import BLESSED
    from evals.baseline import bless as keep

    typer.echo(f"{', '.join(keep(folder))} written to {BLESSED}")


@app.command()
def rescore(
    folder: Path,
    out: Path,
    scorer: Annotated[
        str | None, typer.Option(help="exact, overlap, recalled, or one of yours as module:function")
    ] = None,
    data: _Data = None,
    as_json: _Json = False,
) -> None:
    """Mark a run's saved outputs again, with today's labels and scorers, without running Radd."""
    from assistant.settings import load_settings
    from evals.rescore import rescore as mark_again
    from evals.scorers import scorer_named
    from evals.suite import DATA, all_tasks

    tasks = all_tasks(load_settings().knowledge_dir, data or DATA)
    names = mark_again(folder, out, tasks, scorer_named(scorer) if scorer else None)
    _print_summaries(out, names, as_json)


@app.command("data")
def data_sets(
    names: Annotated[list[str] | None, typer.Argument(help="sets or tasks; all when none is named")] = None,
    folder: Annotated[Path | None, typer.Option("--data", help="a folder of data sets")] = None,
) -> None:
    """The data sets: who wrote them and how, what they lack, and what they hold."""
    from assistant.errors import NotFound
    from assistant.settings import load_settings
    from evals.cards import card_in_words, card_of, in_words
    from evals.suite import DATA, all_tasks

    tasks = all_tasks(load_settings().knowledge_dir, folder or DATA).values()
    for name in names or ():
        if name not in {known for task in tasks for known in (task.name, task.data.stem)}:
            raise NotFound("data set", name)
    last = None
    for task in tasks:
        if names and not {task.name, task.data.stem} & set(names):
            continue
        card = card_of(task.data, (folder or DATA) / "cards")
        if card and task.data != last:
            typer.echo("\n" + "\n".join(card_in_words(card)))
        last = task.data
        typer.echo("\n".join(in_words(task, card)))


def _print_summaries(folder: Path, tasks: list[str], as_json: bool) -> None:
    from evals.summary import in_words, listed_errors, summarise

    found = [summarise(folder, task) for task in tasks]
    if as_json:
        typer.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        typer.echo("\n".join(in_words(one)))
        for line in listed_errors(folder, one.task) if one.errors else ():
            typer.echo(f"  error {line}")
        typer.echo("")
    typer.echo(f"written to {folder}")
