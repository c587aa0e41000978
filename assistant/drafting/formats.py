"""How amounts and dates are written in a reply."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from assistant.models import ReplyLanguage

_ARABIC_CURRENCY = {"AED": "درهم إماراتي", "SAR": "ريال سعودي", "EGP": "جنيه مصري"}
_ARABIC_MONTHS = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
    "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
_ARABIC_DAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def money(amount: Decimal, currency: str | None, language: ReplyLanguage) -> str:
    """Write an amount in major units: `AED 1,249.50`, `1,249.50 درهم إماراتي`; no decimals when round."""
    number = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    if not currency:
        return number
    if language == "ar":
        return f"{number} {_ARABIC_CURRENCY.get(currency.upper(), currency.upper())}"
    return f"{currency.upper()} {number}"


def day(moment: datetime, language: ReplyLanguage) -> str:
    """Write a moment's local date: `Monday 2 November 2026`, `الاثنين 2 نوفمبر 2026`."""
    if language == "ar":
        return (
            f"{_ARABIC_DAYS[moment.weekday()]} {moment.day} {_ARABIC_MONTHS[moment.month - 1]} {moment.year}"
        )
    return f"{_ENGLISH_DAYS[moment.weekday()]} {moment.day} {_ENGLISH_MONTHS[moment.month - 1]} {moment.year}"


def short_title(title: str | None) -> str | None:
    """Marketplace titles are keyword lists; cut one at a natural break so that it reads in a sentence."""
    if title is None:
        return None
    title = " ".join(title.split())
    if len(title) <= _LONGEST_TITLE:
        return title
    head = title[:_LONGEST_TITLE]
    for mark in (",", "،", " - ", " | ", "("):
        if head.find(mark) >= _SHORTEST_TITLE:
            return head[: head.find(mark)].strip(" -|،,(")
    return head[: head.rfind(" ")] if " " in head else head


_LONGEST_TITLE = 60
_SHORTEST_TITLE = 12
