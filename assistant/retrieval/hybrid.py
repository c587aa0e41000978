"""Finding passages: the views of `views`, weighed as `ranker` learned.

A second encoder, where it is installed, is asked only about the questions that the first leaves open, so that most
answers stay as quick as without it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from assistant.models import Evidence, ReplyLanguage
from assistant.ports import Embedder, VectorIndex
from assistant.retrieval.passages import Library
from assistant.retrieval.ranker import Fusion, Ranker, Sight, signs_of
from assistant.retrieval.views import Views, Wording


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
        index: VectorIndex,
        ranker: Ranker,
        embedder: Embedder,
        *,
        second: Embedder | None = None,
        readings: Callable[[str], list[str]] = lambda text: [text],
    ) -> None:
        """`index` holds the library's texts in their order.

        `readings` gives the texts to search for: the question, and its Arabic when it is Arabizi."""
        self.library = library
        self._views = Views(library, index, ranker)
        self._ranker = ranker
        self._embedder = embedder
        self._second = second if ranker.both is not None else None
        self._readings = readings

    @property
    def answered_from(self) -> float:
        """Below this probability the guidelines are said not to answer."""
        return self._ranker.answered_from

    def rank(self, question: str, k: int = 5) -> list[Ranked]:
        """Return up to k passages, best first. A blank question finds nothing."""
        if not question.strip():
            return []
        texts = self._readings(question)
        vectors = self._embedder.embed(texts)
        wordings = [Wording(text, vector) for text, vector in zip(texts, vectors, strict=True)]
        sight, fusion = self._views.look(wordings), self._ranker.first
        ranked = self._order(sight, fusion, k)
        in_doubt = fusion.share(sight.passages) < self._ranker.sure_from
        if in_doubt and self._second is not None and self._ranker.both is not None:
            sight = self._views.look_again(sight, self._second.embed(texts))
            ranked = self._order(sight, self._ranker.both, k)
        return ranked

    def search(self, question: str, k: int, language: ReplyLanguage) -> list[Evidence]:
        """`rank`, shown in one language; `score` is the probability."""
        return [
            self.library.evidence(found.passage_id, language, found.probability)
            for found in self.rank(question, k)
        ]

    def _order(self, sight: Sight, fusion: Fusion, k: int) -> list[Ranked]:
        scores = sight.passages @ fusion.ranking
        best = fusion.probability(signs_of(sight, fusion.ranking))
        # A passage further down answers as likely as its share of the best one's odds.
        odds = np.exp(scores - scores.max())
        order = np.argsort(-scores, kind="stable")[:k].tolist()
        ids = self._views.ids
        found = [Ranked(ids[place], float(scores[place]), float(best * odds[place])) for place in order]
        return _policy_first(self.library, found)


def _policy_first(library: Library, found: list[Ranked]) -> list[Ranked]:
    """noon's own words before advice that gives the same answer."""
    if not found or library.get(found[0].passage_id).authority != "advice":
        return found
    same = library.same_answers(found[0].passage_id)
    for place, other in enumerate(found[1:], start=1):
        if other.passage_id in same and library.get(other.passage_id).authority == "policy":
            first = Ranked(other.passage_id, found[0].score, found[0].probability)
            second = Ranked(found[0].passage_id, other.score, other.probability)
            return [first, second, *found[1:place], *found[place + 1 :]]
    return found
