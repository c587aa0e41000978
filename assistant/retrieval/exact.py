"""Exact search over vectors held in memory: for some thousand texts, faster than an index of neighbours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


class ExactIndex:
    """Texts in a fixed order, compared by meaning. Never changes; safe to share between threads."""

    def __init__(self, vectors: npt.NDArray[np.float32]) -> None:
        """`vectors` are unit vectors, shape (number of texts, dimensions)."""
        self._vectors = np.ascontiguousarray(vectors, dtype=np.float32)

    def nearest(self, vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the cosine of a unit vector with every text, shape (number of texts,)."""
        return np.asarray(self._vectors @ vector, dtype=np.float32)
