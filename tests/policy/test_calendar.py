from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models import Marketplace
from assistant.policy.calendar import ZONES, add_business_days, is_working_day, marketplace_of_currency

MOMENTS = st.datetimes(
    min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1), timezones=st.just(ZONES[Marketplace.EG])
)


@pytest.mark.parametrize(
    ("marketplace", "start", "due"),
    [
        ("sa", "2026-11-19T16:20:00+03:00", "2026-11-23T16:20:00+03:00"),  # Thursday to Monday
        ("ae", "2026-11-21T15:00:00+04:00", "2026-11-24T15:00:00+04:00"),  # Saturday to Tuesday
        ("eg", "2026-11-18T10:00:00+02:00", "2026-11-22T10:00:00+02:00"),  # Wednesday to Sunday
        ("ae", "2026-11-16T09:00:00+04:00", "2026-11-18T09:00:00+04:00"),  # Monday to Wednesday
        ("sa", "2026-11-21T01:30:00+04:00", "2026-11-23T00:30:00+03:00"),  # another zone, Saturday there
    ],
)
def test_two_business_days_end_at_the_same_local_time(marketplace: str, start: str, due: str) -> None:
    found = add_business_days(datetime.fromisoformat(start), 2, Marketplace(marketplace))
    assert found == datetime.fromisoformat(due)


def test_a_listed_holiday_is_not_a_working_day() -> None:
    start = datetime.fromisoformat("2026-12-01T12:00:00+04:00")
    found = add_business_days(start, 2, Marketplace.AE, {date(2026, 12, 2), date(2026, 12, 3)})
    assert found.date() == date(2026, 12, 7)


def test_daylight_saving_keeps_the_clock_and_skips_the_missing_hour() -> None:
    # Cairo jumps from 00:00 to 01:00 on the last Friday of April; the window ends on the Sunday after.
    start = datetime.fromisoformat("2026-04-22T10:00:00+02:00")
    assert add_business_days(start, 2, Marketplace.EG).isoformat() == "2026-04-26T10:00:00+03:00"


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        add_business_days(datetime(2026, 1, 1), 2, Marketplace.AE)


@given(MOMENTS, st.sampled_from(Marketplace), st.integers(1, 10))
def test_a_window_ends_on_a_working_day_and_counts_exactly_its_days(
    start: datetime, marketplace: Marketplace, days: int
) -> None:
    local = start.astimezone(ZONES[marketplace])
    end = add_business_days(start, days, marketplace)
    passed = [local.date() + timedelta(days=n) for n in range(1, (end.date() - local.date()).days + 1)]
    assert is_working_day(end.date(), marketplace)
    assert sum(is_working_day(day, marketplace) for day in passed) == days


@given(MOMENTS, st.sampled_from(Marketplace))
def test_a_later_start_never_ends_on_an_earlier_day(start: datetime, marketplace: Marketplace) -> None:
    ends = [add_business_days(start + timedelta(hours=6 * n), 2, marketplace).date() for n in range(8)]
    assert all(before <= after for before, after in pairwise(ends))


@pytest.mark.parametrize(
    ("currency", "expected"), [("aed", "ae"), ("SAR", "sa"), ("EGP", "eg"), ("USD", None)]
)
def test_a_currency_names_its_marketplace(currency: str, expected: str | None) -> None:
    assert marketplace_of_currency(currency) == expected
