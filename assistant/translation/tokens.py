"""The tokens that a translation must carry unchanged, and how two texts compare by them."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache

import regex

from assistant.text.sentences import sentence_spans
from assistant.text.verbatim import EMOJI, VERBATIM

# A digit before Latin letters is a letter of Arabizi (3ayez, and 3am, which no shop means as an hour), unless a unit or a currency follows (20cm).
_NUMBER = regex.compile(
    r"(?<![\p{Script=Latin}\d'’])(?!3am\b)\d+(?:[.,/:-]\d+)*(?!\d)(?=(?i:[cmk]?m|[kmg]?g|gm|m?l|[gmt]b|[km]?[wv]|hz|mah|inch|in|x\d+|aed|sar|egp|am|pm|th|st|nd|rd|h|hrs?)\b"
    r"|\p{Script=Arabic}|\P{L}|$)"
)


@cache
def _western() -> dict[int, str]:
    digits = {
        code: str(unicodedata.digit(chr(code))) for code in range(0x80, 0x20000) if chr(code).isdecimal()
    }
    return {**digits, ord("٫"): ".", ord("٬"): ",", ord("٪"): "%"}


def western_digits(text: str) -> str:
    """Digits of every script as 0–9, and the Arabic decimal and thousands marks as . and ,"""
    return text if text.isascii() else text.translate(_western())


def kept_tokens(text: str) -> list[str]:
    """Links, addresses, placeholders, codes, sizes and numbers (amounts, dates, measures), in order."""
    text = western_digits(text)
    found = [(m.start(), m.group()) for m in VERBATIM.finditer(text)]
    rest = VERBATIM.sub(lambda m: " " * len(m.group()), text)
    found += [(m.start(), m.group()) for m in _NUMBER.finditer(rest)]
    return [token for _, token in sorted(found)]


def numbers(text: str) -> list[str]:
    """The numbers alone, outside of links and codes."""
    return _NUMBER.findall(VERBATIM.sub(lambda m: " " * len(m.group()), western_digits(text)))


def without_emoji(text: str) -> tuple[str, list[str]]:
    """The text without its emoji, and these in order: they are put back after the translation."""
    emoji = [match.group() for match in EMOJI.finditer(text)]
    return (" ".join(EMOJI.sub(" ", text).split()), emoji) if emoji else (text, [])


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences; a mark within a link or an address ends none."""
    return sentence_spans(VERBATIM.sub(lambda m: "x" * len(m.group()), text))


def lost_and_new(source: str, translation: str) -> tuple[list[str], list[str]]:
    """The kept tokens that the translation lacks, and those that only it has."""
    before, after = (Counter(map(plain, kept_tokens(text))) for text in (source, translation))
    return list((before - after).elements()), list((after - before).elements())


def put_right(source: str, translation: str) -> str:
    """The translation with its one wrong number replaced by the one that the source has in its stead."""
    before, after = Counter(numbers(source)), Counter(numbers(translation))
    lost, new = list((before - after).elements()), list((after - before).elements())
    if len(lost) != 1 or len(new) != 1 or plain(lost[0]) == plain(new[0]):
        return translation
    # Only where the two are of a kind: 12 for 21 is a slip, 2 for 45,000 is another sentence.
    if abs(len(lost[0]) - len(new[0])) > 1:
        return translation
    return regex.sub(rf"(?<![\p{{L}}\d]){regex.escape(new[0])}(?![\d])", lost[0], translation, count=1)


def plain(token: str) -> str:
    """1,200 and 1200 are one number."""
    return regex.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", token)
