"""Finding passages: meaning and keywords fused, over every text a passage can be found by.

A passage scores by its best card. Because each passage stands in both languages and its cards in several, a
question in one language finds a passage through any other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.models import Evidence, ReplyLanguage
from assistant.ports import VectorIndex
from assistant.retrieval.keyword import KeywordIndex, tokens
from assistant.retrieval.passages import Card, Library

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """How the views are fused. What ranks is fitted on the validation questions in `evals/data`; the
    probability on cards, each taken out of the index in turn, and on the questions of `not_said.yaml`, each taken
    out alone and with its whole topic.

    keyword: weight of the keyword share (0 to 1) beside the cosine.
    breadth: weight of the mean of a passage's best four cards beside its best one; a passage that many of
    its cards speak for is seldom a chance hit.
    advice: what a passage of advice loses against noon's own policy.
    bias, by_meaning, by_keyword, by_unsaid: the logistic that gives the probability that a passage answers,
    from its best card and from the nearest question that no passage answers.
    """

    keyword: float = 2.2
    breadth: float = 0.5
    advice: float = 0.05
    bias: float = -2.16
    by_meaning: float = 9.43
    by_keyword: float = 4.11
    by_unsaid: float = 8.8


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
        """`index` holds the library's texts in their order, the cards first.

        `readings` gives the texts to search for: the question, and its Arabic when it is Arabizi."""
        self.library = library
        self._cards = cards
        # Cards of one passage stand together, so that a passage is a run of the cards' scores.
        self._ids = list(dict.fromkeys(card.passage_id for card in cards))
        places = {passage_id: place for place, passage_id in enumerate(self._ids)}
        self._place = np.array([places[card.passage_id] for card in cards])
        self._advice = np.array([library.get(i).authority == "advice" for i in self._ids], dtype=float)
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
        unsaid = 0.0
        for text in self._readings(question):
            similarities = self._index.similarities(text)
            meaning = np.maximum(meaning, similarities[: len(self._cards)])
            unsaid = max(unsaid, float(similarities[len(self._cards) :].max(initial=0.0)))
            keyword = np.maximum(keyword, self._keyword_share(text))
        weights = self._weights
        best_meaning, broad_meaning = self._by_passage(meaning)
        best_keyword, broad_keyword = self._by_passage(keyword)
        scores = (
            best_meaning
            + weights.keyword * best_keyword
            + weights.breadth * (broad_meaning + weights.keyword * broad_keyword)
            - weights.advice * self._advice
        )
        odds = (
            weights.bias
            + weights.by_meaning * best_meaning
            + weights.by_keyword * best_keyword
            - weights.by_unsaid * unsaid
        )
        order = np.argsort(-scores, kind="stable")[:k]
        return [
            Ranked(self._ids[place], float(scores[place]), 1 / (1 + math.exp(-float(odds[place]))))
            for place in order.tolist()
            if best_meaning[place] > 0 or best_keyword[place] > 0
        ]

    def _by_passage(self, scores: Floats) -> tuple[Floats, Floats]:
        """Each passage's best card, and the mean of its best four; shape (passages,) both."""
        # Sorting by passage, then by falling score, puts each passage's best cards at the head of its run.
        order = np.lexsort((-scores, self._place))
        run = scores[order]
        starts = np.searchsorted(self._place[order], np.arange(len(self._ids)))
        padded = np.append(run, np.zeros(_BREADTH))
        ends = np.append(starts[1:], len(run))
        total = sum(np.where(starts + step < ends, padded[starts + step], 0.0) for step in range(_BREADTH))
        return run[starts], np.asarray(total) / _BREADTH

    def search(self, question: str, k: int, language: ReplyLanguage) -> list[Evidence]:
        """`rank`, shown in one language; `score` is the probability."""
        return [
            self.library.evidence(found.passage_id, language, found.probability)
            for found in self.rank(question, k)
        ]

    def _keyword_share(self, text: str) -> Floats:
        """BM25 as a share of what the question, or the card, would score against itself (0 to 1)."""
        if not tokens(text):
            return np.zeros(len(self._cards))
        scores = self._keyword.scores(text)
        own = max(self._keyword.self_score(text), 1e-6)
        return np.minimum(scores / np.sqrt(own * self._own_scores), 1.0)


_BREADTH = 4
