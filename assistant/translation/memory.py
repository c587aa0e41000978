"""What was translated before by people: found word for word, or nearly so, and always with its source named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import regex

from assistant.assets import read_text
from assistant.errors import BrokenAsset, InvalidInput
from assistant.models import ReplyLanguage
from assistant.text.arabic import fold
from assistant.translation.tokens import kept_tokens, western_digits

_NEAR = 94.0  # of 100: a letter or two in a sentence; meaning can hang on less, so what is found is told
_LONG_ENOUGH = 20  # characters: in a shorter text one letter is another word
_LETTERS = regex.compile(r"[^\p{L}\p{M}\p{N}#]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A pair of texts that say the same, and where it comes from.

    `only`: the one language it may be recalled in. Customers' dialect is read, never written.
    """

    english: str
    arabic: str
    origin: str
    only: ReplyLanguage | None = None

    def side(self, language: ReplyLanguage) -> str:
        return self.english if language == "en" else self.arabic


@dataclass(frozen=True, slots=True)
class Recalled:
    """A remembered translation with the new text's own numbers and ids in it."""

    text: str
    origin: str
    exact: bool


class Memory:
    """Looks up whole texts and sentences. Numbers, ids and links are slots: those of the new text are put in."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)
        self._known: dict[ReplyLanguage, dict[str, int]] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def recall(self, text: str, target: ReplyLanguage, *, near: bool = True) -> Recalled | None:
        """The translation on record of a text, or of one that differs by a letter or two; None without one."""
        source: ReplyLanguage = "ar" if target == "en" else "en"
        keys = self._keys(source)
        key = _key(text)
        if not key:
            return None
        place, exact = keys.get(key), True
        if place is None and near and len(key) >= _LONG_ENOUGH:
            place, exact = self._nearest(key, source), False
        if place is None:
            return None
        entry = self._entries[place]
        filled = _filled(entry.side(source), entry.side(target), text)
        return None if filled is None else Recalled(filled, entry.origin, exact)

    def _nearest(self, key: str, source: ReplyLanguage) -> int | None:
        from rapidfuzz import fuzz, process

        found = process.extractOne(key, list(self._keys(source)), scorer=fuzz.ratio, score_cutoff=_NEAR)
        if found is None or _few_words_differ(key, found[0]) is False:
            return None
        return self._keys(source)[found[0]]

    def _keys(self, source: ReplyLanguage) -> dict[str, int]:
        """The entries' places by their keys in a language, worked out when it is first asked for."""
        found = self._known.get(source)
        if found is None:
            target = "ar" if source == "en" else "en"
            found = {}
            for place, entry in enumerate(self._entries):
                if entry.only in (None, target):
                    found.setdefault(_key(entry.side(source)), place)
            self._known[source] = found
        return found


def _key(text: str) -> str:
    """A text as it is compared: folded, without punctuation, every number and id as #."""
    shown = western_digits(text)
    for token in sorted(set(kept_tokens(shown)), key=len, reverse=True):
        shown = regex.sub(rf"(?<![\p{{L}}\d]){regex.escape(token)}(?![\p{{L}}\d])", "#", shown)
    return _LETTERS.sub(" ", fold(shown)).strip()


def _few_words_differ(key: str, other: str) -> bool:
    """Whether two keys have equally many words and each differing pair are spellings of one length class."""
    ours, theirs = key.split(), other.split()
    if len(ours) != len(theirs):
        return False
    pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    return all(len(a) > 4 and len(b) > 4 and abs(len(a) - len(b)) <= 1 and "#" not in a + b for a, b in pairs)


def _filled(before: str, after: str, text: str) -> str | None:
    """The translation `after` of `before`, with the tokens of `text` in place of those of `before`.

    None where the slots do not match one to one.
    """
    old, new = kept_tokens(before), kept_tokens(text)
    if old == new:
        return after
    if len(old) != len(new) or len(set(old)) != len(old) or sorted(old) != sorted(kept_tokens(after)):
        return None
    given = dict(zip(old, new, strict=True))
    pattern = "|".join(regex.escape(token) for token in sorted(old, key=len, reverse=True))
    return regex.sub(
        rf"(?<![\p{{L}}\d])(?:{pattern})(?![\d])", lambda m: given[m.group()], western_digits(after)
    )


def read_memory(path: Path, origin: str, only: ReplyLanguage | None = None) -> Iterator[Entry]:
    """Read English<TAB>Arabic[<TAB>origin] lines. Raises `BrokenAsset`."""
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) not in (2, 3) or not fields[0].strip() or not fields[1].strip():
            raise BrokenAsset(
                path, f"line {number} must be English, a tab, Arabic, and a tab and its origin if any"
            )
        yield Entry(
            fields[0].strip(), fields[1].strip(), fields[2].strip() if len(fields) == 3 else origin, only
        )


def accept(path: Path, source: str, translation: str, target: ReplyLanguage, origin: str) -> Entry:
    """Add a translation that a person approved to a file of memory. Raises `InvalidInput`."""
    texts = [" ".join(text.split()) for text in (source, translation)]
    for name, text in zip(("source", "translation"), texts, strict=True):
        if not text:
            raise InvalidInput(name, "must not be empty")
    english, arabic = reversed(texts) if target == "en" else texts
    entry = Entry(english, arabic, origin)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{entry.english}\t{entry.arabic}\t{entry.origin}\n")
    return entry


def aligned(english: str, arabic: str, origin: str) -> Iterator[Entry]:
    """Pairs from two renderings of one template: paragraph by paragraph, and their sentences where they match."""
    from assistant.translation.tokens import sentences

    ours, theirs = (text.split("\n\n") for text in (english, arabic))
    if len(ours) != len(theirs):
        return
    for left, right in zip(ours, theirs, strict=True):
        yield Entry(left, right, origin)
        spans: Sequence[list[tuple[int, int]]] = (sentences(left), sentences(right))
        if len(spans[0]) == len(spans[1]) > 1:
            for (a, b), (c, d) in zip(*spans, strict=True):
                yield Entry(left[a:b], right[c:d], origin)
