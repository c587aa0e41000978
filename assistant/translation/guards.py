"""What a translation must not lose or invent, checked on the texts alone. Faults are told in words."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import regex

from assistant.assets import read_yaml
from assistant.errors import BrokenAsset
from assistant.models import ReplyLanguage
from assistant.text.arabic import fold
from assistant.text.sentences import sentence_spans

# Copied as they stand: links, addresses, placeholders, then codes that mix capitals and digits.
_VERBATIM = regex.compile(
    r"https?://[^\s<>\"'()]+|www\.[^\s<>\"'()]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
    r"|\{\w{1,40}\}|\[\w{1,40}\]"
    r"|(?<![\w-])(?=[A-Z0-9-]{0,20}[A-Z])(?=[A-Z-]{0,20}[0-9])[A-Z0-9]{1,20}(?:-[A-Z0-9]{1,20}){0,4}(?![\w-])"
)
# A digit before Latin letters is a letter of Arabizi (3ayez), unless a unit or a currency follows (20cm).
_NUMBER = regex.compile(
    r"(?<![\p{L}\d'’])\d+(?:[.,/:]\d+)*(?!\d)(?=(?i:[cmk]?m|[kmg]?g|gm|m?l|[gmt]b|[km]?[wv]|hz|mah|inch|in|x\d+|aed|sar|egp)\b"
    r"|\p{Script=Arabic}|\P{L}|$)"
)
_EMOJI = regex.compile(r"\p{Extended_Pictographic}(?:\ufe0f|\u200d\p{Extended_Pictographic}|\p{EMod})*")
_WORD = regex.compile(r"[\p{L}\p{M}'’]+")
_ARABIC = regex.compile(r"\p{Script=Arabic}")
_LATIN = regex.compile(r"\p{Script=Latin}")
_SHORT = 12  # letters: ratios mean nothing below
_RATIO = (0.3, 3.5)


def western_digits(text: str) -> str:
    """Digits of every script as 0–9, and the Arabic decimal and thousands marks as . and ,"""
    text = text.replace("٫", ".").replace("٬", ",").replace("٪", "%")
    return "".join(str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c for c in text)


def kept_tokens(text: str) -> list[str]:
    """The links, addresses, placeholders, codes and numbers that a translation must carry unchanged, in order."""
    text = western_digits(text)
    found = [(m.start(), m.group()) for m in _VERBATIM.finditer(text)]
    rest = _VERBATIM.sub(lambda m: " " * len(m.group()), text)
    found += [(m.start(), m.group()) for m in _NUMBER.finditer(rest)]
    return [token for _, token in sorted(found)]


def without_emoji(text: str) -> tuple[str, list[str]]:
    """The text without its emoji, and these in order: they are put back after the translation."""
    emoji = [match.group() for match in _EMOJI.finditer(text)]
    return (" ".join(_EMOJI.sub(" ", text).split()), emoji) if emoji else (text, [])


def kept(source: str, translation: str) -> tuple[str, ...]:
    """The tokens of the source that the translation carries unchanged."""
    lost, _ = lost_and_new(source, translation)
    return tuple(token for token in dict.fromkeys(kept_tokens(source)) if _plain(token) not in lost)


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences; a mark within a link or an address ends none."""
    return sentence_spans(_VERBATIM.sub(lambda m: "x" * len(m.group()), text))


def lost_and_new(source: str, translation: str) -> tuple[list[str], list[str]]:
    """The kept tokens that the translation lacks, and those that only it has."""
    before, after = (Counter(map(_plain, kept_tokens(text))) for text in (source, translation))
    return list((before - after).elements()), list((after - before).elements())


def _plain(token: str) -> str:
    """1,200 and 1200 are one number."""
    return regex.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", token)


@dataclass(frozen=True)
class Guards:
    """The checks after a translation. Words are folded; `currencies` maps a name to its code."""

    negation: Mapping[str, frozenset[str]]
    circumfix: Mapping[str, tuple[str, str]]
    currencies: Mapping[str, str]

    def warnings(self, source: str, translation: str, target: ReplyLanguage) -> tuple[str, ...]:
        """What is wrong with a translation, one sentence each; empty when nothing was found."""
        if not translation.strip():
            return ("The text could not be translated.",)
        lost, new = lost_and_new(source, translation)
        found = [f"{token} is missing from the translation." for token in lost]
        found += [f"{token} is not in the original." for token in new]
        named, names = self._currencies(source), self._currencies(translation)
        found += [f"The original says {code}; the translation does not." for code in sorted(named - names)]
        found += [f"The translation says {code}; the original does not." for code in sorted(names - named)]
        if _mostly_in(source, translation, target):
            found.append("Part of the text was left untranslated.")
        if _repeats(translation):
            found.append("The translation repeats itself.")
        if not _plausible_length(source, translation):
            found.append("The translation's length does not fit the original: something is missing or added.")
        denied, denies = self._denies(source), self._denies(translation)
        if denied and not denies:
            found.append("The original says no or not; the translation does not.")
        elif denies and not denied:
            found.append("The translation says no or not; the original does not.")
        return tuple(found)

    def _denies(self, text: str) -> bool:
        script = "ar" if _ARABIC.search(text) else "arabizi"
        words = _folded_words(text)
        if any(word in self.negation["en"] or word in self.negation[script] for word in words):
            return True
        prefix, suffix = self.circumfix[script]
        return any(
            len(word) >= len(prefix) + len(suffix) + 2 and word.startswith(prefix) and word.endswith(suffix)
            for word in words
        )

    def _currencies(self, text: str) -> set[str]:
        return {self.currencies[word] for word in _folded_words(text) if word in self.currencies}


def _folded_words(text: str) -> set[str]:
    """The words, and those that begin with "and" or "so" in Arabic also without it."""
    words = {fold(word).replace("'", "") for word in _WORD.findall(text)}
    return words | {word[1:] for word in words if word[0] in "وف" and len(word) > 2}


def _mostly_in(source: str, translation: str, target: ReplyLanguage) -> bool:
    """Whether over a third of the translation's letters are of the other script (kept tokens aside)."""
    shown = _VERBATIM.sub(" ", translation)
    arabic, latin = len(_ARABIC.findall(shown)), len(_LATIN.findall(shown))
    foreign = arabic if target == "en" else latin
    return foreign * 3 > arabic + latin and not (target == "ar" and foreign < _SHORT)


def _repeats(text: str) -> bool:
    """Whether some run of three words comes three times."""
    words = text.split()
    runs = Counter(zip(words, words[1:], words[2:], strict=False))
    return any(count >= 3 for count in runs.values())


def _plausible_length(source: str, translation: str) -> bool:
    before, after = (len(_WORD.findall(text)) for text in (source, translation))
    if len(source) < _SHORT:
        return after <= before + 8
    return _RATIO[0] <= (after + 1) / (before + 1) <= _RATIO[1]


def load_guards(knowledge: Path) -> Guards:
    """Read `translation.yaml`."""
    path = knowledge / "translation.yaml"
    data = read_yaml(path)
    try:
        return Guards(
            {language: frozenset(map(fold, words)) for language, words in data["negation"].items()},
            {language: (fold(first), fold(last)) for language, (first, last) in data["circumfix"].items()},
            {fold(name): code for code, names in data["currencies"].items() for name in names},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BrokenAsset(
            path, "must hold word lists under 'negation' and 'currencies', pairs under 'circumfix'"
        ) from error
