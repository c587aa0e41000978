"""A person's look at each candidate, with one key: it enters a set, with a corrected label, or never."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.assets import read_jsonl
from assistant.errors import BrokenAsset
from evals.annotation import choices_of, keyed, line_of, pick
from evals.production.harvest import Candidate
from evals.rows import CheckRow, ConsentRow, MessageRow, TranslationRow
from evals.task import Row

_ROWS: dict[str, type[Row]] = {
    "situations": MessageRow,
    "checks": CheckRow,
    "translations": TranslationRow,
    "consent": ConsentRow,
}
_DECISIONS = {"a": "accepted", "r": "rejected", "s": "skipped"}


def read_candidates(path: Path) -> Iterator[Candidate]:
    """Raises `BrokenAsset` naming the candidate and field that is wrong."""
    for number, raw in enumerate(read_jsonl(path), start=1):
        try:
            yield Candidate.model_validate(raw)
        except ValidationError as error:
            where = ".".join(map(str, error.errors()[0]["loc"]))
            raise BrokenAsset(path, f"candidate {number}: {where}: {error.errors()[0]['msg']}") from error


def review(
    path: Path, data: Path, name: str, read_key: Callable[[], str], show: Callable[[str], None]
) -> dict[str, int]:
    """Go through the undecided candidates of a file; accepted ones are appended to `data/<family>_<name>.jsonl`.

    Keys: a accept, c change the label first, h mark as hard and accept, r reject, s skip for now, q stop. Decisions
    are kept beside the file, so that a review goes on where it was left. Returns how often what was decided.
    """
    decided_in = path.with_suffix(".decisions.jsonl")
    done = {row["id"] for row in read_jsonl(decided_in)} if decided_in.exists() else set()
    counts = dict.fromkeys(_DECISIONS.values(), 0)
    for candidate in read_candidates(path):
        if candidate.id in done:
            continue
        row = dict(candidate.row)
        while (decision := _ask(candidate, row, read_key, show)) is None:
            continue
        if decision == "q":
            break
        counts[_DECISIONS[decision]] += 1
        if decision == "s":
            continue
        if decision == "a":
            _enter(candidate, row, data / f"{candidate.family}_{name}.jsonl")
        with decided_in.open("a", encoding="utf-8") as file:
            file.write(line_of({"id": candidate.id, "decision": _DECISIONS[decision]}))
    return counts


def _ask(
    candidate: Candidate, row: dict[str, Any], read_key: Callable[[], str], show: Callable[[str], None]
) -> str | None:
    """a, r, s or q; None when the candidate is to be shown again."""
    words = row.get("draft") or row["text"]
    show(f"\n{candidate.family}: {candidate.why}\n\n{words}\n")
    for beside in ("offer", "reference"):
        if beside in row:
            show(f"{beside}: {row[beside]}\n")
    if candidate.ask:
        show(f"{candidate.ask}: {_plain(row[candidate.ask])}")
    change = "c change, " if candidate.ask else ""
    show(f"a accept, h accept as hard, {change}r reject, s skip, q stop")
    key = read_key().lower()
    if key == "h":
        row["hard"] = True
        return "a"
    if key == "c" and candidate.ask:
        picked = pick(keyed(choices_of(candidate.ask)), read_key, show, several=candidate.ask == "rules")
        if picked is not None:
            row[candidate.ask] = (
                picked
                if isinstance(picked, str)
                else [{"rule": rule, "text": row["draft"]} for rule in picked]
            )
        return None
    return key if key in {*_DECISIONS, "q"} else None


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(one["rule"] for one in value) or "none"
    return str(value)


def _enter(candidate: Candidate, row: dict[str, Any], path: Path) -> None:
    """Append a row that fits the family's schema. Raises `BrokenAsset`."""
    try:
        _ROWS[candidate.family].model_validate_json(json.dumps(row))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BrokenAsset(path, f"candidate {candidate.id}: {where}: {first['msg']}") from error
    with path.open("a", encoding="utf-8") as file:
        file.write(line_of(row))
