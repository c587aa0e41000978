"""What a text is written in: by its scripts first, then by what its words look like."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import regex

from assistant.assets import read_lines
from assistant.classification.ngrams import NgramModel
from assistant.models import Language, LanguageCode, Variety
from assistant.text.arabic import ARABIC_LETTER, fold

_LATIN_WORD = regex.compile(r"[\p{Script=Latin}\p{N}'’]*\p{Script=Latin}[\p{Script=Latin}\p{N}'’]*")
_ARABIC_WORD = regex.compile(r"[\p{Script=Arabic}\p{M}]+")
_LETTER = regex.compile(r"\p{L}")
# Letters of Urdu and Persian that no variety of Arabic in our markets writes more than by accident.
_NOT_ARABIC = regex.compile(r"[ٹڈڑںےۓھہیکپچژگ]")
_CLAUSE = 3
"""Fewer foreign words than this are a brand, a model or a loan, not a clause."""


@dataclass(frozen=True)
class LanguageDetector:
    """latin: English, Arabizi or other; arabic: the variety; function_words: English words no brand has."""

    latin: NgramModel
    arabic: NgramModel
    function_words: frozenset[str]

    def detect(self, text: str) -> Language:
        """Name the language, and for Arabic in either script the variety as a best guess."""
        letters = len(_LETTER.findall(text))
        if not letters:
            return Language(LanguageCode.OTHER, None, 1.0)
        arabic_words = _ARABIC_WORD.findall(text)
        latin_words = _LATIN_WORD.findall(text)
        arabic = len(ARABIC_LETTER.findall(text))
        if arabic and self._is_clause(latin_words) and len(arabic_words) >= 2:
            return Language(LanguageCode.MIXED, self._variety(" ".join(arabic_words)), 0.8)
        if arabic and (arabic >= 0.25 * letters or len(arabic_words) >= _CLAUSE):
            if len(_NOT_ARABIC.findall(text)) > 0.06 * arabic:
                return Language(LanguageCode.OTHER, None, 0.9)
            return Language(LanguageCode.AR, self._variety(text), 0.99)
        if not latin_words:
            return Language(LanguageCode.OTHER, None, 0.95)
        return self._latin(text, len(latin_words))

    def _latin(self, text: str, words: int) -> Language:
        odds = self.latin.probabilities(text)
        label = max(odds, key=lambda name: odds[name])
        if label == LanguageCode.OTHER:
            return Language(LanguageCode.OTHER, None, odds[label])
        if words >= 2 * _CLAUSE:
            parts = [part for part in regex.split(r"[.,!?;\n]+", text) if len(part.split()) >= _CLAUSE]
            sides = {
                max(p, key=lambda name: p[name])
                for p in map(self.latin.probabilities, parts)
                if max(p.values()) > _SURE
            }
            if {LanguageCode.EN, LanguageCode.ARABIZI} <= sides:
                return Language(LanguageCode.MIXED, self._variety(text), 0.7)
        if label == LanguageCode.ARABIZI:
            return Language(LanguageCode.ARABIZI, self._variety(text), odds[label])
        return Language(LanguageCode.EN, None, odds[label])

    def _is_clause(self, words: list[str]) -> bool:
        known = sum(fold(word) in self.function_words for word in words)
        if len(words) >= _CLAUSE and known >= 2:
            return True
        if len(words) < _CLAUSE + 1:
            return False
        odds = self.latin.probabilities(" ".join(words))
        return odds.get(LanguageCode.ARABIZI.value, 0.0) > _SURE

    def _variety(self, text: str) -> Variety:
        odds = self.arabic.probabilities(text)
        return Variety(max(odds, key=lambda name: odds[name]))


_SURE = 0.8


def load_detector(knowledge: Path) -> LanguageDetector:
    """Read the models and the list of English function words."""
    return LanguageDetector(
        NgramModel.load(knowledge / "models" / "latin.npz"),
        NgramModel.load(knowledge / "models" / "variety.npz"),
        frozenset(read_lines(knowledge / "lexicons" / "english_function_words.txt")),
    )
