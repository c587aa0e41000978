"""A reading of the draft in which words hidden behind signs stand plainly, offsets kept.

"st*pid", "1diot", "stuuupid", "id-iot", "غ ب ي" and "نصـ ـاب" become the word they hide, when that word
is one of those looked for; everything else stays as it was.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex

from assistant.checking.document import Document, Sentence
from assistant.checking.plain import plain
from assistant.checking.wording import offending_part
from assistant.text.arabic import fold
from assistant.text.sentences import sentence_spans
from assistant.text.spans import View, grapheme_safe

_ANY = "*#%&•●×_"
"""Signs that stand for any letter."""
_LIKE = {
    "@": "a", "$": "s", "!": "il", "+": "t", "€": "e", "|": "il",
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g",
}  # fmt: skip
"""Signs and digits, and the letters they look like."""
_CHARS = r"\p{L}*#%&•●×_@$!+€|0-9"
_LONGEST = 16

_MASKED = regex.compile(
    rf"(?<![{_CHARS}-])(?=[{_CHARS}--\p{{L}}]*+\p{{L}})[{_CHARS}]{{3,{_LONGEST}}}+(?![{_CHARS}--!])", regex.V1
)
_DRAWN_OUT = regex.compile(r"(?<![\p{L}\p{N}])(?=\p{L}*?(\p{L})\1{2})\p{L}{4,40}+(?![\p{L}\p{N}])")
_CUT_UP = regex.compile(
    r"(?<![\p{L}\p{N}])(?:\p{L}{1,2}(?P<gap>[ .*_·|/-])\p{L}{1,2}(?:(?P=gap)\p{L}{1,2}){1,12}"
    r"|\p{L}{1,8}[.*_·|/-]\p{L}{1,8})(?![\p{L}\p{N}])"
)
_PIECE = regex.compile(r"\p{L}+")
_TORN = regex.compile(r"ـ[\s.*_-]{1,3}(?=ـ)")
"""A word stretched and torn apart: نصـ ـاب."""
_RUN = regex.compile(r"(\p{L})\1+")

_Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A view of a draft with its sentences."""

    source: str
    view: View
    sentences: tuple[Sentence, ...]

    def part_span(
        self, sentence: Sentence, found: tuple[int, int], offence: Callable[[str], object]
    ) -> tuple[int, int]:
        """The draft's code points of what to delete for an offence found in a sentence.

        It is the clause that offends, or the whole sentence where the rest of it offends too.
        """
        start, end = offending_part(sentence, *found)
        if offence(f"{sentence.text[:start]} {sentence.text[end:]}"):
            start, end = 0, len(sentence.text)
        return self.span(sentence.start + start, sentence.start + end)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Map view offsets to code points of the draft, never cutting a grapheme."""
        return grapheme_safe(self.source, *self.view.source_span(start, end))


def unmasked(document: Document, words: Iterable[str], starred: Iterable[str] = ()) -> Reading:
    """Read a draft with each masked one of `words` written out, and other disguises undone.

    Of the `starred` words one letter is enough ("f***"); of others half the letters must stand.
    """
    listed = _listed(tuple(words), tuple(starred))
    view = document.view.edited(_torn(document))
    for edits in (listed.cut_up, listed.masked, listed.drawn_out):
        view = view.edited(edits(view.text))
    if view is document.view:
        return Reading(document.source, document.plain, document.plain_sentences)
    view = plain(view)
    sentences = (Sentence(view.text[start:end], start, end) for start, end in sentence_spans(view.text))
    return Reading(document.source, view, tuple(sentences))


def _torn(document: Document) -> Iterator[_Edit]:
    starts = document.view.starts
    for found in _TORN.finditer(document.source):
        start, end = bisect_left(starts, found.start()), bisect_left(starts, found.end())
        if start < end:
            yield start, end, ""


@lru_cache(maxsize=8)
def _listed(words: tuple[str, ...], starred: tuple[str, ...]) -> _Listed:
    return _Listed(words, starred)


class _Listed:
    """The words looked for, by what is left of them under each mask."""

    def __init__(self, words: Iterable[str], starred: Iterable[str]) -> None:
        self._starred = {fold(word) for word in starred}
        self._words = {*map(fold, words), *self._starred}
        self._squeezed = {_RUN.sub(r"\1", word): word for word in self._words}
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(self._words):
            self._by_length.setdefault(len(word), []).append(word)
        self._read = lru_cache(maxsize=1024)(self._reading)

    def cut_up(self, text: str) -> Iterator[_Edit]:
        for found in _CUT_UP.finditer(text):
            pieces = list(_PIECE.finditer(found[0]))
            fewest = 3 if found["gap"] == " " else 2
            for first, last in _runs(len(pieces), fewest):
                word = "".join(piece[0] for piece in pieces[first:last])
                if word in self._words:
                    start = found.start()
                    yield start + pieces[first].start(), start + pieces[last - 1].end(), word
                    break

    def masked(self, text: str) -> Iterator[_Edit]:
        for found in _MASKED.finditer(text):
            token = found[0]
            if token.isalpha():
                continue
            word = self._read(token)
            if word is not None:
                yield found.start(), found.end(), word

    def drawn_out(self, text: str) -> Iterator[_Edit]:
        for found in _DRAWN_OUT.finditer(text):
            word = self._squeezed.get(_RUN.sub(r"\1", found[0]))
            if word is not None:
                yield found.start(), found.end(), word

    def _reading(self, token: str) -> str | None:
        for core in (token, token.rstrip("!")):
            for word in self._by_length.get(len(core), ()):
                if self._hides(core, word):
                    return word + token[len(core) :]
        return None

    def _hides(self, token: str, word: str) -> bool:
        seen = 0
        for sign, letter in zip(token, word, strict=True):
            if sign == letter or letter in _LIKE.get(sign, ""):
                seen += 1
            elif sign not in _ANY:
                return False
        # Few letters among digits are the name of a model (A55, 5H1T-22).
        digits = sum(sign.isdigit() and sign not in word for sign in token)
        if digits and (len(word) < 4 or digits * 2 >= len(word)):
            return False
        if word in self._starred and seen and token[0] == word[0]:
            return True
        return seen >= max(2, len(word) / 2)


def _runs(length: int, fewest: int) -> Iterator[tuple[int, int]]:
    """The stretches of a row of pieces, longest first."""
    for size in range(length, fewest - 1, -1):
        for first in range(length - size + 1):
            yield first, first + size
