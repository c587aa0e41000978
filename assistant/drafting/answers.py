"""A model's answer: the schema it is given, reading the whole, and reading the draft while it is written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

SKELETON = "skeleton"


class Malformed(Exception):
    """The model's answer is not what the schema asks for; the text says how."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the draft states: words copied from the source named."""

    quote: str
    source: str


@dataclass(frozen=True, slots=True)
class Written:
    """A model's answer: the draft, the passages it used, the facts it states."""

    draft: str
    passages: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


def schema(passages: Sequence[str]) -> dict[str, Any]:
    """The JSON Schema of an answer that may cite these passages. The draft comes first, so that it streams."""
    source = {"type": "string", "enum": [SKELETON, *passages]}
    fact = _object({"quote": {"type": "string"}, "source": source})
    cited: dict[str, Any] = {"type": "string"}
    if passages:
        cited["enum"] = list(passages)
    return _object(
        {
            "draft": {"type": "string"},
            "passages": {"type": "array", "items": cited},
            "facts": {"type": "array", "items": fact},
        }
    )


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def read(answer: str, passages: Sequence[str]) -> Written:
    """Read an answer. Raises `Malformed`."""
    try:
        value = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise Malformed("the answer is not JSON") from error
    draft = value.get("draft") if isinstance(value, dict) else None
    if not isinstance(draft, str) or not draft.strip():
        raise Malformed("the answer holds no draft")
    used, facts = value.get("passages"), value.get("facts")
    if not isinstance(used, list) or not all(isinstance(one, str) for one in used):
        raise Malformed("the answer does not list its passages")
    if set(used) - set(passages):
        raise Malformed("the answer names passages that it was not given")
    if not isinstance(facts, list):
        raise Malformed("the answer does not list its facts")
    return Written(_well_formed(draft.strip()), tuple(used), tuple(_fact(one) for one in facts))


def _fact(value: Any) -> Fact:
    quote = value.get("quote") if isinstance(value, dict) else None
    source = value.get("source") if isinstance(value, dict) else None
    if not isinstance(quote, str) or not isinstance(source, str):
        raise Malformed("a fact must have a quote and a source")
    return Fact(quote, source)


def _well_formed(text: str) -> str:
    """Drop what JSON may hold and no message should: half characters and controls other than line breaks."""
    return "".join(c for c in text if not ("\ud800" <= c <= "\udfff") and (c >= " " or c in "\n\t"))


class DraftTail:
    """Gives the draft's text out of an answer that is still being written.

    The text is a preview: nothing has been checked yet. What may be the start of a token such as [NAME_1],
    of an escape or of an emoji is held back until it is whole.
    """

    def __init__(self) -> None:
        self._raw = ""
        self._at: int | None = None  # from where the draft's text has not been read yet
        self._closed = False
        self._held = ""

    def feed(self, piece: str) -> str:
        """Take a piece of the answer; return what of the draft is new."""
        self._raw += piece
        if self._at is None:
            self._at = _opening(self._raw)
        if self._at is None or self._closed:
            return ""
        end = self._end(self._at)
        text = self._held + _unescaped(self._raw[self._at : end])
        self._at = end
        bracket = text.rfind("[")
        whole = bracket < 0 or self._closed or "]" in text[bracket:] or len(text) - bracket > _LONGEST_TOKEN
        self._held = "" if whole else text[bracket:]
        return text if whole else text[:bracket]

    def _end(self, at: int) -> int:
        """Where what is whole ends: at the closing quote, or before an escape that is still being written."""
        raw = self._raw
        while at < len(raw) and raw[at] != '"':
            step = 1
            if raw[at] == "\\":
                step = (
                    2 if raw[at + 1 : at + 2] != "u" else 12 if raw[at + 2 : at + 4].lower() in _HALVES else 6
                )
            if at + step > len(raw):
                return at
            at += step
        self._closed = at < len(raw)
        return at


_LONGEST_TOKEN = 20
_HALVES = ("d8", "d9", "da", "db")  # an emoji is two escapes; the first begins so
_START = '"draft"'


def _opening(raw: str) -> int | None:
    """Where the draft's text begins; None while it has not."""
    at = raw.find(_START)
    rest = raw[at + len(_START) :] if at >= 0 else ""
    after = rest.lstrip()[1:].lstrip()
    if not rest.lstrip().startswith(":") or not after.startswith('"'):
        return None
    return len(raw) - len(after) + 1


def _unescaped(text: str) -> str:
    try:
        return _well_formed(str(json.loads(f'"{text}"', strict=False)))
    except ValueError:
        return ""
