"""A phone number, however it is written.

Why: a number takes the conversation where noon keeps no record of it, and it is personal data of whoever
answers. Found in every script of digits, spelled out, split by spaces, lines or emoji, or with letters for
digits; short service lines count. Order, return, tracking and serial numbers, prices, dates and sizes do
not.
Source: noon ReturnConnect policy, section 3 (restricted content).

Bad:
    en: Hello Sara, please ring our technician on 050 318 4427 so he can help with the mixer.
    en: If the lamp still flickers my number is zero five five, three one nine, double two four six.
    ar: مرحبًا سارة، يمكنكم الاتصال بفني الخلاط على ٠٥٠٣١٨٤٤٢٧ لحل المشكلة.
    ar: إذا بقي الضوء يومض فرقمي صفر خمسة خمسة ثلاثة واحد تسعة اثنين اثنين أربعة ستة.
    arabizi: law el lamba lessa btorshosh kalemni 3ala 0101 884 2273
Good:
    en: Hello Sara, your return 4031184427 is with us and noon will collect the mixer on 05/03/2025.
    en: The serial number 0503184427 is printed under the lamp, beside "220-240V 50Hz".
    ar: مرحبًا سارة، رقم الإرجاع ٤٠٣١١٨٤٤٢٧ ظاهر لدينا وستستلم نون الخلاط قريبًا.
    ar: الرقم التسلسلي 0503184427 مكتوب أسفل المصباح وقيمة المبلغ 149 درهمًا.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

import regex

from assistant.checking.disguises import letters
from assistant.checking.document import Document
from assistant.checking.fixes import chat_in_place_of
from assistant.checking.matchers import Lexicon
from assistant.checking.numbers import Chain, chains, plural_runs, windows
from assistant.checking.rule import Hit
from assistant.checking.wording import set_aside
from assistant.models import CheckContext
from assistant.text.arabic import fold
from assistant.text.spans import grapheme_safe

_LOCAL = regex.compile(r"05\d{8}|01[0125]\d{8}")
"""Mobile numbers as they are written at home: the Emirates and Saudi Arabia, Egypt."""
_LEBANESE = regex.compile(r"03\d{6}")
_MARKETS = ("AE", "SA", "EG")
_NEIGHBOURS = ("JO", "IQ", "LB", "PK", "PH")
_LEADING = regex.compile(r"00[1-9]\d{7,12}|0[1-9]\d{7,9}|(?:971|966|20)[1-9]\d{7,9}")
_LINKED = ("wa.me/", "phone=", "tel:", "tel://")

_SHORTEST_ROW = 3
_FEWEST_DIGITS = 7
_FEWEST_SPELLED = 5
_MOST_DIGITS = 13
"""Digits beyond which plain figures without a plus are a device's or a parcel's number."""
_FREE_LINE = regex.compile(r"(?:800|600|9200)\d{4,7}")
_SHORT = regex.compile(r"(?!(?:19|20)\d{2}$)\d{3,6}")
_VANITY = regex.compile(r"(?<![\p{L}\p{N}])(?:1[ -]?)?[68]00[ -]?(?=[a-z]{4,10}(?![\p{L}\p{N}]))[a-z]+")
_SENTENCE_END = regex.compile(r"[!?\n]|(?<!\b(?:ref|no|nr|num|inv|ord|tel|ph|mob|id|awb|mr|eng))\.(?=\s)")
_WORD = regex.compile(r"[\p{L}\p{N}]+")

_REACH = 90
"""Characters before or after a number in which a word can say what it is."""
_LABEL_REACH = 5
_CONTACT_REACH = 9
_MOST_LOOKUPS = 400
"""More numbers than any message holds: beyond, only the shape of local mobiles is looked at."""


def find(document: Document, context: CheckContext, lexicon: Lexicon) -> Iterable[Hit]:
    """Yield each phone number, exactly as far as it is written."""
    view = letters(document.view)
    text = view.text
    cues = _Cues(text, lexicon)
    for start, end in _numbers(text, cues):
        if text[start - 1 : start] == "(" and ")" in text[start:end]:
            start -= 1
        first, last = grapheme_safe(document.source, *view.source_span(start, end))
        yield Hit(first, last, fix=chat_in_place_of(document.source, first, last, document.language))


def _numbers(text: str, cues: _Cues) -> Iterator[tuple[int, int]]:
    books = _PhoneBook()
    previous = 0
    for chain in chains(text):
        if not _VANITY.match(text, chain[0].start):
            yield from _in_chain(plural_runs(chain, text), text, previous, cues, books)
        previous = chain[-1].end
    for vanity in _VANITY.finditer(text):
        if cues.dialled(vanity.start(), vanity.end(), max(0, vanity.start() - _REACH)):
            yield vanity.span()


def _in_chain(
    chain: Chain, text: str, previous: int, cues: _Cues, books: _PhoneBook
) -> Iterator[tuple[int, int]]:
    done = previous
    for part in windows(chain):
        start, end = part[0].start, part[-1].end
        if start < done:
            continue
        if _is_number(part, text, done, cues, books):
            yield start, end
            done = end


def _is_number(part: Chain, text: str, done: int, cues: _Cues, books: _PhoneBook) -> bool:
    start, end = part[0].start, part[-1].end
    digits = "".join(piece.digits for piece in part)
    if text.startswith(_LINKED, max(0, start - 6), start) or text[:start].endswith(_LINKED):
        return len(digits) >= _FEWEST_DIGITS
    if (
        len(digits) > _MOST_DIGITS
        and digits[:2] != "00"
        and not any(piece.spelled or piece.swapped for piece in part)
    ):
        return False
    if len(digits) < _FEWEST_DIGITS:
        return bool(_SHORT.fullmatch(digits)) and len(part) <= 2 and cues.dialled(start, end, done)
    if part[0].plus:
        return len(digits) >= 8
    if _is_row(part):
        return False
    shaped = books.knows(digits) or (len(part) > 1 and _LEBANESE.fullmatch(digits))
    if shaped or _is_disguised(part, digits):
        return not cues.names_something_else(start, end, done)
    return cues.offered(start, end, done)


def _is_row(part: Chain) -> bool:
    """Whether the pieces count up evenly, like sizes or weights: 05 10 15 20 25."""
    values = [int(piece.digits) for piece in part]
    steps = {then - value for value, then in pairwise(values)}
    return len(values) > _SHORTEST_ROW and len(steps) == 1 and steps.pop() > 1


def _is_disguised(part: Chain, digits: str) -> bool:
    """Whether nobody would write anything but a phone number this way."""
    spelled = sum(piece.spelled for piece in part)
    swapped = any(piece.swapped for piece in part)
    if spelled >= _FEWEST_SPELLED:
        return True
    if swapped and _FREE_LINE.fullmatch(digits):
        return True
    return (swapped or spelled > 1) and 9 <= len(digits) <= 14 and digits[0] == "0"


class _PhoneBook:
    """Knows the shapes of phone numbers, and how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def knows(self, digits: str) -> bool:
        if _LOCAL.fullmatch(digits):
            return True
        if not _LEADING.fullmatch(digits) or self.asked > _MOST_LOOKUPS:
            return False
        self.asked += 1
        import phonenumbers  # its tables take a tenth of a second to load; most drafts hold no such digits

        if digits.startswith("0") and not digits.startswith("00"):
            candidates: list[tuple[str, str | None]] = [
                (digits, region) for region in (*_MARKETS, *_NEIGHBOURS)
            ]
        else:
            candidates = [("+" + digits.removeprefix("00"), None)]
        for number, region in candidates:
            try:
                if phonenumbers.is_valid_number(phonenumbers.parse(number, region)):
                    return True
            except phonenumbers.NumberParseException:
                continue
        return False


