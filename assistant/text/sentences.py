"""Where sentences start and end, as offsets into the text."""

from __future__ import annotations

import regex

# A full stop ends a sentence only before white space, so that 3.5, a.com and www.x.y stay whole.
_END = regex.compile(r"[!?؟。!?]+[\"'»”)]*|\.+[\"'»”)]*(?=\s|$)|[\n\r\u2028\u2029]+|؛")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the [start, end) spans of the non-blank sentences, in order, without outer white space."""
    spans: list[tuple[int, int]] = []
    start = 0
    for mark in _END.finditer(text):
        _append(text, start, mark.end(), spans)
        start = mark.end()
    _append(text, start, len(text), spans)
    return spans


def _append(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
