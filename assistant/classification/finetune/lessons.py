"""The examples as the encoder learns them: token ids, one label a head, and how much each counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.assets import read_jsonl
from assistant.classification.encoder import HEADS
from assistant.classification.fitting import split_of
from assistant.classification.nearest import EXAMPLES
from assistant.classification.wording import word
from assistant.models import Consent, Situation, Tone
from assistant.text.arabizi import Transliterator

LABELS: Mapping[str, tuple[str, ...]] = {
    head: tuple(sorted(labels)) for head, labels in zip(HEADS, (Situation, Tone, Consent), strict=True)
}
"""In the order of the linear models' labels, so that scores can be added."""
UNKNOWN = -1
_SECOND_SCRIPT = 0.5  # Arabizi as typed, beside its reading in Arabic script
_TRANSLATION = 0.5
_UNSURE = 0.5

Encode = Callable[[str, str | None], list[int]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Token ids; the label's number by head, `UNKNOWN` where there is none; how much the lesson counts."""

    ids: tuple[int, ...]
    labels: tuple[int, ...]
    weight: float


def read_lessons(examples: Path, split: str, transliterator: Transliterator, encode: Encode) -> list[Lesson]:
    """The lessons of a split. Only `train` holds translations and second scripts: they help, they don't count."""
    lessons = []
    training = split == "train"
    for row in _rows(examples):
        if split_of(row["group"]) != split:
            continue
        labels = _numbers(row)
        weight = 1.0 if row.get("sure", True) else _UNSURE
        wording = word(row["text"], row["language"], transliterator)
        offer = row.get("offer")
        if any(label != UNKNOWN for label in labels):
            lessons.append(Lesson(tuple(encode(wording.spoken, offer)), labels, weight))
            if training and wording.arabic is not None:
                lessons.append(Lesson(tuple(encode(wording.typed, offer)), labels, weight * _SECOND_SCRIPT))
        if training and row["language"] != "en" and row.get("situation"):
            # Tone and consent live in the wording; a translation may have lost them.
            situation = (labels[0], UNKNOWN, UNKNOWN)
            lessons.append(Lesson(tuple(encode(row["english"], None)), situation, weight * _TRANSLATION))
    return lessons


def _rows(examples: Path) -> Iterator[dict[str, str]]:
    for name in (*EXAMPLES, "consent.jsonl"):
        yield from read_jsonl(examples / name)


def _numbers(row: Mapping[str, str | None]) -> tuple[int, ...]:
    return tuple(
        UNKNOWN if (label := row.get(head)) is None else names.index(label) for head, names in LABELS.items()
    )
