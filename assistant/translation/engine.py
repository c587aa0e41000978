"""What an engine is: it translates one line, and says what it can read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from assistant.models import ReplyLanguage


@dataclass(frozen=True, slots=True)
class Line:
    """An engine's translation of a line; `sureness` in [0, 1] where the engine can tell."""

    text: str
    sureness: float | None = None


class Engine(Protocol):
    """Translates one line between Arabic and English. Arabizi reaches it in Arabic script."""

    @property
    def name(self) -> str:
        """As answers and `RADD_TRANSLATOR` call it."""
        ...

    def translate(self, text: str, target: ReplyLanguage) -> Line:
        """Translate a line. Raises `MissingDependency`, `BrokenAsset` or `Unavailable`."""
        ...


@runtime_checkable
class Rewords(Protocol):
    """An engine that can also say a line in other ways, for when its first one has a fault."""

    def others(self, text: str, target: ReplyLanguage) -> list[Line]:
        """A few more translations of a line, the same ones every time. Raises as `translate` does."""
        ...


@dataclass(frozen=True, slots=True)
class FunctionEngine:
    """An engine that lives elsewhere, as a function from a line and its target to its translation."""

    name: str
    function: Callable[[str, ReplyLanguage], str]

    def translate(self, text: str, target: ReplyLanguage) -> Line:
        return Line(self.function(text, target))
