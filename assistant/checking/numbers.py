"""Runs of digits as a reader would dial them, however they are written.

Digits of every script, number words (English, Arabic and its dialects, Arabizi), letters that stand for
digits (O, l) and any decoration, line break or joining word between the pieces.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex

from assistant.text.arabic import fold

_WORDS_BY_VALUE = {
    0: "zero zeros zeroes oh nought صفر زيرو اصفار صفار sefr sifr safr sifir sefer",
    1: "one wan واحد واحده وحده وان wahed wa7ed wahid wa7id wa7da wahad wa7ad",
    2: "two twos اثنين اتنين اثنان اثنتين ثنين تنين ثنتين تنتين تو etnen etneen etnein ithnain ithnen ethnen "
    "tnen tnein etnin thnain ethnain ithnein etnain",
    3: "three threes ثلاثه تلاته ثلاث تلات تلت ثلاثات ثري tlata talata telata thalatha tlateh tlete "
    "thalath talat",
    4: "four fours اربعه اربع اربعات فور arba3a arb3a arba3 arbaa arba3eh arbe3a",
    5: "five fives خمسه خمس خمسات فايف 5amsa khamsa 5amse khamse khams 5ams",
    6: "six sixes سته ست ستات سكس setta sitta sette sitte sita",
    7: "seven sevens سبعه سبع سبعات سفن sab3a saba3a sabaa sab3eh seb3a",
    8: "eight eights ثمانيه تمانيه ثماني تماني ثمان تمان تمنيه ثمنيه تمنيات ايت tamanya tamania tmania "
    "thamanya tmanye tamanye tmanya thamania",
    9: "nine nines تسعه تسع تسعات ناين tes3a tis3a tas3a tesa3a",
    10: "ten عشره عشر 3ashra 3ashara",
    11: "eleven حداشر احدعش احداشر حدعش",
    12: "twelve اتناشر اثنعش اثناعش طنعش اطنعش تناعش",
    13: "thirteen تلتاشر ثلاثطعش تلتطعش ثلطعش",
    14: "fourteen اربعتاشر اربعطعش",
    15: "fifteen خمستاشر خمسطعش",
    16: "sixteen ستاشر ستعش سطعش ستطعش",
    17: "seventeen سبعتاشر سبعطعش",
    18: "eighteen تمنتاشر ثمنطعش تمنطعش",
    19: "nineteen تسعتاشر تسعطعش",
    20: "twenty عشرين عشرون 3eshreen 3ishrin",
    30: "thirty ثلاثين تلاتين ثلاثون talateen",
    40: "forty fourty اربعين اربعون arb3een arba3in",
    50: "fifty خمسين خمسون khamseen 5amseen",
    60: "sixty ستين ستون setteen",
    70: "seventy سبعين سبعون sab3een",
    80: "eighty ثمانين تمانين ثمانون tamaneen",
    90: "ninety تسعين تسعون tes3een",
    100: "hundred ميه ميا مايه meyya",
    200: "ميتين مايتين",
    300: "ثلاثميه تلتميه ثلثميه",
    400: "اربعميه ربعميه",
    500: "خمسميه خمسمايه",
    600: "ستميه ستمايه",
    700: "سبعميه سبعمايه",
    800: "ثمانميه تمنميه ثمنميه",
    900: "تسعميه تسعمايه",
}
_VALUES = {fold(word): value for value, words in _WORDS_BY_VALUE.items() for word in words.split()}
_PLURAL_WORDS = (
    "zeros zeroes twos threes fours fives sixes sevens eights nines "
    "اصفار صفار ثلاثات اربعات خمسات ستات سبعات تمنيات تسعات"
)
_PLURALS = frozenset(map(fold, _PLURAL_WORDS.split()))
_REPEATS = {"double": 2, "dubble": 2, "دبل": 2, "دابل": 2, "triple": 3, "treble": 3, "تربل": 3, "تريبل": 3}
_PLUS = frozenset(("plus", "زايد", "بلس"))
_JOINING_WORDS = (
    "and then followed by after that next dash hyphen space w ba3den wba3den wba3dein "
    "و ثم وثم بعدها وبعدها بعدين وبعدين بعده وبعده كمان وكمان داش شرطه"
)
_JOINING = frozenset(map(fold, _JOINING_WORDS.split()))
_SWAPPED = {
    "o": "0",
    "l": "1",
    "i": "1",
    "|": "1",
    "ا": "1",
    "s": "5",
    "b": "8",
    "z": "2",
    "g": "9",
    "ه": "5",
}
_SURELY_SWAPPED = frozenset("0123456789oli|")
_LONG_TOKEN = 7
_LONG_GROUP = 6

_TOKEN = regex.compile(r"[\p{L}\p{N}|]+")
_GLUED = regex.compile(f"(?:[0-9]+|{'|'.join(sorted(_VALUES, key=len, reverse=True))})")
_THREADED = regex.compile(r"[0-9]{1,2}(?P<thread>[a-z])(?:[0-9]{1,2}(?P=thread)){3,}[0-9]{1,2}")
_NO_BRIDGE = regex.compile(r"[!?;<>=%$€£#\"{}]")
_EASY_BRIDGES = frozenset(("", " ", "-", ".", "_"))
_LONGEST_BRIDGE = 8
_MOST_LINE_BREAKS = 2
_MOST_JOINING = 4
_STRONG_BREAK = regex.compile(r"\n|[,.:/|]\s|\s[-–/|]\s")

_NOT_DIALLED = regex.compile(
    r"(?<![\d/.-])(?:\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}|(?:19|20)\d{2}[/.-]\d{1,2}[/.-]\d{1,2})(?![/.-]?\d)"
    r"|(?<![\d.,])[1-9]\d{0,2}(?:,\d{3})+(?![,\d])"
    r"|(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])"
    r"|(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?!:?\d)"
    r"|(?<![\d.])(?:10|127|172|192)(?:\.\d{1,3}){3}(?![.\d])"
)
"""Dates, thousands, times of day and local network addresses."""


class Piece(NamedTuple):
    """Digits written in one go at [start, end) of the view; `plus`: a plus sign stands before them."""

    digits: str
    start: int
    end: int
    plus: bool = False
    spelled: bool = False
    swapped: bool = False
    apart: bool = True
    """More than a space or hyphen divides it from the piece before: a comma, a line break, a slash."""
    anded: bool = False
    """An Arabic "and" is written on it, as in خمسة وثلاثين."""


Chain = tuple[Piece, ...]


def chains(text: str) -> list[Chain]:
    """The runs of pieces in a folded text that could be read as one number."""
    reader = _Reader(text)
    taken = [match.span() for match in _NOT_DIALLED.finditer(text)]
    at = last = 0
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        dialled = not (at < len(taken) and start >= taken[at][0])
        reader.take(token[0] if dialled else "", start, text[last:start])
        last = end
    reader.close()
    return reader.found


class _Reader:
    """Collects pieces into chains, word by word."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Chain] = []
        self._open()

    def _open(self) -> None:
        self.current: list[Piece] = []
        self.joining = 0
        self.repeat = 1
        self.plus_at = -1

    def close(self) -> None:
        """End the chain being read."""
        if self.current:
            self.found.append(tuple(self.current))
        if self.current or self.plus_at >= 0 or self.repeat > 1:
            self._open()

    def take(self, word: str, start: int, bridge: str) -> None:
        """Read one word and what stands between it and the word before."""
        easy = bridge in _EASY_BRIDGES
        if not easy and not _bridges(bridge):
            self.close()
        pieces = _read(word, start) if word else ()
        if not pieces:
            self._other(word, start)
            return
        apart = not self.current or self.joining > 0 or not (easy or not _STRONG_BREAK.search(bridge))
        for piece in pieces:
            digits, begin = piece.digits, piece.start
            if self.repeat > 1:
                digits = digits[:1] * (self.repeat - 1) + digits
            if self.plus_at >= 0:
                begin = self.plus_at
            elif begin == start and start and self.text[start - 1] == "+":
                begin = start - 1
            plus = begin < piece.start and not piece.anded
            _append(self.current, piece._replace(digits=digits, start=begin, plus=plus, apart=apart))
            self.joining, self.repeat, self.plus_at, apart = 0, 1, -1, False

    def _other(self, word: str, start: int) -> None:
        if word in _PLUS:
            self.plus_at = start
        elif word in _REPEATS:
            self.repeat = _REPEATS[word]
        elif self.current and word in _JOINING and self.joining < _MOST_JOINING:
            self.joining += 1
        else:
            self.close()


