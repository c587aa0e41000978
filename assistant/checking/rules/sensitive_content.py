"""A request for card, bank, code, password or identity data, or such data itself; sexual or hateful words.

Why: a refund runs through noon and needs none of it, so whoever asks for it looks like a thief; what is written
in a conversation stays in its log. Sexual and hateful words have no place in a return.
Source: noon ReturnConnect policy, section 3 (do and don't): no sensitive content.

Bad:
    en: Please send us your card number and the CVV so that we can refund you.
    en: We only need your IBAN and a copy of your Emirates ID.
    ar: نحتاج رقم الآيبان لتحويل المبلغ إليك.
    ar: ابعتلنا الكود اللي وصلك عشان نأكد الاسترداد.
    arabizi: momken soret el beta2a w raqam el visa?
Good:
    en: The refund goes to the card you paid with, we will never ask for its number.
    en: The default PIN of the lock is printed in the manual.
    ar: لا تشارك رمز التحقق مع أحد، ونحن لن نطلبه منك.
    ar: نرجو إرسال صورة بطاقة الضمان والرقم التسلسلي.
    arabizi: mat2olsh el OTP le7ad
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import regex

from assistant.checking.document import Document
from assistant.checking.masks import unmasked
from assistant.checking.matchers import Lexicon
from assistant.checking.rule import Hit
from assistant.checking.wording import set_aside
from assistant.models import CheckContext

_WORDS_BEFORE = 9
"""How many words may stand between asking and what is asked for."""
_WORDS_BEHIND = 5
_REFUSED_WITHIN = 8
_BARE = 6
"""Words up to which a clause that only names a secret and says please asks for it."""

_SEEN = 200
"""Characters around a secret in which asking and refusing are looked for (keeps the search linear)."""
_TURN = regex.compile(r"(?<!\pL)(?:but|except|only to us|instead|لكن|ولكن|بس|الا|bas|lakin)(?!\pL)")
"""Where a sentence turns, so that a refusal before it does not reach what follows."""
_CLAUSE = regex.compile(r"[,;:]")
_NUMBER = regex.compile(r"(?<![\p{L}\p{N}])[0-9](?:[ ._/-]{0,2}[0-9]){12,18}+(?![\p{L}\p{N}])")
_GROUPED = regex.compile(r"[0-9]{4}(?:[ ._/-]{1,2}[0-9]{4}){3}")
_CARD_PREFIX = regex.compile(r"4|5[0-8]|2[2-7]|3[4-9]|6|9792")
_EMIRATES_ID = regex.compile(r"784[12][0-9]{11}")
_SEEN_BEFORE = 50
"""Characters before a number in which its name is looked for."""
_IBAN = regex.compile(r"(?<![\p{L}\p{N}])[a-z]{2}[ -]?[0-9]{2}(?:[ -]?[a-z0-9]){11,30}+")
_IBAN_LENGTH = {
    "ae": 23, "sa": 24, "eg": 29, "kw": 30, "qa": 29, "bh": 22, "om": 23, "jo": 30, "lb": 28, "iq": 23,
    "ps": 29, "tn": 24, "ma": 28, "tr": 26, "gb": 22, "de": 22, "fr": 27, "pk": 24,
}  # fmt: skip
_VALUE = regex.compile(r"[ :=#\"'(-]{0,4}(?:[\p{L}:=]{1,12}[ :=#\"'-]{1,3}){0,2}(?=[a-z]{0,2}[0-9]{3,})")
"""What may stand between the name of a secret and its value ("your OTP is 482913")."""


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield a hit for each sentence, or clause of a long one, that asks for or holds what it must not.

    A sentence that only says "it" ("send it here") is read together with the one before it.
    """
    reading = unmasked(document, lexicon.sections.get("masked", ()))
    numbers = sorted(_numbers(lexicon, reading.view.text))
    starts = [start for start, _ in numbers]
    rest_offends = partial(_names_more, lexicon)
    before = ""
    for sentence in reading.sentences:
        at = bisect_left(starts, sentence.start)
        if at < len(starts) and starts[at] < sentence.end:
            start, end = numbers[at]
            found: tuple[int, int] | None = (start - sentence.start, min(end, sentence.end) - sentence.start)
        else:
            found = _offence(lexicon, sentence.text)
        if found is not None:
            yield Hit(*reading.part_span(sentence, found, rest_offends), fix="")
        elif before and _asks_for_it(lexicon, before, sentence.text):
            yield Hit(*reading.span(sentence.start, sentence.end), fix="")
        before = sentence.text


