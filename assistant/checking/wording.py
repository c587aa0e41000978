"""What rules about meaning share: setting harmless wording aside, words near words, the part that offends."""

from __future__ import annotations

from bisect import bisect_left

import re2
import regex

from assistant.checking.document import Document, Sentence
from assistant.checking.matchers import Phrases

_LONG = 8
"""Words from which a sentence is cut to the clause that offends."""
_RUN_ON = 16
"""Words from which a sentence without commas is taken for several run together."""
_HEAD = 3
"""Words that must stay in front of a clause that is cut off."""

_LONGEST_WORD = 40
"""Letters, beyond which no word is counted (keeps `near` linear)."""

_LINKED = re2.compile(
    r"(?:^|\W)(?:if|once|unless|when|so that|in (?:exchange|return)|because|to get|"
    r"law|iza|lamma|3ashan|3shan)(?:\W|$)"
    r"|(?:^|[^\pL])و?(?:اذا|لو|ان كان|في حال|مقابل|عشان|علشان|حتي|لما|لان|كي|بشرط)(?:[^\pL]|$)"
)
"""Words that tie one clause to another, so that neither can go without the other."""

_POLITE = r"(?:please|pls|plz|kindly|don't forget|dont forget|do not forget)"
_SPACE = r"(?<!\s)\s+"
_JOINT = regex.compile(
    r"[,;]\s*(?:(?:and|also|plus|but|so|then)\s+)?"
    rf"|{_SPACE}[-–]\s+"
    rf"|{_SPACE}(?:and|also|plus|but|&)\s+(?={_POLITE}\b|(?:we|i|you|if|do|give|leave|rate|visit|use|follow|write)\s)"
    rf"|{_SPACE}(?=و(?:لا تنس|ما تنس|متنس|نرجو|نتمني|ارجو|يا ?ريت|نحب|ممكن|كمان|كذلك|ايضا|بنعطيك|هنبعت|شكرا|نشكر|ربنا|الله|نحن|احنا))"
    rf"|{_SPACE}(?=(?:ولا|ما|لا) ?تنس|يا ?ريت|(?:w )?(?:la|ma) tinsa|(?:w )?ya ?reet)"
)
_PLEA = regex.compile(rf"{_SPACE}(?={_POLITE}\s)")


def set_aside(text: str, harmless: Phrases) -> str:
    """Return the text, same length, with harmless wording dotted out so that no pattern reaches across."""
    kept: list[str] = []
    done = 0
    for start, end in harmless.finditer(text):
        kept += text[done:start], "." * (end - start)
        done = end
    return "".join((*kept, text[done:])) if kept else text


def near(text: str, first: Phrases, then: Phrases, words: int = 6) -> tuple[int, int] | None:
    """The span from a match of `first` to the next match of `then`, at most `words` words between them."""
    heads = list(first.finditer(text))
    tails = list(then.finditer(text)) if heads else []
    starts = [start for start, _ in tails]
    for start, end in heads:
        at = bisect_left(starts, end)
        if at == len(tails):
            return None
        if starts[at] - end > words * _LONGEST_WORD:
            continue
        between = text[end : starts[at]]
        if len(between.split(None, words + 1)) <= words and not any(mark in between for mark in ".!?"):
            return start, tails[at][1]
    return None


def offending_part(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """Widen [start, end), offsets within a sentence, to the part to delete: the sentence, or its clause.

    A clause is cut out only where the rest still reads well: from its joint to the next one or the end.
    """
    text = sentence.text
    words = len(text.split(None, _RUN_ON))
    if words < _LONG or _LINKED.search(text):
        return 0, len(text)
    joints = [(found.start(), found.end()) for found in _JOINT.finditer(text)]
    if not joints and words >= _RUN_ON:
        joints = [(found.start(), found.end()) for found in _PLEA.finditer(text)]
    before = [joint for joint, after in joints if after <= start and len(text[:joint].split()) >= _HEAD]
    if not before:
        return 0, len(text)
    behind = [joint for joint, _ in joints if joint >= end]
    return before[-1], behind[0] if behind else _without_final_mark(text)


def _without_final_mark(text: str) -> int:
    return len(text.rstrip(".!?،؟")) or len(text)


def part_span(document: Document, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """The draft's code points of the part of a plain sentence that a match [start, end) spoils."""
    left, right = offending_part(sentence, start, end)
    return document.plain_span(sentence.start + left, sentence.start + right)
