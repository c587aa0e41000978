"""Let a model write, read what it wrote, and let it mend that once. Used for every kind of draft."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from assistant.drafting.answers import DraftTail, Malformed, Written
from assistant.errors import Unavailable
from assistant.models import Ask
from assistant.ports import ChatModel

ATTEMPTS = 2
_LONGEST_ANSWER = 20_000  # characters; a model that goes on beyond is stopped


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of a draft while it is written, not yet checked. Empty: the model still works."""

    text: str


@dataclass(frozen=True, slots=True)
class Retry:
    """What was written is refused, in words; another draft begins."""

    problems: tuple[str, ...]


Progress = Delta | Retry
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Refused:
    """No draft came of it; `reason` says why in words."""

    reason: str


def write_checked(
    model: ChatModel,
    ask: Callable[[Sequence[str]], Ask],
    read: Callable[[str], Written],
    restore: Callable[[str], str],
    problems: Callable[[Written], Sequence[str]],
) -> Generator[Progress, None, Written | Refused]:
    """Yield the draft's text as it grows; return what holds against `problems`, or why nothing did.

    `ask` makes the question from what was wrong before, `restore` puts hidden details back into a text.
    """
    wrong: Sequence[str] = ()
    for attempt in range(ATTEMPTS):
        if attempt:
            yield Retry(tuple(wrong))
        try:
            answer = yield from _answer(model, ask(wrong), restore)
            written = read(answer)
        except Unavailable as error:
            return Refused(f"the language model gave no draft: {error}")
        except Malformed as error:
            wrong = [str(error)]
            continue
        wrong = problems(written)
        if not wrong:
            return written
    return Refused(f"the language model's draft was refused ({'; '.join(wrong)})")


def _answer(model: ChatModel, ask: Ask, restore: Callable[[str], str]) -> Generator[Progress, None, str]:
    tail = DraftTail()
    pieces: list[str] = []
    size = 0
    stream = model.stream(ask)
    try:
        for piece in stream:
            pieces.append(piece)
            size += len(piece)
            if size > _LONGEST_ANSWER:
                raise Malformed("the answer is too long")
            yield Delta(restore(tail.feed(piece)))
    finally:
        stream.close()
    return "".join(pieces)


def last(writing: Generator[object, None, T]) -> T:
    """Run to the end without looking at what comes on the way."""
    while True:
        try:
            next(writing)
        except StopIteration as end:
            value: T = end.value
            return value
