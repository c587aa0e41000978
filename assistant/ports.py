"""What Radd needs from outside, one method each. Adapters live beside their subject; fakes in the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from assistant.models import ReplyLanguage, Translation

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

    def complete(self, system: str, user: str, *, schema: Mapping[str, Any]) -> str:
        """Return the answer, meant to be JSON by `schema` but never trusted to be. Raises `Unavailable`."""
        ...


class VectorIndex(Protocol):
    """Embedded texts in a fixed order, compared by meaning."""

    def similarities(self, query: str) -> npt.NDArray[np.float32]:
        """Return the cosine of the query with every text, shape (number of texts,)."""
        ...
