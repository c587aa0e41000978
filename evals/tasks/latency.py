"""How long a seller waits: the operations of a message's way, one after the other, each timed."""

from __future__ import annotations

import time
import zlib
from pathlib import Path
from typing import Any

from evals.rows import MessageRow
from evals.subject import Subject
from evals.task import Answer, Mark, Sample, Task
from evals.tasks.drafts import NOW, STEPS
from evals.tasks.messages import reply_language

AT_ONCE = 100.0  # ms: what a person takes for an instant answer
_SHARE = 5  # a fifth of the messages is enough to know the times


def latency_tasks(data: Path, suffix: str) -> list[Task[Any]]:
    return [
        Task(
            name=f"latency{suffix}",
            about=f"Do a suggestion and the check of its draft take less than {AT_ONCE:.0f} ms together?",
            kind="marks",
            data=data,
            row=MessageRow,
            given=lambda row: row.text,
            expected=lambda row: AT_ONCE,
            solve=_timed,
            score=_at_once,
            keep=lambda row: zlib.crc32(row.text.encode()) % _SHARE == 0,
            steady=False,
        )
    ]


def _timed(subject: Subject, row: MessageRow) -> Answer:
    language = reply_language(row.language)
    asked = {
        "return_request": {"customer_comment": row.text},
        "now": NOW,
        "seller_language": language,
        "technical_help": STEPS[language],
        "translate": False,
    }
    start = time.perf_counter()
    made = subject.call("suggestions", asked)
    between = time.perf_counter()
    subject.call("checks", {"draft": made["draft"]["text"] if made["draft"] else row.text})
    end = time.perf_counter()
    return Answer({"suggestion": (between - start) * 1000, "check": (end - between) * 1000})


def _at_once(sample: Sample) -> Mark:
    taken = sample.output
    whole = sum(taken.values())
    parts = {f"{name} ms": round(ms, 3) for name, ms in taken.items()}
    return Mark(float(whole < sample.expected), "" if whole < sample.expected else f"{whole:.0f} ms", parts)
