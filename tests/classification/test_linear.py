"""The linear classifier: what it computes, that it is scikit-learn's, that a saved one is the same one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from assistant.classification.linear import Features, Grams, LinearModel
from assistant.classification.training.linear import to_matrix, train
from assistant.errors import BrokenAsset

TEXTS = [
    "وصلني مكسور",
    "الجهاز مكسور من الطرف",
    "ما يشتغل ابد",
    "لا يعمل الجهاز",
    "أين طلبي",
    "لم يصل الطلب بعد",
]
LABELS = ["damaged", "damaged", "broken", "broken", "late", "late"]
FEATURES = Features((Grams("char", 1, 3), Grams("char_wb", 2, 4), Grams("word", 1, 2, 0.5)), bits=12)


@pytest.fixture(scope="module")
def model() -> LinearModel:
    return train(TEXTS, LABELS, FEATURES, c=10.0)


def test_it_tells_the_texts_it_learned_apart(model: LinearModel) -> None:
    assert [model.predict(text)[0] for text in TEXTS] == LABELS


def test_its_probabilities_are_those_of_scikit_learn(model: LinearModel) -> None:
    theirs = LogisticRegression(C=10.0, max_iter=300).fit(to_matrix(TEXTS, FEATURES, model.idf), LABELS)
    unseen = ["الطلب وصل مكسور", "hello", "", "ما وصل"]
    expected = theirs.predict_proba(to_matrix(unseen, FEATURES, model.idf))
    ours = [list(model.probabilities(text).values()) for text in unseen]
    assert np.allclose(ours, expected, atol=1e-5)


def test_two_labels_work_like_many() -> None:
    two = train(TEXTS[:4], LABELS[:4], FEATURES)
    theirs = LogisticRegression(C=1.0, max_iter=300).fit(to_matrix(TEXTS[:4], FEATURES, two.idf), LABELS[:4])
    expected = theirs.predict_proba(to_matrix(TEXTS, FEATURES, two.idf))
    assert np.allclose([list(two.probabilities(text).values()) for text in TEXTS], expected, atol=1e-5)


def test_a_saved_model_answers_as_before(model: LinearModel, tmp_path: Path) -> None:
    model.save(tmp_path / "model.npz")
    again = LinearModel.load(tmp_path / "model.npz")
    assert again.labels == model.labels
    for text in [*TEXTS, "شي جديد"]:
        assert again.probabilities(text) == pytest.approx(model.probabilities(text), abs=2e-3)


def test_the_same_texts_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.npz", "two.npz"):
        train(TEXTS, LABELS, FEATURES).save(tmp_path / name)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_further_numbers_can_decide(tmp_path: Path) -> None:
    dense = np.eye(2, dtype=np.float32)[[0, 0, 0, 1, 1, 1]]
    model = train(["same"] * 6, ["a", "a", "a", "b", "b", "b"], FEATURES, c=100.0, dense=dense)
    model.save(tmp_path / "model.npz")
    model = LinearModel.load(tmp_path / "model.npz")
    assert model.predict("same", dense=[1, 0])[0] == "a"
    assert model.predict("same", dense=[0, 1])[0] == "b"
    with pytest.raises(ValueError, match="2 dense numbers"):
        model.predict("same")


def test_numbers_a_model_does_not_know_are_refused(model: LinearModel) -> None:
    with pytest.raises(ValueError, match="0 dense numbers"):
        model.predict("same", dense=[1.0])


def test_grams_within_words_never_cross_a_space() -> None:
    within = Features((Grams("char_wb", 3, 3),), bits=20)
    (apart,) = within.of("abc xyz")
    (swapped,) = within.of("xyz abc")
    assert apart[0].tolist() == swapped[0].tolist()
    assert len(apart[0]) == 6  # " ab" "abc" "bc " and the same of xyz


def test_rare_buckets_can_be_dropped() -> None:
    assert np.count_nonzero(train(TEXTS, LABELS, FEATURES, min_texts=2).idf) < np.count_nonzero(
        train(TEXTS, LABELS, FEATURES).idf
    )


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_text_gets_probabilities_that_sum_to_one(text: str) -> None:
    chances = SMALL.probabilities(text)
    assert sum(chances.values()) == pytest.approx(1.0)


SMALL = train(TEXTS, LABELS, FEATURES)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04broken"])
def test_a_broken_file_names_itself(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.npz"
    path.write_bytes(content)
    with pytest.raises(BrokenAsset, match=r"broken\.npz"):
        LinearModel.load(path)


def test_a_missing_file_names_itself(tmp_path: Path) -> None:
    with pytest.raises(BrokenAsset, match=r"absent\.npz"):
        LinearModel.load(tmp_path / "absent.npz")
