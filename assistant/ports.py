"""What Radd needs from outside, a method or two each. Adapters live beside their subject; fakes in the tests."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import date
from typing import Protocol

import numpy as np
import numpy.typing as npt

from assistant.models import Ask, ReplyLanguage, Spending, Translation

Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Sentences to vectors of one length, comparable across languages."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, shape (len(texts), dimensions), float32."""
        ...


class Translator(Protocol):
    """Texts into one of the languages Radd writes in."""

    def translate(
        self, texts: Sequence[str], *, target: ReplyLanguage, source: str | None = None
    ) -> list[Translation]:
        """Return one translation per text, in order. Raises `Unavailable` when the engine fails."""
        ...


class ChatModel(Protocol):
    """A language model that answers one instruction and one text."""

    def stream(self, ask: Ask) -> Generator[str]:
        """Yield the answer as it is written, meant to be JSON by the schema but never trusted to be.

        Empty strings in between say that it still works. Closing the generator stops the model. Raises
        `Unavailable`.
        """
        ...


class Ledger(Protocol):
    """What sellers spent on language models, by day (UTC)."""

    def spent(self, seller: str, day: date) -> Spending:
        """Return the day's sum. Raises `Unavailable`."""
        ...

    def spend(self, seller: str, day: date, spending: Spending) -> None:
        """Add to the day's sum. Raises `Unavailable`."""
        ...


class VectorIndex(Protocol):
    """Embedded texts in a fixed order, compared by meaning."""

    def nearest(self, vector: Vectors) -> Vectors:
        """Return the cosine of a unit vector with every text, shape (number of texts,)."""
        ...
