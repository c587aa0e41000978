"""Translation both ways: likeness to a person's translation, and survival of numbers, ids and negation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.translation.tokens import kept_tokens, lost_and_new
from evals.likeness import sentence_chrf
from evals.rows import TranslationRow
from evals.subject import Subject
from evals.task import Answer, Mark, Sample, Task


def translation_tasks(data: Path, suffix: str) -> list[Task[Any]]:
    return [
        Task(
            name=f"translation{suffix}",
            about="How near is the translation to a person's, and do numbers and ids survive it?",
            kind="translation",
            data=data,
            row=TranslationRow,
            given=lambda row: {"text": row.text, "target": row.target},
            expected=lambda row: [row.reference, row.second] if row.second else row.reference,
            solve=_translated,
            score=near_and_whole,
            slices=lambda row: [*row.slices, f"into:{row.target}"],
            baselines={"left as it is": lambda row: row.text},
            slow=True,
        )
    ]


def _translated(subject: Subject, row: TranslationRow) -> Answer:
    found = subject.call("translations", {"texts": [row.text], "target": row.target})["translations"][0]
    return Answer(found["text"], None, {"engine": found["engine"], "warnings": found["warnings"]})


def near_and_whole(sample: Sample) -> Mark:
    """The sentence's chrF against the reference, from 0 to 1.

    Parts: `tokens kept`: of the source's numbers, ids and links, how many the translation carries (texts that
    have any); `nothing invented`: it carries none that the source lacks; `unwarned`: Radd saw no fault in it.
    """
    source, text = sample.given["text"], sample.output
    tokens = kept_tokens(source)
    lost, new = lost_and_new(source, text)
    parts = {"nothing invented": float(not new)}
    if tokens:
        parts["tokens kept"] = 1 - len(lost) / len(tokens)
    if sample.detail:
        parts["unwarned"] = float(not sample.detail["warnings"])
    reasons = [f"lost {', '.join(lost)}"] * bool(lost) + [f"invented {', '.join(new)}"] * bool(new)
    return Mark(sentence_chrf(text, sample.expected), "; ".join(reasons), parts)
