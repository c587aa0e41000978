"""Characters that pass for a Latin letter or a digit: one table for every reading that undoes disguises."""

from __future__ import annotations

import regex

# Cyrillic, Greek and Armenian letters, small capitals and the like; the markets written for use none of them.
_LIKE_LATIN = (
    ("аеорсухіјѕԁһкмтнвгѡԛԝ", "aeopcyxijsdhkmthbrwqw"),
    ("οαεικνρτυχβγωϲϳ", "oaeiknptuxbywcj"),
    ("օսոցհԛᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢıɑɡʟ", "ounghqabcdefghijklmnoprstuvwyziagl"),
)
LETTERS = {
    sign: letter for signs, letters in _LIKE_LATIN for sign, letter in zip(signs, letters, strict=True)
}
for _first in (0x1F150, 0x1F170):  # white on black, round and square
    LETTERS |= {chr(_first + place): chr(ord("a") + place) for place in range(26)}

DIGITS = {chr(ord(one) + value - 1): str(value) for one in "❶➀➊" for value in range(1, 10)} | {"⓿": "0"}

ALIKE = regex.compile(f"[{''.join((*LETTERS, *DIGITS))}]")
"""One look-alike; `LETTERS` or `DIGITS` says what it imitates."""


def imitated(sign: str) -> str:
    """The letter or digit that a look-alike imitates."""
    return LETTERS.get(sign) or DIGITS[sign]
