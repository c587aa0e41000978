"""A draft in a language that this customer does not write.

Why: a customer who writes Arabic and gets English, or the other way round, may not understand what is offered,
and an unanswered offer helps nobody. Customers who write Arabic in Latin letters get Arabic. It only warns.
Source: Radd, section Language: a reply is written in the customer's language.

Bad (the customer wrote in Arabic):
    en: Could you please send us a photo of the broken handle and tell us which colour you received?
    en: We are sorry that the lid was missing, and we can send another one free of charge.
    arabizi: momken teb3atlna soret el yad el maksoora w lon el kobaya
    arabizi: asfeen en el ghata kan na2es, hanb3atlak wa7ed tani
Good (the customer wrote in Arabic):
    en: OK 👍
    ar: هل ترسلون لنا صورة للمقبض المكسور من فضلكم؟
    ar: نعتذر عن نقص الغطاء في علبة Philips HD9252 وسنرسل غيره مجانًا.
    ar: وصل الكوب باللون الأسود، فما اللون الذي طلبتموه؟
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.checking.document import Document
from assistant.checking.matchers import Lexicon
from assistant.checking.rule import Hit
from assistant.models import Author, CheckContext
from assistant.text.arabic import ARABIC_LETTER, LATIN_LETTER

_ENOUGH = 12
"""Letters from which a text shows what it is written in."""
_MOSTLY = 0.7


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield one hit over the draft when it is in another language than the customer's newest words."""
    theirs = _script(_newest_words(context))
    ours = _script(document.source)
    if theirs is None or ours is None:
        return
    if theirs == "arabic":
        other = ours == "latin"
    else:  # Latin letters may be Arabizi, whose writers read Arabic: only plain English tells
        words = Document(_newest_words(context))
        english = len(list(lexicon.section("english").finditer(words.view.text))) >= 2
        other = ours == "arabic" and english and words.language == "en"
    if other:
        text = document.source.strip()
        start = document.source.index(text)
        yield Hit(start, start + len(text), message="arabic" if theirs == "arabic" else "english")


def _newest_words(context: CheckContext) -> str:
    for message in reversed(context.thread):
        if message.author is Author.CUSTOMER and message.text.strip():
            return message.text
    return "" if context.request is None else context.request.customer_comment


def _script(text: str) -> str | None:
    """`arabic` or `latin` when most letters are; None for short or mixed texts."""
    arabic, latin = len(ARABIC_LETTER.findall(text)), len(LATIN_LETTER.findall(text))
    if arabic + latin < _ENOUGH:
        return None
    share = arabic / (arabic + latin)
    return "arabic" if share >= _MOSTLY else "latin" if share <= 1 - _MOSTLY else None
