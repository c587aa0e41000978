"""A translator that checks its engine: pieces, retries, kept tokens, warnings, a cache."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Protocol

from assistant.models import LanguageCode, ReplyLanguage, Translation
from assistant.translation.guards import Guards, kept, lost_and_new, sentences, western_digits, without_emoji

_PIECE = 160  # characters translated at once: the engine drops the middle of longer stories
_LONGEST_PIECE = 400  # a sentence without punctuation is cut here, at a space
_NAMES = {"en": "English", "ar": "Arabic"}


class Engine(Protocol):
    """Translates one line between Arabic and English."""

    name: str

    def translate(self, text: str, target: ReplyLanguage) -> str: ...


class GuardedTranslator:
    """The `Translator` port over an engine. `detect` says what a text is written in."""

    def __init__(self, engine: Engine, guards: Guards, detect: Callable[[str], LanguageCode]) -> None:
        self._engine = engine
        self._guards = guards
        self._detect = detect
        self._cached = lru_cache(maxsize=2_048)(self._one)

    def translate(
        self, texts: Sequence[str], *, target: ReplyLanguage, source: str | None = None
    ) -> list[Translation]:
        """Return one translation per text, in order. Raises `Unavailable` when the engine fails."""
        return [self._cached(text, target, source or self._detect(text).value) for text in texts]

    def _one(self, text: str, target: ReplyLanguage, source: str) -> Translation:
        if source == target:
            return Translation(text, source, target, "none", (), (f"The text is {_NAMES[target]} already.",))
        if source == LanguageCode.OTHER:
            told = "Only Arabic and English can be translated; the text is shown as it is."
            return Translation(text, source, target, "none", (), (told,))
        shown = self._whole(western_digits(text), target)
        warnings = self._guards.warnings(text, shown, target)
        return Translation(shown, source, target, self._engine.name, kept(text, shown), warnings)

    def _whole(self, text: str, target: ReplyLanguage) -> str:
        out: list[str] = []
        end = 0
        for start, stop in pieces(text):
            gap = text[end:start]
            if out:
                out.append("\n" * min(gap.count("\n"), 2) or " ")
            out.append(self._piece(text[start:stop], target))
            end = stop
        return "".join(out)

    def _piece(self, piece: str, target: ReplyLanguage) -> str:
        words, emoji = without_emoji(piece)
        if not any(char.isalpha() for char in words):
            return piece
        found = self._engine.translate(words, target)
        if self._faults(words, found):
            found = self._retried(words, found, target)
        return " ".join([found, *emoji]) if emoji else found

    def _retried(self, words: str, first: str, target: ReplyLanguage) -> str:
        """A piece that lost or invented something, sentence by sentence; the better of the two."""
        spans = sentences(words)
        if len(spans) < 2:
            return first
        second = " ".join(self._engine.translate(words[a:b], target) for a, b in spans)
        return min((first, second), key=lambda found: self._faults(words, found))

    def _faults(self, words: str, found: str) -> int:
        return sum(map(len, lost_and_new(words, found)))


def pieces(text: str) -> list[tuple[int, int]]:
    """Spans of whole sentences, joined up to 160 characters a piece; lines are never joined."""
    out: list[tuple[int, int]] = []
    for start, stop in (cut for span in sentences(text) for cut in _cut(text, *span)):
        if out and stop - out[-1][0] <= _PIECE and "\n" not in text[out[-1][1] : start]:
            out[-1] = (out[-1][0], stop)
        else:
            out.append((start, stop))
    return out


def _cut(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    cuts: list[tuple[int, int]] = []
    while stop - start > _LONGEST_PIECE:
        space = text.rfind(" ", start + 1, start + _LONGEST_PIECE)
        middle = space if space > 0 else start + _LONGEST_PIECE
        cuts.append((start, middle))
        start = middle + (space > 0)
    return [*cuts, (start, stop)]
