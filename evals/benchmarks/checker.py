"""The checker's speed on the regression drafts, on 100,000 characters, and its rewritings of every example.

    python -m evals.benchmarks.checker [--rewrite]

Times are of one core's processor, so that other work on the machine does not count; p50 is also given by the clock.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from assistant.bootstrap import Assistant
from assistant.checking.rulebook import Checker
from assistant.models import Author, CheckContext, Consent, Message, ReturnRequest
from assistant.settings import load_settings
from evals.tasks.checks import RECEIVED

_ROOT = Path(__file__).parents[2]
_LONG = {
    "English": "Could you send a photo of the lid? Call me on 050 123 4567, mail a@b.com or rate us 5 stars. ",
    "Arabic": "هل ترسلون صورة للغطاء؟ اتصلوا على ٠٥٠١٢٣٤٥٦٧ وقيمونا بخمس نجوم ولا استرداد قبل الإلغاء. ",
    "digits": "0501234567 ",
    "no spaces": "a",
    "signs": "{[(*",
}


def main(arguments: Sequence[str]) -> None:
    checker = Assistant(load_settings(translator="none")).checker
    start = time.perf_counter()
    checker.warm_up()
    print(f"lexicons compiled in {time.perf_counter() - start:.2f} s")
    _speed(checker)
    for name, piece in _LONG.items():
        text = (piece * (100_000 // len(piece) + 1))[:100_000]
        taken = _processor(partial(checker.findings, text, CheckContext(), "en"))
        print(f"100,000 characters, {name}: {taken:.2f} s")
    if "--rewrite" in arguments:
        _rewritings(checker)


def _speed(checker: Checker) -> None:
    lines = (_ROOT / "evals" / "data" / "checks_test.jsonl").read_text(encoding="utf-8").splitlines()
    drafts = [json.loads(line)["draft"] for line in lines]
    for draft in drafts:  # what the shared caches keep is warm, the drafts themselves are new
        checker.check(draft + " ok")
    clock, processor = [], []
    for draft in drafts:
        began, used = time.perf_counter(), time.process_time()
        checker.check(draft)
        processor.append(time.process_time() - used)
        clock.append(time.perf_counter() - began)
    findings_only = _processor(lambda: [checker.findings(d + " .", CheckContext(), "en") for d in drafts])
    print(
        f"check with rewriting, n={len(drafts)}: p50 {statistics.median(processor) * 1000:.2f} ms processor, "
        f"{statistics.median(clock) * 1000:.2f} ms clock, p95 {sorted(processor)[int(0.95 * len(drafts))] * 1000:.2f} ms; "
        f"{len(drafts) / sum(processor):.0f} drafts/s; findings alone {len(drafts) / findings_only:.0f} drafts/s"
    )


def _processor(call: Callable[[], object]) -> float:
    used = time.process_time()
    call()
    return time.process_time() - used


def _rewritings(checker: Checker) -> None:
    blocked = templates = 0
    texts = {text for wording in checker.fixes.templates.values() for text in wording.values()}
    for path in sorted((_ROOT / "knowledge" / "examples" / "drafts").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            context = _context(row)
            report = checker.check(row["draft"], context)
            if report.allowed:
                continue
            blocked += 1
            if report.rewritten is None or not checker.check(report.rewritten, context).allowed:
                raise SystemExit(f"no rewriting that passes: {row['draft']!r}")
            templates += report.rewritten in texts
    print(f"{blocked} blocked examples, each with a rewriting that passes; {templates} of them a template")


def _context(row: dict[str, Any]) -> CheckContext:
    back = datetime.fromisoformat(RECEIVED) if row.get("received") else None
    return CheckContext(
        request=ReturnRequest("", received_at=back),
        thread=tuple(Message(Author(turn["author"]), turn["text"]) for turn in row.get("thread", ())),
        consent=Consent(row["consent"]) if row.get("consent") else None,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
