"""A request to remove, change or raise a review, rating, comment or complaint that the customer published.

Why: what the customer wrote is theirs; asking for it back, or trading a refund for it, is pressure. Putting
the problem right is the only answer a seller may give to a bad review.
Source: noon ReturnConnect policy, section 3 (do and don't): no asking to remove or update reviews.

Bad:
    en: The part is on its way, could you please update your rating now?
    en: If you change your 1 star to 5 stars, we will refund you AED 40.
    ar: نرجو منك حذف التعليق السلبي بعد أن حُلت المشكلة.
    ar: لو غيرت تقييمك هنرجعلك 50 جنيه.
    arabizi: law sama7t emsa7 el review el we7esh
Good:
    en: We updated the listing after your review, thank you for telling us.
    en: Please remove the back cover and change both batteries.
    ar: عدلنا وصف المنتج بناءً على تقييمك، شكرًا لك.
    ar: احذف الجهاز من قائمة البلوتوث ثم اربطه من جديد.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from assistant.checking.document import Document
from assistant.checking.matchers import Lexicon
from assistant.checking.rule import Hit
from assistant.checking.wording import excused, part_span, requested, set_aside
from assistant.models import CheckContext

_PAIRS = (
    # (first, then, words between them)
    ("changing", "published", 6),
    ("lifting", "published", 0),
    ("removing", "posted", 5),
    ("published", "changed", 12),
    ("posted", "removed", 7),
    ("raising", "better", 5),
    ("few stars", "better", 6),
)

_NAMED = ("request", "published", "posted")


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield a hit for each sentence, or clause of a long one, that asks to take back what was published.

    A sentence that only says "it" ("please take it down") is read together with the one before it.
    """
    if not any(lexicon.section(name).search(document.plain.text) for name in _NAMED):
        return
    asks = partial(_asks, lexicon)
    before = ""
    for sentence in document.plain_sentences:
        found = asks(sentence.text)
        if found is not None:
            yield Hit(*part_span(document, sentence, found, asks), fix="")
        elif (found := _asks_about(lexicon, before, sentence.text)) is not None:
            yield Hit(*document.plain_span(sentence.start, sentence.end), fix="")
        before = sentence.text


def _asks(lexicon: Lexicon, text: str) -> tuple[int, int] | None:
    """Where a sentence asks for a change of what was published; None when it does not, or declines to."""
    heard = set_aside(text, lexicon.section("unless"))
    found = requested(heard, lexicon, _PAIRS)
    if found is None:
        return None
    declined = excused(text, lexicon) and not lexicon.section("bargain").search(text)
    return None if declined else found


def _asks_about(lexicon: Lexicon, before: str, text: str) -> tuple[int, int] | None:
    """Where a sentence asks to change "it", the sentence before having named a published judgement."""
    found = lexicon.section("change it").search(text)
    if found is None or excused(text, lexicon):
        return None
    heard = set_aside(before, lexicon.section("unless"))
    return found if lexicon.section("published").search(heard) else None
