"""What was learned from the question cards: which passage a question is about, how the views of a passage are
weighed, and how likely it is that any passage answers. Numpy alone; `radd knowledge train` builds it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.errors import BrokenAsset

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
_BREADTH = 4
_CLEARLY_NOT, _CLEARLY = 0.1, 0.9  # of the probability that a passage answers
_TOGETHER = 1.0  # how much the wording with the earlier question counts beside the follow-up alone
OUTSIDE = "(outside)"
"""The label of questions that no passage answers."""

FEATURES = (
    "topic",
    "second_topic",
    "letters",
    "letters_broad",
    "words",
    "words_broad",
    "text",
    "advice",
)
"""What is known of a passage for a question, in this order: the log-probability of the first and of the second
encoder's topic model, its best card by letters and the mean of its best four, the same by words, the cosine of its
nearest title or text, and whether it is advice."""

SIGNS = (
    "topic",
    "second_topic",
    "letters",
    "words",
    "text",
    "share",
    "outside",
    "second_outside",
    "letters_outside",
    "words_outside",
    "vocabulary",
)
"""What is known of the best passage when deciding whether it answers: its features, the logarithm of its share,
how near the question is to those that no passage answers, and whether its words are those of the guidelines."""


@dataclass(frozen=True)
class TopicModel:
    """A linear classifier over a sentence embedding. weights: (dimensions, labels); bias: (labels,)."""

    labels: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]

    def log_probabilities(self, vectors: npt.NDArray[np.float32]) -> Floats:
        """Shape (n, labels) for n unit vectors."""
        scores = np.asarray(vectors @ self.weights + self.bias, dtype=np.float64)
        scores -= scores.max(axis=-1, keepdims=True)
        return np.asarray(scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True)))


@dataclass(frozen=True)
class Fusion:
    """Weights of `FEATURES` for ranking, and of `SIGNS` with a bias for the probability of an answer."""

    ranking: Floats
    answering: Floats
    bias: float

    def probability(self, signs: Floats) -> float:
        """How likely the best passage answers."""
        return float(1 / (1 + np.exp(-(signs @ self.answering + self.bias))))


@dataclass(frozen=True)
class Sight:
    """What the views say of one question.

    passages: shape (passages, len(FEATURES)); outside: the last five of `SIGNS`.
    """

    passages: Floats
    outside: Floats


@dataclass(frozen=True)
class Ranker:
    """Topic models and fusions: `first` uses one encoder, `both` the second one too where it is installed.

    answered_from: below this probability no passage answers. sure_from: below this share of the best passage, from 0
    to 1, the first encoder is in doubt. chunks: for texts without question cards, see `chunks`.
    """

    topics: TopicModel
    first: Fusion
    second_topics: TopicModel | None = None
    both: Fusion | None = None
    answered_from: float = 0.5
    sure_from: float = 1.0
    chunks: Fusion | None = None
    chunks_answer_from: float = 0.5

    def doubts(self, sight: Sight) -> bool:
        """Whether the first encoder leaves open which passage is best, or whether it answers.

        What it takes for clearly outside stays so: another look at it changes nothing.
        """
        scores = sight.passages @ self.first.ranking
        answers = self.first.probability(signs_of(sight, scores))
        return answers > _CLEARLY_NOT and (answers < _CLEARLY or best_of(scores)[1] < self.sure_from)

    def save(self, path: Path) -> None:
        """Write a numpy archive; the same weights give the same bytes."""
        arrays: dict[str, npt.NDArray[np.generic]] = {
            "labels": np.array(self.topics.labels),
            "weights": self.topics.weights.astype(np.float16),
            "bias": self.topics.bias.astype(np.float32),
            "answered_from": np.array(self.answered_from),
            "sure_from": np.array(self.sure_from),
            "chunks_answer_from": np.array(self.chunks_answer_from),
        }
        if self.second_topics is not None:
            arrays["second_weights"] = self.second_topics.weights.astype(np.float16)
            arrays["second_bias"] = self.second_topics.bias.astype(np.float32)
        for name, fusion in (("first", self.first), ("both", self.both), ("chunks", self.chunks)):
            if fusion is not None:
                arrays[f"{name}_ranking"] = fusion.ranking
                arrays[f"{name}_answering"] = np.append(fusion.answering, fusion.bias)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, array in arrays.items():
                with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w") as member:
                    np.lib.format.write_array(member, array, allow_pickle=False)

    @classmethod
    def load(cls, path: Path) -> Ranker:
        """Read a ranker. Raises `BrokenAsset`."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                labels = tuple(map(str, stored["labels"]))

                def topics(prefix: str) -> TopicModel:
                    return TopicModel(
                        labels, stored[f"{prefix}weights"].astype(np.float32), stored[f"{prefix}bias"]
                    )

                def fusion(name: str) -> Fusion:
                    answering = stored[f"{name}_answering"]
                    if name != "chunks" and len(answering) != len(SIGNS) + 1:
                        raise ValueError("was trained for other signs")
                    return Fusion(stored[f"{name}_ranking"], answering[:-1], float(answering[-1]))

                second = "second_weights" in stored
                return cls(
                    topics=topics(""),
                    first=fusion("first"),
                    second_topics=topics("second_") if second else None,
                    both=fusion("both") if second else None,
                    answered_from=float(stored["answered_from"]),
                    sure_from=float(stored["sure_from"]),
                    chunks=fusion("chunks") if "chunks_ranking" in stored else None,
                    chunks_answer_from=float(stored["chunks_answer_from"]),
                )
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise BrokenAsset(path, f"is not a ranker ({error}); `radd knowledge train` builds it") from error


