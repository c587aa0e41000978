"""What a translation must not lose or invent, checked on the texts alone. Faults are told in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import regex

from assistant.assets import read_yaml
from assistant.errors import BrokenAsset
from assistant.models import ReplyLanguage
from assistant.text.arabic import fold
from assistant.text.verbatim import VERBATIM
from assistant.translation.tokens import kept_tokens, lost_and_new, plain

Kind = Literal[
    "empty", "lost", "new", "currency", "untranslated", "repetition", "length", "negation", "term", "name",
    "meaning", "unsure", "roles",
]  # fmt: skip
_WORD = regex.compile(r"[\p{L}\p{M}'’]+")
_ARABIC = regex.compile(r"\p{Script=Arabic}")
_LATIN = regex.compile(r"\p{Script=Latin}")
# A name as brands write it, iPhone or AirPods: capitals within the word. Plainer names are also words.
_NAME = regex.compile(r"(?<![\p{L}\p{N}])(?:[a-z]{1,3}[A-Z]|[A-Z][a-z]+[A-Z])[A-Za-z]{1,20}(?![\p{L}\p{N}])")
_CODES = regex.compile(r"(?<!\p{L})(?:[A-Z]{2,3}|(?<=\d ?)[A-Za-z]{2,3}|[A-Za-z]{2,3}(?=\.? ?\d))(?!\p{L})")
_SHORT = 12  # letters: ratios mean nothing below
_RATIO = (0.3, 3.5)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a translation. `weight` compares candidates: the lighter sum is the better one."""

    kind: Kind
    message: str
    weight: float = 1.0


@dataclass(frozen=True)
class Guards:
    """The checks after a translation. Words are folded; `currencies` maps a name to its code.

    `numbers` maps a number to the words that say it in any language: "10 دقايق" may become "ten minutes".
    """

    negation: Mapping[str, frozenset[str]]
    circumfix: Mapping[str, tuple[str, str]]
    currencies: Mapping[str, str]
    numbers: Mapping[str, frozenset[str]]
    spared: tuple[str, ...]
    denying: tuple[str, ...]

    def faults(self, source: str, translation: str, target: ReplyLanguage) -> tuple[Fault, ...]:
        """What is wrong with a translation; empty when nothing was found."""
        if not translation.strip():
            return (Fault("empty", "The text could not be translated.", 20),)
        lost, new = self.lost_and_new(source, translation)
        found = [Fault("lost", f"{token} is missing from the translation.", 4) for token in lost]
        found += [Fault("new", f"{token} is not in the original.", 3) for token in new]
        named, names = self._currencies(source), self._currencies(translation)
        found += [
            Fault("currency", f"The original says {code}; the translation does not.", 2)
            for code in sorted(named - names)
        ]
        found += [
            Fault("currency", f"The translation says {code}; the original does not.", 2)
            for code in sorted(names - named)
        ]
        found += [
            Fault("name", f"{name} is missing from the translation.", 1)
            for name in lost_names(source, translation, target)
        ]
        if _mostly_in(source, translation, target):
            found.append(Fault("untranslated", "Part of the text was left untranslated.", 3))
        if repeats(translation) and not repeats(source):
            found.append(Fault("repetition", "The translation repeats itself.", 6))
        if not _plausible_length(source, translation):
            words = "The translation's length does not fit the original: something is missing or added."
            found.append(Fault("length", words, 3))
        denied, denies = self.denies(source), self.denies(translation)
        if denied and not denies:
            found.append(Fault("negation", "The original says no or not; the translation does not.", 2))
        elif denies and not denied:
            found.append(Fault("negation", "The translation says no or not; the original does not.", 2))
        return tuple(found)

    def lost_and_new(self, source: str, translation: str) -> tuple[list[str], list[str]]:
        """As `tokens.lost_and_new`, but a number may be said in words on the other side."""
        lost, new = lost_and_new(source, translation)
        if not lost and not new:
            return lost, new
        said, says = _folded_words(source), _folded_words(translation)
        return (
            [token for token in lost if not self.numbers.get(token, frozenset()) & says],
            [token for token in new if not self.numbers.get(token, frozenset()) & said],
        )

    def kept(self, source: str, translation: str) -> tuple[str, ...]:
        """The tokens of the source that the translation carries unchanged."""
        lost, _ = lost_and_new(source, translation)
        return tuple(token for token in dict.fromkeys(kept_tokens(source)) if plain(token) not in lost)

    def denies(self, text: str) -> bool:
        """Whether a text says no or not anywhere."""
        script = "ar" if _ARABIC.search(text) else "arabizi"
        shown = f" {' '.join(_WORD.findall(fold(text)))} "
        if any(f" {phrase} " in shown for phrase in self.denying):
            return True
        for phrase in self.spared:
            shown = shown.replace(f" {phrase} ", " ").replace(f" و{phrase} ", " ")
        words = _folded_words(shown)
        if any(word in self.negation["en"] or word in self.negation[script] for word in words):
            return True
        prefix, suffix = self.circumfix[script]
        return any(
            len(word) >= len(prefix) + len(suffix) + 2 and word.startswith(prefix) and word.endswith(suffix)
            for word in words
        )

    def _currencies(self, text: str) -> set[str]:
        """Currency codes named in a text; a short Latin one must be in capitals or stand by a number."""
        codes = {word.casefold() for word in _CODES.findall(text)}
        words = {word for word in _folded_words(text) if len(word) > 3 or not word.isascii()}
        return {self.currencies[word] for word in words | codes if word in self.currencies}


def lost_names(source: str, translation: str, target: ReplyLanguage) -> list[str]:
    """Names like iPhone that an English translation of an Arabic text lost; Arabic may write them its way."""
    if target == "ar" or not _ARABIC.search(source):
        return []
    shown = translation.casefold()
    return [name for name in dict.fromkeys(_NAME.findall(source)) if name.casefold() not in shown]


def repeats(text: str) -> bool:
    """Whether some run of three words comes three times, or of five words twice in a row."""
    words = text.casefold().split()
    runs = Counter(zip(words, words[1:], words[2:], strict=False))
    if any(count >= 3 for count in runs.values()):
        return True
    return any(words[at : at + 5] == words[at + 5 : at + 10] for at in range(len(words) - 9))


def _folded_words(text: str) -> set[str]:
    """The words, and those that begin with "and" or "so" in Arabic also without it."""
    words = {fold(word).replace("'", "") for word in _WORD.findall(text)} - {""}
    return words | {word[1:] for word in words if word[0] in "وف" and len(word) > 2}


def _mostly_in(source: str, translation: str, target: ReplyLanguage) -> bool:
    """Whether over a third of the translation's letters are of the other script (kept tokens aside)."""
    shown = VERBATIM.sub(" ", translation)
    arabic, latin = len(_ARABIC.findall(shown)), len(_LATIN.findall(shown))
    foreign = arabic if target == "en" else latin
    return foreign * 3 > arabic + latin and not (target == "ar" and foreign < _SHORT)


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
            {str(number): frozenset(map(fold, words)) for number, words in data["numbers"].items()},
            tuple(map(fold, data["spared"])),
            tuple(map(fold, data["denying"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BrokenAsset(
            path,
            "must hold lists under 'negation', 'currencies', 'numbers', 'spared' and 'denying', and 'circumfix'",
        ) from error
