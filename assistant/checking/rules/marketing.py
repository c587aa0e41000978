"""Promotion of anything but the solution of this return: coupons, gifts, other goods, the shop itself.

Why: the channel is open only because a customer wants to return something. A seller may offer a refund or a
replacement for this item there, and nothing to win the next order; not even as an apology.
Source: noon ReturnConnect policy, section 3 (do and don't): no marketing or promotion.

Bad:
    en: Sorry for the scratch, use code SORRY10 for 10% off your next order.
    en: While you wait, have a look at our new winter collection.
    ar: نعتذر عن التأخير، ونقدم لك كوبون خصم على طلبك القادم.
    ar: تابع صفحتنا عشان توصلك العروض الجديدة.
    arabizi: hanb3atlak hedeya so3'ayara m3 el order el gai
Good:
    en: We can refund AED 30 and you keep the mug, is that fine with you?
    en: The coupon you used is given back by noon under its own rules.
    ar: القطعة الناقصة تصلك دون أي رسوم.
    ar: نعتذر أن الهدية وصلت مكسورة، هل ترسل لنا صورة؟
    arabizi: el 7etta el na2sa hatgeelak mn gheir masareef
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from assistant.checking.document import Document
from assistant.checking.matchers import Lexicon
from assistant.checking.rule import Hit
from assistant.checking.wording import excused, near, part_span, set_aside
from assistant.models import CheckContext

_PAIRS = (
    # (first, then, words between them)
    ("giving", "present", 5),
    ("present", "given", 4),
    ("saving", "another", 10),
    ("another", "saving", 12),
    ("looking", "goods", 5),
    ("better goods", "more money", 16),
)
_NAMED = ("promotion", "present", "saving", "goods", "better goods")


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield a hit for each sentence, or clause of a long one, that advertises or gives something away."""
    if not any(lexicon.section(name).search(document.plain.text) for name in _NAMED):
        return
    promotes = partial(_promotes, lexicon)
    for sentence in document.plain_sentences:
        found = promotes(sentence.text)
        if found is not None:
            yield Hit(*part_span(document, sentence, found, promotes), fix="")


def _promotes(lexicon: Lexicon, text: str) -> tuple[int, int] | None:
    """Where a sentence promotes something; None when it does not, or declines to."""
    heard = set_aside(text, lexicon.section("unless"))
    found = lexicon.section("promotion").search(heard)
    for first, then, words in _PAIRS:
        if found is not None:
            break
        found = near(heard, lexicon.section(first), lexicon.section(then), words)
    if found is None or excused(text, lexicon):
        return None
    return found
