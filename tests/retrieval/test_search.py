from __future__ import annotations

from pathlib import Path

import pytest

from assistant.bootstrap import Assistant
from assistant.errors import BrokenAsset, NotFound
from assistant.models import RuleId
from assistant.retrieval.keyword import tokens
from assistant.retrieval.passages import load_library

GUIDELINES = Path(__file__).parents[2] / "knowledge" / "guidelines"


@pytest.mark.parametrize(
    ("question", "passage_id"),
    [
        (
            "how many days do I have to process a return I received?",
            "two-business-days-to-process-after-receipt",
        ),
        ("收到退货后多久要处理?", "two-business-days-to-process-after-receipt"),
        ("كم رسالة اقدر ارسل في اليوم؟", "no-daily-message-limit"),
    ],
)
def test_a_question_finds_its_passage_in_any_language(
    radd: Assistant, question: str, passage_id: str
) -> None:
    assert passage_id in [found.passage_id for found in radd.search.rank(question, 3)]


def test_an_answer_is_the_passage_in_the_askers_language_with_its_source(radd: Assistant) -> None:
    answer = radd.answer("كم رسالة اقدر ارسل في اليوم؟")
    assert answer.answered
    assert answer.language == "ar"
    assert answer.answer == answer.evidence[0].text
    assert answer.evidence[0].source.startswith("noon")


def test_what_the_guidelines_do_not_say_is_said_plainly(radd: Assistant) -> None:
    answer = radd.answer("what percentage commission does noon charge on perfumes?")
    assert not answer.answered
    assert "do not say" in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "what's the weather like in riyadh this weekend?",
        "كم عمولة نون على الجوالات؟",
        "ازاي اعمل اعلانات لمنتجاتي؟",
        "在亚马逊上怎么开店?",
    ],
)
def test_what_lies_nearer_to_a_topic_outside_the_guidelines_is_refused(
    radd: Assistant, question: str
) -> None:
    assert not radd.answer(question).answered


def test_the_questions_no_passage_answers_belong_to_the_fingerprint(tmp_path: Path) -> None:
    passage = next(iter(sorted(GUIDELINES.glob("*.md"))))
    (tmp_path / passage.name).write_text(passage.read_text(encoding="utf-8"), encoding="utf-8")
    before = load_library(tmp_path)
    (tmp_path / "not_said.yaml").write_text("weather: [is it hot in jeddah]\n", encoding="utf-8")
    after = load_library(tmp_path)
    assert before.fingerprint != after.fingerprint
    assert list(after.not_said.values()) == ["is it hot in jeddah"]


def test_a_topic_without_a_list_of_questions_names_the_file(tmp_path: Path) -> None:
    passage = next(iter(sorted(GUIDELINES.glob("*.md"))))
    (tmp_path / passage.name).write_text(passage.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "not_said.yaml").write_text("weather: hot\n", encoding="utf-8")
    with pytest.raises(BrokenAsset, match=r"not_said\.yaml"):
        load_library(tmp_path)


def test_there_are_passages_for_every_rule(radd: Assistant) -> None:
    cited = {text.evidence_id for text in radd.checker.texts.values()}
    assert {radd.library.get(passage_id).id for passage_id in cited} == cited
    assert len(radd.library) >= 120
    assert len(radd.checker.texts) == len(RuleId)


def test_advice_that_noon_forbids_carries_the_warning(radd: Assistant) -> None:
    elsewhere = [passage for passage in radd.library if passage.applies == "elsewhere"]
    assert len(elsewhere) >= 10
    assert all(passage.authority == "advice" for passage in elsewhere)


def test_an_unknown_passage_is_not_found(radd: Assistant) -> None:
    with pytest.raises(NotFound, match="nothing-here"):
        radd.library.get("nothing-here")


def test_a_malformed_passage_names_its_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "bad.md").write_text("---\nid: other\n---\n## en\nx\n", encoding="utf-8")
    with pytest.raises(BrokenAsset, match=r"bad\.md"):
        load_library(tmp_path)


def test_arabic_words_meet_across_spelling_and_affixes() -> None:
    assert tokens("الإرجاع") == tokens("ارجاع")
    assert tokens("退货") == ["退货"]
