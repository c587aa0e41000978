"""Whether a word may be a name written in the other script: the consonants of both, by sound."""

from __future__ import annotations

from itertools import groupby

import re2

from assistant.text.arabic import fold

_SHORTEST = 3  # with two consonants, too many words sound like a name
_SOUNDS = str.maketrans(
    "بپتطثجغحهخكقدضذظزسصشرلمنفڤ" + "pqcgvjx",
    "bbtttggxxkkkddddzsssrlmnff" + "bkkgfgk",
)
_SILENT = re2.compile(r"[^bdfgklmnrstz]")
_ARTICLE = re2.compile(r"^(?:al|el|ال)[ -]?")


def sounds(word: str) -> str | None:
    """The consonants of a word in classes of like sound; None when they are too few to tell a name by."""
    bare = str(_ARTICLE.sub("", fold(word).casefold()))
    heard = "".join(letter for letter, _ in groupby(bare.translate(_SOUNDS)))
    heard = str(_SILENT.sub("", heard))
    return heard if len(heard) >= _SHORTEST else None


def is_arabic(word: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in word)
