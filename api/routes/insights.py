"""How a seller's returns go, counted; and the register behind it, for a spreadsheet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.access import Counting, assistant_of
from assistant.contract import Moment, plain
from assistant.errors import InvalidInput
from assistant.insights import as_csv, insights

router = APIRouter(prefix="/v1")

_Since = Annotated[Moment | None, Query(description="28 days before `until` by default")]
_Until = Annotated[Moment | None, Query(description="now by default")]
_USUAL = timedelta(days=28)
_LONGEST = timedelta(days=366 * 3)


@router.get("/insights")
def count(request: Request, who: Counting, since: _Since = None, until: _Until = None) -> dict[str, Any]:
    """Returns opened in a period: by situation, outcome and product, time to answer, rules most often broken, products whose returns rise against the period before."""
    shown: dict[str, Any] = plain(insights(assistant_of(request).register, who, *_period(since, until)))
    return shown


@router.get("/insights.csv", response_class=Response)
def register(request: Request, who: Counting, since: _Since = None, until: _Until = None) -> Response:
    """The same returns, one line each, without names or words of customers."""
    sheet = as_csv(assistant_of(request).register.lines(who, *_period(since, until)))
    return Response(
        sheet.encode("utf-8-sig"),  # the mark tells spreadsheets that Arabic follows
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="returns.csv"'},
    )


def _period(since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    until = until or datetime.now(UTC)
    since = since or until - _USUAL
    if not timedelta(0) < until - since <= _LONGEST:
        raise InvalidInput("since", f"must lie before until, by at most {_LONGEST.days} days")
    return since, until
