"""Returns on record over HTTP: what a seller works through in a day."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.access import (
    After,
    Auditing,
    Id,
    IfMatch,
    Key,
    Limit,
    Reading,
    Writing,
    assistant_of,
    shown,
    write_of,
)
from api.errors import problem_response
from assistant import contract_records as wire
from assistant.contract import Line
from assistant.workbench import Workbench

router = APIRouter(prefix="/v1")


@router.post("/returns", status_code=201)
def add_return(
    request: Request, response: Response, who: Writing, body: wire.ReturnIn, key: Key = None
) -> dict[str, Any]:
    """Put a return on record."""
    write = write_of(request, key, body)
    return shown(response, _workbench(request).add_return(who, body.value(), write))


@router.get("/returns")
def list_returns(
    request: Request,
    who: Reading,
    status: Annotated[Line | None, Query()] = None,
    after: After = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Returns, newest first; `next` of one page is `after` of the following."""
    return wire.page_out(_workbench(request).records.returns(who, status=status, after=after, limit=limit))


@router.get("/returns/{return_id}")
def get_return(request: Request, response: Response, who: Reading, return_id: Id) -> dict[str, Any]:
    """A return with its thread, its translations and the consent on record."""
    return shown(response, _workbench(request).records.get(who, return_id))


@router.patch("/returns/{return_id}")
def change_return(
    request: Request,
    response: Response,
    who: Writing,
    return_id: Id,
    body: wire.ReturnChangesIn,
    key: Key = None,
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """Set the status, the day the item came back, what was refunded."""
    write = write_of(request, key, body)
    version = wire.version_of(if_match)
    return shown(response, _workbench(request).change(who, return_id, body.changes(), version, write))


@router.post("/returns/{return_id}/messages", status_code=201, response_model=None)
def add_message(
    request: Request,
    response: Response,
    who: Writing,
    return_id: Id,
    body: wire.ThreadMessageIn,
    key: Key = None,
    if_match: IfMatch = None,
) -> dict[str, Any] | Response:
    """Add a message to the thread. A seller's is checked first: 409 with `findings` when it may not be sent."""
    sent = _workbench(request).add_message(
        who,
        return_id,
        body.value(),
        body.sending(),
        version=wire.version_of(if_match),
        write=write_of(request, key, body),
    )
    if sent.stored is None:
        assert sent.report is not None
        detail = "the check found what blocks it; change it, or say in override_reason why it must be sent"
        return problem_response(409, "Message not allowed", detail, **wire.refusal_out(sent.report))
    return shown(response, sent.stored)


@router.post("/returns/{return_id}/consent")
def set_consent(
    request: Request,
    response: Response,
    who: Writing,
    return_id: Id,
    body: wire.ConsentOnRecordIn,
    key: Key = None,
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """Put on record what a person reads in a customer's reply to an offered refund."""
    write = write_of(request, key, body)
    version = wire.version_of(if_match)
    workbench = _workbench(request)
    return shown(
        response,
        workbench.judge_consent(who, return_id, body.consent, body.message_id, version, write),
    )


@router.post("/returns/{return_id}/report")
def report(
    request: Request, response: Response, who: Writing, return_id: Id, body: wire.ReportIn, key: Key = None
) -> dict[str, Any]:
    """Note that the conversation was reported to noon; neither side may write from then on."""
    write = write_of(request, key, body)
    return shown(response, _workbench(request).report(who, return_id, body.reason, write))


@router.get("/inbox")
def inbox(request: Request, who: Reading, after: After = None, limit: Limit = 50) -> dict[str, Any]:
    """Open returns: those that wait for the seller first, the nearest deadline first."""
    records = _workbench(request).records
    page = wire.page_out(records.inbox(who, after=after, limit=limit))
    return {"waiting": records.waiting(who)} | page


@router.get("/audit")
def audit(request: Request, who: Auditing, limit: Limit = 50) -> dict[str, Any]:
    """What was done by whom, newest first."""
    return wire.audit_out(_workbench(request).records.audit(who, limit))


def _workbench(request: Request) -> Workbench:
    return assistant_of(request).workbench
