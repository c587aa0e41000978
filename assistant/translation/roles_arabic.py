"""Roles in an Arabic text of any variety, by what a verb's form says for certain.

"رجعتولي" is you, to me; "طلبت" alone may be anyone's order, and is left open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from assistant.text.arabic import fold
from assistant.translation.persons import Person, Roles, words

_WORD = regex.compile(r"[\p{L}\p{M}']+")
_PRONOUNS: dict[str, Person] = {"انا": "me", **dict.fromkeys(("انتم", "انتو", "انتوا"), "you")}
_TO: dict[str, Person] = {
    **dict.fromkeys(("لي", "لنا", "الينا", "علينا", "مني", "منا"), "me"),
    **dict.fromkeys(("لكم", "لك", "اليك", "اليكم", "عليكم", "عليك", "منكم", "معكم"), "you"),
}
_OTHER: dict[Person, Person] = {"me": "you", "you": "me"}
_FRONT = regex.compile(r"^[وف]?(?:ما)?[بحهس]?[تنيا]?")
_OPEN = regex.compile(r"^\p{L}{2,}ت$")
_I = regex.compile(r"^[وف]?(?:س?ن\p{L}{3,}|\p{L}{3,}نا(?:ها|ه)?)$")
_I_WILL = regex.compile(r"^[وف]?(?:ما)?(?:[هح](?![تين])|سا|با)\p{L}{3,}(?<!وا)(?<!و)(?<!ون)$")
_I_TO_YOU = regex.compile(r"^\p{L}{3,}(?:نا|ت)ل?(?:كم|كو|كن|ك)$")
_TO_ME = regex.compile(r"(?:توني|تونا|تولي|تولنا|ونلي|وني|ولي|تمونا|تموني|تمونه?ا)ش?$")
_PAST_YOU = regex.compile(r"^\p{L}{2,}(?:توا|ت(?:وا?)(?:لي|ني|نا|لنا|ه|ها|هم)ش?)$")
_PAST_YOU_FORMAL = regex.compile(r"^\p{L}{3,}تم(?:ونا|وني|وها|وه)?$")
_NOW_YOU = regex.compile(r"^[وفل]?(?:ما)?[بحهس]?ت\p{L}{2,}(?:ون|ونه|ونها|وني|وننا|ونلي|ولي|وا)ش?$")
_NOW_YOU_B = regex.compile(r"^[وف]?(?:ما)?[بحه]ت\p{L}{2,}وش?$")
_NOT_VERBS = words(
    """
    اهتم مهتم خاتم يهتم سيتم شتم تكون بتكون تلفون تليفون تلفزيون تعاون تلفزيوني حتكون هتكون
    ستكون تهون تليفوني تلفوني اخبرنا فاخبرنا واخبرنا ابلغنا راسلنا كلمنا تخبرنا دفعتك دفعتكم
    كلماتك كلماتكم تكوني تاكدوا كرتوني كرتونه كرتونها بتاعتكم هتولي هاتولي
    """
)


def read_arabic(text: str, stems: Sequence[tuple[str, str]]) -> Roles:
    """The roles of an Arabic text; `stems`: what a verb begins with, folded, and its act, the longest first."""
    named: set[Person] = set()
    may: set[Person] = set()
    flows: set[tuple[Person, Person]] = set()
    acts: set[tuple[str, Person]] = set()
    subjects: set[Person] = set()
    said = list(_words(text))
    for place, word in enumerate(said):
        act = _act(word, stems)
        subject, receiver = _parties(word, act is not None)
        if receiver is None:
            receiver = next((_TO[one] for one in said[place + 1 : place + 3] if one in _TO), None)
        if subject is None and act is not None and receiver is not None and _OPEN.match(word):
            subject = _OTHER[receiver]  # "طلبت منكم": I, for nobody asks himself
        pronoun = _PRONOUNS.get(word)
        before = [_PRONOUNS[one] for one in said[max(0, place - 2) : place] if one in _PRONOUNS]
        if subject is None and act is not None and before and (_OPEN.match(word) or before[-1] == "you"):
            subject = before[-1]
        if subject is None and act is not None and _I_WILL.match(word):
            subject = "me"
        named |= {one for one in (subject, pronoun) if one is not None}
        may |= _possible(word)
        if subject is not None and receiver is not None and subject != receiver:
            flows.add((subject, receiver))
        if subject is not None:
            subjects.add(subject)
        if act is not None and subject is not None:
            acts.add((act, subject))
    return Roles(
        frozenset(named), frozenset(may | named), frozenset(subjects), frozenset(flows), frozenset(acts)
    )


def _words(text: str) -> Iterator[str]:
    said = _WORD.findall(fold(text))
    for place, word in enumerate(said):
        # "God give you strength" and greetings name nobody.
        if "الله" in said[max(0, place - 2) : place]:
            continue
        if word == "عليكم" and place and said[place - 1] in ("السلام", "سلام"):
            continue
        yield word


def _act(word: str, stems: Sequence[tuple[str, str]]) -> str | None:
    bare = _FRONT.sub("", word)
    return next((act for stem, act in stems if bare.startswith(stem)), None)


def _parties(word: str, known: bool) -> tuple[Person | None, Person | None]:
    """Who an Arabic verb says is its subject, and whom its ending names; None where its form leaves it open.

    Forms that nouns share (خدمتكم, كرتوني) are heard only of a `known` act.
    """
    if word in _NOT_VERBS or (word.startswith(("ال", "سن")) and not known):
        return None, None
    if known and _I_TO_YOU.match(word):
        return "me", "you"
    if (
        _PAST_YOU.match(word)
        or _PAST_YOU_FORMAL.match(word)
        or _NOW_YOU.match(word)
        or _NOW_YOU_B.match(word)
    ):
        return "you", "me" if _TO_ME.search(word) else None
    return ("me", None) if known and _I.match(word) else (None, None)


def _possible(word: str) -> set[Person]:
    """Whom a word may be speaking of, by any reading of its form."""
    found: set[Person] = set()
    if regex.search(r"(?:ك|كم|كو|كن|كي|تو|توا|تم|ت|تي|وا|و|ون|ين|ي|ولي|وني|وه|وها|ونا|لنا|شي|وش)$", word):
        found.add("you")
    if regex.match(r"[وفل]?(?:ما)?[بحهس]?[تا]", word) or len(word) == 3:
        found.add("you")  # "you do", or an order
    if regex.search(r"(?:ت|ي|ني|نا|تو|ته|تها|تهم|تك|تكم|ين)$", word) or regex.match(
        r"[وفل]?(?:ما)?[بحهس]?[اننب]", word
    ):
        found.add("me")
    return found
