"""Checking: every rule's F1, clean drafts passed, spans, on drafts written apart from the rules."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.assets import read_jsonl
from assistant.bootstrap import Assistant
from assistant.models import Attachment, Author, CheckContext, Consent, Message, ReturnRequest
from evals.metrics import wilson


def context_of(row: dict[str, Any]) -> CheckContext:
    """The case around a draft of the evaluation set."""
    received = datetime(2026, 1, 5, tzinfo=UTC) if row.get("received") else None
    return CheckContext(
        request=ReturnRequest("", received_at=received),
        thread=tuple(Message(Author(m["author"]), m["text"]) for m in row.get("thread") or ()),
        consent=Consent(row["consent"]) if row.get("consent") else None,
        attachments=tuple(Attachment(a["name"], a.get("size_bytes")) for a in row.get("attachments") or ()),
    )


def checking(radd: Assistant, path: Path, verbose: bool = False) -> list[str]:
    """Macro-F1 over rules, clean drafts passed, spans that overlap what was marked."""
    rows = list(read_jsonl(path))
    counts: dict[str, list[int]] = {}
    clean = passed = hard = hard_passed = spans = right = 0
    for row in rows:
        truth = {mark["rule"]: mark["text"] for mark in row["rules"]}
        report = radd.check(row["draft"], context_of(row))
        found = {finding.rule: finding for finding in report.findings}
        for rule in set(truth) | set(found):
            tally = counts.setdefault(rule, [0, 0, 0])
            tally[0 if rule in truth and rule in found else 1 if rule in found else 2] += 1
        if not truth:
            clean += 1
            passed += report.allowed
            hard += row["hard"]
            hard_passed += row["hard"] and report.allowed
        for rule in set(truth) & set(found):
            spans += 1
            start = row["draft"].find(truth[rule])
            right += (
                any(
                    f.rule == rule and f.start < start + len(truth[rule]) and f.end > start
                    for f in report.findings
                )
                or rule == "attachment"
            )
        if verbose and set(truth) != set(found):
            print(
                f"missed {sorted(set(truth) - set(found))} extra {sorted(set(found) - set(truth))}"
                f" | {row['draft']!r}"
            )
    f1 = {rule: 2 * hit / (2 * hit + extra + missed) for rule, (hit, extra, missed) in sorted(counts.items())}
    lines = [f"checking: macro-F1 over rules {sum(f1.values()) / len(f1):.3f}, n={len(rows)}"]
    for rule, score in f1.items():
        hit, extra, missed = counts[rule]
        lines.append(f"  {rule:24s} F1 {score:.2f} (found {hit}, missed {missed}, extra {extra})")
    for name, hits, n in (
        ("clean passed", passed, clean),
        ("hard negatives passed", hard_passed, hard),
        ("spans right", right, spans),
    ):
        low, high = wilson(hits, n)
        lines.append(f"  {name} {hits / max(n, 1):.3f} ({low:.3f} to {high:.3f}), n={n}")
    return lines
