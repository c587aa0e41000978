"""Two models' say in one: the n-grams, which know the words, and the encoder, which knows the meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.assets import read_yaml
from assistant.text.ngrams import Floats, NgramModel

THRESHOLDS = "thresholds.yaml"


@dataclass(frozen=True, slots=True)
class Shares:
    """How much each model's scores count; fitted on validation, so that the sum is calibrated."""

    ngrams: float
    encoder: float


@dataclass(frozen=True)
class Blend:
    """Probabilities of one head. The encoder's scores come in the order of the n-gram model's labels."""

    ngrams: NgramModel
    shares: Shares

    def probabilities(self, text: str, scores: Floats) -> dict[str, float]:
        """Calibrated probabilities by label; they sum to 1."""
        words = self.ngrams.logits(text)
        odds = _softmax(self.shares.ngrams * words + self.shares.encoder * scores)
        return {label: float(p) for label, p in zip(self.ngrams.labels, odds, strict=True)}


def load_blends(models: Path) -> dict[str, Blend]:
    """Read the linear models and their shares, by head. Raises `BrokenAsset`."""
    shares = read_yaml(models / THRESHOLDS).get("shares", {})
    return {
        head: Blend(
            NgramModel.load(models / f"{head}.npz"), Shares(float(row["ngrams"]), float(row["encoder"]))
        )
        for head, row in shares.items()
    }


def fit_shares(ngrams: Floats, encoder: Floats, truth: Sequence[int]) -> Shares:
    """The shares with the lowest log loss; both scores have the shape (examples, labels)."""
    grid = np.concatenate([np.linspace(0, 1, 21), np.linspace(1.1, 3, 20)])

    def loss(shares: tuple[float, float]) -> float:
        odds = _softmax(shares[0] * ngrams + shares[1] * encoder)
        return -float(np.mean(np.log(odds[np.arange(len(truth)), list(truth)] + 1e-12)))

    return Shares(*min(((float(one), float(other)) for one in grid for other in grid), key=loss))


def _softmax(scores: Floats) -> Floats:
    odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Floats = odds / odds.sum(axis=-1, keepdims=True)
    return shares
