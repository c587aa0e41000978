"""Consent: whether a customer's reply agrees to an offered refund."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.classification.fitting import split_of
from evals.rows import ConsentRow
from evals.scorers import exact
from evals.subject import Subject
from evals.task import Answer, Task
from evals.tasks.messages import by_words

_WORDS = {
    "refused": "no return exchange لا ارجع استبدال la2",
    "conditional": "if more only لو بس اكثر",
    "granted": "yes ok fine agree sure نعم تمام موافق اوكي ماشي tamam",
}


def consent_tasks(data: Path, suffix: str) -> list[Task[Any]]:
    """A set of the examples is scored on its test split, one of `evals/data` on all its rows."""
    examples = data.parent.name == "examples"
    return [
        Task(
            name=f"consent{suffix}",
            about="Does the customer's reply agree to the offered refund?",
            kind="label",
            data=data,
            row=ConsentRow,
            given=lambda row: {"offer": row.offer, "reply": row.text},
            expected=lambda row: row.consent,
            solve=_consent,
            score=exact,
            slices=lambda row: [*row.slices, "agrees" if row.consent == "granted" else "does not agree"],
            keep=lambda row: not examples or split_of(row.group) == "test",
            baselines={"keywords": lambda row: by_words(row.text, _WORDS, "unclear")},
        )
    ]


def _consent(subject: Subject, row: ConsentRow) -> Answer:
    found = subject.call("consents", {"offer": row.offer, "reply": row.text})
    return Answer(found["label"], found["confidence"])
