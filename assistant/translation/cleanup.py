"""What is tidied in every translation: punctuation of the language, spaces, stray marks of direction."""

from __future__ import annotations

import regex

from assistant.models import ReplyLanguage
from assistant.text.verbatim import VERBATIM

_DIRECTION = regex.compile(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_TO_ARABIC = str.maketrans({",": "،", ";": "؛", "?": "؟"})
_TO_ENGLISH = str.maketrans({"،": ",", "؛": ";", "؟": "?", "٫": ".", "٬": ",", "٪": "%"})
_BEFORE_MARK = regex.compile(r"\s+([.,;:!?،؛؟])(?=\s|$)")
_QUOTES = (('"', '"'), ("“", "”"), ("«", "»"))
_ASKS = regex.compile(r"[?؟]\s*[\"'»”)]*$")


def tidy(source: str, translation: str, target: ReplyLanguage) -> str:
    """A line as its language writes it. What must be kept, and numbers, are left as they are."""
    out: list[str] = []
    done = 0
    plain = _DIRECTION.sub("", translation)
    for match in VERBATIM.finditer(plain):
        out += (_marks(plain[done : match.start()], target), match.group())
        done = match.end()
    out.append(_marks(plain[done:], target))
    line = _BEFORE_MARK.sub(r"\1", " ".join("".join(out).split()))
    for opening, closing in _QUOTES:
        wrapped = len(line) > 2 and line[0] == opening and line[-1] == closing
        if wrapped and opening not in line[1:-1] and source.strip()[:1] not in "\"“«'":
            line = line[1:-1].strip()
    if _ASKS.search(source) and not _ASKS.search(line) and line:
        line = line.rstrip(".!،,") + ("؟" if target == "ar" else "?")
    return line


def _marks(text: str, target: ReplyLanguage) -> str:
    if target == "en":
        return text.translate(_TO_ENGLISH)
    # A comma between digits belongs to the number.
    return regex.sub(r"(?<!\d)[,;?]|[,;?](?!\d)", lambda m: m.group().translate(_TO_ARABIC), text)