def _names_more(lexicon: Lexicon, rest: str) -> bool:
    """Whether what is left of a sentence offends too: "the card number and the CVV" goes as a whole."""
    return _offence(lexicon, rest) is not None or lexicon.section("secret").search(rest) is not None


def _offence(lexicon: Lexicon, text: str) -> tuple[int, int] | None:
    """Where a sentence's words break the rule; None when they do not."""
    obscene = lexicon.section("obscene").search(set_aside(text, lexicon.section("decent")))
    if obscene is not None:
        return 0, len(text)
    demand = lexicon.section("demand").search(text)
    refusing = [end for _, end in lexicon.section("refusing").finditer(text)]
    if demand is not None and not _refused(text, refusing, demand[1]):
        return demand
    request = lexicon.section("request")
    if not lexicon.section("secret").search(text) and not request.search(text):
        return None
    heard = set_aside(text, lexicon.section("unless"))
    return request.search(heard) or _asked(lexicon, heard, refusing)


def _asked(lexicon: Lexicon, heard: str, refusing: Sequence[int]) -> tuple[int, int] | None:
    """Where a secret is asked for, or told; `refusing` holds where refusals end."""
    asking = dict(lexicon.section("asking").finditer(heard))
    asked = dict(lexicon.section("asked").finditer(heard))
    asking_from, asked_from = list(asking), list(asked)
    for start, end in lexicon.section("secret").finditer(heard):
        if _refused(heard, refusing, start):
            continue
        for left in _within(asking_from, start - _SEEN, start):
            if _words(heard[asking[left] : start]) <= _WORDS_BEFORE:
                return left, end
        for left in _within(asked_from, end, end + _SEEN):
            if _words(heard[end:left]) <= _WORDS_BEHIND:
                return start, asked[left]
        value = _VALUE.match(heard, end)
        if value is not None:
            return start, value.end()
        if _is_bare(lexicon, heard, start, end):
            return start, end
    return None


def _is_bare(lexicon: Lexicon, heard: str, start: int, end: int) -> bool:
    """Whether a short clause does little but name a secret with a please or a question mark: "IBAN?"."""
    before = _CLAUSE.split(heard[max(0, start - _SEEN) : start])[-1]
    behind = _CLAUSE.split(heard[end : end + _SEEN])[0]
    if _words(before) + _words(heard[start:end]) + _words(behind) > _BARE:
        return False
    if lexicon.section("plea").search(before + heard[start:end] + behind):
        return True
    return heard.endswith("?") and not behind.rstrip("?") and not lexicon.section("question").search(before)


def _asks_for_it(lexicon: Lexicon, before: str, text: str) -> bool:
    """Whether a sentence asks for "it", the sentence before having named a secret without refusing it."""
    if not lexicon.section("ask it").search(text) or lexicon.section("refusing").search(before):
        return False
    return lexicon.section("secret").search(set_aside(before, lexicon.section("unless"))) is not None


def _refused(text: str, refusing: Sequence[int], start: int) -> bool:
    """Whether somebody says that what stands at `start` is not wanted."""
    return any(
        _words(text[end:start]) <= _REFUSED_WITHIN and not _TURN.search(text[end:start])
        for end in _within(refusing, start - _SEEN, start)
    )


def _within(places: Sequence[int], first: int, last: int) -> Sequence[int]:
    """Those of the ordered places that lie in [first, last]."""
    return places[bisect_left(places, first) : bisect_right(places, last)]


def _words(text: str) -> int:
    return len(text.split())


def _numbers(lexicon: Lexicon, text: str) -> Iterator[tuple[int, int]]:
    """Numbers that identify a card, a bank account or a person."""
    for found in _NUMBER.finditer(text):
        digits = "".join(char for char in found[0] if char.isdigit())
        before = text[max(0, found.start() - _SEEN_BEFORE) : found.start()]
        if lexicon.section("other number").search(before):
            continue
        if _EMIRATES_ID.fullmatch(digits):
            yield found.span()
        elif _CARD_PREFIX.match(digits):
            plain = len(digits) == 16 or _GROUPED.fullmatch(found[0]) is not None
            called = lexicon.section("card").search(before) is not None
            if (called and (plain or _luhn(digits))) or (plain and _luhn(digits)):
                yield found.span()
    for found in _IBAN.finditer(text):
        length = _IBAN_LENGTH.get(found[0][:2], 0)
        compact = "".join(char for char in found[0] if char.isalnum())[:length]
        if length and len(compact) == length and sum(map(str.isdigit, compact)) >= length * 2 // 3:
            yield found.span()


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
