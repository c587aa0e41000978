"""Addresses and numbers as a reader would dial or type them, whatever they were dressed up as.

`addresses` rewrites "shop dot com", "شوب دوت كوم", "ali (at) gmail . com", "hxxp" or "w w w . x . c o m" to the
plain form. `number_chains` reads digits of every script, number words in English, Arabic, its dialects and
Arabizi, letters standing for digits (O, l) and any decoration between them. Both keep the way back to the draft.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from assistant.text.arabic import fold
from assistant.text.spans import View

LOOK_ALIKES = dict(
    zip("аеорсухіјѕԁһкмтнвгοαεικνρτυχβωѡ", "aeopcyxijsdhkmthbroaeiknptuxbww", strict=True)
)
"""Cyrillic and Greek letters that pass for a Latin one; the markets written for use neither script."""

_DOTS = "。·•‧∙⋅●"
_CIRCLED = {char: str(value % 10) for start in "❶➀➊" for value in range(1, 10) for char in chr(ord(start) + value - 1)}
_CHARS = {**LOOK_ALIKES, **_CIRCLED, "⓿": "0"}
_CHAR = regex.compile(f"[{''.join(_CHARS)}]")


def undone_letters(view: View) -> View:
    """The view with look-alike letters and circled digits turned into what they imitate."""
    return view.edited((found.start(), found.end(), _CHARS[found[0]]) for found in _CHAR.finditer(view.text))


# --- addresses -------------------------------------------------------------------------------------------

_MAIL_PROVIDERS = {
    "gmail": "gmail|g mail|جيميل|جي ميل|جميل",
    "hotmail": "hotmail|hot mail|هوتميل|هوت ميل|هتميل",
    "yahoo": "yahoo|ياهو",
    "outlook": "outlook|اوتلوك|اوت لوك",
    "icloud": "icloud|i cloud|ايكلاود|اي كلاود",
    "protonmail": "protonmail|proton|بروتون",
    "live": "live|لايف",
}
MAIL_HOSTS = "|".join(_MAIL_PROVIDERS)
_TOP_LEVEL_WORDS = {
    "com": "كوم", "net": "نت", "org": "اورج|اورغ", "store": "ستور", "shop": "شوب", "info": "انفو",
    "me": "مي", "ly": "لي", "ae": "اي ?اي", "sa": "اس ?اي", "eg": "اي ?جي", "co": "كو",
    "online": "اونلاين", "site": "سايت",
}  # fmt: skip
_TOP_LEVEL = "com|net|org|info|shop|store|online|site|website|ae|sa|eg|kw|qa|bh|om|jo|lb|co|me|ly|io|gl|be|ee|app|link|biz|xyz"
_DOT_WORD = r"(?:d[o0]t|دوت|ضوت|نقطه|بوينت|point)"
_AT_WORD = r"(?:at|ات|اتس)"
_OPEN, _CLOSE = r"[ \t]*[\[({<|/\\*_][ \t]*", r"[ \t]*[\])}>|/\\*_][ \t]*"

_SPELLED = regex.compile(r"(?<![\p{L}\p{N}])(?:[a-z0-9.@:/_-] ){4,}+(?:[a-z](?![\p{L}\p{N}]))?")
_ODD_DOT = regex.compile(rf"(?<=[\p{{L}}\p{{N}}]) ?[{_DOTS}] ?(?=[\p{{L}}\p{{N}}])")
_FRAMED_DOT = regex.compile(rf"{_OPEN}(?:\.|{_DOT_WORD}){_CLOSE}")
_FRAMED_AT = regex.compile(rf"{_OPEN}(?:@|a|{_AT_WORD}){_CLOSE}")
_SCHEME = regex.compile(r"(?<![\p{L}\p{N}])h(?:tt|xx|\*\*|t t )p(s?)(?: ?: ?// ?| ?\[:\] ?// ?|:\\\\)")
_SLASH = regex.compile(r"[ \t]+(?:forward slash|slash|سلاش)[ \t]+")
_UNDERSCORE = regex.compile(r"[ \t]+(?:under ?score|اندر ?سكور|شرطه سفليه)[ \t]+")
_ARABIC_TOP_LEVEL = {word: regex.compile(rf"(?:{arabic})(?![\p{{L}}\p{{N}}])") for word, arabic in _TOP_LEVEL_WORDS.items()}
_SAID_DOT = regex.compile(
    rf"(?<=[\p{{L}}\p{{N}}])[\s_-]*(?<![\p{{L}}\p{{N}}]){_DOT_WORD}[\s_-]*"
    rf"(?=(?P<latin>(?:{_TOP_LEVEL})(?![\p{{L}}\p{{N}}]))|(?P<arabic>{'|'.join(_TOP_LEVEL_WORDS.values())})(?![\p{{L}}\p{{N}}]))"
)
