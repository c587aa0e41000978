"""The learned half of the meaning rules finds what no list names, and stays quiet otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.bootstrap import Assistant
from assistant.checking.document import Document
from assistant.checking.judge import CLEAN, JUDGED, labelled_sentences, load_judge
from assistant.checking.rule import Hit
from assistant.checking.rulebook import Checker
from assistant.classification.fitting import Example
from assistant.classification.train_drafts import (
    WordVectors,
    fit_lending,
    quiet_threshold,
    whole_threshold,
)
from assistant.errors import BrokenAsset
from assistant.models import Author, CheckContext, Consent, Message, RuleId
from assistant.text.ngrams import NgramModel

_KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Assistant().checker


def test_a_violation_no_list_names_is_found_and_its_sentence_deleted(checker: Checker) -> None:
    draft = "We sent the missing lid to noon today and it reaches you on Sunday. Our new summer curtains are lovely, have a peek."
    assert replace(checker, judge=None).check(draft).allowed
    report = checker.check(draft)
    assert [finding.rule for finding in report.findings] == [RuleId.MARKETING]
    assert report.findings[0].text.startswith("Our new summer")
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


def test_a_finding_in_a_sentence_that_sounds_harmless_is_dropped(checker: Checker) -> None:
    draft = "The star shape on the lid is printed, could you send a photo of it?"
    assert checker.judge is not None
    reading = checker.judge.read(Document(draft))
    assert reading.odds[0][CLEAN] > 0.72
    assert reading.doubts(RuleId.REVIEW_SOLICITATION, Hit(4, 8))
    assert not reading.doubts(RuleId.PHONE_NUMBER, Hit(4, 8))
    assert not checker.judge.read(Document("Rate us five stars!")).doubts(
        RuleId.REVIEW_SOLICITATION, Hit(0, 7)
    )


def test_what_is_asked_again_is_a_follow_up_however_harmless_it_sounds(checker: Checker) -> None:
    asked = "Hello Noura, could you send a photo of the crack?"
    again = checker.check(asked, CheckContext(thread=(Message(Author.SELLER, asked),)))
    assert [finding.rule for finding in again.findings] == [RuleId.FOLLOW_UP]
    answered = (Message(Author.SELLER, asked), Message(Author.CUSTOMER, "which crack?"))
    assert checker.check(asked, CheckContext(thread=answered)).findings == ()


def test_arabizi_is_read_in_arabic_script_too(checker: Checker) -> None:
    draft = "lazem tel3'y el tarjee3 el awwel w ba3den nrd el fluus"
    lists = replace(checker, judge=None)
    assert replace(lists, to_arabic=str).check(draft).allowed
    assert [finding.rule for finding in lists.check(draft).findings] == [RuleId.PRESSURE_TO_CANCEL]


def test_a_finding_that_sounds_like_another_rule_is_dropped(checker: Checker) -> None:
    thread = (Message(Author.SELLER, "Would you keep the puzzle with 40 SAR back?"),)
    report = checker.check(
        "As I didn't hear from you I took it as a yes, so 40 SAR is refunded and the return will end.",
        CheckContext(thread=thread),
    )
    assert {finding.rule for finding in report.findings} == {RuleId.REFUND_WITHOUT_CONSENT}


def test_a_draft_of_pleasantries_no_list_has_is_found_whole(checker: Checker) -> None:
    assert [f.rule for f in checker.check("Sure, anything for our lovely customers!").findings] == [
        "generic_message"
    ]


def test_what_the_case_excuses_the_model_does_not_hear(checker: Checker) -> None:
    draft = "I pressed refund for AED 18 now, enjoy it."
    assert not checker.check(draft).allowed
    assert checker.check(draft, CheckContext(consent=Consent.GRANTED)).allowed


def test_a_sentence_the_lexicon_found_is_not_reported_twice(checker: Checker) -> None:
    report = checker.check("Please remove the negative comment you left on the product page.")
    assert [finding.rule for finding in report.findings] == [RuleId.REVIEW_REMOVAL]


def test_hits_slice_to_the_sentence_as_sent(checker: Checker) -> None:
    assert checker.judge is not None
    draft = "Thank you\u200b. Our new summer curt\u200bains are lovely, have a peek"
    hits = [hit for _, hit in checker.judge.read(Document(draft)).hits(checker.lexicons)]
    assert [draft[hit.start : hit.end] for hit in hits] == [
        "Our new summer curt\u200bains are lovely, have a peek"
    ]


def test_marked_sentences_carry_their_rule_and_the_others_are_clean(tmp_path: Path) -> None:
    row = '{"draft": "Hello Sara. Rate us five stars.", "rules": [{"rule": "review_solicitation", "text": "Rate us five stars."}]}'
    (tmp_path / "some.jsonl").write_text(row + "\n", encoding="utf-8")
    assert [label for _, label, _ in labelled_sentences(tmp_path, str)] == [CLEAN, "review_solicitation"]


def test_the_examples_teach_every_judged_rule_and_mostly_clean_sentences() -> None:
    labels = [label for _, label, _ in labelled_sentences(_KNOWLEDGE / "examples" / "drafts", str)]
    assert len(labels) >= 2_500
    assert labels.count(CLEAN) * 2 >= len(labels)
    assert all(labels.count(rule.value) >= 100 for rule in JUDGED)


def test_a_threshold_lets_one_clean_sentence_in_a_thousand_pass_and_is_never_beyond_reach() -> None:
    unseen = [(example, {"marketing": odds["marketing"] * 0.7}) for example, odds in _unseen(CLEAN, 2_000)]
    threshold = quiet_threshold(unseen, "marketing", CLEAN)
    assert sum(odds["marketing"] > threshold for _, odds in unseen) == 2
    assert quiet_threshold(_unseen(CLEAN, 2_000), "marketing", CLEAN) == 0.8
    assert quiet_threshold(_unseen("abusive_language", 2_000), "marketing", CLEAN) == 0.5


def test_a_whole_draft_is_judged_by_its_least_likely_sentence() -> None:
    def sentence(draft: str, odds: float) -> tuple[Example, dict[str, float]]:
        return Example("", CLEAN, draft, "und"), {"generic_message": odds}

    unseen = [sentence("one", 0.99), sentence("one", 0.6), sentence("two", 0.55)]
    assert whole_threshold(unseen, "generic_message") == 0.6


def test_words_no_example_uses_borrow_weight_from_their_neighbours() -> None:
    class Known:
        dimensions = 2

        def embed(self, texts: list[str]) -> np.ndarray:
            near = {"voucher": (1, 0.1), "coupon": (1, 0.12), "lid": (0.1, 1), "hinge": (0.12, 1)}
            return np.array([near[text] for text in texts], dtype=np.float32)

    words = WordVectors.of(["voucher coupon lid hinge"], Known())
    taught = [Example("voucher", "marketing", "a", "en"), Example("lid", CLEAN, "b", "en")] * 2
    model = fit_lending(taught, words)
    assert model.probabilities("coupon")["marketing"] > 0.5 > model.probabilities("hinge")["marketing"]
    assert len(model.dense) == 0


def _unseen(label: str, n: int) -> list[tuple[Example, dict[str, float]]]:
    example = Example("", label, "draft", "und")
    return [(example, {"marketing": number / n}) for number in range(n)]


def test_a_missing_model_or_threshold_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenAsset, match=r"drafts\.npz"):
        load_judge(tmp_path, str)
    nothing = np.zeros((0, 2), dtype=np.float32)
    NgramModel(
        ("clean", "marketing"), np.zeros(0, dtype=np.uint32), nothing, nothing, np.zeros(2, dtype=np.float32)
    ).save(tmp_path / "drafts.npz")
    (tmp_path / "draft_thresholds.yaml").write_text("marketing: high\n", encoding="utf-8")
    with pytest.raises(BrokenAsset, match="draft_thresholds"):
        load_judge(tmp_path, str)
