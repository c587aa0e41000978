"""Finding passages: meaning and keywords fused, over every text a passage can be found by.

A passage scores by its best card. Because each passage stands in both languages and its cards in several, a
question in one language finds a passage through any other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.models import Evidence, ReplyLanguage
from assistant.ports import VectorIndex
from assistant.retrieval.keyword import KeywordIndex, tokens
from assistant.retrieval.passages import Card, Library


@dataclass(frozen=True, slots=True)
class Weights:
    """How the views are fused; fitted on validation questions (`evals/tasks/retrieval.py`).

    keyword: weight of the keyword score (a share of the question's words, 0 to 1) beside the cosine.
    advice: what a passage of advice loses against noon's own policy.
    slope, middle: the logistic that turns a score into the probability that the passage answers.
    """

    keyword: float = 0.3
    advice: float = 0.02
    slope: float = 12.0
    middle: float = 0.75


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage found: `score` orders, `probability` says how likely it answers the question."""

    passage_id: str
    score: float
    probability: float


class HybridSearch:
    """Search over a library. Safe to share between threads."""

    def __init__(
        self,
        library: Library,
        cards: Sequence[Card],
        index: VectorIndex,
        readings: Callable[[str], list[str]] = lambda text: [text],
        weights: Weights | None = None,
    ) -> None:
        """`readings` gives the texts to search for: the question, and its Arabic when it is Arabizi."""
        self.library = library
        self._cards = cards
        self._number = {card.key: number for number, card in enumerate(cards)}
        self._index = index
        self._keyword = KeywordIndex([card.text for card in cards])
        self._own_scores = np.array([max(self._keyword.self_score(card.text), 1e-6) for card in cards])
        self._readings = readings
        self._weights = weights or Weights()

    def rank(self, question: str, k: int = 5) -> list[Ranked]:
        """Return up to k passages, best first. A blank question finds nothing."""
        if not question.strip():
            return []
        meaning = np.zeros(len(self._cards))
        keyword = np.zeros(len(self._cards))
        for text in self._readings(question):
            for key, similarity in self._index.search(text, _NEIGHBOURS):
                if (number := self._number.get(key)) is not None:
                    meaning[number] = max(meaning[number], similarity)
            keyword = np.maximum(keyword, self._keyword_share(text))
        weights = self._weights
        best: dict[str, float] = {}
        fused = meaning + weights.keyword * keyword
        for found in np.flatnonzero(fused > 0).tolist():
            passage_id = self._cards[found].passage_id
            best[passage_id] = max(best.get(passage_id, 0.0), float(fused[found]))
        ranked = [
            Ranked(passage_id, score, 1 / (1 + math.exp(-weights.slope * (score - weights.middle))))
            for passage_id, raw in best.items()
            for score in [raw - weights.advice * (self.library.get(passage_id).authority == "advice")]
        ]
        return sorted(ranked, key=lambda found: (-found.score, found.passage_id))[:k]

    def search(self, question: str, k: int, language: ReplyLanguage) -> list[Evidence]:
        """`rank`, shown in one language; `score` is the probability."""
        return [
            self.library.evidence(found.passage_id, language, found.probability)
            for found in self.rank(question, k)
        ]

    def _keyword_share(self, text: str) -> np.ndarray:
        """BM25 as a share of what the question, or the card, would score against itself (0 to 1)."""
        if not tokens(text):
            return np.zeros(len(self._cards))
        scores = self._keyword.scores(text)
        own = max(self._keyword.self_score(text), 1e-6)
        return np.minimum(scores / np.sqrt(own * self._own_scores), 1.0)


_NEIGHBOURS = 60
"""Cards asked of the vector index: enough that a dozen passages are among them."""
