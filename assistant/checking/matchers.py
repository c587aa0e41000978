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
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import re2
import regex

from assistant.assets import read_lines
from assistant.errors import BrokenAsset
from assistant.text.arabic import ARABIC_LETTER, fold
from assistant.text.common import COMMON

_TOKEN = regex.compile(r"\.\.|\((?:[^()]*)\)\??|\S+")
# Letters and digits as a few blocks of folded text: \pL and \pN are exact, but their hundreds of ranges,
# repeated in every gap, make RE2 programs of millions of instructions that take seconds to compile.
_BLOCKS = ((0xC0, 0x5FF), (0x620, 0x1FFF), (0x2C00, 0xFFFF))
_LETTERS = "0-9a-z_'" + "".join(rf"\x{{{first:x}}}-\x{{{last:x}}}" for first, last in _BLOCKS)
_WORD = f"[{_LETTERS}]"
_RUN = regex.compile("[0-9a-z_'" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _BLOCKS) + "]+")
_SEPARATOR = rf"[^{_LETTERS}.!?\n]+"
_GAP = rf"(?:{_SEPARATOR}{_WORD}+){{0,6}}?"


_SENTENCE = 400
"""Letters up to which a text is taken for a sentence and its result remembered."""
_INDEXED = 4_000
"""Letters up to which only patterns are tried whose words a text holds."""
_STUB = 4
"""Letters by which the beginning of an open word (`word*`) is looked up."""
_COMMON = COMMON | {"not", "one", "our", "us", "please", "refund", "return", "ارجاع", "المنتج", "الطلب"}
"""Words that most drafts hold."""


