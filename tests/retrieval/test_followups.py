"""How a follow-up question begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.retrieval.answers import load_answer_texts
from assistant.retrieval.followups import Beginnings


@pytest.fixture(scope="module")
def beginnings() -> Beginnings:
    return load_answer_texts(Path(__file__).parents[2] / "knowledge" / "answers.yaml").follow_ups


@pytest.mark.parametrize(
    ("follow_up", "alone"),
    [
        ("And if they don't answer?", "if they don't answer?"),
        ("ok, and Egypt?", "Egypt?"),
        ("وإذا رفض العميل؟", "إذا رفض العميل؟"),
        ("طيب، والصور؟", "الصور؟"),
        ("w law rafad?", "law rafad?"),
        ("那图片呢?", "图片呢?"),
        ("وَلَوْ تَأَخَّرْتُ؟", "لو تاخرت?"),
    ],
)
def test_what_only_ties_a_follow_up_to_the_question_before_is_taken_off(
    beginnings: Beginnings, follow_up: str, alone: str
) -> None:
    assert beginnings.leans(follow_up)
    assert beginnings.alone(follow_up) == alone


@pytest.mark.parametrize(
    "question",
    [
        "وين ألاقي زر إصدار الاسترداد للعميل؟",
        "واتساب العميل مسموح أكلمه عليه؟",
        "والله العميل شتمني بالرسائل، أبلغ عنه؟",
        "Andalusian customers write to me in Spanish, is that allowed?",
        "sometimes the customer never answers my messages",
    ],
)
def test_a_word_that_only_looks_like_a_beginning_is_kept(beginnings: Beginnings, question: str) -> None:
    assert not beginnings.leans(question)
    assert beginnings.alone(question) == question


def test_what_is_nothing_but_a_beginning_stays_as_it_is(beginnings: Beginnings) -> None:
    assert beginnings.alone("and?") == "and?"
    assert beginnings.alone(" ") == ""
    assert beginnings.leans("?")
