"""Nearest texts by their letters: the cosine of rarity-weighted character n-grams, words and word pairs.

It finds what a word list misses: misspellings, dialect endings, Arabizi, joined words.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assistant.text.ngrams import features

_LEAST_SEEN = 2


class LetterIndex:
    """A fixed list of texts. Never changes; safe to share between threads."""

    def __init__(self, texts: Sequence[str]) -> None:
        bags = [features(text) for text in texts]
        keys = np.concatenate([[], *(keys for keys, _ in bags)]).astype(np.int64)
        values = np.concatenate([[], *(values for _, values in bags)])
        rows = np.repeat(np.arange(len(bags)), [len(keys) for keys, _ in bags])
        known, column, seen = np.unique(keys, return_inverse=True, return_counts=True)
        rarity = np.log(len(bags) / np.maximum(seen, 1)) + 1.0
        weighed = values * rarity[column]
        lengths = np.sqrt(np.bincount(rows, weighed**2, minlength=len(bags)))
        weighed /= np.maximum(lengths[rows], 1e-9)
        # Postings by feature: what is seen once cannot match another text and is left out.
        order = np.argsort(column, kind="stable")
        order = order[seen[column[order]] >= _LEAST_SEEN]
        ends = np.cumsum(np.where(seen >= _LEAST_SEEN, seen, 0))
        self._size = len(bags)
        self._texts = rows[order].astype(np.int32)
        self._weights = weighed[order].astype(np.float32)
        self._columns = {int(key): place for place, key in enumerate(known.tolist())}
        self._ends = ends
        self._rarity = rarity
        self._unseen = float(np.log(max(len(bags), 1)) + 1.0)

    def scores(self, query: str) -> npt.NDArray[np.float64]:
        """Return the cosine of the query with every text (0 to 1), shape (number of texts,)."""
        runs: list[npt.NDArray[np.int32]] = []
        weights: list[npt.NDArray[np.float32]] = []
        length = 0.0
        keys, values = features(query)
        for key, value in zip(keys.tolist(), values.tolist(), strict=True):
            place = self._columns.get(key)
            weight = value * (self._unseen if place is None else float(self._rarity[place]))
            length += weight * weight
            if place is None:
                continue
            start, end = (int(self._ends[place - 1]) if place else 0), int(self._ends[place])
            if end > start:
                runs.append(self._texts[start:end])
                weights.append(self._weights[start:end] * np.float32(weight))
        if not runs:
            return np.zeros(self._size)
        total = np.bincount(np.concatenate(runs), np.concatenate(weights), minlength=self._size)
        return np.asarray(total / max(length, 1e-9) ** 0.5)
