"""`radd rewrite`."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from assistant.cli.pipes import print_json, standard_input


def rewrite(
    text: Annotated[str, typer.Argument(help="the draft, or - to read JSON from standard input")],
    style: Annotated[str, typer.Option("--style", help="shorter, warmer, firmer or simpler")] = "warmer",
    as_json: Annotated[bool, typer.Option("--json", help="print the API's JSON")] = False,
    language: Annotated[str, typer.Option("--language", "-l", help="en or ar: the language you read")] = "en",
) -> None:
    """Your draft in another manner, with its facts kept: exit 1 when it may not be sent. Needs a language model."""
    from assistant.bootstrap import Assistant
    from assistant.cli import show
    from assistant.contract import RewriteIn, rewrite_out

    raw = (
        standard_input() if text == "-" else json.dumps({"draft": text, "style": style, "language": language})
    )
    made = Assistant().rewrite(RewriteIn.parse(raw).value())
    if as_json:
        print_json(rewrite_out(made))
    else:
        typer.echo(made.text)
        if made.note:
            typer.echo(made.note, err=True)
        show.check(made.text, made.report)
    raise typer.Exit(0 if made.report.allowed else 1)
