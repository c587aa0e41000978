"""Training the search from cards and questions, end to end on a small library."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.ports import Vectors
from assistant.retrieval.exact import ExactIndex
from assistant.retrieval.hybrid import HybridSearch
from assistant.retrieval.kept import KeptVectors
from assistant.retrieval.keyword import tokens
from assistant.retrieval.passages import Library, load_library
from assistant.retrieval.ranker import FEATURES, OUTSIDE, SIGNS, Fusion, Ranker, TopicModel
from assistant.retrieval.train_search import Asked, train_search
from assistant.retrieval.vocabulary import Vocabulary

GUIDELINES = Path(__file__).parents[2] / "knowledge" / "guidelines"
IDS = (
    "no-daily-message-limit",
    "only-sellers-start-conversation",
    "images-you-may-send",
    "rule-phone-number",
    "status-resolved",
    "business-days-egypt",
)
ANSWERED = {
    "is there a limit on messages a day": "no-daily-message-limit",
    "can the customer start the conversation": "only-sellers-start-conversation",
    "how many images may I send": "images-you-may-send",
    "may I write my phone number": "rule-phone-number",
    "what does the status resolved mean": "status-resolved",
    "which are the business days in egypt": "business-days-egypt",
}
UNANSWERED = (
    "what commission does noon take on each sale",
    "how much is the storage fee in the warehouse",
    "when is my payout transferred to the bank",
    "how do I upload products in bulk",
    "what is the vat on my sale",
    "what's the weather in dubai",
)


class Words:
    """An embedder that hashes words, counting how many texts it was given."""

    def __init__(self, dimensions: int) -> None:
        self.dimensions = dimensions
        self.embedded = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(out, texts, strict=True):
            for word in tokens(text):
                row[zlib.crc32(word.encode()) % self.dimensions] += 1
            row /= max(float(np.linalg.norm(row)), 1e-9)
        return out


@pytest.fixture(scope="module")
def library() -> Library:
    whole = load_library(GUIDELINES)
    return Library({one: whole.get(one) for one in IDS}, "small", whole.not_said)


@pytest.fixture(scope="module")
def trained(library: Library, tmp_path_factory: pytest.TempPathFactory) -> tuple[HybridSearch, list[str]]:
    first, second = Words(96), Words(64)
    index = ExactIndex(first.embed(list(library.texts().values())))
    asked = [Asked(question, frozenset([gold]), True) for question, gold in ANSWERED.items()]
    asked += [Asked(question, frozenset(), False) for question in UNANSWERED]
    told: list[str] = []
    ranker = train_search(
        library,
        asked,
        index=index,
        embedder=first,
        second=second,
        readings=lambda text: [text],
        report=told.append,
    )
    path = tmp_path_factory.mktemp("model") / "search.npz"
    ranker.save(path)
    return HybridSearch(library, index, Ranker.load(path), first, second=second), told


def test_a_trained_search_finds_the_passages_and_an_untrained_one_does_not(
    library: Library, trained: tuple[HybridSearch, list[str]]
) -> None:
    first = Words(96)
    topics = TopicModel((*IDS, OUTSIDE), np.zeros((96, 7), np.float32), np.zeros(7, np.float32))
    untaught = Ranker(topics, Fusion(np.zeros(len(FEATURES)), np.zeros(len(SIGNS)), 0.0))
    index = ExactIndex(first.embed(list(library.texts().values())))
    before = HybridSearch(library, index, untaught, first)
    after, _ = trained

    def right(search: HybridSearch) -> int:
        return sum(search.rank(question, 1)[0].passage_id == gold for question, gold in ANSWERED.items())

    assert right(before) <= 1
    assert right(after) == len(ANSWERED)


def test_a_trained_search_knows_what_no_passage_answers(trained: tuple[HybridSearch, list[str]]) -> None:
    search, _ = trained
    surely = [search.rank(question, 1)[0].probability >= search.answered_from for question in ANSWERED]
    outside = [search.rank(question, 1)[0].probability >= search.answered_from for question in UNANSWERED]
    assert sum(surely) >= 5
    assert not any(outside)


def test_training_tells_how_well_it_went(trained: tuple[HybridSearch, list[str]]) -> None:
    _, told = trained
    text = "\n".join(told)
    assert "validation questions: first 1.000" in text
    assert "answered from" in text


def test_a_question_in_the_guidelines_words_leans_inside() -> None:
    words = Vocabulary(
        ["how do I refund a return", "a return was received"], ["what commission is due", "ads"]
    )
    assert words.leaning("the received return") > 0 > words.leaning("commission on ads")
    assert words.leaning("?") == 0.0


def test_vectors_once_embedded_are_kept_for_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "words.npz"
    first, again = Words(8), Words(8)
    kept = KeptVectors(first, path)
    before = kept.embed(["a return", "a refund", "a return"])
    kept.save()
    after = KeptVectors(again, path).embed(["a return", "a refund", "a claim"])
    assert (first.embedded, again.embedded) == (2, 1)
    assert np.array_equal(before[:2], after[:2])


def test_a_broken_file_of_vectors_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "words.npz").write_bytes(b"nothing")
    assert KeptVectors(Words(8), tmp_path / "words.npz").embed(["a return"]).shape == (1, 8)
