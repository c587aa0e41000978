"""Follow-up questions: how they begin, and what is left of one when what only ties it to the one before is taken off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import regex

from assistant.errors import BrokenAsset
from assistant.retrieval.keyword import tokens
from assistant.text.arabic import fold

_FEW_WORDS = 2  # beside the common ones: a question so short may lean on the one before it
_PARTS = {"tie", "lean", "after_and", "not_after_and"}
_HAN = regex.compile(r"\p{Han}")
_WORD = regex.compile(r"\p{L}+")
_AND = "و"
_ARTICLE = "ال"
_AROUND = " ,.،，、…-"


@dataclass(frozen=True)
class Beginnings:
    """Folded, the longest first. tie: taken off before a question is read by itself. lean: kept. after_and: the words,
    beside those with an article, that an Arabic "and" is joined to; not_after_and: words that only look so."""

    tie: tuple[str, ...]
    lean: tuple[str, ...]
    after_and: tuple[str, ...]
    not_after_and: tuple[str, ...]

    @classmethod
    def read(cls, held: object, path: Path) -> Beginnings:
        """From a file's lists by their names. Raises `BrokenAsset`."""
        if (
            not isinstance(held, Mapping)
            or set(held) != _PARTS
            or not all(isinstance(part, list) for part in held.values())
        ):
            raise BrokenAsset(path, f"follow_ups must hold the lists {', '.join(sorted(_PARTS))}")
        return cls(**{name: _folded(held[name]) for name in _PARTS})

    def leans(self, question: str) -> bool:
        """Whether a question may lean on the one before it: it begins so, or is very short."""
        folded = fold(question.strip())
        return (
            self._untied(folded) != folded
            or any(_begins(folded, one) for one in self.lean)
            or len(tokens(folded)) <= _FEW_WORDS
        )

    def alone(self, question: str) -> str:
        """A follow-up as it would be asked by itself: "And, if not?" is "if not?"."""
        question = question.strip()
        folded = rest = fold(question)
        while (shorter := self._untied(rest)) != rest:
            rest = shorter
        # What is asked keeps its spelling; where folding took letters away their places are not searched for.
        return question[-len(rest) :] if rest and len(folded) == len(question) else rest

    def _untied(self, text: str) -> str:
        for one in self.tie:
            if _begins(text, one):
                rest = text[len(one) :].lstrip(_AROUND)
                return rest if _WORD.search(rest) else text
        rest = text.removeprefix(_AND)
        if rest == text or text.startswith(self.not_after_and):
            return text
        first = _WORD.match(rest)
        known = first is not None and (first[0].startswith(_ARTICLE) or first[0] in self.after_and)
        return rest if known else text


def _begins(text: str, with_words: str) -> bool:
    if not text.startswith(with_words):
        return False
    after = text[len(with_words) :]
    return _HAN.match(with_words) is not None or after[:1] in (*_AROUND, "?")


def _folded(texts: Sequence[object]) -> tuple[str, ...]:
    return tuple(sorted({fold(str(text)) for text in texts}, key=len, reverse=True))
