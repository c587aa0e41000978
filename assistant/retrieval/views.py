"""The views of a passage: how near a question is to its cards by letters and words, and to its text by meaning."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.ports import VectorIndex, Vectors
from assistant.retrieval.keyword import KeywordIndex, tokens
from assistant.retrieval.letters import LetterIndex
from assistant.retrieval.passages import Card, Library
from assistant.retrieval.ranker import (
    FEATURES,
    Floats,
    Ranker,
    Sight,
    TopicModel,
    by_passage,
    labels_of,
    table_of,
)
from assistant.retrieval.vocabulary import Vocabulary


@dataclass(frozen=True)
class Wording:
    """One reading of a question, as written or in Arabic script, with its unit vector."""

    text: str
    vector: Vectors


class Views:
    """The views over a library. Safe to share between threads."""

    def __init__(self, library: Library, index: VectorIndex, ranker: Ranker) -> None:
        """`index` holds the texts of `library.texts()` in their order."""
        cards = library.cards()
        self.ids = list(library.passages)
        places = {passage_id: place for place, passage_id in enumerate(self.ids)}
        self._questions = [card for card in cards if card.view == "question"]
        others = [card for card in cards if card.view != "question"]
        self._cards_of = table_of([places[card.passage_id] for card in self._questions], len(places))
        self._texts_of = table_of([places[card.passage_id] for card in others], len(places))
        self._texts = len(others)
        outside = list(library.not_said.values())
        texts = [card.text for card in self._questions] + outside
        self._letters = LetterIndex(texts)
        self._vocabulary = Vocabulary([card.text for card in cards], outside)
        self._words = KeywordIndex(texts)
        self._own = np.array([max(self._words.self_score(text), 1e-6) for text in texts])
        self._index = index
        self._ranker = ranker
        self._advice = np.array([passage.authority == "advice" for passage in library], dtype=float)
        self._labels = labels_of(self.ids, ranker.topics)

    @property
    def questions(self) -> Sequence[Card]:
        """The cards that hold a question, in the order of `look`'s `without`."""
        return self._questions

    def reading_with(self, topics: TopicModel, second: TopicModel | None = None) -> Views:
        """The same views with other topic models, for training."""
        other = copy.copy(self)
        other._ranker = replace(self._ranker, topics=topics, second_topics=second)
        return other

    def look(self, readings: Sequence[Wording], without: int | None = None) -> Sight:
        """See a question in all its readings, the best of them counting.

        without: a text (a card, or after the cards a question no passage answers) to be left out, for training.
        """
        letters, words = np.zeros(len(self._own)), np.zeros(len(self._own))
        nearest = np.zeros(self._texts)
        for reading in readings:
            letters = np.maximum(letters, self._letters.scores(reading.text))
            words = np.maximum(words, self._word_share(reading.text))
            nearest = np.maximum(nearest, self._index.nearest(reading.vector))
        if without is not None:
            letters[without] = words[without] = 0.0
        cards, count = len(self._questions), len(self.ids)
        topic, outside = self._topics(self._ranker.topics, [reading.vector for reading in readings])
        columns = [
            topic,
            np.zeros(count),
            *by_passage(letters[:cards], self._cards_of),
            *by_passage(words[:cards], self._cards_of),
            by_passage(nearest, self._texts_of)[0],
            self._advice,
        ]
        unsaid = [letters[cards:].max(initial=0.0), words[cards:].max(initial=0.0)]
        leaning = max(self._vocabulary.leaning(reading.text) for reading in readings)
        return Sight(np.stack(columns, axis=1), np.array([outside, 0.0, *unsaid, leaning]))

    def look_again(self, sight: Sight, vectors: Vectors) -> Sight:
        """Add what the second encoder's topic model says; `vectors` of all readings, shape (readings, dimensions)."""
        if self._ranker.second_topics is None:
            return sight
        passages, outside = sight.passages.copy(), sight.outside.copy()
        passages[:, FEATURES.index("second_topic")], outside[1] = self._topics(
            self._ranker.second_topics, vectors
        )
        return Sight(passages, outside)

    def _topics(self, model: TopicModel, vectors: Sequence[Vectors] | Vectors) -> tuple[Floats, float]:
        """Log-probability of each passage, and that of none of them, by the reading that fits best."""
        scores = model.log_probabilities(np.asarray(vectors))
        if len(scores) > 1:
            scores = scores[[int(scores[:, :-1].max(axis=1).argmax())]]
        floor = -np.log(len(model.labels))
        known = np.where(self._labels >= 0, scores[0][self._labels], floor)
        return np.maximum(known, _LEAST), max(float(scores[0][-1]), _LEAST)

    def _word_share(self, text: str) -> Floats:
        """BM25 as a share of what the question, or the card, would score against itself (0 to 1)."""
        if not tokens(text):
            return np.zeros(len(self._own))
        own = max(self._words.self_score(text), 1e-6)
        return np.minimum(self._words.scores(text) / np.sqrt(own * self._own), 1.0)


_LEAST = -15.0
