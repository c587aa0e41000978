"""`radd translate`: a text, a file, the API's JSON, or many rows of JSON Lines; and `radd memory`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.pipes import print_json, standard_input
from assistant.errors import InvalidInput

if TYPE_CHECKING:
    from assistant.models import ReplyLanguage

memory = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Translations that people approved.")

_To = Annotated[str, typer.Option("--to", help="en or ar")]


def translate(
    text: Annotated[
        str | None, typer.Argument(help="the text, or - to read JSON from standard input")
    ] = None,
    to: _To = "en",
    file: Annotated[Path | None, typer.Option("--file", help="a text file instead")] = None,
    rows: Annotated[Path | None, typer.Option("--jsonl", help="many texts: JSON Lines, with --out")] = None,
    out: Annotated[Path | None, typer.Option(help="where the rows go; rows there already are kept")] = None,
    field: Annotated[str, typer.Option(help="the rows' field that holds the text")] = "text",
    back: Annotated[bool, typer.Option("--back", help="translate it back too, to see what is read")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print the API's JSON")] = False,
) -> None:
    """Translate between Arabic and English, on this machine; what may be wrong is told beside it."""
    from assistant.bootstrap import Assistant
    from assistant.contract import TranslationIn, translations_out

    if sum(given is not None for given in (text, file, rows)) != 1:
        raise InvalidInput("text", "give a text, - for standard input, --file or --jsonl")
    if rows is not None:
        _translate_rows(rows, out, field, to, back)
        return
    if text == "-":
        request = TranslationIn.parse(standard_input())
    else:
        shown = _read(file) if file is not None else text
        request = TranslationIn.parse(json.dumps({"texts": [shown], "target": to, "back": back}))
    found = Assistant().translate(request.texts, request.target, request.source, back=request.back)
    if as_json:
        print_json(translations_out(found))
        return
    for one in found:
        typer.echo(one.text)
        if one.back is not None:
            typer.echo(f"back: {one.back}", err=True)
        for warning in one.warnings:
            typer.echo(f"warning: {warning}", err=True)


def _translate_rows(rows: Path, out: Path | None, field: str, to: str, back: bool) -> None:
    """Every row with its translation added, one at a time, so that a stopped run goes on where it was."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from assistant.assets import read_jsonl
    from assistant.bootstrap import Assistant
    from assistant.contract import TranslationIn, translation_out
    from assistant.errors import BrokenAsset

    if out is None:
        raise InvalidInput("out", "say where the rows go: --out FILE")
    try:
        given = list(read_jsonl(rows))
    except BrokenAsset as error:
        raise InvalidInput("jsonl", str(error)) from error
    done = len(out.read_text(encoding="utf-8").splitlines()) if out.exists() else 0
    asked = []
    for number, row in enumerate(given, start=1):
        try:
            asked.append(
                TranslationIn.parse(json.dumps({"texts": [row.get(field)], "target": to, "back": back}))
            )
        except InvalidInput as error:
            raise InvalidInput(f"row {number}.{field}", error.reason) from error
    radd = Assistant()
    columns = (TextColumn("translated"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar, out.open("a", encoding="utf-8") as file:
        task = bar.add_task("rows", total=len(given), completed=min(done, len(given)))
        for row, request in list(zip(given, asked, strict=True))[done:]:
            found = radd.translate(request.texts, request.target, None, back=back)[0]
            shown: dict[str, Any] = {**row, "translation": translation_out(found)}
            file.write(json.dumps(shown, ensure_ascii=False) + "\n")
            file.flush()
            bar.advance(task)


@memory.command("add")
def remember(source: str, translation: str, to: _To = "en") -> None:
    """Approve a translation: the same text gets it from then on, its own numbers in it."""
    from assistant.settings import load_settings
    from assistant.translation.choice import ACCEPTED
    from assistant.translation.memory import accept

    target = _target(to)
    accept(load_settings().data_dir / ACCEPTED, source, translation, target, "accepted here")
    typer.echo("remembered")


@memory.command("list")
def remembered() -> None:
    """What was approved here: English and Arabic."""
    from assistant.settings import load_settings
    from assistant.translation.choice import ACCEPTED
    from assistant.translation.memory import read_memory

    path = load_settings().data_dir / ACCEPTED
    for entry in read_memory(path, "accepted here") if path.is_file() else ():
        typer.echo(f"{entry.english}\t{entry.arabic}")


def _target(to: str) -> ReplyLanguage:
    if to == "en":
        return "en"
    if to == "ar":
        return "ar"
    raise InvalidInput("to", "must be en or ar")


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput("file", f"{file} cannot be read: {error}") from error
