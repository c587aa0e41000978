"""Phrase patterns: the small language of the lexicons, compiled to RE2 so that matching is linear.

A lexicon file has sections, each a `[name]` line followed by one pattern a line:

    [trigger]
    (leave|write|post) .. (positive|good) review*
    [unless]
    review your return

A pattern is words separated by spaces, compared on folded text (see `assistant.text.arabic`):

    word        that word; an Arabic word may carry و or ف in front
    word*       that word with any letters after it          *word   with up to three letters before it
    (a|b c|d*)  one of several; may hold spaces              x?      x or nothing
    ..          up to six words in between                   #       a number
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import re2
import regex

from assistant.assets import read_lines
from assistant.errors import BrokenAsset
from assistant.text.arabic import ARABIC_LETTER, fold

_TOKEN = regex.compile(r"\.\.|\((?:[^()]*)\)\??|\S+")
# Letters and digits as a few blocks of folded text: \pL and \pN are exact, but their hundreds of ranges,
# repeated in every gap, make RE2 programs of millions of instructions that take seconds to compile.
_LETTERS = r"0-9a-z_'\x{c0}-\x{5ff}\x{620}-\x{1fff}\x{2c00}-\x{ffff}"
_WORD = f"[{_LETTERS}]"
_SEPARATOR = rf"[^{_LETTERS}.!?\n]+"
_GAP = rf"(?:{_SEPARATOR}{_WORD}+){{0,6}}?"


_SENTENCE = 400
"""Letters up to which a text is taken for a sentence and its result remembered."""


class Phrases:
    """Many patterns as one matcher."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self.patterns = tuple(patterns)
        self._compiled: list[re2._Regexp[str]] = []
        # While a seller types, every sentence but one stays as it was; templates repeat theirs.
        self._remembered = functools.lru_cache(maxsize=128)(self._search)
        if self.patterns:
            union = "|".join(compile_phrase(pattern) for pattern in self.patterns)
            options = re2.Options()
            options.max_mem = 256 << 20
            self._compiled.append(re2.compile(rf"(?:^|[^{_LETTERS}])({union})(?:$|[^{_LETTERS}])", options))

    def __bool__(self) -> bool:
        return bool(self.patterns)

    def search(self, text: str) -> tuple[int, int] | None:
        """The span of the first match in folded text, None when there is none."""
        return self._remembered(text) if len(text) <= _SENTENCE else self._search(text)

    def _search(self, text: str) -> tuple[int, int] | None:
        for compiled in self._compiled:
            found = compiled.search(text)
            if found:
                start, end = found.span(1)
                return start, end
        return None

    def finditer(self, text: str) -> Iterator[tuple[int, int]]:
        """The spans of all matches that do not overlap, in order."""
        if self.search(text) is None:  # nearly always, and often known already
            return
        for compiled in self._compiled:
            for found in compiled.finditer(text):
                yield found.span(1)


def _parts(pattern: str) -> list[str]:
    """The words, groups and gaps of a pattern. Raises `ValueError` where it cannot be one."""
    parts = _TOKEN.findall(pattern.strip())
    if (
        not parts
        or parts[0] == ".."
        or pattern.count("(") != pattern.count(")")
        or not all(map(_says_something, parts))
    ):
        raise ValueError(f"not a pattern: {pattern!r}")
    return parts


def _says_something(part: str) -> bool:
    return bool(part.strip("*?()| "))


@functools.lru_cache(maxsize=16384)
def compile_phrase(pattern: str) -> str:
    """Turn one pattern into an RE2 expression. Raises `ValueError` on an empty or unbalanced pattern."""
    parts = _parts(pattern)
    out = ""
    pending_gap = False
    for part in parts:
        if part == "..":
            pending_gap = True
            continue
        optional = part.endswith("?")
        body = _alternatives(part[:-1] if optional else part)
        if not out:
            # An optional first word brings its own separator, so that the next one may stand first.
            out = rf"(?:{body}{_SEPARATOR})?" if optional else body
            leading = optional
            continue
        separator = "" if leading and out.endswith(")?") else _SEPARATOR
        gap = _GAP if pending_gap else ""
        out += rf"(?:{gap}{separator}{body})?" if optional else rf"{gap}{separator}{body}"
        leading = leading and optional
        pending_gap = False
    return out


def _alternatives(token: str) -> str:
    if not token.startswith("("):
        return _word(token)
    options = [
        _SEPARATOR.join(_word(word) for word in option.split()) for option in token[1:-1].split("|") if option
    ]
    return "(?:" + "|".join(options) + ")"


@functools.lru_cache(maxsize=16384)
def _word(word: str) -> str:
    if word == "#":
        return r"[0-9][0-9.,]*"
    before, after = word.startswith("*"), word.endswith("*")
    core = word.strip("*")
    core = core.lower() if core.isascii() else fold(core)
    if not core:
        raise ValueError("a pattern's word must not be empty")
    prefix = rf"{_WORD}{{0,3}}" if before else ("[وف]?" if ARABIC_LETTER.match(core) else "")
    return prefix + (core if core.isalnum() else re2.escape(core)) + (rf"{_WORD}*" if after else "")


@dataclass(frozen=True)
class Lexicon:
    """A rule's word lists by section. A section that no file fills matches nothing."""

    sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @functools.cached_property
    def _compiled(self) -> dict[str, Phrases]:
        return {}

    def warm_up(self) -> None:
        """Compile every section now rather than when a draft first needs it."""
        for name in self.sections:
            self.section(name)

    def section(self, name: str) -> Phrases:
        """The matcher of one section, compiled at first use."""
        if name not in self._compiled:
            self._compiled[name] = Phrases(self.sections.get(name, ()))
        return self._compiled[name]


def read_lexicon(paths: Iterable[Path]) -> Lexicon:
    """Read one lexicon from its files (one a language). Raises `BrokenAsset` naming the bad line."""
    sections: dict[str, list[str]] = {}
    for path in paths:
        name = None
        for line in read_lines(path):
            if line.startswith("[") and line.endswith("]"):
                name = line[1:-1].strip()
                continue
            if name is None:
                raise BrokenAsset(path, f"{line!r} stands before the first [section]")
            try:
                _parts(line)  # most sections are compiled only when a draft needs them
            except ValueError as error:
                raise BrokenAsset(path, str(error)) from error
            sections.setdefault(name, []).append(line)
    return Lexicon({name: tuple(lines) for name, lines in sections.items()})
