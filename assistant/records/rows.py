"""Rows to values and values to rows. Times are UTC microseconds since 1970."""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Row

from assistant.errors import InvalidInput
from assistant.models import LanguageCode, Message, ReturnRequest, Translation
from assistant.records.values import (
    Addition,
    Checked,
    JudgedBy,
    Standing,
    StoredConsent,
    StoredMessage,
    StoredReturn,
)

_Kind = TypeVar("_Kind")

NEVER = 253_402_300_799_000_000  # the end of the year 9999: unknown deadlines sort last
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moment: datetime | None) -> int:
    return NEVER if moment is None else (moment - _EPOCH) // timedelta(microseconds=1)


def moment(count: int) -> datetime:
    return _EPOCH + timedelta(microseconds=count)


def later(count: int) -> datetime | None:
    """A moment, or None for what never comes."""
    return None if count == NEVER else moment(count)


def request_row(request: ReturnRequest) -> dict[str, Any]:
    return {
        "request": adapter(ReturnRequest).dump_python(request, mode="json"),
        "status": request.status,
        "noon_id": request.return_id,
        "order_id": request.order_id,
        "customer": request.customer_name,
        "item": request.item_title,
    } | ({} if request.created_at is None else {"opened_at": micros(request.created_at)})


def standing_row(standing: Standing) -> dict[str, Any]:
    return {
        "open": standing.open,
        "needs_reply": standing.needs_reply,
        "due": micros(standing.due),
        "lapses": micros(standing.lapses),
        "needs_decision": standing.needs_decision,
    }


def message_row(added: Addition) -> dict[str, Any]:
    message = added.message
    return {
        "message": adapter(Message).dump_python(message, mode="json"),
        "language": added.language.value,
        "override_reason": added.override_reason,
        "author": message.author.value,
        "sent_at": micros(message.sent_at),
    }


def check_row(
    seller: str, return_id: str, checked: Checked, at: int, message_id: str | None
) -> dict[str, Any]:
    return {
        "id": uuid.uuid4().hex,
        "seller": seller,
        "return_id": return_id,
        "at": at,
        "outcome": checked.outcome.value,
        "text": checked.text,
        "findings": [asdict(finding) for finding in checked.findings],
        "message_id": message_id,
    }


def stored_return(
    row: Row[Any],
    now: datetime,
    thread: tuple[StoredMessage, ...] = (),
    consent: StoredConsent | None = None,
    translations: Mapping[str, Translation] | None = None,
) -> StoredReturn:
    """A return as it stands at `now`: a turn that lapsed no longer waits for the seller."""
    needs_reply = row.needs_reply and row.lapses > micros(now)
    return StoredReturn(
        id=row.id,
        version=row.version,
        added_at=moment(row.added_at),
        request=adapter(ReturnRequest).validate_python(row.request),
        standing=Standing(row.open, needs_reply, later(row.due), later(row.lapses), row.needs_decision),
        new_messages=row.new_messages,
        report_reason=row.report_reason,
        messages=thread,
        situation=row.situation,
        situation_by=None if row.situation_by is None else JudgedBy(row.situation_by),
        consent=consent,
        translations=translations or {},
    )


def stored_message(row: Row[Any], translations: Mapping[str, Translation]) -> StoredMessage:
    message = adapter(Message).validate_python(row.message)
    return StoredMessage(row.id, message, LanguageCode(row.language), row.override_reason, translations)


def stored_consent(row: Row[Any]) -> StoredConsent:
    return StoredConsent(row.label, row.confidence, JudgedBy(row.source), row.message_id, moment(row.at))


def translations_by_part(rows: Iterable[Row[Any]]) -> dict[str, dict[str, Translation]]:
    by_part: dict[str, dict[str, Translation]] = {}
    for row in rows:
        found = adapter(Translation).validate_python(row.translation)
        by_part.setdefault(row.part, {})[row.target] = found
    return by_part


@cache
def adapter(kind: type[_Kind]) -> TypeAdapter[_Kind]:
    """What turns a value into JSON's own and back."""
    return TypeAdapter(kind)


def as_cursor(place: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def from_cursor(text: str, kinds: tuple[type, ...]) -> list[Any]:
    """The place a cursor names. Raises `InvalidInput` for a cursor that no list gave."""
    try:
        parts = json.loads(base64.b64decode(text.encode(), altchars=b"-_", validate=True))
    except (ValueError, RecursionError, binascii.Error) as error:
        raise InvalidInput("after", "is not a cursor that this list gave") from error
    fits = isinstance(parts, list) and [type(part) for part in parts] == list(kinds)
    if not fits or not all(_plain(part) for part in parts):
        raise InvalidInput("after", "is not a cursor that this list gave")
    return list(parts)


def _plain(part: object) -> bool:
    if isinstance(part, str):
        return part.isascii() and part.isalnum() and len(part) <= 64
    return isinstance(part, int) and abs(part) <= NEVER
