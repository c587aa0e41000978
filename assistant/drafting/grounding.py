"""What a model's draft says beyond the template it started from.

The template is the only source of amounts, dates, ids and promises: a customer's words are never one,
since they may ask for anything. The guards err on the strict side; the template is always there to send.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import re2

from assistant.assets import read_lines
from assistant.text.arabic import fold

_NUMBER = re2.compile(r"\p{Nd}+(?:[.,٫٬]\p{Nd}+)*")
_ADDRESS = re2.compile(r"[\p{L}\p{Nd}-]+(?:\.[\p{L}\p{Nd}-]*\p{L}{2,})+")
_WORD = re2.compile(r"\p{L}+")
_PREFIXES = ("وال", "بال", "لل", "ال", "و", "ب", "ل", "س")
_COUNT_WORDS = (
    "two three four five six seven eight nine ten twenty thirty forty fifty sixty seventy eighty ninety hundred "
    "thousand million january february march april june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday اثنين ثلاثة اربعة خمسة ستة سبعة ثمانية تسعة "
    "عشرة عشرين ثلاثين اربعين خمسين ستين سبعين ثمانين تسعين مئة مائة مية الف الاف مليون يناير فبراير مارس "
    "ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر الاحد الاثنين الثلاثاء الاربعاء الخميس "
    "الجمعة السبت"
)
_COUNTS = frozenset(fold(word) for word in _COUNT_WORDS.split())
_LEAK = 8
_LONGEST = 3.0


class Grounding:
    """Compares drafts with the template's text. Pure and safe to share."""

    def __init__(self, promises: frozenset[str]) -> None:
        self._watched = promises | _COUNTS

    def problems(self, draft: str, skeleton: str, instructions: str, quoted: Iterable[str] = ()) -> list[str]:
        """Say in words what must change; empty when the draft says nothing of its own.

        `quoted` are a stranger's words that the template shows (a title, a name): allowed as often as
        there, and a source of nothing.
        """
        for words in quoted:
            draft = draft.replace(words, " ", skeleton.count(words))
            skeleton = skeleton.replace(words, " ")
        found = []
        addresses = _addresses(draft) - _addresses(skeleton)
        if addresses:
            found.append(f"addresses: {', '.join(sorted(addresses))}")
        ours, theirs = _numbers(draft), _numbers(skeleton)
        if ours - theirs:
            found.append(f"numbers that nobody gave: {', '.join(sorted(ours - theirs))}")
        if theirs - ours:
            found.append(f"numbers of the skeleton that are gone: {', '.join(sorted(theirs - ours))}")
        extra = self._claims(draft) - self._claims(skeleton)
        if extra:
            found.append(f"promises that the skeleton does not make: {', '.join(sorted(extra))}")
        if _shingles(draft) & _shingles(instructions):
            found.append("it repeats the instructions")
        if len(draft) > _LONGEST * len(skeleton) + 200:
            found.append("it is too long")
        return found

    def _claims(self, text: str) -> set[str]:
        return {stem for word in _words(text) for stem in _stems(word) if stem in self._watched}


def load_grounding(knowledge: Path) -> Grounding:
    """Read the words that promise."""
    return Grounding(frozenset(fold(word) for word in read_lines(knowledge / "lexicons" / "promises.txt")))


def _numbers(text: str) -> set[str]:
    """Numbers by value, whatever script their digits are in."""
    plain = "".join(str(int(char)) if char.isdecimal() else char for char in text)
    plain = plain.replace("٬", ",").replace("٫", ".")
    return {found.group(0).replace(",", "") for found in _NUMBER.finditer(plain)}


def _addresses(text: str) -> set[str]:
    return {found.group(0) for found in _ADDRESS.finditer(text)}


def _words(text: str) -> list[str]:
    return [found.group(0) for found in _WORD.finditer(fold(text).casefold())]


def _stems(word: str) -> list[str]:
    return [word, *(word[len(prefix) :] for prefix in _PREFIXES if word.startswith(prefix))]


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[at : at + _LEAK]) for at in range(len(words) - _LEAK + 1)}
