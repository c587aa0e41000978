"""The customer is pushed to cancel the return, or help and money hang on it.

Why: only the customer decides about a return. Asking them, after real help, to think about cancelling is fine;
an order, a threat or a bargain ("no refund unless you cancel") takes the decision away from them.
Source: Radd, section Rules (noon ReturnConnect policy, section 1, allows asking to consider it after support).

Bad:
    en: No refund will be made unless you cancel the return.
    en: Cancel the request today and I will send you AED 20.
    ar: عليك إلغاء طلب الإرجاع أولًا ثم نحول لك المبلغ.
    ar: الغِ الطلب وإلا فلن نرجع لك شيئًا.
    arabizi: lazem tel8i el return el awel 3ashan nrga3lak el floos
Good:
    en: Hold the key for ten seconds. If that solved it, please consider cancelling the return request.
    en: You do not have to cancel the return to get your refund.
    ar: إذا اشتغلت السماعة بعد الشحن نرجو التفكير في إلغاء طلب الإرجاع، ولك حرية المتابعة.
    ar: لا حاجة إلى إلغاء الطلب، فالمبلغ حقك في الحالتين.
    arabizi: law eshtaghal fakker tel8i el return, w law la2 kammel 3adi
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import zip_longest

import regex

from assistant.checking.document import Document
from assistant.checking.matchers import Lexicon
from assistant.checking.rule import Hit
from assistant.checking.wording import near, part_span, set_aside
from assistant.models import CheckContext

_GAIN = "and then benefit"
_BARGAINS = (
    # (what comes first, what comes then, words between them)
    ("must", "cancel", 3),
    ("benefit", "once cancelled", 8),
    ("once cancelled", "benefit", 9),
    ("cancel", _GAIN, 9),
    ("cancel", "or else", 9),
    ("refused", "so cancel", 10),
)
_ORDERS = (("insisting", "cancel", 4), ("cancel", "at once", 6), ("just", "cancel", 1))
_PLEAS = (("please", "cancel", 4), ("cancel", "please behind", 5))
_OPENS_WITHIN = 2
"""Words that may stand before an order that opens a sentence ("Sir, cancel it")."""

_POLITE = {
    "en": "If this has solved the problem, please consider cancelling the return request; "
    "you are still free to return the item.",
    "ar": "إذا حُلَّت المشكلة فنرجو التفكير في إلغاء طلب الإرجاع، ولك كامل الحرية في إعادة المنتج.",
}
_FREE = {
    "en": "You are free to go ahead with the return.",
    "ar": "ولك كامل الحرية في متابعة طلب الإرجاع.",
}
_CLAUSE = regex.compile(r"[,;:]|\s[-–]\s")
_ARABIZI = regex.compile(r"[a-z][2357]|[2357][a-z]|\b(?:el|lazem|lazim|law|ma|mesh|mish)\b")


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield a hit for each sentence, or clause of a long one, that pushes the customer to cancel."""
    draft = document.plain.text
    if not lexicon.section("named").search(draft):
        return
    helped = lexicon.section("help").search(set_aside(draft, lexicon.section("no help"))) is not None
    offence = partial(_offence, lexicon, helped)
    reworded = False
    sentences = document.plain_sentences
    for sentence, following in zip_longest(sentences, sentences[1:]):
        found = offence(sentence.text)
        if found is None and following is not None and lexicon.section("afterwards").search(following.text):
            found = _offence(lexicon, False, sentence.text)
        if found is None:
            continue
        start, end = part_span(document, sentence, found, partial(_hangs_together, lexicon, offence))
        whole = (start, end) == document.plain_span(sentence.start, sentence.end)
        fix = "" if reworded or not whole or _ARABIZI.search(sentence.text) else _reworded(document, helped)
        reworded = reworded or bool(fix)
        yield Hit(start, end, fix=fix)


def _hangs_together(lexicon: Lexicon, offence: Callable[[str], object], rest: str) -> bool:
    """Whether what is left of a sentence offends too, or is the promise or threat that came with the order."""
    return bool(offence(rest) or any(lexicon.section(name).search(rest) for name in ("benefit", "refused")))


def _reworded(document: Document, helped: bool) -> str:
    return (_POLITE if helped else _FREE)[document.language]


def _offence(lexicon: Lexicon, helped: bool, text: str) -> tuple[int, int] | None:
    """Where a sentence pushes; None when it asks politely, informs or leaves the choice."""
    if not lexicon.section("named").search(text):
        return None
    harmless = lexicon.section("harmless").search(text) is not None
    found = lexicon.section("if not").search(text)
    if found is not None:
        return None if harmless else found
    heard = set_aside(text, lexicon.section("unless"))
    found = lexicon.section("forced").search(heard)
    if found is not None:
        return found
    wished = lexicon.section("wished").search(text) is not None
    found = lexicon.section("pressed").search(text)
    if found is not None and not wished and not lexicon.section("solved").search(text):
        return found
    open_to_choice = set_aside(heard, lexicon.section("left open"))
    for first, then, words in _BARGAINS:
        if (first == "must" and wished) or (then == "or else" and (wished or harmless)):
            continue
        said = open_to_choice if then == "or else" else heard
        found = near(said, lexicon.section(first), lexicon.section(then), words)
        if found is None or (then == _GAIN and lexicon.section("instead").search(heard[slice(*found)])):
            continue
        return found
    return _order(lexicon, helped, wished, open_to_choice)


def _order(lexicon: Lexicon, helped: bool, wished: bool, heard: str) -> tuple[int, int] | None:
    """Where a sentence orders to cancel, or asks for it with neither help nor choice."""
    if wished:
        return None
    for first, then, words in _ORDERS:
        found = near(heard, lexicon.section(first), lexicon.section(then), words)
        if found is not None:
            return found
    if helped and lexicon.section("solved").search(heard):
        return None
    for start, end in lexicon.section("imperative").finditer(heard):
        opening = _CLAUSE.split(heard[:start])[-1]
        if len(opening.split()) <= _OPENS_WITHIN and not lexicon.section("courtesy").search(
            opening + heard[end:]
        ):
            return start, end
    if helped:
        return None
    for first, then, words in _PLEAS:
        found = near(heard, lexicon.section(first), lexicon.section(then), words)
        if found is not None:
            return found
    return None
