"""Drafts by a language model over HTTP: rewriting, and drafts shown while they are written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from api.access import Assisted, Id, Writing, assistant_of
from api.streaming import event_stream
from assistant import contract
from assistant.contract_advice import ReturnSuggestionIn

router = APIRouter(prefix="/v1")


@router.post("/suggestions/stream", response_class=StreamingResponse)
async def stream_suggestion(
    request: Request, who: Assisted, body: contract.SuggestionIn
) -> StreamingResponse:
    """As /v1/suggestions in mode `llm`: the template's draft at once, then the model's while it is written."""
    asked = replace(body.value(who), mode="llm")
    return await event_stream(
        request, assistant_of(request).suggester.stream(asked), "suggestion", contract.suggestion_out
    )


@router.post("/returns/{return_id}/suggestion/stream", response_class=StreamingResponse)
async def stream_for_return(
    request: Request, who: Writing, return_id: Id, body: ReturnSuggestionIn
) -> StreamingResponse:
    """The same for a return on record; what came of it is kept, unless the reader leaves before."""
    work = assistant_of(request).adviser.stream(
        who, return_id, lambda case: replace(body.request(case), mode="llm")
    )
    return await event_stream(request, work, "suggestion", contract.suggestion_out)


@router.post("/rewrites")
def rewrite(request: Request, who: Assisted, body: contract.RewriteIn) -> dict[str, Any]:
    """A draft in another manner, checked; as it was, with a note, when the model did not manage."""
    return contract.rewrite_out(assistant_of(request).rewrite(body.value(who)))


@router.post("/rewrites/stream", response_class=StreamingResponse)
async def stream_rewrite(request: Request, who: Assisted, body: contract.RewriteIn) -> StreamingResponse:
    """As /v1/rewrites, shown while it is written."""
    return await event_stream(
        request, assistant_of(request).rewrite_desk.stream(body.value(who)), "rewrite", contract.rewrite_out
    )
