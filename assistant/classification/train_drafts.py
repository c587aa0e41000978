"""Training the checker's sentence model: thresholds from cross-validation, chosen so that clean drafts pass."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.classification.fitting import Example, Recipe, fit
from assistant.ports import Embedder
from assistant.text.ngrams import Floats, Keys, NgramModel, features, word_key, words_of

DRAFTS = Recipe(strength=10.0)
_FOLDS = 3
_FALSE_ALARMS = 0.001
_FALSE_ALARMS_WHOLE = 0.002
_LEAST = 0.5
_MOST = 0.8
"""Most clean sentences of the examples come as close to a rule as they can, closer than those of a working day:
what is this likely is told, however the hardest of them sound."""
_DIMENSIONS = 128
_SCALE = 3.0
_RARE = 1e-3
"""Share of all words below which a word counts in full."""

Unseen = Sequence[tuple[Example, dict[str, float]]]


@dataclass(frozen=True)
class WordVectors:
    """Where words stand in the encoder's space, so that words no example uses borrow weight from neighbours.

    keys: the words' hashes, sorted, shape (words,); vectors: (words, dimensions), weighed by rarity.
    """

    keys: Keys
    vectors: Floats

    @classmethod
    def of(cls, texts: Iterable[str], embedder: Embedder) -> WordVectors:
        """Embed every word of some texts; the encoder's main directions are kept."""
        counts = Counter(word for text in texts for word in words_of(text))
        words = sorted(counts, key=word_key)
        embedded = np.concatenate([embedder.embed(words[at : at + 256]) for at in range(0, len(words), 256)])
        embedded = embedded - embedded.mean(axis=0)
        _, directions = np.linalg.eigh(embedded.T @ embedded)
        vectors = embedded @ directions[:, -_DIMENSIONS:]
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-6
        share = np.array([counts[word] for word in words]) / sum(counts.values())
        weighed = vectors * (_SCALE * _RARE / (_RARE + share))[:, None]
        keys, first = np.unique(np.array([word_key(w) for w in words], dtype=np.uint32), return_index=True)
        return cls(keys, weighed[first].astype(np.float32))

    def of_text(self, text: str) -> Floats:
        """The sum of a text's words, each by its weight among the features, shape (dimensions,)."""
        keys, values = features(text)
        rows = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = self.keys[rows] == keys
        return np.asarray(values[known] @ self.vectors[rows[known]], dtype=np.float32)

    def lend(self, model: NgramModel) -> NgramModel:
        """The model with what its dense weights say of each word written into the word's own weights."""
        lent = self.vectors @ model.dense
        keys = np.union1d(model.keys, self.keys)
        sparse = np.zeros((len(keys), len(model.labels)), dtype=np.float32)
        sparse[np.searchsorted(keys, model.keys)] += model.sparse
        sparse[np.searchsorted(keys, self.keys)] += lent
        return NgramModel(model.labels, keys, sparse, model.dense[:0], model.bias, model.temperature)


def train_drafts(
    examples: Sequence[Example],
    judged: Sequence[str],
    whole: str,
    clean: str,
    words: WordVectors,
    models: Path,
    report: Callable[[str], None],
) -> None:
    """Fit `drafts.npz` on all examples, and `draft_thresholds.yaml` on folds that did not train on them.

    judged: labels given to single sentences; whole: the one given to a draft all of whose sentences have it;
    clean: that of harmless sentences.
    """
    unseen = _cross_validated(examples, words)
    lines = ["# Fitted by cross-validation by `radd train`: at most 1 in 1,000 clean sentences passes each."]
    for rule in judged:
        sure = quiet_threshold(unseen, rule, clean)
        own = [odds[rule] > sure for example, odds in unseen if example.label == rule]
        report(f"drafts: {rule} from {sure:.3f}, finds {sum(own) / max(len(own), 1):.2f} (n={len(own)})")
        lines.append(f"{rule}: {sure:.3f}")
    lines.append(f"{whole}: {whole_threshold(unseen, whole):.3f}")
    fit_lending(examples, words).save(models / "drafts.npz")
    (models / "draft_thresholds.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def quiet_threshold(unseen: Unseen, rule: str, clean: str) -> float:
    """The lowest probability that at most 1 in 1,000 clean sentences exceeds, from 0.5 to 0.8.

    Sentences of other rules do not count: the likeliest rule is the one that is told.
    """
    others = sorted((odds[rule] for example, odds in unseen if example.label == clean), reverse=True)
    return min(_MOST, max(_LEAST, others[int(len(others) * _FALSE_ALARMS)])) if others else _LEAST


def whole_threshold(unseen: Unseen, rule: str) -> float:
    """As `quiet_threshold`, for the sentence of each draft that has the label least (2 in 1,000 drafts)."""
    drafts: dict[str, tuple[float, bool]] = {}
    for example, odds in unseen:
        least, own = drafts.get(example.group, (1.0, False))
        drafts[example.group] = min(least, odds[rule]), own or example.label == rule
    others = sorted((least for least, own in drafts.values() if not own), reverse=True)
    return max(_LEAST, others[int(len(others) * _FALSE_ALARMS_WHOLE)]) if others else _LEAST


def fit_lending(examples: Sequence[Example], words: WordVectors) -> NgramModel:
    """Fit on n-grams and word vectors, then write the vectors' part into the words' weights."""
    vectors = np.stack([words.of_text(example.text) for example in examples])
    return words.lend(fit(examples, [], vectors=(vectors, vectors[:0]), recipe=DRAFTS))


def _cross_validated(
    examples: Sequence[Example], words: WordVectors
) -> list[tuple[Example, dict[str, float]]]:
    """Each example with the probabilities of a model that saw no sentence of its draft."""
    judged: list[tuple[Example, dict[str, float]]] = []
    for fold in range(_FOLDS):
        model = fit_lending([e for e in examples if _fold(e) != fold], words)
        judged += [(e, model.probabilities(e.text)) for e in examples if _fold(e) == fold]
    return judged


def _fold(example: Example) -> int:
    return zlib.crc32(example.group.encode()) % _FOLDS
