"""The learned half of the meaning rules finds what no list names, and stays quiet otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.bootstrap import Assistant
from assistant.checking.document import Document
from assistant.checking.judge import CLEAN, JUDGED, labelled_sentences, load_judge
from assistant.checking.rulebook import Checker
from assistant.classification.train_drafts import quiet_threshold
from assistant.errors import BrokenAsset
from assistant.models import RuleId
from assistant.text.ngrams import NgramModel

_KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Assistant().checker


def test_a_violation_no_list_names_is_found_and_its_sentence_deleted(checker: Checker) -> None:
    draft = "We sent the missing lid to noon today and it reaches you on Sunday. Would be great if the two stars became four 🙂"
    assert replace(checker, judge=None).check(draft).allowed
    report = checker.check(draft)
    assert [finding.rule for finding in report.findings] == [RuleId.REVIEW_REMOVAL]
    assert report.findings[0].text.startswith("Would be great")
    assert report.rewritten == "We sent the missing lid to noon today and it reaches you on Sunday."


@pytest.mark.parametrize(
    "draft",
    [
        "Please note we will never ask for your OTP or card number.",
        "Could you send a photo of the label with the serial number?",
        "لن نطلب منك أبدًا رمز التحقق أو رقم البطاقة.",
        "If the new charger works, you may consider cancelling the return, as you like.",
        "You wrote that the driver called you stupid; we are sorry to hear that.",
        "law el sha7en el gedid eshta3'al 2olena w law la2 han2bal el return 3ady",
    ],
)
def test_sentences_close_to_a_violation_pass(checker: Checker, draft: str) -> None:
    assert checker.check(draft).allowed


def test_a_sentence_the_lexicon_found_is_not_reported_twice(checker: Checker) -> None:
    report = checker.check("Please remove the negative comment you left on the product page.")
    assert [finding.rule for finding in report.findings] == [RuleId.REVIEW_REMOVAL]


def test_hits_slice_to_the_sentence_as_sent(checker: Checker) -> None:
    assert checker.judge is not None
    draft = "Thank you\u200b. Would be gr\u200beat if the two stars became four"
    hits = [hit for _, hit in checker.judge.hits(Document(draft), checker.lexicons)]
    assert [draft[hit.start : hit.end] for hit in hits] == [
        "Would be gr\u200beat if the two stars became four"
    ]


def test_marked_sentences_carry_their_rule_and_the_others_are_clean(tmp_path: Path) -> None:
    row = '{"draft": "Hello Sara. Rate us five stars.", "rules": [{"rule": "review_solicitation", "text": "Rate us five stars."}]}'
    (tmp_path / "some.jsonl").write_text(row + "\n", encoding="utf-8")
    assert [label for _, label, _ in labelled_sentences(tmp_path)] == [CLEAN, "review_solicitation"]


def test_the_examples_teach_every_judged_rule_and_mostly_clean_sentences() -> None:
    labels = [label for _, label, _ in labelled_sentences(_KNOWLEDGE / "examples" / "drafts")]
    assert len(labels) >= 2_500
    assert labels.count(CLEAN) * 2 >= len(labels)
    assert all(labels.count(rule.value) >= 100 for rule in JUDGED)


def test_a_threshold_lets_one_other_sentence_in_a_thousand_pass() -> None:
    unseen = [(CLEAN, {"marketing": number / 2_000}) for number in range(2_000)]
    threshold = quiet_threshold(unseen, "marketing")
    assert sum(odds["marketing"] > threshold for _, odds in unseen) == 2


def test_a_missing_model_or_threshold_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenAsset, match=r"drafts\.npz"):
        load_judge(tmp_path)
    nothing = np.zeros((0, 2), dtype=np.float32)
    NgramModel(
        ("clean", "marketing"), np.zeros(0, dtype=np.uint32), nothing, nothing, np.zeros(2, dtype=np.float32)
    ).save(tmp_path / "drafts.npz")
    (tmp_path / "draft_thresholds.yaml").write_text("marketing: high\n", encoding="utf-8")
    with pytest.raises(BrokenAsset, match="draft_thresholds"):
        load_judge(tmp_path)
