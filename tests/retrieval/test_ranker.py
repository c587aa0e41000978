"""The parts of ranking: letters, the best cards of a passage, topics, fitting, and keeping it all in a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.bootstrap import Assistant
from assistant.errors import BrokenAsset
from assistant.retrieval.fitting import fit_logistic, fit_ranking, fit_topics
from assistant.retrieval.letters import LetterIndex
from assistant.retrieval.ranker import (
    FEATURES,
    OUTSIDE,
    SIGNS,
    Fusion,
    Ranker,
    Sight,
    TopicModel,
    by_passage,
    labels_of,
    table_of,
)


def test_a_misspelt_question_is_nearest_to_the_one_it_means() -> None:
    index = LetterIndex(
        ["can I send a pdf to the customer", "a pdf for customers", "متى ينتهي الموعد", "انتهاء الموعد"]
    )
    assert int(index.scores("can i sned a pdff to custmer").argmax()) in (0, 1)
    assert int(index.scores("امتى الموعد بينتهي").argmax()) in (2, 3)


def test_a_text_without_a_known_letter_is_near_to_none() -> None:
    index = LetterIndex(["can I send a pdf", "send me a pdf"])
    assert not index.scores("数字").any()
    assert not index.scores("").any()


def test_a_passage_scores_by_its_best_card_and_by_its_best_four() -> None:
    table = table_of([0, 0, 1, 2, 2, 2, 2, 2], 4)
    best, broad = by_passage(np.array([0.2, 0.8, 0.4, 0.1, 0.2, 0.3, 0.4, 0.5]), table)
    assert best.tolist() == [0.8, 0.4, 0.5, 0.0]
    assert broad.tolist() == pytest.approx([0.25, 0.1, 0.35, 0.0])


def test_a_topic_model_learns_which_passage_a_vector_is_about() -> None:
    vectors = np.eye(3, dtype=np.float32)[[0, 0, 1, 1, 2, 2]]
    model = fit_topics(vectors, np.array([0, 0, 1, 1, 2, 2]), ["a", "b", OUTSIDE])
    found = model.log_probabilities(np.eye(3, dtype=np.float32))
    assert found.argmax(axis=1).tolist() == [0, 1, 2]
    assert np.exp(found).sum(axis=1).tolist() == pytest.approx([1, 1, 1])


def test_a_passage_written_after_the_training_has_no_place_in_the_model() -> None:
    model = TopicModel(("old", OUTSIDE), np.zeros((2, 2), np.float32), np.zeros(2, np.float32))
    assert labels_of(["new", "old"], model).tolist() == [-1, 0]


def test_the_ranking_learns_the_feature_that_tells_the_right_passage() -> None:
    rng = np.random.default_rng(7)
    sights = rng.normal(size=(60, 5, 2))
    right = np.zeros((60, 5), dtype=bool)
    right[np.arange(60), sights[:, :, 1].argmax(axis=1)] = True
    weights = fit_ranking(sights, right, np.ones(60))
    assert weights[1] > 5 * abs(weights[0])


def test_the_logistic_learns_from_which_sign_on_a_question_is_answered() -> None:
    signs = np.linspace(-1, 1, 41)[:, None]
    weights, bias = fit_logistic(signs, (signs[:, 0] > 0.3).astype(float), np.ones(41), [1])
    assert -bias / weights[0] == pytest.approx(0.3, abs=0.1)


def test_a_sign_for_an_answer_never_speaks_against_it() -> None:
    signs = np.linspace(-1, 1, 41)[:, None]
    weights, _ = fit_logistic(signs, (signs[:, 0] < 0.3).astype(float), np.ones(41), [1])
    assert weights[0] == pytest.approx(0.0)


def test_a_ranker_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    topics = TopicModel(("a", OUTSIDE), np.ones((2, 2), np.float32), np.zeros(2, np.float32))
    fusion = Fusion(np.arange(len(FEATURES), dtype=float), np.arange(len(SIGNS), dtype=float), -1.5)
    Ranker(topics, fusion, topics, fusion, 0.4, 0.7).save(tmp_path / "search.npz")
    found = Ranker.load(tmp_path / "search.npz")
    assert found.both is not None
    assert found.both.bias == -1.5
    assert found.first.ranking.tolist() == fusion.ranking.tolist()
    assert (found.topics.labels, found.answered_from, found.sure_from) == (("a", OUTSIDE), 0.4, 0.7)


def test_a_file_that_is_no_ranker_names_itself_and_the_cure(tmp_path: Path) -> None:
    (tmp_path / "search.npz").write_bytes(b"nothing")
    with pytest.raises(BrokenAsset, match=r"search\.npz.*radd knowledge train"):
        Ranker.load(tmp_path / "search.npz")


def test_a_ranker_of_another_version_names_itself_and_the_cure(tmp_path: Path) -> None:
    topics = TopicModel(("a", OUTSIDE), np.ones((2, 2), np.float32), np.zeros(2, np.float32))
    Ranker(topics, Fusion(np.zeros(len(FEATURES)), np.zeros(len(SIGNS) - 1), 0.0)).save(
        tmp_path / "search.npz"
    )
    with pytest.raises(BrokenAsset, match=r"search\.npz.*other signs.*radd knowledge train"):
        Ranker.load(tmp_path / "search.npz")


def test_the_second_encoder_is_asked_where_the_first_is_neither_sure_nor_clearly_against() -> None:
    ranking = np.zeros(len(FEATURES))
    ranking[FEATURES.index("topic")] = 1.0
    answering = np.zeros(len(SIGNS))
    answering[SIGNS.index("letters")] = 10.0
    topics = TopicModel(("a", OUTSIDE), np.ones((2, 2), np.float32), np.zeros(2, np.float32))
    ranker = Ranker(topics, Fusion(ranking, answering, -5.0), sure_from=0.8)

    def sight(lead: float, letters: float) -> Sight:
        passages = np.zeros((2, len(FEATURES)))
        passages[0, FEATURES.index("topic")] = lead
        passages[0, FEATURES.index("letters")] = letters
        return Sight(passages, np.zeros(len(SIGNS) - 6))

    assert not ranker.doubts(sight(lead=5.0, letters=0.9))
    assert ranker.doubts(sight(lead=0.5, letters=0.9))
    assert ranker.doubts(sight(lead=5.0, letters=0.5))
    assert not ranker.doubts(sight(lead=0.5, letters=0.1))


def test_the_shipped_ranker_knows_every_passage(radd: Assistant) -> None:
    ranker = Ranker.load(radd.settings.knowledge_dir / "models" / "search.npz")
    assert set(ranker.topics.labels) == {*radd.library.passages, OUTSIDE}
