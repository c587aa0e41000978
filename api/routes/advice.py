"""Suggestions, translations and feedback for returns on record."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.access import (
    After,
    FeedbackReading,
    Id,
    Key,
    Limit,
    Reading,
    Writing,
    assistant_of,
    shown,
    write_of,
)
from assistant import contract_advice as wire
from assistant.contract import suggestion_out

router = APIRouter(prefix="/v1")

_Named = Annotated[str | None, Query(pattern=r"^[0-9a-f]{32}$")]


@router.post("/returns/{return_id}/suggestion")
def suggest(
    request: Request, who: Writing, return_id: Id, body: wire.ReturnSuggestionIn, key: Key = None
) -> dict[str, Any]:
    """What to do about a return now, and a draft; as /v1/suggestions, and kept on record."""
    write = write_of(request, key, body)
    return suggestion_out(assistant_of(request).adviser.suggest(who, return_id, body.request, write))


@router.get("/returns/{return_id}/suggestions")
def suggestions(request: Request, who: Reading, return_id: Id, limit: Limit = 20) -> dict[str, Any]:
    """What was suggested for a return, newest first, each with what was sent in the end."""
    return wire.suggestions_out(assistant_of(request).adviser.suggestions.of_return(who, return_id, limit))


@router.post("/returns/{return_id}/translations")
def translate(
    request: Request, response: Response, who: Writing, return_id: Id, body: wire.ReturnTranslationIn
) -> dict[str, Any]:
    """Translate what is in another language and was not translated yet; gives the return with `translations`."""
    return shown(response, assistant_of(request).adviser.translate(who, return_id, body.target))


@router.post("/feedback", status_code=201)
def give_feedback(request: Request, who: Writing, body: wire.FeedbackIn, key: Key = None) -> dict[str, Any]:
    """Thumbs, or what would have been right, on a part of a suggestion; a later word replaces an earlier one."""
    write = write_of(request, key, body)
    return wire.opinion_out(assistant_of(request).adviser.judge(who, body.value(), write))


@router.get("/feedback")
def list_feedback(
    request: Request,
    who: FeedbackReading,
    suggestion_id: _Named = None,
    return_id: _Named = None,
    after: After = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Feedback, newest first."""
    found, more = assistant_of(request).adviser.suggestions.opinions(
        who, suggestion_id=suggestion_id, return_id=return_id, after=after, limit=limit
    )
    return {"feedback": [wire.opinion_out(stored) for stored in found], "next": more}