def table_of(places: Sequence[int], passages: int, breadth: int = _BREADTH) -> Places:
    """Which scores belong to each passage, shape (passages, most scores of one); -1 fills a passage with fewer."""
    own: list[list[int]] = [[] for _ in range(passages)]
    for number, place in enumerate(places):
        own[place].append(number)
    widest = max([breadth, *map(len, own)])
    return np.array([[*row, *[-1] * (widest - len(row))] for row in own], dtype=np.intp).reshape(-1, widest)


def by_passage(scores: Floats, table: Places, breadth: int = _BREADTH) -> tuple[Floats, Floats]:
    """Each passage's best score, and the mean of its best few; a missing score counts as 0. Shapes (passages,)."""
    rows = np.append(scores, 0.0)[table]
    best = np.partition(rows, rows.shape[1] - breadth, axis=1)[:, -breadth:]
    return best.max(axis=1), best.mean(axis=1)


def labels_of(ids: Sequence[str], model: TopicModel) -> Places:
    """Where each passage stands among the model's labels, -1 for one written after the training."""
    place = {label: number for number, label in enumerate(model.labels)}
    return np.array([place.get(passage_id, -1) for passage_id in ids], dtype=np.intp)


def signs_of(sight: Sight, scores: Floats) -> Floats:
    """The `SIGNS` of the passage with the best of the scores, shape (len(SIGNS),)."""
    best, share = best_of(scores)
    own = sight.passages[best, [FEATURES.index(name) for name in SIGNS[:5]]]
    return np.concatenate([own, [np.log(share)], sight.outside])


def blended(alone: Sight, together: Sight) -> Sight:
    """A follow-up's sight out of those without and with the question before it."""
    weight = _TOGETHER / (1 + _TOGETHER)
    return Sight(
        (1 - weight) * alone.passages + weight * together.passages,
        (1 - weight) * alone.outside + weight * together.outside,
    )


def best_of(scores: Floats) -> tuple[int, float]:
    """The place of the best score, and its share of all as a softmax gives it, 0 to 1."""
    best = int(np.argmax(scores))
    return best, float(1 / np.exp(scores - scores[best]).sum())
