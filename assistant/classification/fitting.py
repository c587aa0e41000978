"""Training the shipped models from `knowledge/examples`; the only door to scikit-learn.

Deterministic: the same examples give the same artifact. Thresholds and temperatures are fitted on the
validation split, never on what is reported.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.assets import read_jsonl
from assistant.classification.wording import Wording, word
from assistant.errors import MissingDependency
from assistant.text.arabizi import Transliterator
from assistant.text.ngrams import Floats, NgramModel, features


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text; `group` keeps a scenario on one side of every split.

    text: what the n-grams are taken from; wording: the text in its scripts, where that is more than `text`;
    offer: the seller's message that it answers.
    `twin` marks the translation of another example: it may teach, but what is measured is what people wrote.
    """

    text: str
    label: str
    group: str
    language: str
    variety: str | None = None
    hard: bool = False
    weight: float = 1.0
    twin: bool = False
    wording: Wording | None = None
    offer: str | None = None

    @property
    def read(self) -> Wording:
        """What the encoders read."""
        return self.wording or Wording(self.text)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is fitted: inverse regularisation, and the weight of the embedding beside the n-grams."""

    strength: float = 4.0
    dense_scale: float = 1.0
    least_seen: int = 2


def split_of(group: str) -> str:
    """`train`, `validation` or `test`, fixed by the scenario's name (76%, 10%, 14%)."""
    bucket = zlib.crc32(group.encode()) % 100
    return "train" if bucket < 76 else "validation" if bucket < 86 else "test"


def train_and_validation(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """Split by scenario; translations never count as validation."""
    train = [example for example in examples if split_of(example.group) == "train"]
    held = [e for e in examples if split_of(e.group) == "validation" and not e.twin]
    return train, held


def read_examples(paths: Sequence[Path], field: str, transliterator: Transliterator) -> list[Example]:
    """Read the examples that carry a label in `field`."""
    return [
        Example(
            text=wording.written,
            wording=wording,
            label=row[field],
            group=row["group"],
            language=row["language"],
            variety=row.get("variety"),
            hard=bool(row.get("hard")),
            weight=1.0 if row.get("sure", True) else 0.5,
        )
        for path in paths
        for row in read_jsonl(path)
        if row.get(field) is not None
        for wording in [word(row["text"], row["language"], transliterator)]
    ]


def fit(
    train: Sequence[Example],
    validation: Sequence[Example],
    *,
    vectors: tuple[Floats, Floats] | None = None,
    recipe: Recipe | None = None,
) -> NgramModel:
    """Fit a model and calibrate its temperature on the validation examples.

    vectors: embeddings of train and validation, shapes (n, dimensions); None for n-grams alone.
    Raises `MissingDependency` without scikit-learn.
    """
    try:
        from scipy.sparse import csr_matrix, hstack
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise MissingDependency("scikit-learn", "pip install 'radd[train]'") from error
    recipe = recipe or Recipe()
    bags = [features(example.text) for example in train]
    seen, counts = np.unique(np.concatenate([keys for keys, _ in bags]), return_counts=True)
    known = seen[counts >= recipe.least_seen]
    indptr, indices, data = [0], [], []
    for keys, values in bags:
        kept = np.isin(keys, known, assume_unique=True)
        indices.append(np.searchsorted(known, keys[kept]))
        data.append(values[kept])
        indptr.append(indptr[-1] + int(kept.sum()))
    shape = (len(bags), len(known))
    matrix = csr_matrix((np.concatenate(data), np.concatenate(indices), indptr), shape=shape)
    if vectors is not None:
        matrix = hstack([matrix, csr_matrix(vectors[0] * recipe.dense_scale)], format="csr")
    model = LogisticRegression(C=recipe.strength, max_iter=400, class_weight="balanced")
    model.fit(
        matrix, [example.label for example in train], sample_weight=[example.weight for example in train]
    )
    weights = model.coef_.T.astype(np.float32)
    bias = model.intercept_.astype(np.float32)
    if weights.shape[1] == 1:  # two labels: scikit-learn keeps one column, the second label's
        weights = np.concatenate([-weights / 2, weights / 2], axis=1)
        bias = np.concatenate([-bias / 2, bias / 2])
    dense = weights[len(known) :] * recipe.dense_scale
    fitted = NgramModel(tuple(model.classes_), known, weights[: len(known)], dense, bias)
    held = None if vectors is None else vectors[1]
    return _calibrated(fitted, validation, held)


def _calibrated(model: NgramModel, validation: Sequence[Example], vectors: Floats | None) -> NgramModel:
    """Choose the temperature with the lowest log loss on the validation examples."""
    if not validation:
        return model
    logits = np.stack(
        [
            model.logits(example.text, None if vectors is None else vectors[number])
            for number, example in enumerate(validation)
        ]
    )
    truth = [model.labels.index(example.label) for example in validation]

    def loss(temperature: float) -> float:
        scores = logits / temperature
        scores = scores - scores.max(axis=1, keepdims=True)
        log_probabilities = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return -float(np.mean(log_probabilities[np.arange(len(truth)), truth]))

    best = min(np.linspace(0.3, 2.5, 89), key=loss)
    return NgramModel(model.labels, model.keys, model.sparse, model.dense, model.bias, float(best))
