"""Cells of an export as the contract wants them: known values, moments with an offset, amounts."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from assistant.errors import InvalidInput
from assistant.imports.names import Names
from assistant.models import Marketplace, ReturnRequest
from assistant.policy.calendar import ZONES, marketplace_of_currency
from assistant.text.arabic import fold

_FORMS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d-%m-%Y %H:%M",
    "%d %b %Y %H:%M",
    "%d %b %Y, %H:%M",
    "%d %B %Y %H:%M",
    "%b %d, %Y %I:%M %p",
    "%d %b %Y %I:%M %p",
)
_AMOUNT = re.compile(r"\s*([a-z]{3})?\s*([0-9][0-9,]{0,12}(?:\.[0-9]{1,4})?)\s*([a-z]{3})?\s*")
_MOMENTS = ("created_at", "received_at")
_AMOUNTS = ("price", "refunded")


def converted(fields: dict[str, Any], names: Names, known: ReturnRequest | None = None) -> dict[str, Any]:
    """The fields of a return; `known`: what is on record of it. Raises `InvalidInput` naming the field that cannot be read."""
    found = dict(fields)
    if "marketplace" in found:
        found["marketplace"] = _known(names, "marketplace", found["marketplace"])
    if "status" in found:  # another status allows no messages; it is kept as it is
        text = str(found["status"]).strip()
        found["status"] = names.value("status", text) or text
    if "reason_code" in found:
        reason = str(found.pop("reason_code")).strip()
        code = names.value("reason_code", reason)
        if code is not None:
            found["reason_code"] = code
        found.setdefault("customer_comment", reason)  # a reason is better than no words at all
    for name in _AMOUNTS:
        if name in found:
            found[name], currency = _amount(name, found[name])
            if currency is not None:
                found.setdefault("currency", currency)
    for name in ("return_id", "order_id", "customer_name", "item_title", "currency"):
        if name in found:
            found[name] = str(found[name]).strip()
    for name in _MOMENTS:
        if name in found:
            found[name] = moment(name, found[name], zone_of(found, known))
    return found


def converted_message(message: dict[str, Any], names: Names, zone: Marketplace | None) -> dict[str, Any]:
    """A message of a thread. `zone`: where its clock times are told."""
    found = dict(message)
    if "author" in found:
        found["author"] = _known(names, "message_author", found["author"], shown="author")
    if found.get("sent_at") is not None:
        found["sent_at"] = moment("sent_at", found["sent_at"], zone)
    return found


def zone_of(fields: dict[str, Any], known: ReturnRequest | None = None) -> Marketplace | None:
    """Where a return's clock times are told, by its converted fields or else by what is on record."""
    named = fields.get("marketplace") or (None if known is None else known.marketplace)
    currency = fields.get("currency") or (None if known is None else known.currency)
    return Marketplace(named) if named else marketplace_of_currency(currency)


def moment(name: str, cell: Any, marketplace: Marketplace | None) -> datetime:
    """A moment with its offset; one without is the marketplace's local time. Day before month.

    Raises `InvalidInput` for what is no moment, and for a day alone: a deadline needs the time of day.
    """
    text = " ".join(fold(str(cell)).upper().split())
    found = _iso(text)
    for form in _FORMS if found is None else ():
        try:
            found = datetime.strptime(text, form)
            break
        except ValueError:
            continue
    if found is None:
        raise InvalidInput(name, "must be a day and a time, as 2026-11-20 15:10 or 20/11/2026 15:10")
    if found.tzinfo is not None:
        return found
    if marketplace is None:
        raise InvalidInput(name, "has no offset, and the marketplace that tells it is not known")
    return found.replace(tzinfo=ZONES[marketplace])


def _iso(text: str) -> datetime | None:
    if len(text) <= len("2026-11-20"):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _known(names: Names, field: str, cell: Any, shown: str | None = None) -> str:
    value = names.value(field, str(cell))
    if value is None:
        raise InvalidInput(shown or field, f"{str(cell)[:40]!r} is none that is known")
    return value


def _amount(name: str, cell: Any) -> tuple[Decimal, str | None]:
    """A number, perhaps with its currency before or after it."""
    match = _AMOUNT.fullmatch(fold(str(cell)))
    if match is None:
        raise InvalidInput(name, "must be an amount, as 289.00 or AED 289")
    try:
        amount = Decimal(match[2].replace(",", ""))
    except InvalidOperation as error:
        raise InvalidInput(name, "must be an amount") from error
    currency = match[1] or match[3]
    return amount, None if currency is None else currency.upper()
