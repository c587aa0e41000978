"""A customer's text as the models read it: as typed and, for Arabizi, in Arabic script too.

The same wording serves training and answering. Arabizi shares its words with Arabic only once it is spelled
in Arabic letters; the typed form stays beside it, since the reading of a rare word may be wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.models import LanguageCode
from assistant.text.arabizi import Transliterator


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as typed, and its reading in Arabic script when it is Arabizi."""

    typed: str
    arabic: str | None = None

    @property
    def written(self) -> str:
        """What the n-grams are taken from: every script the text can be read in."""
        return self.typed if self.arabic is None else f"{self.typed}\n{self.arabic}"

    @property
    def spoken(self) -> str:
        """What is embedded: the reading the encoder knows best."""
        return self.typed if self.arabic is None else self.arabic

    @property
    def readings(self) -> tuple[str, ...]:
        """What the fine-tuned encoder reads, one after another: it knows Arabizi in both scripts."""
        return (self.typed,) if self.arabic is None else (self.arabic, self.typed)


def word(text: str, code: str, transliterator: Transliterator) -> Wording:
    """Read a text of a known language code."""
    return Wording(text, transliterator.to_arabic(text) if code == LanguageCode.ARABIZI else None)
