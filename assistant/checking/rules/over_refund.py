"""A refund that is more than the item cost, or more than is left of its price after earlier refunds.

Why: a returnless refund is given once and cannot be taken back; a slip of the keyboard, or a refund already
given on the same order, makes the seller pay more than the customer did. It only warns: the seller may know
better.
Source: noon seller help, buttons: earlier refunds on the same order are shown; Radd warns of what adds up.

Bad (the item cost AED 50):
    en: We would like to refund you AED 500 and you keep the mug, is that fine?
    en: May we give you AED 55.50 back for the scratch?
    ar: نعرض عليكم استرداد 500 درهم مع الاحتفاظ بالكوب، هل توافقون؟
    ar: هل يناسبك تعويض ٧٠ درهمًا عن الخدش؟
    arabizi: nerga3lak 500 aed w el kobaya ma3ak, tamam?
Good (the item cost AED 50):
    en: We would like to refund you AED 50 and you keep the mug, is that fine?
    en: The larger set costs AED 500, yours is the small one. Which one came?
    ar: نعرض عليكم استرداد 20 درهمًا مع الاحتفاظ بالكوب، هل توافقون؟
    ar: سعر الطقم الكبير 500 درهم، فأي طقم وصلكم؟
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from assistant.checking.document import Document
from assistant.checking.matchers import Lexicon
from assistant.checking.money import sums
from assistant.checking.rule import Hit
from assistant.models import CheckContext


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield each amount offered back that is over what is left of the item's price."""
    request = context.request
    if request is None or request.price is None or not request.currency:
        return
    left = request.price - (request.refunded or Decimal(0))
    for sentence in document.sentences:
        offered = lexicon.section("refund").search(sentence.text)
        if offered is None or lexicon.section("price").search(sentence.text):
            continue
        for money in sums(sentence.text):
            if money.currency == request.currency.upper() and money.amount > left:
                start, end = document.span(sentence.start + money.start, sentence.start + money.end)
                yield Hit(start, end, subject=f"{left:f} {money.currency}")
