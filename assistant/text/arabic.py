"""Folding of Arabic and Latin text to the forms that lexicons, features and search compare."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex

ARABIC_LETTER = regex.compile(r"[\u0620-\u064a\u066e-\u06d3\u06fa-\u06fc]")
LATIN_LETTER = regex.compile(r"\p{Script=Latin}")

# Spelling variants that writers mix freely; folded so that one entry of a lexicon covers them.
_LETTERS = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه",
    "ک": "ك", "ی": "ي", "ھ": "ه", "ہ": "ه", "ە": "ه", "گ": "ك", "ڤ": "ف", "پ": "ب", "چ": "ج", "ژ": "ز",
    "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"',
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "،": ",", "؛": ";", "؟": "?", "٪": "%",
    "٫": ".", "٬": ",",
}  # fmt: skip


@lru_cache(maxsize=4096)
def fold_char(char: str) -> str:
    """Fold one character: compatibility forms, digits to ASCII, case, Arabic letter variants, marks dropped.

    Returns zero or more characters, so that a `View` can keep the offsets.
    """
    out = []
    for piece in unicodedata.normalize("NFKC", char):
        if is_invisible(piece) or piece == "ـ":
            continue
        category = unicodedata.category(piece)
        if category in ("Mn", "Me"):
            continue
        if category == "Cs":  # half a surrogate pair, which no encoding can hold
            out.append("\ufffd")
            continue
        if category == "Nd":
            out.append(str(unicodedata.digit(piece)))
            continue
        folded = _LETTERS.get(piece)
        if folded is None:
            folded = "".join(
                _LETTERS.get(c, c)
                for c in unicodedata.normalize("NFD", piece.lower())
                if unicodedata.category(c) not in ("Mn", "Me")
            )
        out.append(folded)
    return "".join(out)


def is_invisible(char: str) -> bool:
    """Zero-width, bidirectional and other format controls that a reader never sees."""
    return unicodedata.category(char) == "Cf" or char in "\u115f\u1160\u3164\uffa0\u034f\ufe0e\ufe0f"


def fold(text: str) -> str:
    """Fold a whole text (see `fold_char`); idempotent."""
    return "".join(map(fold_char, text))


_REPEATS = regex.compile(r"(\p{L})\1{2,}")


def squeeze(text: str) -> str:
    """Shorten letters drawn out for emphasis (جداااا, sooooo) to one."""
    return _REPEATS.sub(r"\1", text)
