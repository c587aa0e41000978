"""Returns and messages from exports and copied pages."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field

from api.access import Writing, assistant_of
from assistant.contract import Input, plain
from assistant.errors import InvalidInput
from assistant.imports.reading import Format, read

router = APIRouter(prefix="/v1")

MOST_ENTRIES = 1_000


class ImportIn(Input):
    """`csv` and `json`: an export, noon's names for things are known. `text`: one return, as copied from a page."""

    format: Format
    content: Annotated[str, Field(min_length=1, max_length=2_000_000)]


@router.post("/imports")
def take_in(request: Request, who: Writing, body: ImportIn) -> dict[str, Any]:
    """Put returns and messages on record; what is known already is brought up to date, and nothing is taken in twice.

    An entry that cannot be read is told in `refused` with its row, the field and the reason; it stops no other.
    """
    importer = assistant_of(request).importer
    entries = read(body.content, body.format, importer.names)
    if len(entries) > MOST_ENTRIES:
        raise InvalidInput(
            "content", f"holds more than {MOST_ENTRIES:,} returns; split it, or use radd import"
        )
    done: dict[str, Any] = plain(importer.take_in(who, entries, request.state.by))
    return done
