"""An insult, a swear word, a demeaning remark, an accusation of lying or theft, or a threat.

Why: a customer who is insulted or threatened reports the conversation, which closes it for both sides; noon
then looks at the seller. What happened to the item can be said without saying what the customer is.
Source: noon ReturnConnect policy, section 3 (do and don't): no abusive language.

Bad:
    en: Are you blind? The plug is on the left side.
    en: Even a child could put this shelf together.
    en: Stop lying, or we will take legal action against you.
    ar: أنت كذاب، فالساعة خرجت من عندنا سليمة.
    ar: لو كملت في الموضوع ده هنبلغ عنك البوليس.
    arabizi: ya ghabi el zorar men wara
Good:
    en: You wrote that you feel cheated by liars, and we are sorry it came to that.
    en: Sorry for the stupid mistake on our side, we packed the blue one.
    ar: لا نقول أبدًا إنك تكذب، نحتاج الصورة لشركة الشحن فقط.
    ar: نعتذر عن وصول لعبة الكلب بدون البطارية.
    arabizi: law mesh fahem el khatwa 2ooli w ashra7lak
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import regex

from assistant.checking.document import Document
from assistant.checking.masks import unmasked
from assistant.checking.matchers import Lexicon
from assistant.checking.rule import Hit
from assistant.checking.wording import set_aside
from assistant.models import CheckContext

_KINDS = ("profanity", "insult", "threat")

_SIGNS = regex.compile(
    r"(?<![@#$%&*!])[@#$%&*!]{4,20}+|\U0001f595"
    r"|(?<!\pL)(?:you are|you're|u r|ur|ya|what the|such|يا|انت|انتي)\s(?:an?\s)?[*#]{3,}+(?!\s?\d)"
    r"|(?<!\pL)(?:you|u)\s[*#]{3,}+(?=\s*(?:[.!?,]|$))"
)
"""A swear word written as signs (@#$%!), starred out whole (you ****), or shown as a gesture."""
_ROW = regex.compile(r"[@#$%&*!]+")
_KINDS_OF_SIGN = 3
"""How many different signs a row must hold to be a swear word and not a line drawn across the draft."""

_QUOTED = regex.compile(r"(?<=[\pL:,] ?)\"[^\"\n]{2,200}\"")
"""Somebody else's words, behind words of the seller's own."""

_WORDS_BETWEEN = {"quoting": 9, "denying": 8, "not": 1, "ours": 2}
"""What excuses an insult behind it, and how many words may stand between."""
_WORDS_BEHIND = {"ours behind": 2, "quoted behind": 7}
"""What excuses an insult before it, likewise."""
_SEEN = 200
"""Characters around an insult in which its excuse is looked for (keeps the search linear)."""
_TURN = regex.compile(
    r"[.!?;]|,\s*(?:you|u|ya|يا|انت|انتي)(?!\pL)"
    r"|(?<!\pL)(?:but|however|yet|so you|لكن|ولكن|بس|لاكن|bas|lakin|laken)(?!\pL)"
)
"""Where a sentence turns, so that what stood before excuses nothing behind."""


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield a hit for each sentence, or clause of a long one, that abuses somebody."""
    reading = unmasked(document, *(lexicon.sections.get(name, ()) for name in ("masked", "starred")))
    offence = partial(_offence, lexicon)
    for sentence in reading.sentences:
        found = offence(sentence.text)
        if found is not None:
            yield Hit(*reading.part_span(sentence, found, offence), fix="")


def _offence(lexicon: Lexicon, text: str) -> tuple[int, int] | None:
    """Where a sentence abuses somebody; None when it does not."""
    for signs in _SIGNS.finditer(text):
        if not _ROW.fullmatch(signs[0]) or len(set(signs[0]) - {"!"}) >= _KINDS_OF_SIGN:
            return signs.span()
    alone = lexicon.section("alone").search(text)
    if alone is not None and alone[0] == 0 and (alone[1] == len(text) or text[alone[1]] in ",.!?:"):
        return alone
    if not any(lexicon.section(kind).search(text) for kind in _KINDS):
        return None
    heard = _QUOTED.sub(lambda quoted: "." * len(quoted[0]), set_aside(text, lexicon.section("unless")))
    for kind in _KINDS:
        for start, end in lexicon.section(kind).finditer(heard):
            if not _excused(lexicon, kind, text[max(0, start - _SEEN) : start], text[end : end + _SEEN]):
                return start, end
    return None


def _excused(lexicon: Lexicon, kind: str, before: str, behind: str) -> bool:
    """Whether the words around an insult quote it, deny it, or turn it on the one who writes."""
    turns = [turn.end() for turn in _TURN.finditer(before)]
    before = before[turns[-1] :] if turns else before
    for name, words in _WORDS_BETWEEN.items():
        if name == "ours" and kind != "insult":
            continue
        near = before.rsplit(",", 1)[-1] if name in ("not", "ours") else before
        if any(len(near[end:].split()) <= words for _, end in lexicon.section(name).finditer(near)):
            return True
    return kind == "insult" and any(
        "," not in behind[: found[0]].rstrip(", ") and len(behind[: found[0]].split()) <= words
        for name, words in _WORDS_BEHIND.items()
        if (found := lexicon.section(name).search(behind)) is not None
    )
