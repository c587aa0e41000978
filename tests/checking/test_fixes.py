"""What may be sent instead: the smallest edits, read again until nothing blocks."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.bootstrap import Assistant
from assistant.checking.document import Document
from assistant.checking.rulebook import Checker
from assistant.models import Attachment, Author, CheckContext, Consent, Message, ReturnRequest

DRAFTS = Path(__file__).parents[2] / "knowledge" / "examples" / "drafts"
ASKED = CheckContext(thread=(Message(Author.SELLER, "Could you send a photo?"),))


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Assistant().checker


@pytest.mark.parametrize("path", sorted(DRAFTS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_every_example_that_is_blocked_has_a_rewriting_that_is_not(checker: Checker, path: Path) -> None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if number % 5:  # the others in `python -m evals.benchmarks.checker --rewrite`
            continue
        row = json.loads(line)
        context = CheckContext(
            thread=tuple(Message(Author(m["author"]), m["text"]) for m in row.get("thread", ())),
            consent=Consent(row["consent"]) if row.get("consent") else None,
        )
        report = checker.check(row["draft"], context)
        if not report.allowed:
            assert report.rewritten is not None, row["draft"]
            assert checker.check(report.rewritten, context).allowed, (row["draft"], report.rewritten)


@pytest.mark.parametrize(
    ("draft", "rewritten"),
    [
        (
            "Hello Sara, the lid will be sent on Sunday. Our number is 050 318 4427.",
            "Hello Sara, the lid will be sent on Sunday.",
        ),
        (
            "Dear [CustomerName], which of the two hinges is loose?",
            "Dear customer, which of the two hinges is loose?",
        ),
        (
            "We would like to refund AED ___ and you keep the lamp. Does that suit you?",
            "We would like to refund part of the price and you keep the lamp. Does that suit you?",
        ),
        (
            "عزيزي (اسم العميل)، هل تناسبكم القطعة البديلة بدل المكسورة؟",
            "عزيزي عميلنا الكريم، هل تناسبكم القطعة البديلة بدل المكسورة؟",
        ),
        (
            "شكرًا على الصور، سنرسل الغطاء يوم الأحد. ولا تنسوا تقييمنا بخمس نجوم.",
            "شكرًا على الصور، سنرسل الغطاء يوم الأحد.",
        ),
        (
            "ba3atnalak el ghata el na2es w hayewsal el 7ad. edeena 5 stars law sama7t",
            None,
        ),
    ],
)
def test_the_smallest_edit_keeps_the_rest_of_the_draft(
    checker: Checker, draft: str, rewritten: str | None
) -> None:
    report = checker.check(draft)
    assert not report.allowed
    if rewritten is None:
        assert report.rewritten is not None
        assert checker.check(report.rewritten).allowed
    else:
        assert report.rewritten == rewritten


@pytest.mark.parametrize(
    ("draft", "language"),
    [("You idiot.", "en"), ("أنت كذاب", "ar"), ("enta kaddab ya basha", "ar"), ("Rate us 5 stars!", "en")],
)
def test_a_draft_that_only_offends_gives_way_to_a_template_in_its_language(
    checker: Checker, draft: str, language: str
) -> None:
    report = checker.check(draft)
    assert report.rewritten == checker.fixes.templates["default"][language]


def test_a_chase_gives_way_to_word_of_what_happens_next(checker: Checker) -> None:
    report = checker.check("Any update? We are still waiting for your reply.", ASKED)
    assert report.rewritten == checker.fixes.templates["follow_up"]["en"]


def test_every_template_passes_even_where_the_customer_has_not_answered(checker: Checker) -> None:
    for texts in checker.fixes.templates.values():
        for text in texts.values():
            assert checker.check(text).allowed, text
    for text in checker.fixes.templates["follow_up"].values():
        assert checker.check(text, ASKED).allowed, text


def test_every_blocking_finding_in_words_names_an_edit(checker: Checker) -> None:
    draft = "My number is 050 318 4427, mail a@b.com, see x.com/y, dear [CustomerName]"
    assert all(finding.fix is not None for finding in checker.check(draft).findings)


def test_clean_drafts_are_not_rewritten_and_files_are_not_fixed_by_words(checker: Checker) -> None:
    assert checker.check("Which of the two hinges is loose?").rewritten is None
    files = CheckContext(attachments=(Attachment("a.pdf", 1),))
    report = checker.check("Which of the two hinges is loose?", files)
    assert not report.allowed
    assert report.rewritten is None


def test_a_warning_is_no_reason_to_rewrite(checker: Checker) -> None:
    arabic = CheckContext(request=ReturnRequest("وصلتني السماعة مكسورة من الجنب"))
    report = checker.check("Could you send us a photo of the broken side?", arabic)
    assert [finding.severity for finding in report.findings] == ["warn"]
    assert report.allowed
    assert report.rewritten is None


def test_a_seller_may_make_a_rule_warn_and_it_blocks_no_more(checker: Checker) -> None:
    draft = "Use code SORRY10 for 10% off your next order, and the lid ships on Sunday."
    assert not checker.check(draft).allowed
    warned = replace(CheckContext(), severities={"marketing": "warn"})
    assert checker.check(draft, warned).allowed


@settings(deadline=None, max_examples=60)
@given(text=st.text(max_size=120))
def test_whatever_is_written_the_rewriting_passes(text: str) -> None:
    checker = _shared()
    report = checker.check(text)
    assert report.allowed or (report.rewritten and checker.check(report.rewritten).allowed)
    for finding in report.findings:
        assert text[finding.start : finding.end] == finding.text


def _shared(cache: list[Checker] = []) -> Checker:  # noqa: B006 - built once for all examples
    if not cache:
        cache.append(Assistant().checker)
    return cache[0]


def test_fixes_are_written_in_the_language_of_the_draft() -> None:
    assert Document("el ghata na2es ya fandem w hanb3ato bokra").language == "ar"
    assert Document("The lid is missing and we will send it tomorrow").language == "en"
    assert Document("الغطاء الناقص من Philips").language == "ar"
