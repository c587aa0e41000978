"""Finding passages: the views of `views`, weighed as `ranker` learned.

A second encoder, where it is installed, is asked only about the questions that the first leaves open, so that most
answers stay as quick as without it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from assistant.models import Evidence, ReplyLanguage
from assistant.ports import Embedder, VectorIndex
from assistant.retrieval.passages import Library
from assistant.retrieval.ranker import Fusion, Ranker, Sight, blended, signs_of
from assistant.retrieval.views import Views, Wording

_REMEMBERED = 512  # questions, some 20 kB each
_TOLD = 2.0  # of a ranking's score: what a passage loses that has just been shown


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
        # A follow-up looks at the question before it again, and people ask the same twice.
        self._look = lru_cache(maxsize=_REMEMBERED)(self._look_anew)

    @property
    def answered_from(self) -> float:
        """Below this probability the guidelines are said not to answer."""
        return self._ranker.answered_from

    def rank(self, question: str, k: int = 5) -> list[Ranked]:
        """Return up to k passages, best first. A blank question finds nothing."""
        if not question.strip():
            return []
        sight, fusion = self._look(question, False)
        return self._order(sight, fusion, k)

    def rank_after(self, question: Sequence[str], earlier: str, k: int = 5) -> list[Ranked]:
        """`rank` of a follow-up, given in one wording or more, the first of them whole.

        It is read alone and together with the question before it, both counting. What answers the earlier question
        is found again by its words alone, so the follow-up must ask for it clearly. A follow-up that says all by
        itself is answered as surely as it would be alone.
        """
        *_, asked = wordings = [text for text in question if text.strip()] or [""]
        if not asked:
            return []
        alone, fusion = self._look(asked, True)
        together, _ = self._look(f"{earlier} {asked}", True)
        told = {
            place
            for one in self.rank(earlier, 1)
            for place, passage_id in enumerate(self._views.ids)
            if passage_id in self.library.same_answers(one.passage_id)
        }
        found = self._order(blended(alone, together), fusion, k, told)
        by_itself = [
            one.probability
            for text in wordings
            for one in self.rank(text, 1)
            if one.passage_id == found[0].passage_id
        ]
        return [replace(found[0], probability=max([found[0].probability, *by_itself])), *found[1:]]

    def search(self, question: str, k: int, language: ReplyLanguage) -> list[Evidence]:
        """`rank`, shown in one language; `score` is the probability."""
        return [
            self.library.evidence(found.passage_id, language, found.probability)
            for found in self.rank(question, k)
        ]

    def _look_anew(self, question: str, again: bool) -> tuple[Sight, Fusion]:
        """What is seen of a question and the weights for it; again: with the second encoder, in doubt or not."""
        texts = self._readings(question)
        vectors = self._embedder.embed(texts)
        wordings = [Wording(text, vector) for text, vector in zip(texts, vectors, strict=True)]
        sight, fusion, both = self._views.look(wordings), self._ranker.first, self._ranker.both
        if self._second is None or both is None:
            return sight, fusion
        if not again and not self._ranker.doubts(sight):
            return sight, fusion
        return self._views.look_again(sight, self._second.embed(texts)), both

    def _order(self, sight: Sight, fusion: Fusion, k: int, told: Collection[int] = ()) -> list[Ranked]:
        """Up to k passages; `told`: the places of those that the asker was shown already."""
        scores = sight.passages @ fusion.ranking
        scores[list(told)] -= _TOLD
        best = fusion.probability(signs_of(sight, scores))
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
