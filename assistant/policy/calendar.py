"""Business days of each marketplace.

Source: noon ReturnConnect policy, sections 1 and 1.c (two business days); the weekly working days and time
zones are those of the country. A window is stepped day by day and keeps the local clock time.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.models import Marketplace

ZONES = {
    Marketplace.AE: ZoneInfo("Asia/Dubai"),
    Marketplace.SA: ZoneInfo("Asia/Riyadh"),
    Marketplace.EG: ZoneInfo("Africa/Cairo"),
}
_MONDAY_TO_FRIDAY = frozenset({0, 1, 2, 3, 4})
_SUNDAY_TO_THURSDAY = frozenset({6, 0, 1, 2, 3})
WORKING_WEEKDAYS = {
    Marketplace.AE: _MONDAY_TO_FRIDAY,
    Marketplace.SA: _SUNDAY_TO_THURSDAY,
    Marketplace.EG: _SUNDAY_TO_THURSDAY,
}
_CURRENCY_OF = {"AED": Marketplace.AE, "SAR": Marketplace.SA, "EGP": Marketplace.EG}


def marketplace_of_currency(currency: str | None) -> Marketplace | None:
    """The marketplace that trades in a currency (ISO 4217), None when no single one does."""
    return _CURRENCY_OF.get((currency or "").upper())


def is_working_day(day: date, marketplace: Marketplace, holidays: Collection[date] = ()) -> bool:
    """Whether noon's marketplace works on that local date. Public holidays count only when listed."""
    return day.weekday() in WORKING_WEEKDAYS[marketplace] and day not in holidays


def add_business_days(
    start: datetime, days: int, marketplace: Marketplace, holidays: Collection[date] = ()
) -> datetime:
    """Return the moment `days` working days after `start`, at the same local clock time.

    `start` must carry an offset; the result is in the marketplace's zone. A clock time that daylight saving
    skips that day (Egypt, one hour a year) becomes the same moment after the jump.
    """
    if start.tzinfo is None:
        raise ValueError("start must carry a time zone")
    if days < 0:
        raise ValueError("days must not be negative")
    zone = ZONES[marketplace]
    local = start.astimezone(zone)
    day = local.date()
    left = days
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day, marketplace, holidays)
    if day == local.date():
        return local
    landed = datetime.combine(day, local.time().replace(fold=0), tzinfo=zone)
    return landed.astimezone(UTC).astimezone(zone)
