"""From a file's text to entries: each a return with its messages, as far as the file knows them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.errors import InvalidInput
from assistant.imports.names import Names

Format = Literal["csv", "json", "text"]
_MESSAGE = "message_"
_LONGEST_CELL = 100_000
_WORDS = ("customer_comment", "text")
_LABEL = 60  # a longer beginning of a line is no label


@dataclass
class Entry:
    """A return as a file describes it. `row`: where it begins, for people. `whole`: it came in Radd's own form."""

    row: int
    fields: dict[str, Any] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)
    whole: bool = False


def read(content: str, form: Format, names: Names) -> list[Entry]:
    """The entries of a file. Raises `InvalidInput` when it is not of its form, or names nothing that is known."""
    content = content.removeprefix("\ufeff")
    match form:
        case "csv":
            return _merged(_csv(content, names))
        case "json":
            return _merged(_json(content, names))
        case "text":
            return [_text(content, names)]


def _csv(content: str, names: Names) -> list[Entry]:
    delimiter = max(",;\t", key=content.partition("\n")[0].count)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        table = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
        header = next(table, [])
        fields = [names.field(heading) for heading in header]
        _require(fields, header)
        rows = [(table.line_num, cells) for cells in table if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise InvalidInput("content", f"is not CSV: {error}") from error
    return [_entry(row, dict(zip(fields, cells, strict=False))) for row, cells in rows]


def _json(content: str, names: Names) -> list[Entry]:
    try:
        loaded = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("content", f"is not JSON: {error}") from error
    if isinstance(loaded, dict):
        loaded = loaded.get("returns", [loaded])
    if not isinstance(loaded, list) or not all(isinstance(one, dict) for one in loaded):
        raise InvalidInput("content", "must be a list of objects, or an object with a list `returns`")
    return [_from_object(row, one, names) for row, one in enumerate(loaded, start=1)]


def _from_object(row: int, one: dict[str, Any], names: Names) -> Entry:
    thread = one.get("thread", one.get("messages", []))
    if not isinstance(thread, list) or not all(isinstance(message, dict) for message in thread):
        raise InvalidInput("content", f"entry {row}: its thread must be a list of objects")
    if "return_request" in one:
        return Entry(row, {"return_request": one["return_request"]}, thread, whole=True)
    named = {
        names.field(heading): value for heading, value in one.items() if heading not in ("thread", "messages")
    }
    _require(list(named), list(one))
    entry = _entry(row, named)
    for message in thread:
        fields = {names.field(heading) or f"{_MESSAGE}{heading}": value for heading, value in message.items()}
        entry.messages.append(_message(fields))
    return entry


def _text(content: str, names: Names) -> Entry:
    """Lines as `Label: words`; what follows belongs to the line above. Words without a label are the customer's."""
    entry = Entry(1)
    current: dict[str, Any] = entry.fields
    name = "customer_comment"
    for line in content.splitlines():
        label, colon, words = line.replace("：", ":").partition(":")
        known = names.field(label) if colon and len(label) <= _LABEL else None
        author = names.value("message_author", label) if colon and len(label) <= _LABEL else None
        if author is not None:
            current, name = {"author": author, "text": words.strip()}, "text"
            entry.messages.append(current)
        elif known is not None and not known.startswith(_MESSAGE):
            current, name = entry.fields, known
            current[name] = words.strip()
        else:
            if name not in _WORDS and line.strip():
                current, name = entry.fields, "customer_comment"
            current[name] = f"{current.get(name, '')}\n{line}"
    entry.fields = {name: value.strip() for name, value in entry.fields.items() if value.strip()}
    for message in entry.messages:
        message["text"] = message["text"].strip()
    entry.messages = [message for message in entry.messages if message["text"]]
    if "customer_comment" not in entry.fields and "return_id" not in entry.fields:
        first = next((message for message in entry.messages if message["author"] == "customer"), None)
        if first is None:
            raise InvalidInput("content", "holds no words of a customer")
        entry.messages.remove(first)
        entry.fields["customer_comment"] = first["text"]
    return entry


def _entry(row: int, named: dict[str | None, Any]) -> Entry:
    """Split a flat row into the return's fields and its message; empty cells say nothing."""
    given = {name: value for name, value in named.items() if name is not None and str(value or "").strip()}
    fields = {name: value for name, value in given.items() if not name.startswith(_MESSAGE)}
    message = _message(given)
    return Entry(row, fields, [message] if message.get("text") else [])


def _message(given: dict[str, Any]) -> dict[str, Any]:
    return {name.removeprefix(_MESSAGE): value for name, value in given.items() if name.startswith(_MESSAGE)}


def _require(fields: list[str | None], headings: list[str]) -> None:
    if not any(fields):
        shown = ", ".join(repr(heading[:40]) for heading in headings[:8])
        raise InvalidInput("content", f"has no column that is known, only: {shown or 'nothing'}")
    named = [name for name in fields if name is not None]
    for name in named:
        if named.count(name) > 1:
            raise InvalidInput("content", f"has two columns for {name}")


def _merged(entries: list[Entry]) -> list[Entry]:
    """Rows of one return become one entry, its messages in their order."""
    by_id: dict[str, Entry] = {}
    found = []
    for entry in entries:
        named = entry.fields.get("return_id") if not entry.whole else None
        known = by_id.get(str(named).strip()) if named is not None else None
        if known is not None:
            known.fields = entry.fields | known.fields
            known.messages += entry.messages
            continue
        if named is not None:
            by_id[str(named).strip()] = entry
        found.append(entry)
    return found
