"""What rules about meaning share: setting harmless wording aside, words near words, the part that offends."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable

import re2
import regex

from assistant.checking.document import Document, Sentence
from assistant.checking.matchers import Lexicon, Phrases

_LONG = 6
"""Words from which a sentence is cut to the clause that offends."""
_RUN_ON = 16
"""Words from which a sentence without commas is taken for several run together."""
_KEPT = 3
"""Words that must stay where a clause is cut off."""

_LONGEST_WORD = 40
"""Letters, beyond which no word is counted (keeps `near` linear)."""

_COURTESY = re2.compile(
    r"\bif (?:possible|you (?:can|like|please|don't mind|do not mind|have time)|u can)\b"
    r"|\b(?:law|lw) s[a-z]*7t[a-z]*"
    r"|(?:اذا|لو|ان) (?:سمحت|تكرمت|ممكن|امكن|ما عليك|ماعليك|عجب|تحب|حبيت|حاب)"
)
_LINKED = re2.compile(
    r"\b(?:if|once|unless|when|so that|in (?:exchange|return)|because|to get|law|iza|lamma|3ashan|3shan)\b"
    r"|(?:^|[^\pL])و?(?:اذا|لو|ان كان|في حال|مقابل|عشان|علشان|حتي|لما|لان|كي|بشرط)(?:[^\pL]|$)"
)
"""Words that tie one clause to another, so that neither can go without the other; not mere courtesies."""

_POLITE = r"(?:please|pls|plz|kindly|don't forget|dont forget|do not forget)"
_VERBS = r"(?:we|i|you|if|do|give|leave|rate|visit|use|follow|write)\s"
_AND_ARABIC = (
    r"و(?:لا تنس|ما تنس|متنس|نرجو|نتمني|ارجو|يا ?ريت|نحب|ممكن|كمان|كذلك|ايضا|بنعطيك|هنبعت"
    r"|شكرا|نشكر|ربنا|الله|نحن|احنا)"
)
_AND_ARABIZI = r"w (?:shokran|shukran|e7na|i7na|ne7na|el|la tinsa|ma tinsa|ya reet)\b"
_EMOJI = r"\u2600-\u27bf\U0001f300-\U0001faff"
_SPACE = r"(?<!\s)\s+"
_JOINT = regex.compile(
    r"(?:[,;](?!\d)|(?<!\d)[,;])\s*(?:(?:and|also|plus|but|so|then)\s+)?"
    rf"|{_SPACE}(?:[-–]|[{_EMOJI}]+)\s+"
    rf"|{_SPACE}(?:and|also|plus|but|&)\s+(?={_POLITE}\b|{_VERBS})"
    rf"|{_SPACE}(?={_AND_ARABIC}|{_AND_ARABIZI}|(?:ولا|ما|لا) ?تنس|يا ?ريت|(?:la|ma) tinsa|ya ?reet)"
)
"""Where one clause ends and the next begins."""
_OPENS = regex.compile(
    r"(?<!(?:and|but|so|plus|also)\s+)(?:your|the|we|noon|our|courier|refund|return|w)\b"
    r"|و?(?:شكرا|نشكر|بنشكر|المندوب|مندوب|المبلغ|الفلوس|فلوسك|القطع|الطلب|طلبك|نعتذر|السموحه|اسف|ربنا|الله|سيتم)"
)
"""How what follows a clause opens when it can stand alone."""
_ADVERBIAL = regex.compile(
    r"(?:as|for|in|since|while|because|to|with|by|due|after|before|meanwhile|however|also|besides|next|on)\b"
    r"|[وف]?(?:كتعويض|ك?اعتذار|كهديه|اضافه|بالاضافه|مع ذلك|بمناسبه|مقابل|تعويضا|المره|بما ان|بعد|عند"
    r"|ل?كون|كبادره)"
)
"""How a phrase opens that leans on the clause behind it."""
_PLEA = regex.compile(rf"{_SPACE}(?={_POLITE}\s)")


def set_aside(text: str, harmless: Phrases) -> str:
    """Return the text, same length, with harmless wording dotted out so that no pattern reaches across."""
    # A match takes the space behind it along, so its direct neighbour is only found at the second look.
    once = _dotted(text, harmless)
    return once if once is text else _dotted(once, harmless)


def _dotted(text: str, harmless: Phrases) -> str:
    kept: list[str] = []
    done = 0
    for start, end in harmless.finditer(text):
        kept += text[done:start], "." * (end - start)
        done = end
    return "".join((*kept, text[done:])) if kept else text


def excused(text: str, lexicon: Lexicon) -> bool:
    """Whether a sentence declines what a rule looks for ("we never ask for reviews").

    `not denied` names wording that looks like a negation and is none ("don't forget", "بعد ما").
    """
    return lexicon.section("excused").search(set_aside(text, lexicon.section("not denied"))) is not None


def near(text: str, first: Phrases, then: Phrases, words: int = 6) -> tuple[int, int] | None:
    """The span from a match of `first` to the next match of `then`, at most `words` words between them."""
    heads = list(first.finditer(text))
    tails = list(then.finditer(text)) if heads else []
    starts = [start for start, _ in tails]
    for start, end in heads:
        at = bisect_left(starts, end)
        if at == len(tails):
            return None
        if starts[at] - end > (words + 1) * _LONGEST_WORD:
            continue
        between = text[end : starts[at]]
        if len(between.split(None, words + 1)) <= words and not any(mark in between for mark in ".!?"):
            return start, tails[at][1]
    return None


def requested(text: str, lexicon: Lexicon, pairs: Iterable[tuple[str, str, int]]) -> tuple[int, int] | None:
    """Where a text holds a `request`, or two sections near each other: (first, then, words between)."""
    found = lexicon.section("request").search(text)
    for first, then, words in pairs:
        if found is not None:
            break
        found = near(text, lexicon.section(first), lexicon.section(then), words)
    return found


def offending_part(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """Widen [start, end), offsets within a sentence, to the part to delete: the sentence, or its clause.

    A clause is cut out only where the rest still reads well: from its joint to the next one or the end.
    """
    text = sentence.text
    words = len(text.split(None, _RUN_ON))
    if words < _LONG or _LINKED.search(_COURTESY.sub("", text)):
        return 0, len(text)
    joints = [(found.start(), found.end()) for found in _JOINT.finditer(text)]
    if not joints and words >= _RUN_ON:
        joints = [(found.start(), found.end()) for found in _PLEA.finditer(text)]
    before = [left for left, right in joints if right <= start and _stands_alone(text[:left])]
    behind = [joint for joint in joints if joint[0] >= end]
    if before:
        return before[-1], behind[0][0] if behind else len(text.rstrip(".!?"))
    # A clause in front goes alone only where nothing behind leans on it and it leans on nothing itself.
    if (
        behind
        and not _ADVERBIAL.match(text)
        and _words(text[behind[0][1] :]) >= _KEPT
        and _OPENS.match(text, behind[0][1])
    ):
        return 0, behind[0][1]
    return 0, len(text)


def _stands_alone(text: str) -> bool:
    """Whether a text cut off behind can be a sentence: long enough, not ending in a mere "As an apology"."""
    if _words(text) < _KEPT:
        return False
    last = max((joint.end() for joint in _JOINT.finditer(text)), default=0)
    return not _ADVERBIAL.match(text, last) and (last == 0 or _words(text[last:]) >= _KEPT - 1)


def _words(text: str) -> int:
    return len(text.split(None, _KEPT))


def part_span(
    document: Document, sentence: Sentence, found: tuple[int, int], offence: Callable[[str], object]
) -> tuple[int, int]:
    """The draft's code points of what to delete for a match in a plain sentence.

    `offence` finds the offence in a text: where the rest of the sentence offends too, all of it goes.
    """
    left, right = offending_part(sentence, *found)
    if offence(f"{sentence.text[:left]} {sentence.text[right:]}"):
        left, right = 0, len(sentence.text)
    return document.plain_span(sentence.start + left, sentence.start + right)
