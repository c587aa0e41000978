"""The field's own terms: put into the source for engines that copy them, checked in what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import regex

from assistant.assets import read_text
from assistant.errors import BrokenAsset
from assistant.models import ReplyLanguage
from assistant.text.arabic import fold
from assistant.translation.guards import Fault

# What Arabic writes onto the front of a noun: and, so, by, like, for, the.
_PREFIX = r"(?<![\p{L}\p{M}])(?P<lead>[وف]?(?:بال|كال|وال|ال|لل|[بلك])?)"


@dataclass(frozen=True, slots=True)
class Term:
    """A thing's Arabic names, its English ones (the first is written), and what it is wrongly called."""

    arabic: tuple[str, ...]
    english: tuple[str, ...]
    wrong: tuple[str, ...] = ()


class Glossary:
    """Finds terms in either language. All comparing is of folded words."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._terms = tuple(terms)
        self._by_arabic = {fold(name): term for term in terms for name in term.arabic}
        names = sorted(self._by_arabic, key=len, reverse=True)
        self._arabic = regex.compile(
            _PREFIX + rf"(?P<term>{'|'.join(map(regex.escape, names))})(?![\p{{L}}\p{{M}}])"
        )

    def terms_in(self, arabic: str) -> list[Term]:
        """The terms that an Arabic text names, each once."""
        found = (self._by_arabic[match["term"]] for match in self._arabic.finditer(fold(arabic)))
        return list(dict.fromkeys(found))

    def corrected(self, source: str, translation: str, target: ReplyLanguage) -> str:
        """An English translation with the known wrong names of the source's terms set right."""
        if target != "en":
            return translation
        for term in self.terms_in(source):
            if _names(term.english, translation):
                continue
            for wrong in term.wrong:
                found = regex.search(
                    rf"(?i)(?<!\p{{L}}){regex.escape(wrong)}(?P<s>s?)(?!\p{{L}})", translation
                )
                if found is not None:
                    right = _like(found.group(), term.english[0]) + found["s"]
                    translation = translation[: found.start()] + right + translation[found.end() :]
                    break
        return translation

    def faults(self, source: str, translation: str, target: ReplyLanguage) -> tuple[Fault, ...]:
        """Terms of an Arabic text that its English translation does not name."""
        if target != "en":
            return ()
        missing = [term for term in self.terms_in(source) if not _names(term.english, translation)]
        return tuple(
            Fault("term", f"«{term.arabic[0]}» means {term.english[0]}; the translation does not say it.", 1)
            for term in missing
        )


def _names(names: Sequence[str], text: str) -> bool:
    shown = fold(text)
    return any(
        regex.search(rf"(?<!\p{{L}}){regex.escape(fold(name))}(?:e?s)?(?!\p{{L}})", shown) for name in names
    )


def _like(shown: str, word: str) -> str:
    return word[:1].upper() + word[1:] if shown[:1].isupper() else word


def load_glossary(path: Path) -> Glossary:
    """Read Arabic names<TAB>English names[<TAB>wrong names] lines; names are parted by `|`. Raises `BrokenAsset`."""
    terms = []
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = [
            tuple(name.strip() for name in field.split("|") if name.strip()) for field in line.split("\t")
        ]
        if len(fields) not in (2, 3) or not fields[0] or not fields[1]:
            raise BrokenAsset(
                path, f"line {number} must be Arabic names, a tab, English names, wrong names if any"
            )
        terms.append(Term(fields[0], fields[1], fields[2] if len(fields) == 3 else ()))
    if not terms:
        raise BrokenAsset(path, "holds no terms")
    return Glossary(terms)
