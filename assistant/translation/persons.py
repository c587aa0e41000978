"""What a text says of its writer and its reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Person = Literal["me", "you"]


@dataclass(frozen=True, slots=True)
class Roles:
    """What a text says of its writer ("me", "us") and its reader ("you").

    `named`: who is spoken of for certain; `may`: who may be, by some form; `flows`: from whom to whom something
    goes; `acts`: who does what; `subjects`: who does anything.
    """

    named: frozenset[Person]
    may: frozenset[Person]
    subjects: frozenset[Person]
    flows: frozenset[tuple[Person, Person]]
    acts: frozenset[tuple[str, Person]]


def words(text: str) -> frozenset[str]:
    """A set of words written in a row."""
    return frozenset(text.split())
