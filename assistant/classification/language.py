"""What a text is written in: scripts first, then what its words look like; and which Arabic it is.

    detector = load_detector(Path("knowledge"))
    detector.detect("mish shaghal")                  -> Language(ARABIZI, EGY, 0.99)
    detector.detect_spans("طلبت لارج, it is too big")  -> [(0, 9, AR), (11, 24, EN)]

Two small linear models do the judging, both trained by `assistant.classification.train_language` on texts
whose known words are marked: one tells English, Arabizi and other languages apart in Latin script, the other
the varieties of Arabic, Arabizi being read in Arabic script as well. A text is `mixed` when it holds a clause
of each of two languages: a brand, a loan word or a greeting is none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import regex

from assistant.assets import read_lines
from assistant.models import Language, LanguageCode, Variety
from assistant.text.arabic import fold, squeeze
from assistant.text.arabizi import Transliterator, load_characters, read_dictionary
from assistant.text.ngrams import NgramModel
from assistant.text.verbatim import NO_WORDS

Span = tuple[int, int, LanguageCode]

_LONGEST = 4_000
_QUOTED = regex.compile(r'"[^"\n]{1,80}"|“[^”\n]{1,80}”|«[^»\n]{1,80}»')
_WORDS = regex.compile(
    r"(?P<arabic>\p{Script=Arabic}[\p{Script=Arabic}\p{M}\u200c]*)"
    r"|(?P<latin>[\p{Script=Latin}\p{N}'’]*\p{Script=Latin}[\p{Script=Latin}\p{M}\p{N}'’]*)"
)
_LATIN = regex.compile(r"\p{Script=Latin}")
_LETTERS = regex.compile(r"\p{L}")
# Letters that only Urdu and its neighbours use; and those that Persian keyboards type, some Gulf writers too.
_URDU_LETTERS = regex.compile(r"[ٹڈڑںےۓھہۂ]")
_PERSIAN_LETTERS = regex.compile(r"[یکپژ]")
_DIGIT_LETTER = regex.compile(r"[^\W\d_][2356789]|^[2356789]['’]?[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class WordLists:
    """What is known of single words, all folded: see the files of the same names in `knowledge/lexicons`."""

    english: frozenset[str]
    clause: frozenset[str]
    loans: frozenset[str]
    other_latin: frozenset[str]
    other_arabic: frozenset[str]
    variety: Mapping[Variety, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Marker:
    """Shows the models a text with the words marked that the lists know; training and answering share it."""

    words: WordLists
    reader: Transliterator

    def known(self, word: str) -> bool:
        """Whether a word is on any list of Latin words."""
        marks = self.mark_language(word).split(" ")[1:]
        return bool(marks) and marks != ["xunknownx"]

    def mark_language(self, text: str) -> str:
        """The text as the Latin model sees it: with a mark for every word that a list knows."""
        lists = self.words
        marks = []
        for word in _LATIN_WORD.findall(text):
            plain = squeeze(fold(word))
            english = plain in lists.english
            other = word.lower() in lists.other_latin or plain in lists.other_latin
            exact, near = self.reader.knows(plain)
            sides = (
                ("e" if english else "") + ("a" if exact else "n" if near else "") + ("o" if other else "")
            )
            if sides or len(plain) > 2:
                marks.append(f"x{sides or 'unknown'}x")
            if _DIGIT_LETTER.search(plain):
                marks.append("xdigitx")
        return " ".join((text, *marks))

    def mark_variety(self, text: str) -> str:
        """The text as the variety model sees it: read in Arabic script too, words of a variety marked."""
        parts = [text]
        if _LATIN.search(text):
            parts.append(self.reader.to_arabic(text))
        words = _ANY_WORD.findall(squeeze(fold(" ".join(parts))))
        shown = words + [f"{a} {b}" for a, b in pairwise(words)]
        for variety, known in self.words.variety.items():
            parts += [f"x{variety}x"] * sum(word in known for word in shown)
        parts += [mark for mark, sign in _SPELLING.items() if sign.search(text)]
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    arabic: bool
    mute: bool  # a model, an id, a quotation: says nothing about the language


class LanguageDetector:
    """Names the language of a text. Safe to share between threads; single words are cached."""

    def __init__(self, latin: NgramModel, variety: NgramModel, marker: Marker) -> None:
        self._latin = latin
        self._variety = variety
        self._marker = marker
        self._words = marker.words
        self._word_chance = lru_cache(maxsize=20_000)(self._chance_of_word)

    def detect(self, text: str) -> Language:
        """The language, and for Arabic in either script the variety as a best guess."""
        text = text[:_LONGEST]
        words = _words(text)
        letters = len(_LETTERS.findall(text))
        if not words or not letters:
            return Language(LanguageCode.OTHER, None, 1.0 if not letters else 0.95)
        ours = sum(len(_LETTERS.findall(word.text)) for word in words)
        if ours * 2 < letters:
            return Language(LanguageCode.OTHER, None, 0.95)
        codes, confidence = self._label(words)
        present = set(codes)
        if present == {LanguageCode.OTHER}:
            return Language(LanguageCode.OTHER, None, confidence)
        present.discard(LanguageCode.OTHER)
        if len(present) > 1:
            return Language(LanguageCode.MIXED, self._variety_of(words, codes), confidence)
        (code,) = present
        if code == LanguageCode.EN:
            return Language(LanguageCode.EN, None, confidence)
        return Language(code, self._variety_of(words, codes), confidence)

    def detect_spans(self, text: str) -> list[Span]:
        """The stretches of one language, in order and apart, from first word to last; [] without words.

        A brand or a loan counts to the language around it, so there is more than one stretch only in a text
        that `detect` calls mixed (or that also holds a stretch of some other language).
        """
        words = _words(text[:_LONGEST])
        if not words:
            return []
        codes, _ = self._label(words)
        spans: list[Span] = []
        for word, code in zip(words, codes, strict=True):
            if spans and spans[-1][2] == code:
                spans[-1] = (spans[-1][0], word.end, code)
            else:
                spans.append((word.start, word.end, code))
        return spans

    def _label(self, words: list[_Word]) -> tuple[list[LanguageCode], float]:
        """A language for each word, loans and brands absorbed, and how sure the whole is."""
        arabic = [word for word in words if word.arabic and not word.mute]
        latin = [word for word in words if not word.arabic and not word.mute]
        if not latin:
            if not any(word.arabic for word in words):
                return [LanguageCode.OTHER] * len(words), 0.5
            own = self._script_of(arabic or words)
            return [own] * len(words), 0.99 if own == LanguageCode.AR else 0.9
        said = " ".join(word.text for word in latin)
        if not arabic and len(said) <= _SHORTHAND and not self._marker.known(said):
            return [LanguageCode.EN] * len(words), 0.6  # "k", "np": chat shorthand
        odds = self._odds(said)
        main = max(odds, key=lambda code: odds[code])
        if arabic:
            return self._label_both_scripts(words, arabic, odds)
        if main == LanguageCode.OTHER:
            return [main] * len(words), odds[main]
        codes = self._segment(words)
        clauses = self._clauses(words, codes)
        if len(clauses) > 1:
            return _absorbed(codes, clauses), 0.8
        return [main] * len(words), odds[main]

    def _label_both_scripts(
        self, words: list[_Word], arabic: list[_Word], odds: Mapping[LanguageCode, float]
    ) -> tuple[list[LanguageCode], float]:
        own = self._script_of(arabic)
        if own == LanguageCode.OTHER:
            return [own] * len(words), 0.9
        codes = [own if word.arabic else code for word, code in zip(words, self._segment(words), strict=True)]
        clauses = self._clauses(words, codes)
        if not clauses or odds[LanguageCode.OTHER] > _FOREIGN:
            return [own] * len(words), 0.95
        if len(arabic) < 2:  # one Arabic word in a Latin sentence is a name or a loan
            if len(clauses) == 1:
                return [*clauses] * len(words), 0.8
            return _absorbed(codes, clauses), 0.8
        return _absorbed(codes, clauses | {own}), 0.9

    def _script_of(self, arabic: list[_Word]) -> LanguageCode:
        return LanguageCode.OTHER if self._is_foreign(arabic) else LanguageCode.AR

    def _segment(self, words: list[_Word]) -> list[LanguageCode]:
        """English or Arabizi for each Latin word: the likeliest sequence where changing sides costs."""
        en = ar = 0.0
        back: list[tuple[bool, bool]] = []  # for each word: whether English / Arabizi came from English
        for word in words:
            chance = 0.0 if word.arabic or word.mute else self._word_chance(word.text)
            from_en = (en >= ar - _CHANGE, en - _CHANGE > ar)
            en, ar = max(en, ar - _CHANGE) + chance, max(ar, en - _CHANGE) - chance
            back.append(from_en)
        english = en >= ar
        codes: list[LanguageCode] = []
        for stays_en, comes_from_en in reversed(back):
            codes.append(LanguageCode.EN if english else LanguageCode.ARABIZI)
            english = stays_en if english else comes_from_en
        return codes[::-1]

    def _clauses(self, words: list[_Word], codes: list[LanguageCode]) -> set[LanguageCode]:
        """Which of English and Arabizi say at least a clause somewhere, not just a loan or a name."""
        found: set[LanguageCode] = set()
        start = 0
        for at in range(1, len(words) + 1):
            if at < len(words) and codes[at] == codes[start]:
                continue
            run = [word.text for word in words[start:at] if not word.arabic and not word.mute]
            if codes[start] == LanguageCode.EN and self._english_clause(run):
                found.add(LanguageCode.EN)
            elif codes[start] == LanguageCode.ARABIZI and self._arabizi_clause(run):
                found.add(LanguageCode.ARABIZI)
            start = at
        return found

    def _english_clause(self, run: list[str]) -> bool:
        known = sum(fold(word) in self._words.clause for word in run)
        return known >= (2 if len(run) < 5 else 1) and len(run) >= 3

    def _arabizi_clause(self, run: list[str]) -> bool:
        own = [word for word in run if fold(word) not in self._words.loans and fold(word) not in _ARTICLES]
        return sum(self._word_chance(word) < -_SURE_WORD for word in own) >= 2

    def _is_foreign(self, words: list[_Word]) -> bool:
        """Whether Arabic script writes Urdu, Persian or another language."""
        text = " ".join(word.text for word in words)
        known = sum(word.text in self._words.other_arabic for word in words)
        urdu = len(_URDU_LETTERS.findall(text))
        persian = len(_PERSIAN_LETTERS.findall(text))
        letters = len(_LETTERS.findall(text))
        if urdu and (known or urdu * 20 >= letters):
            return True
        if known * 3 >= len(words) and (known > 1 or len(words) < 3 or persian):
            return True
        return persian * 10 >= letters and known > 0

    def _odds(self, text: str) -> dict[LanguageCode, float]:
        chances = self._latin.probabilities(self._marker.mark_language(text))
        return {LanguageCode(label): chance for label, chance in chances.items()}

    def _chance_of_word(self, word: str) -> float:
        """Log odds of English against Arabizi for one word, within limits."""
        odds = self._odds(word)
        english, arabizi = odds[LanguageCode.EN] + 0.02, odds[LanguageCode.ARABIZI] + 0.02
        return max(-_LIMIT, min(_LIMIT, math.log(english / arabizi)))

    def _variety_of(self, words: list[_Word], codes: list[LanguageCode]) -> Variety:
        said = " ".join(
            word.text
            for word, code in zip(words, codes, strict=True)
            if code != LanguageCode.EN or word.arabic
        )
        odds = self._variety.probabilities(self._marker.mark_variety(said))
        return Variety(max(odds, key=lambda name: odds[name]))


_LATIN_WORD = regex.compile(r"[\p{L}\p{M}\p{N}'’]+")
_ANY_WORD = regex.compile(r"[\p{L}\p{N}']+")
_SPELLING = {
    "xhamzax": regex.compile(r"[أإآ]"),
    "xtanwinx": regex.compile(r"[\u064b-\u064d]"),
    "xtamarbutax": regex.compile(r"ة(?!\p{L})"),
    "xhax": regex.compile(r"ه(?!\p{L})"),
    "xmaqsurax": regex.compile(r"ى"),
    "xpointsx": regex.compile(r"[.؟،]"),
}
_CHANGE = 3.0
_LIMIT = 3.0
_SURE_WORD = 1.0
_FOREIGN = 0.9
_SHORTHAND = 3
_ARTICLES = frozenset({"el", "al", "il", "l"})


def _words(text: str) -> list[_Word]:
    """The words of a text in Arabic or Latin script; links, codes and quotations inside a text are mute."""
    skipped = [match.span() for match in NO_WORDS.finditer(text)]
    found: list[_Word] = []
    at = 0
    for match in _WORDS.finditer(text):
        start, end = match.span()
        while at < len(skipped) and skipped[at][1] <= start:
            at += 1
        arabic = match["arabic"] is not None
        if not _LETTERS.search(match[0]):  # digits, a comma
            continue
        mute = not arabic and at < len(skipped) and skipped[at][0] < end
        found.append(_Word(start, end, match[0], arabic, mute))
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    said = [any(a <= word.start < b for a, b in quoted) for word in found]
    if any(said) and said.count(False) > 1:
        return [replace(word, mute=word.mute or quote) for word, quote in zip(found, said, strict=True)]
    return found


def _absorbed(codes: list[LanguageCode], clauses: set[LanguageCode]) -> list[LanguageCode]:
    """Give the words of languages without a clause to the language before them, else to the one after."""
    out: list[LanguageCode | None] = [code if code in clauses else None for code in codes]
    last: LanguageCode | None = next(code for code in out if code is not None)
    for at, code in enumerate(out):
        if code is None:
            out[at] = last
        last = out[at]
    return [code for code in out if code is not None]


def read_word_lists(knowledge: Path, english: frozenset[str], arabic: Mapping[str, float]) -> WordLists:
    """Read the word lists. Words of other languages that English or Arabic has as well say nothing: dropped."""
    folder = knowledge / "lexicons"
    latin: set[str] = set()
    script: set[str] = set()
    for line in read_lines(folder / "foreign_words.txt"):
        name, _, words = line.partition(":")
        (script if name in ("ur", "fa") else latin).update(words.split())
    return WordLists(
        english=english,
        clause=frozenset(map(fold, read_lines(folder / "english_function_words.txt"))),
        loans=frozenset(map(fold, read_lines(folder / "english_arabic_loans.txt"))),
        other_latin=frozenset(latin),
        other_arabic=frozenset(word for word in script if word not in arabic or _URDU_LETTERS.search(word)),
        variety={
            variety: frozenset(squeeze(fold(word)) for word in read_lines(folder / f"variety.{variety}.txt"))
            for variety in Variety
        },
    )


def load_detector(knowledge: Path) -> LanguageDetector:
    """Read the models and the word lists."""
    models = knowledge / "models"
    characters = load_characters(knowledge)
    return LanguageDetector(
        NgramModel.load(models / "language.npz"),
        NgramModel.load(models / "language_variety.npz"),
        Marker(
            read_word_lists(knowledge, characters.english, characters.words),
            Transliterator(read_dictionary(knowledge / "lexicons" / "arabizi_words.tsv"), characters),
        ),
    )
