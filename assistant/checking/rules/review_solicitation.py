"""A request, encouragement or reward for a rating, stars, a review or praise.

Why: ratings are the customer's own free word; a seller who asks for them while a return is open uses it
to improve the shop's score. Asking what was wrong with the item is part of solving the return.
Source: noon ReturnConnect policy, section 3 (do and don't): no encouraging or rewarding positive reviews.

Bad:
    en: We are glad it works now, please leave us five stars on the product page.
    en: If you write a nice review, we will send you AED 20.
    ar: سعدنا بحل المشكلة، ولا تنسَ تقييمنا بخمس نجوم.
    ar: رأيك يهمنا، اكتب لنا تعليق حلو على صفحة المنتج.
    arabizi: law sama7t sib review 7elw 3al montag
Good:
    en: We have reviewed your photos and will answer you tomorrow.
    en: Could you give us some feedback about what was wrong with the zip?
    ar: نراجع طلبك الآن وسنرد عليك غدًا.
    ar: لتقييم الضرر نحتاج صورة واضحة للشاشة.
    arabizi: eh ra2yak nerga3lak 50 geneh w tkhalli el kobaya?
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
    # (what asks, what is asked for, words between them)
    ("asking", "rating", 6),
    ("asking", "rate", 4),
    ("giving", "review", 5),
    ("review", "plea", 0),
    ("review", "welcome", 4),
    ("reward", "review", 8),
)
_NAMED = ("request", "rating", "rate", "review")


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield a hit for each sentence, or clause of a long one, that asks for a rating or praise."""
    if not any(lexicon.section(name).search(document.plain.text) for name in _NAMED):
        return
    asks = partial(_asks, lexicon)
    for sentence in document.plain_sentences:
        found = asks(sentence.text)
        if found is not None:
            yield Hit(*part_span(document, sentence, found, asks), fix="")


def _asks(lexicon: Lexicon, text: str) -> tuple[int, int] | None:
    """Where a sentence asks for a rating; None when it does not, or says that none is asked for."""
    heard = set_aside(text, lexicon.section("unless"))
    found = requested(heard, lexicon, _PAIRS)
    # In a seller's mouth a rating that nothing excuses is one wished for, however it is put.
    found = found or lexicon.section("rating").search(heard)
    if found is None or excused(text, lexicon):
        return None
    return found
