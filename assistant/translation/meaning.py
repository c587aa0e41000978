"""Whether a translation still means what was written, by the multilingual sentence encoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from assistant.translation.guards import Fault


class Embeds(Protocol):
    """The part of the `Embedder` port that is used."""

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]: ...


class Meaning:
    """Compares texts by meaning; `least` is the similarity under which a translation is doubted.

    It sees another subject and an invented story, not a lost "not": the other guards look for that.
    """

    def __init__(self, embedder: Embeds, least: float) -> None:
        self._embedder = embedder
        self._least = least

    def similarity(self, one: str, other: str) -> float:
        """Cosine of two texts, in any two languages, in [-1, 1]."""
        first, second = self._embedder.embed([one, other])
        return float(first @ second)

    def faults(self, source: str, translation: str) -> tuple[Fault, ...]:
        if self.similarity(source, translation) >= self._least:
            return ()
        return (Fault("meaning", "The translation may not mean what the original says.", 3),)
