"""Who does what to whom: whether a translation turned the writer and the reader round.

Two texts are compared by who is named at all, by who acts, by which way things go, and by who does each act.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import regex

from assistant.assets import read_yaml
from assistant.errors import BrokenAsset
from assistant.text.arabic import fold
from assistant.translation.guards import Fault
from assistant.translation.persons import Person, Roles
from assistant.translation.roles_arabic import read_arabic
from assistant.translation.roles_english import read_english

_T = TypeVar("_T")
_ARABIC = regex.compile(r"\p{Script=Arabic}")


def turned(source: Roles, translation: Roles) -> bool:
    """Whether the translation gives a role to the wrong one."""
    if any(person not in translation.may for person in source.named):
        return True
    if any(person not in source.may for person in translation.named):
        return True
    if _opposite(source.flows, translation.flows) or _opposite(source.subjects, translation.subjects):
        return True
    for act in {name for name, _ in source.acts} & {name for name, _ in translation.acts}:
        ours, theirs = _doers(source, act), _doers(translation, act)
        if len(ours) == len(theirs) == 1 and ours != theirs:
            return True
    return False


def _opposite(ours: frozenset[_T], theirs: frozenset[_T]) -> bool:
    return len(ours) == len(theirs) == 1 and ours != theirs


def _doers(roles: Roles, act: str) -> set[Person]:
    return {person for name, person in roles.acts if name == act}


class RoleReader:
    """Reads the roles of a text in either language. `acts`: an act's English verbs and Arabic stems, folded."""

    def __init__(self, acts: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> None:
        self._english = {verb: act for act, (verbs, _) in acts.items() for verb in verbs}
        self._stems = sorted(
            ((fold(stem), act) for act, (_, stems) in acts.items() for stem in stems),
            key=lambda pair: -len(pair[0]),
        )

    def faults(self, source: str, translation: str) -> tuple[Fault, ...]:
        """A fault where the translation gives a role to the wrong one."""
        if not turned(self.read(source), self.read(translation)):
            return ()
        return (Fault("roles", "Who does what to whom may be the other way round.", 2),)

    def read(self, text: str) -> Roles:
        """The roles of an Arabic or an English text."""
        return read_arabic(text, self._stems) if _ARABIC.search(text) else read_english(text, self._english)


def load_roles(knowledge: Path) -> RoleReader:
    """Read the acts of `translation.yaml`."""
    path = knowledge / "translation.yaml"
    try:
        return RoleReader(
            {act: (tuple(words["en"]), tuple(words["ar"])) for act, words in read_yaml(path)["acts"].items()}
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise BrokenAsset(path, "must hold, under 'acts', lists of words under 'en' and 'ar'") from error