def _bridges(between: str) -> bool:
    return (
        len(between) <= _LONGEST_BRIDGE
        and between.count("\n") <= _MOST_LINE_BREAKS
        and not _NO_BRIDGE.search(between)
    )


def _read(word: str, start: int) -> tuple[Piece, ...]:
    """The pieces a word stands for; none when it is no number."""
    end = start + len(word)
    if word.isdigit() and word.isascii():
        return (Piece(word, start, end),)
    value = _VALUES.get(word)
    anded = False
    if value is None and word[0] in "وw":
        value = _VALUES.get(word[1:])
        anded = value is not None
    if value is not None:
        return (Piece(str(value), start + anded, end, spelled=True, anded=anded),)
    if any(char.isdigit() for char in word):
        return _unswapped(word, start) or _threaded(word, start) or _unglued(word, start)
    if not word.strip("o"):
        return (Piece("0" * len(word), start, end, swapped=True),)
    if len(word) >= _LONG_TOKEN:
        return _unglued(word, start)
    return ()


def _unswapped(word: str, start: int) -> tuple[Piece, ...]:
    """Digits with look-alike letters among them: 05O, l2345, ٠ه٠١٢٣٤."""
    letters = sum(not char.isdigit() for char in word)
    sure = _SURELY_SWAPPED.issuperset(word)
    if not sure and (len(word) < _LONG_TOKEN or letters * 5 > len(word) * 2):
        return ()
    digits = "".join(char if char.isdigit() else _SWAPPED.get(char, "?") for char in word)
    if not (digits.isascii() and digits.isdigit()):
        return ()
    return (Piece(digits, start, start + len(word), swapped=True),)


