"""Views of a text that remember where each of their characters came from.

A rule matches on a view (folded, cleaned) and reports code points of the text as it was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import regex


@dataclass(frozen=True, slots=True)
class View:
    """A rewritten text with, for each of its characters, the source span it stands for.

    `starts[i]` and `ends[i]` bound the source code points of `text[i]`; all three have one length.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, source: str, rewrite: Callable[[str], str]) -> View:
        """Build a view by rewriting each source character to zero, one or more characters."""
        cache: dict[str, str] = {}
        out: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for position, char in enumerate(source):
            new = cache.get(char)
            if new is None:
                new = cache[char] = rewrite(char)
            for piece in new:
                out.append(piece)
                starts.append(position)
                ends.append(position + 1)
        return cls("".join(out), tuple(starts), tuple(ends))

    def edited(self, edits: Iterable[tuple[int, int, str]]) -> View:
        """Replace [start, end) spans, in order and apart, by new text that stands for the span's source."""
        text: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for start, end, new in edits:
            text += self.text[done:start], new
            starts.extend(self.starts[done:start])
            ends.extend(self.ends[done:start])
            starts.extend([self.starts[start]] * len(new))
            ends.extend([self.ends[end - 1]] * len(new))
            done = end
        if not done:
            return self
        text.append(self.text[done:])
        return View("".join(text), (*starts, *self.starts[done:]), (*ends, *self.ends[done:]))

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Map view offsets [start, end) to source offsets; an empty span maps to an empty span."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return at, at
        return self.starts[start], self.ends[end - 1]


def grapheme_safe(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen [start, end) so that it never cuts a combining mark or joiner off its letter."""
    while end < len(text) and _EXTENDS.match(text, end):
        end += 1
    while start > 0 and start < len(text) and _EXTENDS.match(text, start):
        start -= 1
    return start, end


_EXTENDS = regex.compile(r"[\p{M}\u200d\ufe0e\ufe0f]")
