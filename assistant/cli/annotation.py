"""`radd eval label`, `agreement`, `harvest`, `review`, `drift`: people's judgement into data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.keyboard import key_presses

if TYPE_CHECKING:
    from evals.production.events import Event

app = typer.Typer()

_Events = Annotated[Path | None, typer.Option("--events", help="JSON Lines of events instead of the records")]
_Seller = Annotated[str, typer.Option(help="whose records")]
_Json = Annotated[bool, typer.Option("--json", help="print JSON")]


@app.command()
def label(
    file: Annotated[Path, typer.Argument(help="JSON Lines: rows with a text, draft or question")],
    annotator: Annotated[str, typer.Option("--as", help="your short name")],
    field: Annotated[
        str, typer.Option(help="situation, category, tone, consent, language, variety or rules")
    ] = "situation",
    labels: Annotated[str | None, typer.Option(help="other labels, with commas between")] = None,
) -> None:
    """Label texts with one key each; labels go to FILE.<you>.jsonl, and you may stop and go on at any time."""
    from evals.annotation import annotate, choices_of, label_file

    choices = [one.strip() for one in labels.split(",")] if labels else choices_of(field)
    typer.echo(
        "s skip, u undo, q stop" + (", Enter when a row's labels are complete" if field == "rules" else "")
    )
    with key_presses() as read_key:
        done = annotate(file, annotator, field, choices, read_key, typer.echo)
    typer.echo(f"{done} labelled, in {label_file(file, annotator)}")


@app.command()
def agreement(
    file: Annotated[Path, typer.Argument(help="the file that two or more people labelled")],
    as_json: _Json = False,
) -> None:
    """How far the annotators of a file agree beyond chance, and on which rows they differ."""
    from dataclasses import asdict

    from evals.agreement import agreement as measure
    from evals.agreement import in_words

    found = measure(file)
    typer.echo(
        json.dumps(asdict(found), ensure_ascii=False, indent=2) if as_json else "\n".join(in_words(found))
    )


@app.command()
def harvest(
    out: Annotated[Path, typer.Argument(help="where the candidates go")],
    events: _Events = None,
    seller: _Seller = "local",
) -> None:
    """Candidate samples out of what sellers corrected, edited, rejected and accepted, without personal details."""
    from evals.annotation import line_of
    from evals.production.harvest import candidates

    found = list(candidates(_events(events, seller)))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("".join(line_of(one.model_dump(mode="json")) for one in found), encoding="utf-8")
    typer.echo(f"{len(found)} candidates written to {out}; look at each: radd eval review {out}")


@app.command()
def review(
    file: Annotated[Path, typer.Argument(help="candidates that `radd eval harvest` wrote")],
    name: Annotated[
        str, typer.Option("--set", help="accepted ones go to evals/data/<family>_<set>.jsonl")
    ] = "production",
    data: Annotated[Path | None, typer.Option(help="a folder of data sets instead of evals/data")] = None,
) -> None:
    """Decide on each candidate with one key before it enters a set."""
    from evals.production.review import review as go_through
    from evals.suite import DATA

    with key_presses() as read_key:
        counts = go_through(file, data or DATA, name, read_key, typer.echo)
    typer.echo(", ".join(f"{times} {decision}" for decision, times in counts.items()))


@app.command()
def drift(events: _Events = None, seller: _Seller = "local", as_json: _Json = False) -> None:
    """How situations, languages, confidence and editing move from week to week."""
    from dataclasses import asdict

    from evals.production.drift import drift as by_week
    from evals.production.drift import in_words

    weeks = by_week(_events(events, seller))
    typer.echo(
        json.dumps([asdict(one) for one in weeks], indent=2) if as_json else "\n".join(in_words(weeks))
    )


def _events(path: Path | None, seller: str) -> Iterator[Event]:
    from evals.production.events import read_events, recorded_events

    if path is not None:
        return read_events(path)
    from assistant.bootstrap import Assistant

    adviser = Assistant().adviser
    return recorded_events(adviser.workbench.records, adviser.suggestions, seller)