def _threaded(word: str, start: int) -> tuple[Piece, ...]:
    """Digits with the same letter between all of them: 05x5x8x1x2x3x3x9x0."""
    if not _THREADED.fullmatch(word):
        return ()
    digits = "".join(char for char in word if char.isdigit())
    return (Piece(digits, start, start + len(word), swapped=True),)


def _unglued(word: str, start: int) -> tuple[Piece, ...]:
    """Number words without spaces between them."""
    pieces = []
    at = 0
    while at < len(word):
        match = _GLUED.match(word, at + (word[at] == "و" and at > 0)) or _GLUED.match(word, at)
        if match is None:
            return ()
        value = str(_VALUES.get(match[0], match[0]))
        pieces.append(Piece(value, start + match.start(), start + match.end(), spelled=True))
        at = match.end()
    return tuple(pieces) if len(pieces) > 1 else ()


def _append(current: list[Piece], piece: Piece) -> None:
    """Add a piece, reading "thirty four", "five hundred" and "خمسة وثلاثين" as a person would."""
    before = current[-1] if current else None
    total = _total(before, piece) if before is not None else None
    if before is None or total is None:
        current.append(piece)
    else:
        current[-1] = before._replace(digits=str(total), end=piece.end)


def _total(before: Piece, piece: Piece) -> int | None:
    """What two words make together; None when each stands for itself."""
    if not before.spelled or not piece.spelled or piece.plus:
        return None
    first, then = int(before.digits), int(piece.digits)
    if piece.anded:
        tens = 1 <= first <= 9 and 20 <= then <= 90
        hundreds = 100 <= first <= 900 and then < 100
        return first + then if tens or hundreds else None
    if piece.apart:
        return None
    if 20 <= first <= 90 and first % 10 == 0 and 1 <= then <= 9:
        return first + then
    return first * 100 if 1 <= first <= 9 and then == 100 else None


def plural_runs(chain: Chain, text: str) -> Chain:
    """The chain with "three fives" and "تلات صفار" written out."""
    pieces: list[Piece] = []
    for piece in chain:
        before = pieces[-1] if pieces else None
        if (
            before is not None
            and piece.spelled
            and text[piece.start : piece.end] in _PLURALS
            and before.digits in ("2", "3", "4")
        ):
            pieces[-1] = before._replace(
                digits=piece.digits * int(before.digits), end=piece.end, spelled=True
            )
        else:
            pieces.append(piece)
    return tuple(pieces)


def windows(chain: Chain, most_digits: int = 15) -> Iterator[Chain]:
    """The parts of a chain that may be a number of their own, longest first from each start.

    A part begins and ends where the writing allows it: at the chain's ends, at a comma or line break,
    beside a long number, at a plus sign or a group with a leading zero.
    """
    length = len(chain)
    joints = [True, *(_may_part(chain[at - 1], chain[at]) for at in range(1, length)), True]
    for first in range(length):
        if not joints[first]:
            continue
        digits = 0
        stops = []
        for stop in range(first, length):
            digits += len(chain[stop].digits)
            if digits > most_digits:
                break
            if joints[stop + 1]:
                stops.append(stop + 1)
        for stop in reversed(stops):
            yield chain[first:stop]


def _may_part(before: Piece, piece: Piece) -> bool:
    long = len(piece.digits) >= _LONG_GROUP or len(before.digits) >= _LONG_GROUP
    return piece.apart or piece.plus or long or (len(piece.digits) > 1 and piece.digits[0] == "0")
