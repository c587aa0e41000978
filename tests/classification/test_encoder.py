from __future__ import annotations

import numpy as np
import pytest

from assistant.bootstrap import Assistant
from assistant.classification.blend import Blend, Shares, fit_shares
from assistant.classification.encoder import HEADS, MessageEncoder, plain
from assistant.classification.nearest import load_neighbours
from assistant.classification.recipes import train_all
from assistant.classification.wording import Wording
from assistant.errors import BrokenAsset
from assistant.models import Consent, Situation, Tone
from assistant.text.ngrams import NgramModel
from tests.conftest import ROOT

KNOWLEDGE = ROOT / "knowledge"


@pytest.fixture(scope="module")
def encoder() -> MessageEncoder:
    return MessageEncoder(KNOWLEDGE / "models" / "encoder")


def test_every_head_scores_every_label(encoder: MessageEncoder) -> None:
    scores = encoder.read(Wording("the lid is cracked")).scores
    assert {head: len(scores[head]) for head in HEADS} == {
        "situation": len(Situation),
        "tone": len(Tone),
        "consent": len(Consent),
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("الشَّاشَة مكسورة", "الشاشة مكسورة"),
        ("وصلت الشـــاشة أمس", "وصلت الشاشة امس"),
        ("ناقص ٣ حبات", "ناقص 3 حبات"),
        ("غاليييييييي جدا", "غاليييي جدا"),
        ("bro\u200bken", "broken"),
    ],
)
def test_spellings_that_writers_mix_score_the_same(encoder: MessageEncoder, one: str, other: str) -> None:
    for head, scores in encoder.read(Wording(one)).scores.items():
        assert scores == pytest.approx(encoder.read(Wording(other)).scores[head])


@pytest.mark.parametrize("text", ["", " ", "\u200b", "👍", "\x00\ud800", "ك" * 50_000, "汉字" * 300])
def test_any_text_is_scored(encoder: MessageEncoder, text: str) -> None:
    found = encoder.read(Wording(text), offer=text)
    assert all(np.isfinite(scores).all() for scores in found.scores.values())
    assert np.linalg.norm(found.meaning) == pytest.approx(1, abs=1e-4)


def test_a_reply_is_scored_beside_what_it_answers(encoder: MessageEncoder) -> None:
    alone = encoder.read(Wording("ok")).scores["consent"]
    beside = encoder.read(Wording("ok"), offer="We can refund AED 50 and you keep the item, is that fine?")
    assert beside.scores["consent"] != pytest.approx(alone)


def test_arabizi_is_read_in_both_scripts(encoder: MessageEncoder) -> None:
    both = encoder.read(Wording("el shasha maksora", "الشاشة مكسورة")).scores["situation"]
    typed = encoder.read(Wording("el shasha maksora")).scores["situation"]
    arabic = encoder.read(Wording("الشاشة مكسورة")).scores["situation"]
    assert both == pytest.approx((typed + arabic) / 2, abs=1e-4)


def test_a_missing_encoder_is_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BrokenAsset, match="encoder"):
        MessageEncoder(tmp_path / "encoder").read(Wording("hello"))


def test_plain_text_stays_plain() -> None:
    assert plain(plain("أهلاً   ١٢٣ جدااااا")) == plain("أهلاً   ١٢٣ جدااااا") == "اهلا 123 جداا"


def test_the_shares_follow_who_is_right() -> None:
    right = np.eye(3, dtype=np.float32)[[0, 1, 2, 0, 1, 2]] * 4
    noise = np.array([[0, 1, 0]] * 6, dtype=np.float32)
    shares = fit_shares(noise, right, [0, 1, 2, 0, 1, 2])
    assert shares.encoder > 0.5
    assert fit_shares(right, noise, [0, 1, 2, 0, 1, 2]).ngrams > 0.5


def test_the_probabilities_of_a_blend_sum_to_one() -> None:
    ngrams = NgramModel(
        ("a", "b"), {}, np.zeros((0, 2), np.float32), np.zeros((0, 2), np.float32), np.zeros(2, np.float32)
    )
    blend = Blend(ngrams, Shares(1.0, 0.5))
    odds = blend.probabilities("text", np.array([2.0, 0.0], np.float32))
    assert sum(odds.values()) == pytest.approx(1)
    assert odds["a"] == pytest.approx(1 / (1 + np.exp(-1.0)))


def test_the_nearest_example_of_an_example_is_itself(radd: Assistant) -> None:
    neighbours = load_neighbours(KNOWLEDGE)
    row = neighbours.rows[neighbours.ids[0]]
    found = neighbours.nearest(radd.reader.meaning(row["text"]), 3)
    assert found[0].text == row["text"]
    assert found[0].similarity > 0.9
    assert len(found) == 3


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ('{"text": "", "group": "g", "language": "en"}', "`text`"),
        ('{"text": "broken", "language": "en"}', "`group`"),
        ('{"text": "broken", "group": "g", "language": "en", "situation": "lost"}', "`situation`: 'lost'"),
    ],
)
def test_more_messages_are_verified_before_training(tmp_path, row: str, told: str) -> None:  # type: ignore[no-untyped-def]
    given = tmp_path / "accepted.jsonl"
    given.write_text(row + "\n", encoding="utf-8")
    with pytest.raises(BrokenAsset, match=told):
        train_all(KNOWLEDGE, tmp_path, MessageEncoder(tmp_path), print, [given])