class Phrases:
    """Many patterns as one matcher.

    Each pattern is listed under the words it cannot do without, as in the index of a book, and compiled when a
    text first holds one of them: of some hundred patterns a sentence tries a few, and most are never compiled.
    """

    def __init__(self, patterns: Iterable[str], held: Callable[[str], frozenset[str]] | None = None) -> None:
        """held: the words of a text that may matter, where not all are to be looked through."""
        self.patterns = tuple(patterns)
        self._held = held or held_words
        self._compiled: list[re2._Regexp[str] | None] = [None] * len(self.patterns)
        # While a seller types, every sentence but one stays as it was; templates repeat theirs.
        self._remembered = functools.lru_cache(maxsize=128)(self._search)

    def __bool__(self) -> bool:
        return bool(self.patterns)

    @functools.cached_property
    def _index(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = {}
        for number, pattern in enumerate(self.patterns):
            for word in needed_words(pattern):
                index.setdefault(word, []).append(number)
        return index

    @functools.cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(self._index)

    @functools.cached_property
    def _all(self) -> re2._Regexp[str]:
        return _compiled("|".join(compile_phrase(pattern) for pattern in self.patterns))

    def _candidates(self, text: str) -> list[re2._Regexp[str]]:
        """What to try on a text, in the order of the patterns."""
        if not self.patterns:
            return []
        if len(text) > _INDEXED:
            return [self._all]
        held = self._words & self._held(text)
        numbers = {number for word in held for number in self._index[word]}
        return [self._pattern(number) for number in sorted(numbers)] if numbers else []

    def _pattern(self, number: int) -> re2._Regexp[str]:
        compiled = self._compiled[number]
        if compiled is None:
            compiled = self._compiled[number] = _compiled(compile_phrase(self.patterns[number]))
        return compiled

    def warm_up(self) -> None:
        """Compile every pattern now."""
        for number in range(len(self.patterns)):
            self._pattern(number)
        _ = self._words

    def search(self, text: str) -> tuple[int, int] | None:
        """The span of the first match in folded text, None when there is none."""
        return self._remembered(text) if len(text) <= _SENTENCE else self._search(text)

    def _search(self, text: str) -> tuple[int, int] | None:
        return next(self._matches(text), None)

    def finditer(self, text: str) -> Iterator[tuple[int, int]]:
        """The spans of all matches that do not overlap, in order."""
        return iter(()) if self.search(text) is None else self._matches(text)

    def _matches(self, text: str) -> Iterator[tuple[int, int]]:
        """At each place the first pattern that matches there, as one union of all would."""
        candidates = self._candidates(text)
        at = 0
        while candidates:
            found = [match for one in candidates if (match := one.search(text, at)) is not None]
            if not found:
                return
            first = min(found, key=lambda match: match.start())  # of several the earliest in the list
            yield first.span(1)
            at = first.end()


def _compiled(expression: str) -> re2._Regexp[str]:
    options = re2.Options()
    options.max_mem = 256 << 20
    return re2.compile(rf"(?:^|[^{_LETTERS}])({expression})(?:$|[^{_LETTERS}])", options)


@functools.lru_cache(maxsize=16384)
def needed_words(pattern: str) -> frozenset[str]:
    """Words one of which a text must hold for a pattern to match, named as `held_words` does; "" is in every text.

    They are those of the pattern's part that says most: that is long, has few alternatives and no common word.
    """
    parts = [part for part in _parts(pattern) if part != ".." and not part.endswith("?")]
    if not parts:
        return frozenset([""])
    return _needed(max(parts, key=_says) if len(parts) > 1 else parts[0])


def _says(part: str) -> float:
    options = part.count("|") + 1
    return (0 if part in _COMMON else len(part) / options) - options / 8


def _needed(part: str) -> frozenset[str]:
    folded = part.lower() if part.isascii() else fold(part)
    options = folded[1:-1].split("|") if folded.startswith("(") else [folded]
    return frozenset(_key(max(option.split(), key=len)) for option in options if option)


def _key(word: str) -> str:
    """The name of a pattern's word: a whole one as it is, `^` and the first letters of an open one."""
    if word.isalpha():
        return word
    if word == "#":
        return word
    runs = _RUN.findall(word)  # a word may be spelled with a hyphen
    if not runs:
        return ""
    number = max(range(len(runs)), key=lambda number: len(runs[number]))
    opens = (word[0] == "*" and number == 0) or (word[-1] == "*" and number == len(runs) - 1)
    return f"^{runs[number][:_STUB]}" if opens else runs[number]


@functools.lru_cache(maxsize=64)
def held_words(text: str) -> frozenset[str]:
    """The words of a folded text, and of each the beginnings that an open word of a pattern may find."""
    return frozenset().union(("",), *map(_names, _RUN.findall(text)))


@functools.lru_cache(maxsize=8192)
def _names(word: str) -> frozenset[str]:
    names = {f"^{word[at : at + size]}" for at in range(4) for size in range(1, _STUB + 1)}
    names |= {word, word[1:]} if word[0] in "وف" else {word}
    return frozenset(names | {"#"} if word[0] in "0123456789" else names)


@functools.lru_cache(maxsize=16384)
def _parts(pattern: str) -> tuple[str, ...]:
    """The words, groups and gaps of a pattern. Raises `ValueError` where it cannot be one."""
    parts = tuple(_TOKEN.findall(pattern.strip()))
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
    core = _core(word)
    if not core:
        raise ValueError("a pattern's word must not be empty")
    prefix = rf"{_WORD}{{0,3}}" if before else ("[وف]?" if ARABIC_LETTER.match(core) else "")
    return prefix + (core if core.isalnum() else re2.escape(core)) + (rf"{_WORD}*" if after else "")


@functools.lru_cache(maxsize=16384)
def _core(word: str) -> str:
    core = word.strip("*")
    return core.lower() if core.isascii() else fold(core)


@dataclass(frozen=True)
class Lexicon:
    """A rule's word lists by section. A section that no file fills matches nothing."""

    sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @functools.cached_property
    def _compiled(self) -> dict[str, Phrases]:
        return {}

    @functools.cached_property
    def _held(self) -> Callable[[str], frozenset[str]]:
        """The words of a text that any section needs: a few, found once for all sections."""
        words = frozenset(
            word
            for patterns in self.sections.values()
            for pattern in patterns
            for word in needed_words(pattern)
        )
        return functools.lru_cache(maxsize=64)(lambda text: words & held_words(text))

    def warm_up(self) -> None:
        """Compile every section now rather than when a draft first needs it."""
        for name in self.sections:
            self.section(name).warm_up()

    def section(self, name: str) -> Phrases:
        """The matcher of one section."""
        if name not in self._compiled:
            self._compiled[name] = Phrases(self.sections.get(name, ()), self._held)
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
