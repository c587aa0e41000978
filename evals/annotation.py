"""Labelling by keyboard: a text, one key, the next text. Every annotator writes a file of their own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from assistant.assets import read_jsonl
from assistant.errors import InvalidInput
from assistant.models import Category, Consent, LanguageCode, RuleId, Situation, Tone, Variety

ReadKey = Callable[[], str]
Show = Callable[[str], None]

_FIELDS: Mapping[str, list[str]] = {
    "situation": [*Situation],
    "category": [*Category],
    "tone": [*Tone],
    "consent": [*Consent],
    "language": [*LanguageCode],
    "variety": [*Variety],
    "rules": [*RuleId],
}
SEVERAL = "rules"
_KEYS = "1234567890abcdefghijklmnop"  # q, s, u and z are commands
_SHOWN = ("offer", "thread", "item_title", "text", "draft", "question")
_ENTER = ("\r", "\n")


def choices_of(field: str) -> list[str]:
    """The labels of a field. Raises `InvalidInput`."""
    if field not in _FIELDS:
        raise InvalidInput("field", f"must be one of {', '.join(_FIELDS)}, or give the labels")
    return [str(label) for label in _FIELDS[field]]


def keyed(labels: list[str]) -> dict[str, str]:
    """Labels by the key that chooses them. Raises `InvalidInput` when there are more than keys."""
    if not labels or len(labels) > len(_KEYS):
        raise InvalidInput("labels", f"must be 1 to {len(_KEYS)}")
    return dict(zip(_KEYS, labels, strict=False))


def annotate(path: Path, annotator: str, field: str, labels: list[str], read_key: ReadKey, show: Show) -> int:
    """Label the rows of a file that this annotator has not labelled; returns how many are done in all.

    Written to `<file>.<annotator>.jsonl` label by label. Labels the rows already carry are not shown.
    Keys: a label's own, s skip, u undo the last, q stop; where a row has several labels, Enter ends them.
    """
    if not annotator.isidentifier():
        raise InvalidInput("annotator", "must be a short name of letters and digits")
    mine = label_file(path, annotator)
    done = {row["id"]: row for row in read_jsonl(mine)} if mine.exists() else {}
    rows = [(row_key(row), row) for row in read_jsonl(path)]
    keys = keyed(labels)
    place, last = 0, -1
    while place < len(rows):
        key, row = rows[place]
        if key in done:
            place += 1
            continue
        show(f"\n{len(done) + 1} of {len(rows)}\n\n{_text(row)}\n")
        picked = pick(keys, read_key, show, several=field == SEVERAL, commands="squ")
        if picked == "q":
            break
        if picked == "u" and last >= 0:
            done.pop(rows[last][0], None)
            _save(mine, done)
            place, last = last, -1
        elif picked == "s":
            place += 1
        elif picked is not None and picked != "u":
            done[key] = {"id": key, "field": field, "label": picked}
            _save(mine, done)
            place, last = place + 1, place
    return len(done)


def pick(
    keys: Mapping[str, str], read_key: ReadKey, show: Show, *, several: bool = False, commands: str = ""
) -> str | list[str] | None:
    """The label that a key chooses, or a command's letter; with `several`, the labels toggled until Enter.

    None when the key means nothing.
    """
    show("  ".join(f"{key} {label}" for key, label in keys.items()))
    if not several:
        key = read_key().lower()
        return keys.get(key) or (key if key and key in commands else None)
    chosen: list[str] = []
    while (key := read_key().lower()) not in _ENTER:
        if key in keys:
            chosen = [one for one in chosen if one != keys[key]] + [keys[key]] * (keys[key] not in chosen)
            show(", ".join(chosen) or "none")
        elif key and key in commands:
            return key
        elif not key:
            return None
    return sorted(chosen)


def label_file(path: Path, annotator: str) -> Path:
    return path.with_name(f"{path.stem}.{annotator}.jsonl")


def line_of(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def _save(path: Path, done: Mapping[str, Mapping[str, Any]]) -> None:
    """All labels anew, by way of a second file: a kill leaves the old labels or the new ones, nothing between."""
    fresh = path.with_suffix(".part")
    fresh.write_text("".join(line_of(row) for row in done.values()), encoding="utf-8")
    fresh.replace(path)


def row_key(row: Mapping[str, Any]) -> str:
    shown = {name: row[name] for name in _SHOWN if name in row}
    raw = json.dumps(shown, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(raw.encode()).hexdigest()[:12]


def _text(row: Mapping[str, Any]) -> str:
    lines = []
    for name in _SHOWN:
        value = row.get(name)
        if isinstance(value, list):
            lines += [f"{turn['author']}: {turn['text']}" for turn in value]
        elif value:
            lines.append(f"{name}: {value}" if name in ("offer", "item_title") else str(value))
    return "\n".join(lines)
