"""Returns on record over HTTP: what a seller works through in a day."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import BaseModel

from api.errors import problem_response
from assistant import contract_records as wire
from assistant.bootstrap import LOCAL_SELLER, Assistant
from assistant.contract import Line, suggestion_out
from assistant.models import Case
from assistant.models import Request as Question
from assistant.records.values import StoredReturn, Write
from assistant.workbench import Workbench

router = APIRouter(prefix="/v1")


def seller() -> str:
    """Whose returns a request sees. Without API keys the service answers this machine, for one seller."""
    return LOCAL_SELLER


Seller = Annotated[str, Depends(seller)]
Key = Annotated[wire.Key | None, Header(alias="Idempotency-Key")]
IfMatch = Annotated[wire.EntityTag | None, Header(alias="If-Match")]
After = Annotated[str | None, Query(max_length=300)]
Limit = Annotated[int, Query(ge=1, le=200)]


@router.post("/returns", status_code=201)
def add_return(
    request: Request, response: Response, who: Seller, body: wire.ReturnIn, key: Key = None
) -> dict[str, Any]:
    """Put a return on record."""
    write = _write(request, key, body)
    return _shown(response, _workbench(request).add_return(who, body.value(), write))


@router.get("/returns")
def list_returns(
    request: Request,
    who: Seller,
    status: Annotated[Line | None, Query()] = None,
    after: After = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Returns, newest first; `next` of one page is `after` of the following."""
    return wire.page_out(_workbench(request).records.returns(who, status=status, after=after, limit=limit))


@router.get("/returns/{return_id}")
def get_return(request: Request, response: Response, who: Seller, return_id: str) -> dict[str, Any]:
    """A return with its thread."""
    return _shown(response, _workbench(request).records.get(who, return_id))


@router.patch("/returns/{return_id}")
def change_return(
    request: Request,
    response: Response,
    who: Seller,
    return_id: str,
    body: wire.ReturnChangesIn,
    key: Key = None,
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """Set the status, the day the item came back, what was refunded."""
    write = _write(request, key, body)
    version = wire.version_of(if_match)
    return _shown(response, _workbench(request).change(who, return_id, body.changes(), version, write))


@router.post("/returns/{return_id}/messages", status_code=201, response_model=None)
def add_message(
    request: Request,
    response: Response,
    who: Seller,
    return_id: str,
    body: wire.ThreadMessageIn,
    key: Key = None,
    if_match: IfMatch = None,
) -> dict[str, Any] | Response:
    """Add a message to the thread. A seller's is checked first: 409 with `findings` when it may not be sent."""
    sent = _workbench(request).add_message(
        who,
        return_id,
        body.value(),
        override_reason=body.override_reason,
        language=body.language,
        version=wire.version_of(if_match),
        write=_write(request, key, body),
    )
    if sent.stored is None:
        assert sent.report is not None
        detail = "the check found what blocks it; change it, or say in override_reason why it must be sent"
        return problem_response(409, "Message not allowed", detail, **wire.refusal_out(sent.report))
    return _shown(response, sent.stored)


@router.post("/returns/{return_id}/suggestion")
def suggest(request: Request, who: Seller, return_id: str, body: wire.ReturnSuggestionIn) -> dict[str, Any]:
    """What to do about a return now, and a draft; as /v1/suggestions."""
    workbench = _workbench(request)
    stored = workbench.records.get(who, return_id)
    question = Question(
        case=Case(stored.request, stored.thread, workbench.now()),
        seller_language=body.seller_language,
        reply_language=body.reply_language,
        refund_amount=body.refund_amount,
        technical_help=body.technical_help,
        template_id=body.template_id,
        translate=body.translate,
        explain=body.explain,
    )
    return suggestion_out(_assistant(request).suggest(question))


@router.post("/returns/{return_id}/report")
def report(
    request: Request, response: Response, who: Seller, return_id: str, body: wire.ReportIn, key: Key = None
) -> dict[str, Any]:
    """Note that the conversation was reported to noon; neither side may write from then on."""
    write = _write(request, key, body)
    return _shown(response, _workbench(request).report(who, return_id, body.reason, write))


@router.get("/inbox")
def inbox(request: Request, who: Seller, after: After = None, limit: Limit = 50) -> dict[str, Any]:
    """Open returns: those that wait for the seller first, the nearest deadline first."""
    records = _workbench(request).records
    page = wire.page_out(records.inbox(who, after=after, limit=limit))
    return {"waiting": records.waiting(who)} | page


@router.get("/audit")
def audit(request: Request, who: Seller, limit: Limit = 50) -> dict[str, Any]:
    """What was done, newest first."""
    return wire.audit_out(_workbench(request).records.audit(who, limit))


def _write(request: Request, key: str | None, body: BaseModel) -> Write | None:
    """The client's key with the fingerprint of what was asked, so that a key cannot stand for two things."""
    if key is None:
        return None
    asked = f"{request.method} {request.url.path}\n{body.model_dump_json()}"
    return Write(key, hashlib.sha256(asked.encode()).hexdigest())


def _shown(response: Response, stored: StoredReturn) -> dict[str, Any]:
    response.headers["ETag"] = wire.entity_tag(stored)
    return wire.return_out(stored)


def _assistant(request: Request) -> Assistant:
    assistant: Assistant = request.app.state.assistant
    return assistant


def _workbench(request: Request) -> Workbench:
    return _assistant(request).workbench
