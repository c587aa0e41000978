"""`radd knowledge`: the guideline passages, how they are found, and a seller's own documents."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.pipes import print_json
from assistant.errors import InvalidInput
from assistant.models import LARGEST_DOCUMENT

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant
    from assistant.models import ReplyLanguage

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The guidelines and your own documents.")

_Json = Annotated[bool, typer.Option("--json", help="print the API's JSON")]
_Seller = Annotated[str, typer.Option(help="whose documents")]
_Language = Annotated[str, typer.Option("--language", "-l", help="en or ar: the language you read")]


@app.command("add")
def add(
    files: Annotated[list[Path], typer.Argument(help="md, txt, html, pdf or docx")],
    kind: Annotated[str, typer.Option(help="policy (your own), manual (of a product) or advice")] = "policy",
    source: Annotated[str | None, typer.Option(help="what to call it; the file's name by default")] = None,
    seller: _Seller = "local",
) -> None:
    """Add your own documents beside the guidelines; one of the same name is replaced."""
    radd = _assistant()
    for file in files:
        try:
            with file.open("rb") as opened:
                data = opened.read(LARGEST_DOCUMENT + 1)
        except OSError as error:
            raise InvalidInput(str(file), f"cannot be read: {error.strerror}") from error
        document = radd.shelf(seller).add(file.name, data, kind, datetime.now(UTC), source)
        typer.echo(f"{document.id}\town {document.kind}\t{document.source}\t{len(document.chunks)} pieces")
    radd.documents(seller)


@app.command("remove")
def remove(document_id: str, seller: _Seller = "local") -> None:
    """Forget one of your documents, by the id that `list` shows."""
    radd = _assistant()
    radd.shelf(seller).remove(document_id)
    radd.documents(seller)
    typer.echo(f"{document_id} is removed")


@app.command("list")
def list_passages(
    language: _Language = "en",
    seller: _Seller = "local",
    own: Annotated[bool, typer.Option("--own", help="your documents only")] = False,
) -> None:
    """Your documents and every guideline passage: id, authority, title."""
    radd, read = _assistant(), _reply_language(language)
    for document in radd.shelf(seller):
        typer.echo(f"{document.id}\town {document.kind}\t{document.source}\t{len(document.chunks)} pieces")
    for passage in () if own else radd.library:
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
def rebuild(seller: _Seller = "local") -> None:
    """Build the search indexes now and drop the ones nobody reads any more."""
    from assistant.bootstrap import rebuild_index

    radd = _assistant()
    typer.echo(f"{rebuild_index(radd)} texts of the guidelines are indexed")
    radd.documents(seller)
    typer.echo(f"{sum(len(document.chunks) for document in radd.shelf(seller))} pieces of your documents")


@app.command("train")
def train(
    questions: Annotated[
        list[Path] | None, typer.Option(help="validation questions with their passages; several times")
    ] = None,
    to: Annotated[Path | None, typer.Option(help="where to; the shipped model by default")] = None,
) -> None:
    """Learn from the question cards how to find passages and when to refuse.

    Ten minutes on one core; two when most texts were embedded before.
    """
    from assistant.training import train_search

    files = questions or [
        Path("evals/data/questions_validation.jsonl"),
        Path("evals/data/questions_second_validation.jsonl"),
    ]
    typer.echo(f"written to {train_search(_assistant(), files, typer.echo, to)}")


def _assistant() -> Assistant:
    from assistant.bootstrap import Assistant

    return Assistant()


def _reply_language(language: str) -> ReplyLanguage:
    if language == "en":
        return "en"
    if language == "ar":
        return "ar"
    raise InvalidInput("language", "must be en or ar")
