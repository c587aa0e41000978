"""`radd import`: returns and messages from an export or a copied page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.pipes import print_json, standard_input
from assistant.errors import InvalidInput

_FORMATS = {".csv": "csv", ".tsv": "csv", ".json": "json", ".txt": "text"}


def import_returns(
    file: Annotated[str, typer.Argument(help="an export, or - for standard input")],
    form: Annotated[
        str | None, typer.Option("--format", help="csv, json or text; told by the file's name")
    ] = None,
    seller: Annotated[str, typer.Option(help="whose returns they are")] = "local",
    as_json: Annotated[bool, typer.Option("--json", help="print the API's JSON")] = False,
) -> None:
    """Put the returns and messages of a file on record; a second time nothing is taken in twice."""
    from assistant.bootstrap import Assistant
    from assistant.contract import plain
    from assistant.imports.reading import read

    form = form or _FORMATS.get(Path(file).suffix.lower())
    if form not in _FORMATS.values():
        raise InvalidInput("format", "must be csv, json or text")
    importer = Assistant().importer
    done = importer.take_in(seller, read(_content(file), form, importer.names))  # type: ignore[arg-type]
    if as_json:
        print_json(plain(done))
        return
    typer.echo(
        f"{done.added} added, {done.changed} changed, {done.unchanged} as they were, {done.messages} messages added"
    )
    for refusal in done.refused:
        typer.echo(f"row {refusal.row}: {refusal.field}: {refusal.reason}", err=True)


def _content(file: str) -> str:
    try:
        raw = standard_input() if file == "-" else Path(file).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise InvalidInput("file", f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InvalidInput("file", f"is not UTF-8 (byte {error.start}); save it as CSV UTF-8") from error
