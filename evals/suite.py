"""The tasks, by name: each part of Radd on its evaluation set."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from assistant.bootstrap import Assistant
from assistant.classification.fitting import split_of
from assistant.errors import NotFound
from assistant.models import (
    Attachment,
    Author,
    Case,
    CheckContext,
    Consent,
    Marketplace,
    Message,
    Request,
    ReturnRequest,
    Situation,
)
from assistant.retrieval.answers import ANSWERED_FROM
from assistant.text.arabic import fold
from evals.rows import CheckRow, ConsentRow, LanguageRow, MessageRow, QuestionRow
from evals.task import Labels, Mark, Task, exact

DATA = Path(__file__).parent / "data"
_NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)  # a Monday: no score may depend on the day it is taken
_DEPTH = 3
_STEPS = {
    "en": "Hold the power button for ten seconds, then plug it in again.",
    "ar": "اضغطوا على زر التشغيل عشر ثوانٍ، ثم أعيدوا توصيل الجهاز بالكهرباء.",
}

_KEYWORDS = {
    "wrong_item": "wrong different غلط غير طلبت ghalat",
    "damaged_item": "broken damaged cracked leak مكسور مخدوش تالف maksoor",
    "missing_parts": "missing only ناقص na2es",
    "not_working": "work turn on charge يشتغل شغال shaghal",
    "usage_confusion": "how كيف ازاي ezay keef",
    "not_as_described": "fake picture description تقليد الصورة الوصف",
    "changed_mind": "mind need غيرت ما ابي",
    "not_received": "arrive where وصل وين فين",
    "cancel_order": "cancel الغاء الغي",
    "refund_status": "refund money courier فلوس المبلغ المندوب",
    "public_complaint": "review twitter post complaint تقييم تويتر شكوى",
    "abusive_or_suspicious": "thief scam idiot حرامي نصاب",
}


def all_tasks(knowledge: Path, data: Path = DATA) -> dict[str, Task[Any]]:
    """Every task over the data sets in `data`; consent is scored on the test split of the examples."""
    situation = Task(
        name="situation",
        data=data / "situations.jsonl",
        row=MessageRow,
        given=lambda row: row.text,
        expected=lambda row: row.situation,
        solve=lambda radd, row: radd.reader.situation_of(row.text).label,
        score=exact,
        baseline=lambda row: by_keyword(row.text),
    )
    retrieval = Task(
        name="retrieval",
        data=data / "questions_test.jsonl",
        row=QuestionRow,
        given=lambda row: row.question,
        expected=lambda row: row.gold,
        solve=lambda radd, row: [found.passage_id for found in radd.search.rank(row.question, _DEPTH)],
        score=first_is_right,
        keep=lambda row: row.answerable,
        labelled=False,
    )
    tasks: list[Task[Any]] = [
        Task(
            name="language",
            data=data / "language.jsonl",
            row=LanguageRow,
            given=lambda row: row.text,
            expected=lambda row: row.language,
            solve=lambda radd, row: radd.languages([row.text])[0].code.value,
            score=exact,
        ),
        situation,
        replace(
            situation,
            name="category",
            expected=lambda row: Situation(row.situation).category.value,
            solve=lambda radd, row: Situation(radd.reader.situation_of(row.text).label).category.value,
            baseline=lambda row: Situation(by_keyword(row.text)).category.value,
        ),
        replace(
            situation,
            name="tone",
            expected=lambda row: row.tone,
            solve=lambda radd, row: radd.reader.tone_of(row.text).value,
            baseline=None,
        ),
        Task(
            name="consent",
            data=knowledge / "examples" / "consent.jsonl",
            row=ConsentRow,
            given=lambda row: {"offer": row.offer, "reply": row.text},
            expected=lambda row: row.consent,
            solve=lambda radd, row: radd.consent(row.offer, row.text).label,
            score=exact,
            slices=lambda row: [
                *row.slices,
                "agrees" if row.consent == "granted" else "does not agree",
            ],
            keep=lambda row: split_of(row.group) == "test",
        ),
        retrieval,
        Task(
            name="answers",
            data=retrieval.data,
            row=QuestionRow,
            given=lambda row: row.question,
            expected=lambda row: "answered" if row.answerable else "refused",
            solve=answered,
            score=exact,
            slices=lambda row: [*row.slices, "answerable" if row.answerable else "unanswerable"],
        ),
        Task(
            name="checking",
            data=data / "checks_test.jsonl",
            row=CheckRow,
            given=lambda row: row.model_dump(mode="json", exclude={"rules", "group", "hard"}),
            expected=lambda row: sorted({mark.rule for mark in row.rules}),
            solve=lambda radd, row: sorted({f.rule for f in radd.check(row.draft, context_of(row)).findings}),
            score=exact,
            slices=rules_of,
        ),
        Task(
            name="suggestion",
            data=situation.data,
            row=MessageRow,
            given=lambda row: row.text,
            expected=lambda row: "en" if row.language == "en" else "ar",
            solve=suggested,
            score=may_be_sent,
            slices=lambda row: [*row.slices, f"situation:{row.situation}"],
            labelled=False,
        ),
    ]
    return {task.name: task for task in tasks}


def choose(tasks: dict[str, Task[Any]], names: list[str]) -> list[Task[Any]]:
    """The named tasks, all when none is named. Raises `NotFound`."""
    for name in names:
        if name not in tasks:
            raise NotFound(f"task (known are {', '.join(tasks)})", name)
    return [tasks[name] for name in names or tasks]


def by_keyword(text: str) -> str:
    """The situation that a short list of words gives: what a model must beat."""
    folded = fold(text)
    for label, words in _KEYWORDS.items():
        if any(fold(word) in folded for word in words.split()):
            return label
    return "unclear_reason"


def first_is_right(gold: Labels, found: list[str]) -> Mark:
    """Recall@1; the reason tells how near the others came."""
    if found and found[0] in gold:
        return Mark(1.0)
    near = next((place for place, passage in enumerate(found, start=1) if passage in gold), None)
    return Mark(0.0, f"right at {near}" if near else f"not among the first {_DEPTH}")


def answered(radd: Assistant, row: QuestionRow) -> str:
    """Whether the question was answered or refused."""
    ranked = radd.search.rank(row.question, 1)
    return "answered" if ranked and ranked[0].probability >= ANSWERED_FROM else "refused"


def context_of(row: CheckRow) -> CheckContext:
    """The case around a draft of the evaluation set."""
    return CheckContext(
        request=ReturnRequest("", received_at=_NOW if row.received else None),
        thread=tuple(Message(Author(turn.author), turn.text) for turn in row.thread),
        consent=Consent(row.consent) if row.consent else None,
        attachments=tuple(Attachment(a.name, a.size_bytes) for a in row.attachments),
    )


def rules_of(row: CheckRow) -> list[str]:
    """Drafts by the rules they break; clean ones by how easily they are mistaken for broken."""
    if row.rules:
        return [*row.slices, *sorted({f"rule:{mark.rule}" for mark in row.rules})]
    return [*row.slices, "clean, hard" if row.hard else "clean, plain"]


def suggested(radd: Assistant, row: MessageRow) -> dict[str, Any]:
    """The whole path on a customer's words, with what only the seller knows filled in."""
    language = "en" if row.language == "en" else "ar"
    request = ReturnRequest(
        row.text,
        marketplace=Marketplace.AE,
        price=Decimal(120),
        currency="AED",
        status="pending_action",
        created_at=_NOW,
        photos=row.photos,
    )
    case = Case(request, (), _NOW)
    made = radd.suggest(Request(case, refund_amount=Decimal(40), technical_help=_STEPS[language]))
    if made.draft is None:
        return {"draft": None, "note": made.draft_note}
    return {
        "draft": made.draft.text,
        "template": made.draft.template_id,
        "language": radd.languages([made.draft.text])[0].code.value,
        "findings": sorted({finding.rule for finding in radd.check(made.draft.text).findings}),
    }


def may_be_sent(language: Labels, output: dict[str, Any]) -> Mark:
    """1 for a draft in the language expected that the checker passes, or for a stated reason to write none."""
    if output["draft"] is None:
        return Mark(1.0) if output["note"] else Mark(0.0, "no draft and no reason")
    if output["findings"]:
        return Mark(0.0, f"breaks {', '.join(output['findings'])}")
    if output["language"] != language:
        return Mark(0.0, f"written in {output['language']}, expected {language}")
    return Mark(1.0)
