"""Sellers' drafts: which rules they break, and in which words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import regex

from assistant.text.arabic import fold
from evals.rows import CheckRow
from evals.scorers import exact
from evals.subject import Subject
from evals.task import Answer, Mark, Sample, Task

RECEIVED = "2026-01-05T09:00:00+00:00"
_LISTED = {
    "phone_number": r"\+?\d[\d -]{7,}\d",
    "email_address": r"@",
    "external_link": r"https?://|www\.|\.com\b",
    "off_platform_contact": r"whatsapp|telegram|instagram|call me|واتس|تيليجرام|انستا|اتصل",
    "review_solicitation": r"stars|rate us|5 star|نجوم|قيمنا|تقييم",
    "review_removal": r"(?:remove|delete|change) (?:your|the) review|احذف التقييم|عدل التقييم",
    "marketing": r"discount|coupon|new arrivals|visit our|خصم|كوبون|عروض",
    "unfilled_placeholder": r"[{}\[\]]|___|xxx",
    "sensitive_content": r"\biban\b|\botp\b|\bcvv\b|password|passport|ايبان|كلمة السر",
    "abusive_language": r"idiot|stupid|liar|غبي|كذاب|حرامي",
    "pressure_to_cancel": r"cancel|الغ",
    "follow_up": r"reminder|still waiting|تذكير|بانتظار",
    "refund_without_consent": r"refunded|issued|تم رد المبلغ|تم الاسترداد",
}


def check_tasks(data: Path, suffix: str) -> list[Task[Any]]:
    return [
        Task(
            name=f"checking{suffix}",
            about="Which rules does the seller's draft break?",
            kind="labels",
            data=data,
            row=CheckRow,
            given=lambda row: row.model_dump(mode="json", exclude={"rules", "group", "hard"}),
            expected=lambda row: sorted({mark.rule for mark in row.rules}),
            gold=lambda row: [mark.model_dump(mode="json") for mark in row.rules],
            solve=_checked,
            score=rules_and_words,
            slices=_slices,
            baselines={"word list": by_list},
        )
    ]


def by_list(row: CheckRow) -> list[str]:
    """The rules that a literal list of banned words names."""
    folded = fold(row.draft)
    return [rule for rule, words in _LISTED.items() if regex.search(words, folded)]


def _checked(subject: Subject, row: CheckRow) -> Answer:
    asked = {
        "draft": row.draft,
        "return_request": {"received_at": RECEIVED if row.received else None},
        "thread": [turn.model_dump() for turn in row.thread],
        "consent": row.consent,
        "attachments": [file.model_dump() for file in row.attachments],
    }
    # Rules that only warn are not labelled in the sets.
    found = [one for one in subject.call("checks", asked)["findings"] if one["severity"] == "block"]
    kept = [{name: one[name] for name in ("rule", "start", "end", "text")} for one in found]
    return Answer(sorted({one["rule"] for one in found}), None, kept)


def rules_and_words(sample: Sample) -> Mark:
    """1 when exactly the broken rules are named. Part `words`: of the marked places whose rule was found, how many
    the finding touches."""
    mark = exact(sample)
    draft, touched, found = sample.given["draft"], 0, 0
    for gold in sample.gold or ():
        # A file is no place in the draft: what is found on one has an empty span.
        spans = [
            (f["start"], f["end"])
            for f in sample.detail or ()
            if f["rule"] == gold["rule"] and f["start"] < f["end"]
        ]
        places = list(_places(draft, gold["text"]))
        if spans and places:
            found += 1
            touched += any(a < end and start < b for a, b in spans for start, end in places)
    return Mark(mark.score, mark.reason, {"words": touched / found} if found else {})


def _places(text: str, words: str) -> list[tuple[int, int]]:
    places, start = [], text.find(words)
    while words and start >= 0:
        places.append((start, start + len(words)))
        start = text.find(words, start + 1)
    return places


def _slices(row: CheckRow) -> list[str]:
    """Drafts by the rules they break; clean ones by how easily they are mistaken for broken."""
    if row.rules:
        return [*row.slices, "broken", *sorted({f"rule:{mark.rule}" for mark in row.rules})]
    return [*row.slices, "clean", "clean, hard" if row.hard else "clean, plain"]
