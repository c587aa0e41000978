"""A linear classifier over hashed character n-grams and, where given, a sentence embedding.

The same `features` serve training (`assistant.classification.fitting`) and answering, so the two cannot
drift apart; answering needs numpy alone.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt
import regex

from assistant.errors import BrokenAsset
from assistant.text.arabic import fold, squeeze

Floats = npt.NDArray[np.float32]

_WORD = regex.compile(r"[\p{L}\p{N}']+|[^\p{L}\p{N}\s]")
_NUMBER = regex.compile(r"\p{N}+")
_LONGEST = 2_000


Keys = npt.NDArray[np.uint32]


@lru_cache(maxsize=64)  # situation, tone and variety read the same message
def features(text: str) -> tuple[Keys, Floats]:
    """Hashed features of a text: words, word pairs and character 2- to 5-grams within words.

    Returns the 32-bit hashes, sorted, and their log counts, scaled to unit length; both shaped (features,).
    """
    parts: list[Keys] = []
    pairs: list[int] = []
    previous = "^"
    for word in _WORD.findall(squeeze(fold(text[:_LONGEST]))):
        shown = "#" * min(len(word), 6) if _NUMBER.fullmatch(word) else word
        parts.append(_word_keys(shown))
        pairs.append(crc32(f"p{previous} {shown}".encode()))
        previous = shown
    every = np.concatenate((*parts, np.array(pairs, dtype=np.uint32)))
    keys, counts = np.unique(every, return_counts=True)
    values = (1.0 + np.log(counts)).astype(np.float32)
    return keys, values / np.linalg.norm(values) if len(keys) else values


def words_of(text: str) -> list[str]:
    """The words and signs of a text as the features see them, letters folded."""
    return _WORD.findall(squeeze(fold(text)))


def word_key(word: str) -> int:
    """The hash of a word's own feature."""
    return crc32(f"w{word}".encode())


@lru_cache(maxsize=8_192)  # a few thousand words make most of what is written
def _word_keys(word: str) -> Keys:
    """The hashes of a word and of its character n-grams."""
    padded = f" {word[:24]} "
    grams = [padded[start : start + size] for size in (2, 3, 4, 5) for start in range(len(padded) - size + 1)]
    return np.array([crc32(part.encode()) for part in ("w" + word, *grams)], dtype=np.uint32)


@dataclass(frozen=True)
class NgramModel:
    """Weights by feature hash, weights of the embedding's dimensions, and a calibrated temperature.

    keys: the hashes known, sorted, shape (known features,); sparse: (known features, labels);
    dense: (dimensions, labels), zero rows when none is used; bias: (labels,).
    """

    labels: tuple[str, ...]
    keys: Keys
    sparse: Floats
    dense: Floats
    bias: Floats
    temperature: float = 1.0

    def logits(self, text: str, vector: Floats | None = None) -> Floats:
        """Uncalibrated scores, shape (labels,)."""
        keys, values = features(text)
        scores = self.bias.copy()
        if len(keys) and len(self.keys):
            rows = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
            known = self.keys[rows] == keys
            scores += values[known] @ self.sparse[rows[known]]
        if vector is not None and len(self.dense):
            scores += vector @ self.dense
        return scores

    def probabilities(self, text: str, vector: Floats | None = None) -> dict[str, float]:
        """Calibrated probabilities by label; they sum to 1."""
        scores = self.logits(text, vector) / self.temperature
        odds = np.exp(scores - scores.max())
        odds /= odds.sum()
        return {label: float(p) for label, p in zip(self.labels, odds, strict=True)}

    def weighty_words(self, text: str, label: str, k: int = 5) -> list[str]:
        """The words of a text that speak most for a label, strongest first."""
        column = self.labels.index(label)
        words = dict.fromkeys(_WORD.findall(squeeze(fold(text[:_LONGEST]))))
        weighed = {word: float(self.logits(word)[column] - self.bias[column]) for word in words}
        return [word for word in sorted(weighed, key=lambda w: -weighed[w]) if weighed[word] > 0][:k]

    def save(self, path: Path) -> None:
        """Write the model as a numpy archive; the same weights give the same bytes."""
        arrays = {
            "labels": np.array(self.labels),
            "keys": self.keys,
            "sparse": self.sparse.astype(np.float16),
            "dense": self.dense.astype(np.float16),
            "bias": self.bias.astype(np.float32),
            "temperature": np.array(self.temperature, dtype=np.float32),
        }
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, array in arrays.items():
                with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w") as member:
                    np.lib.format.write_array(member, array, allow_pickle=False)

    @classmethod
    def load(cls, path: Path) -> NgramModel:
        """Read a model. Raises `BrokenAsset`."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                return cls(
                    labels=tuple(map(str, stored["labels"])),
                    keys=stored["keys"],
                    sparse=stored["sparse"].astype(np.float32),
                    dense=stored["dense"].astype(np.float32),
                    bias=stored["bias"],
                    temperature=float(stored["temperature"]),
                )
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise BrokenAsset(path, f"is not a model ({error}); `radd train` builds it") from error
