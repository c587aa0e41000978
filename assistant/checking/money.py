"""Sums of money in a folded text."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

import regex

_CURRENCIES = {
    "AED": r"aed|dhs?|dirhams?|د\.ا|درهم\p{L}*|دراهم",
    "SAR": r"sar|sr|riyals?|ر\.س|ريال\p{L}*",
    "EGP": r"egp|le|l\.e|pounds?|geneh|gneh|ج\.م|جنيه\p{L}*",
    "USD": r"usd|\$|dollars?|دولار\p{L}*",
}
_NAMED = "|".join(f"(?P<{{place}}{code}>{words})" for code, words in _CURRENCIES.items())
_SUM = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}.])(?:(?:{_NAMED.replace('{place}', 'b')})\.? ?)?"
    rf"(?<![\p{{N}}.,])(?P<sum>\d{{1,6}}(?:,\d{{3}})*(?:\.\d{{1,2}})?)(?![\p{{N}}])(?!\.\d)"
    rf"(?: ?(?:{_NAMED.replace('{place}', 'a')})(?!\p{{L}}))?"
)


class Sum(NamedTuple):
    """An amount with its currency at [start, end) of the text."""

    amount: Decimal
    currency: str
    start: int
    end: int


def sums(text: str) -> Iterator[Sum]:
    """The amounts that a currency stands beside, in order."""
    for found in _SUM.finditer(text):
        named = [name[1:] for name, value in found.groupdict().items() if value is not None and name != "sum"]
        if named:
            yield Sum(Decimal(found["sum"].replace(",", "")), named[0], *found.span())
