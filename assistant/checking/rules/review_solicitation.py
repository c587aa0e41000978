"""A request, encouragement or reward for a rating, stars, a review or praise.

Why: noon wants ratings to be the customer's own free word; a seller who asks for them in a return conversation
uses the return to improve the shop's score. Asking what was wrong with the item is part of solving the return.
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

from assistant.checking.document import Document
from assistant.checking.matchers import Lexicon
from assistant.checking.rule import Hit
from assistant.checking.wording import near, part_span, set_aside
from assistant.models import CheckContext

_PAIRS = (
    # (what asks, what is asked for, words between them)
    ("asking", "rating", 6),
    ("giving", "review", 5),
    ("rating", "plea", 3),
    ("review", "plea", 0),
    ("rating", "welcome", 5),
    ("review", "welcome", 4),
    ("reward", "rating", 8),
    ("reward", "review", 8),
)


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield a hit for each sentence, or clause of a long one, that asks for a rating or praise."""
    if not any(lexicon.section(name).search(document.plain.text) for name in ("request", "rating", "review")):
        return
    for sentence in document.plain_sentences:
        found = _asks(sentence.text, lexicon)
        if found is not None:
            yield Hit(*part_span(document, sentence, *found), fix="")


def _asks(text: str, lexicon: Lexicon) -> tuple[int, int] | None:
    """Where a sentence asks for a rating; None when it does not, or says that none is asked for."""
    heard = set_aside(text, lexicon.section("unless"))
    found = lexicon.section("request").search(heard)
    for first, then, words in _PAIRS:
        if found is not None:
            break
        found = near(heard, lexicon.section(first), lexicon.section(then), words)
    if found is None or lexicon.section("excused").search(text):
        return None
    return found
