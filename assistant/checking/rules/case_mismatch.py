"""An amount or date in the draft that contradicts the return on record.

Why: a wrong price, another country's currency or a wrong date makes the customer doubt everything else, and
the seller may be held to what is written. It only warns: the record may be what is wrong.
Source: Radd, section Rules: what is said about the case agrees with the case.

Bad (bought for AED 149, requested on 20 November 2026):
    en: You paid AED 194 for the mixer, so half of it would be fine with us.
    en: We would like to refund you SAR 40 and you keep the mixer, is that fine?
    en: noon will collect the mixer on 05/11/2026.
    ar: سعر الخلاط الذي دفعتموه 194 درهمًا.
    ar: سيستلم المندوب الخلاط بتاريخ 05/11/2026.
Good (bought for AED 149, requested on 20 November 2026):
    en: You paid AED 149 for the mixer; would AED 40 back be fine with you?
    en: noon will collect the mixer on 22/11/2026.
    ar: دفعتم 149 درهمًا، فهل يناسبكم استرداد 40 درهمًا؟
    ar: سيستلم المندوب الخلاط بتاريخ 22/11/2026.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import regex

from assistant.checking.document import Document, Sentence
from assistant.checking.matchers import Lexicon
from assistant.checking.money import sums
from assistant.checking.rule import Hit
from assistant.models import CheckContext, ReturnRequest

_DATE = regex.compile(
    r"(?<![\d/.-])(?:(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>20\d{2})"
    r"|(?P<year2>20\d{2})-(?P<month2>\d{1,2})-(?P<day2>\d{1,2}))(?![/.-]?\d)"
)
_NEAR = 30
"""Characters in front of an amount in which it is called the price."""


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield each amount and date that the case contradicts."""
    if context.request is None:
        return
    for sentence in document.sentences:
        for start, end, message, subject in (
            *_amounts(sentence, context.request, lexicon),
            *_dates(sentence, context.request, lexicon),
        ):
            span = document.span(sentence.start + start, sentence.start + end)
            yield Hit(*span, message=message, subject=subject)


def _amounts(
    sentence: Sentence, request: ReturnRequest, lexicon: Lexicon
) -> Iterator[tuple[int, int, str, str]]:
    if not request.currency:
        return
    ours = request.currency.upper()
    for money in sums(sentence.text):
        before = sentence.text[max(0, money.start - _NEAR) : money.start]
        if money.currency != ours:
            yield money.start, money.end, "currency", ours
        elif (
            request.price is not None
            and money.amount != request.price
            and lexicon.section("paid").search(before)
            and not lexicon.section("other price").search(sentence.text)
        ):
            yield money.start, money.end, "price", f"{request.price:f} {ours}"


def _dates(
    sentence: Sentence, request: ReturnRequest, lexicon: Lexicon
) -> Iterator[tuple[int, int, str, str]]:
    for found in _DATE.finditer(sentence.text):
        day = _date(found)
        if day is None:
            continue
        told = next(
            (
                name
                for name in ("requested", "received", "coming")
                if lexicon.section(name).search(sentence.text)
            ),
            None,
        )
        asked = None if request.created_at is None else request.created_at.date()
        back = None if request.received_at is None else request.received_at.date()
        if told == "requested" and asked is not None and day != asked:
            yield *found.span(), "requested", asked.isoformat()
        elif told == "received" and back is not None and day != back:
            yield *found.span(), "received", back.isoformat()
        elif told == "coming" and asked is not None and day < asked:
            yield *found.span(), "coming", asked.isoformat()


def _date(found: regex.Match[str]) -> date | None:
    parts = [found[name] or found[f"{name}2"] for name in ("year", "month", "day")]
    try:
        return date(*map(int, parts))
    except ValueError:
        return None
