"""The demo seller: hand-written returns at every stage, so that a first look shows the product at work."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from assistant.assets import read_yaml
from assistant.contract import Input, MessageIn, ReturnRequestIn, field_path
from assistant.contract_records import ReturnChangesIn
from assistant.errors import BrokenAsset
from assistant.policy.returnconnect import ReportReason
from assistant.workbench import Workbench

_Hours = Annotated[float, Field(ge=0)]


class _Turn(MessageIn):
    hours_ago: _Hours


class _Outcome(ReturnChangesIn):
    report: ReportReason | None = None


class _DemoReturn(Input):
    hours_ago: _Hours
    received_hours_ago: _Hours | None = None
    return_request: ReturnRequestIn
    thread: tuple[_Turn, ...] = ()
    then: _Outcome | None = None


class _Demo(Input):
    returns: list[_DemoReturn]


def fill(workbench: Workbench, file: Path, seller: str, now: datetime) -> int:
    """Put the returns of `file` on record as if they had happened before `now`; returns how many.

    Every message goes the way of a real one: the seller's are checked. Raises `BrokenAsset` when the file
    is malformed or a message may not be sent.
    """
    try:
        demo = _Demo.model_validate(read_yaml(file))
    except ValidationError as error:
        first = error.errors()[0]
        raise BrokenAsset(file, f"{field_path(first['loc'])}: {first['msg']}") from error
    for described in sorted(demo.returns, key=lambda one: -one.hours_ago):
        _live_through(workbench, file, seller, described, now)
    return len(demo.returns)


def _live_through(
    workbench: Workbench, file: Path, seller: str, described: _DemoReturn, now: datetime
) -> None:
    def before(hours: float) -> datetime:
        return now - timedelta(hours=hours)

    def at(hours: float) -> Workbench:
        return replace(workbench, now=lambda: before(hours))

    created = before(described.hours_ago)
    request = replace(described.return_request.value(), created_at=created)
    made = at(described.hours_ago).add_return(seller, request)
    for turn in described.thread:
        message = replace(turn.value(), sent_at=before(turn.hours_ago))
        sent = at(turn.hours_ago).add_message(seller, made.id, message)
        if sent.stored is None:
            raise BrokenAsset(
                file, f"{request.return_id}: the message of {turn.hours_ago} h ago may not be sent"
            )
    outcome = described.then
    if described.received_hours_ago is not None:
        workbench.change(seller, made.id, {"received_at": before(described.received_hours_ago)})
    if outcome is not None and outcome.report is not None:
        workbench.report(seller, made.id, outcome.report)
    elif outcome is not None:
        workbench.change(seller, made.id, outcome.changes())
