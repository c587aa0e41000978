"""`radd knowledge`: the guideline passages, how they are found, and a seller's own documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.pipes import print_json
from assistant.errors import InvalidInput

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant
    from assistant.models import ReplyLanguage

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The guidelines and your own documents.")

_Json = Annotated[bool, typer.Option("--json", help="print the API's JSON")]
_Language = Annotated[str, typer.Option("--language", "-l", help="en or ar: the language you read")]


@app.command("list")
def list_passages(language: _Language = "en") -> None:
    """Every passage: id, authority, title."""
    read = _reply_language(language)
    for passage in _assistant().library:
        typer.echo(f"{passage.id}\t{passage.authority}\t{passage.title[read]}")


@app.command("show")
def show_passage(passage_id: str, language: _Language = "en") -> None:
    """One passage with its source."""
    found = _assistant().library.evidence(passage_id, _reply_language(language))
    typer.echo(f"{found.title}\n\n{found.text}\n\n({found.source}, {found.section})")


@app.command("search")
def search_passages(query: str, k: int = 5, language: _Language = "en", as_json: _Json = False) -> None:
    """The passages nearest to a query."""
    from assistant.contract import passages_out

    found = _assistant().passages(query, k, _reply_language(language))
    if as_json:
        print_json(passages_out(found))
        return
    for evidence in found:
        typer.echo(f"{evidence.score:.2f}  {evidence.id}  {evidence.title}")


@app.command("rebuild")
def rebuild() -> None:
    """Build the search index now and drop the ones of former guidelines."""
    from assistant.bootstrap import rebuild_index

    typer.echo(f"{rebuild_index(_assistant())} texts are indexed")


@app.command("train")
def train(
    questions: Annotated[Path, typer.Option(help="validation questions with their passages")] = Path(
        "evals/data/questions_validation.jsonl"
    ),
) -> None:
    """Learn from the question cards how to find passages and when to refuse (ten minutes on one core)."""
    from assistant.bootstrap import train_search

    typer.echo(f"written to {train_search(_assistant(), questions, typer.echo)}")


def _assistant() -> Assistant:
    from assistant.bootstrap import Assistant

    return Assistant()


def _reply_language(language: str) -> ReplyLanguage:
    if language == "en":
        return "en"
    if language == "ar":
        return "ar"
    raise InvalidInput("language", "must be en or ar")
