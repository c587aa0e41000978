"""Finding and refusing: recall by language, and what is answered that should not be."""

from __future__ import annotations

from pathlib import Path

from assistant.assets import read_jsonl
from assistant.bootstrap import Assistant
from assistant.retrieval.answers import ANSWERED_FROM
from evals.metrics import wilson


def retrieval(radd: Assistant, path: Path) -> list[str]:
    """Recall@1 and @3 of answerable questions, refusals of the others."""
    rows = list(read_jsonl(path))
    found = [radd.search.rank(row["question"], 3) for row in rows]
    lines = []
    for language in ("all", "en", "ar", "arabizi", "zh"):
        mine = [
            (row, [f.passage_id for f in ranked])
            for row, ranked in zip(rows, found, strict=True)
            if row["answerable"] and language in ("all", row["language"])
        ]
        first = sum(bool(ids) and ids[0] in row["gold"] for row, ids in mine)
        third = sum(bool(set(ids) & set(row["gold"])) for row, ids in mine)
        low, high = wilson(first, len(mine))
        low3, high3 = wilson(third, len(mine))
        n = len(mine)
        lines.append(
            f"retrieval {language:8s} recall@1 {first / n:.3f} ({low:.3f} to {high:.3f}),"
            f" recall@3 {third / n:.3f} ({low3:.3f} to {high3:.3f}), n={n}"
        )
    for answerable, name in ((True, "answerable refused"), (False, "unanswerable refused")):
        odds = [
            ranked[0].probability if ranked else 0.0
            for row, ranked in zip(rows, found, strict=True)
            if row["answerable"] is answerable
        ]
        refused = sum(p < ANSWERED_FROM for p in odds)
        low, high = wilson(refused, len(odds))
        lines.append(f"{name} {refused / len(odds):.3f} ({low:.3f} to {high:.3f}), n={len(odds)}")
    return lines