@lru_cache(maxsize=4)
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, words))


class _Cues:
    """Where the words stand that say what a number is, looked up once per draft."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.found: dict[str, tuple[list[int], list[int]]] = {}
        self.between = _folded(lexicon.sections.get("between", ()))

    def _spans(self, section: str) -> tuple[list[int], list[int]]:
        if section not in self.found:
            text = (
                set_aside(self.text, self.lexicon.section("place")) if section == "identifier" else self.text
            )
            spans = sorted(self.lexicon.section(section).finditer(text), key=lambda span: span[1])
            self.found[section] = [start for start, _ in spans], [end for _, end in spans]
        return self.found[section]

    def _last(self, section: str, floor: int, start: int) -> int | None:
        """The end of the last cue that ends in [floor, start]."""
        ends = self._spans(section)[1]
        at = bisect_right(ends, start) - 1
        return ends[at] if at >= 0 and ends[at] > floor else None

    def _follows(self, section: str, end: int) -> bool:
        """Whether a cue stands right behind a number, with no word between."""
        starts, _ = self._spans(section)
        at = bisect_left(starts, end)
        if at == len(starts) or starts[at] - end > _REACH:
            return False
        between = self.text[end : starts[at]]
        return not _WORD.search(between) and not _SENTENCE_END.search(between)

    def _floor(self, start: int, done: int) -> int:
        """Where the sentence of a number starts, after the number before it."""
        floor = max(done, start - _REACH)
        breaks = list(_SENTENCE_END.finditer(self.text, floor, start))
        return breaks[-1].end() if breaks else floor

    def _words(self, end: int, start: int) -> list[str]:
        return _WORD.findall(self.text[end:start])

    def _label(self, start: int, floor: int) -> int | None:
        """The end of the nearest label ("order number") that the number belongs to."""
        label = self._last("identifier", floor, start)
        if label is None or "," in self.text[label:start] or len(self._words(label, start)) > _LABEL_REACH:
            return None
        return label

    def names_something_else(self, start: int, end: int, done: int) -> bool:
        """Whether a number shaped like a phone's is called an order, a serial number and the like."""
        floor = self._floor(start, done)
        if self._follows("contact after", end):
            return False
        label = self._label(start, floor)
        if label is None:
            return self._follows("identifier after", end)
        contact = self._last("contact", floor, start)
        return contact is None or contact <= label

    def offered(self, start: int, end: int, done: int) -> bool:
        """Whether digits of no known shape are offered as a way to call."""
        floor = self._floor(start, done)
        if self._follows("unit", end):
            return False
        if self._follows("contact after", end):
            return self._label(start, floor) is None
        contact = self._last("contact", floor, start)
        if contact is None or len(self._words(contact, start)) > _CONTACT_REACH:
            return False
        label = self._last("identifier", floor, start)
        return (label is None or label < contact) and not self._follows("identifier after", end)

    def dialled(self, start: int, end: int, done: int) -> bool:
        """Whether a short number is one to call: "call 19991", "hotline: 16676"."""
        floor = self._floor(start, done)
        cue = self._last("dial", floor, start)
        if cue is None or self._follows("unit", end):
            return False
        return all(word in self.between for word in self._words(cue, start))
