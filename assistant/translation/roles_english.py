"""Roles in an English text, by its pronouns and the verbs that follow them."""

from __future__ import annotations

from collections.abc import Mapping

import regex

from assistant.text.arabic import fold
from assistant.translation.persons import Person, Roles, words

_WORD = regex.compile(r"[\p{L}\p{M}']+")
_ORDER = regex.compile(
    r"(?:^|[.!?,;:\n-] *|\b(?:please|and|so|then|just|or|but|kindly) )(?:don't |do not )?(?P<order>[a-z]+)"
)
_SUBJECTS: dict[str, Person] = {
    **dict.fromkeys(words("i ive ill id im we weve"), "me"),
    **dict.fromkeys(words("you youve youll youd youre"), "you"),
}
_NAMED: dict[str, Person] = {
    **_SUBJECTS,
    **dict.fromkeys(words("me my mine myself us our ours ourselves"), "me"),
    **dict.fromkeys(words("your yours yourself yourselves u"), "you"),
}
_OBJECTS: dict[str, Person] = {"me": "me", "us": "me", "you": "you"}
_BETWEEN = words(
    """
    have had has will would can could did do dont didnt wont cant are is am was were not never
    also just already still only should must to been be going gonna want wanted please kindly
    ever all both really even then might may shall cannot couldnt wouldnt havent hadnt the ones
    one who
    """
)
_CAUSING = words(
    """
    made make makes making let letting have had
    """
)
_BEFORE_OBJECT = words(
    """
    to for from with about of at on thank told tell asked send sent give gave sending pay paid
    by behind
    """
)
_GIVING = words(
    """
    give gave given tell told show showed bring brought owe hand handed
    """
)
_ORDERING = words(
    """
    send return refund give tell bring take keep let please replace exchange change cancel check
    look help answer reply respond call stop dont do make get put come see say solve fix sort
    explain find be thanks thank confirm update contact open try use wait leave pick collect
    show may god ok okay yes no good hello hi peace
    """
)


def read_english(text: str, verbs: Mapping[str, str]) -> Roles:
    """The roles of an English text; `verbs` maps a verb's forms to the act."""
    said = [word.replace("'", "") for word in _WORD.findall(fold(text))]
    named = {_NAMED[word] for word in said if word in _NAMED}
    subjects: set[Person] = set()
    flows: set[tuple[Person, Person]] = set()
    acts: set[tuple[str, Person]] = set()
    for place, word in enumerate(said):
        after = said[place + 1] if place + 1 < len(said) else ""
        caused = word in _OBJECTS and (after == "to" or (place > 0 and said[place - 1] in _CAUSING))
        person = _OBJECTS[word] if caused else _SUBJECTS.get(word)
        before = said[place - 1] if place else ""
        if person is None or (
            not caused
            and word == "you"
            and (before in _BEFORE_OBJECT or before in verbs or before in _GIVING)
        ):
            continue
        at = place + 1
        while at < min(place + 7, len(said)) and said[at] in _BETWEEN:
            at += 1
        subjects.add(person)
        verb = said[at] if at < len(said) else ""
        if verb in verbs:
            acts.add((verbs[verb], person))
        if verb in verbs or verb in _GIVING:
            receiver = next((_OBJECTS[one] for one in said[at + 1 : at + 5] if one in _OBJECTS), None)
            if receiver is not None and receiver != person:
                flows.add((person, receiver))
    # Orders ("send me") leave the reader unnamed and yet mean him.
    ordered = any(match["order"] in _ORDERING for match in _ORDER.finditer(fold(text)))
    told: set[Person] = {"you"} if ordered else set()
    return Roles(
        frozenset(named),
        frozenset(named | told),
        frozenset(subjects | told),
        frozenset(flows),
        frozenset(acts),
    )
