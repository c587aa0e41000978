"""Vectors kept in a file, so that a second training embeds only the texts that are new."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.ports import Embedder, Vectors

_BATCH = 64


class KeptVectors:
    """An embedder in front of another one, whose answers it keeps by the texts' hashes."""

    def __init__(self, embedder: Embedder, path: Path) -> None:
        """`path` must name the embedder and its version: another one's vectors mean nothing. A file that cannot be
        read counts as none."""
        self._embedder = embedder
        self._path = path
        self._held: dict[str, Vectors] = {}
        try:
            with np.load(path, allow_pickle=False) as stored:
                self._held = dict(zip(stored["texts"].tolist(), stored["vectors"], strict=True))
        except (OSError, KeyError, ValueError, zipfile.BadZipFile):
            pass

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As the embedder behind would."""
        if not texts:
            return self._embedder.embed(texts)
        names = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        new = {name: text for name, text in zip(names, texts, strict=True) if name not in self._held}
        for start in range(0, len(new), _BATCH):
            part = dict(list(new.items())[start : start + _BATCH])
            self._held |= zip(part, self._embedder.embed(list(part.values())), strict=True)
        return np.stack([self._held[name] for name in names])

    def save(self) -> None:
        """Write all vectors that were asked for, or known before."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("wb") as file:
            np.savez(file, texts=np.array(list(self._held)), vectors=np.stack(list(self._held.values())))
