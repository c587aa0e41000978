"""Whole cases, end to end: what the seller is told to do, and the reply drafted for it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from evals.rows import CaseRow
from evals.subject import Subject
from evals.task import Answer, Mark, Sample, Task
from evals.tasks.drafts import marks_of, not_said
from evals.tasks.messages import reply_language

_DECIDED = (
    "situation",
    "consent",
    "may_message",
    "why_not",
    "next_action",
    "contact_by",
    "process_by",
    "draft",
)
_MOMENTS = ("contact_by", "process_by")


def case_tasks(data: Path, suffix: str) -> list[Task[Any]]:
    return [
        Task(
            name=f"suggestion{suffix}",
            about="Is everything the seller is told about a case right: meaning, deadlines, next action, draft or none?",
            kind="marks",
            data=data,
            row=CaseRow,
            given=_given,
            expected=_decisions,
            solve=_suggested,
            score=all_right,
            slices=_slices,
        ),
        Task(
            name=f"replies{suffix}",
            about="Does the drafted reply say what the case asks for, in the right language, and nothing forbidden?",
            kind="marks",
            data=data,
            row=CaseRow,
            given=_given,
            expected=lambda row: row.expect.draft,
            gold=lambda row: {"must": row.expect.must, "unfilled": row.expect.unfilled},
            solve=_replied,
            score=says_it,
            slices=_slices,
            keep=lambda row: row.expect.draft is not None,
        ),
    ]


def _given(row: CaseRow) -> dict[str, Any]:
    return row.model_dump(
        mode="json", include={"return_request", "thread", "now", "refund_amount", "technical_help"}
    )


def _decisions(row: CaseRow) -> dict[str, Any]:
    """What the row states, of what is decided; a stated "no draft" counts too."""
    stated = row.expect.model_dump(mode="json", include=row.expect.model_fields_set & set(_DECIDED))
    return {name: stated[name] for name in _DECIDED if name in stated}


def _slices(row: CaseRow) -> list[str]:
    """By where the conversation stands."""
    stands = (
        "reply due"
        if row.thread and row.thread[-1].author == "customer"
        else "waiting"
        if row.thread
        else "opening"
    )
    return [*row.slices, f"stage:{stands}"]


def _asked(row: CaseRow) -> dict[str, Any]:
    return _given(row) | {"seller_language": reply_language(row.language), "translate": False}


def _suggested(subject: Subject, row: CaseRow) -> Answer:
    made = subject.call("suggestions", _asked(row))
    told = {
        "situation": made["situation"]["label"],
        "consent": made["consent"],
        "may_message": made["may_message"],
        "why_not": made["why_not"],
        "next_action": made["next_action"],
        **{name: made["deadlines"][name] for name in _MOMENTS},
        "draft": made["draft"] and made["draft"]["language"],
    }
    return Answer(
        {name: told[name] for name in _decisions(row)},
        made["situation"]["confidence"],
        {"all": told, "template": made["draft"] and made["draft"]["template_id"]},
    )


def all_right(sample: Sample) -> Mark:
    """1 when every stated decision is the one made; each is a part too."""
    parts, reasons = {}, []
    for name, wanted in sample.expected.items():
        got = sample.output.get(name)
        same = _moment(wanted) == _moment(got) if name in _MOMENTS else wanted == got
        parts[name] = float(same)
        if not same:
            reasons.append(f"{name}: {wanted} taken for {got}")
    return Mark(float(not reasons), "; ".join(reasons), parts)


def _moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _replied(subject: Subject, row: CaseRow) -> Answer:
    made = subject.call("suggestions", _asked(row))
    draft = made["draft"]
    if draft is None:
        return Answer(None, None, {"note": made["draft_note"], "next_action": made["next_action"]})
    return Answer(
        draft["text"],
        None,
        {
            "asked": {**_asked(row), "deadlines": made["deadlines"]},
            "template": draft["template_id"],
            "language": subject.call("languages", {"texts": [draft["text"]]})["languages"][0]["code"],
            "findings": sorted({finding["rule"] for finding in made["findings"]}),
            "unfilled": [s["name"] for s in draft["slots"] if s["required"] and s["value"] is None],
        },
    )


def says_it(sample: Sample) -> Mark:
    """1 for a draft in the right language that says all it must, breaks no rule and invents nothing.

    Parts: `drafted`, and of the drafts those of `marks_of` and `facts`.
    """
    if sample.output is None:
        return Mark(0.0, "no draft", {"drafted": 0.0})
    detail = dict(sample.detail)
    if sample.gold["unfilled"]:
        if not detail["unfilled"]:
            return Mark(0.0, "filled a slot with what nobody said", {"drafted": 1.0, "slots": 0.0})
        detail["findings"] = [rule for rule in detail["findings"] if rule != "unfilled_placeholder"]
        detail["unfilled"] = []
    parts, reasons = marks_of(sample.output, detail, sample.expected)
    missing = not_said(sample.output, sample.gold["must"])
    parts |= {"facts": float(not missing), "drafted": 1.0}
    reasons += [f"does not say {fact}" for fact in missing]
    return Mark(float(not reasons), "; ".join(reasons), parts)
