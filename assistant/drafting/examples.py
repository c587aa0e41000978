"""Replies worth imitating, chosen by how near their customers' words are."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.assets import read_jsonl
from assistant.errors import BrokenAsset
from assistant.models import ReplyLanguage
from assistant.ports import Embedder, Vectors

_SAME_TEMPLATE = 0.3  # what the right kind of reply counts for, beside a cosine


@dataclass(frozen=True, slots=True)
class Example:
    """What a customer wrote and a good reply to it. `template`: the kind of reply; None: unknown."""

    customer: str
    reply: str
    language: ReplyLanguage
    template: str | None = None


Accepted = Callable[[str], Sequence[Example]]
"""The replies that a seller sent, free of personal details, newest first."""


class Examples:
    """Chooses examples. Safe to share between threads; texts are embedded once."""

    def __init__(
        self, shipped: Sequence[Example], embedder: Embedder, accepted: Accepted = lambda seller: ()
    ) -> None:
        self._shipped, self._embedder, self._accepted = tuple(shipped), embedder, accepted
        self._known: dict[str, Vectors] = {}
        self._lock = threading.Lock()

    def nearest(
        self, customer: str, template: str, language: ReplyLanguage, seller: str, k: int = 2
    ) -> list[Example]:
        """The `k` best examples in a language, best last, where a model heeds it most."""
        pool = [one for one in (*self._accepted(seller), *self._shipped) if one.language == language]
        if not pool or not k:
            return []
        vectors = self._embedded([one.customer for one in pool])
        scores = vectors @ self._embedder.embed([customer])[0]
        scores += _SAME_TEMPLATE * np.array([one.template == template for one in pool])
        order = np.argsort(-scores, kind="stable")[:k]
        return [pool[at] for at in reversed(order)]

    def _embedded(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            new = [text for text in dict.fromkeys(texts) if text not in self._known]
            if new:
                self._known.update(zip(new, self._embedder.embed(new), strict=True))
            return np.stack([self._known[text] for text in texts])


def load_examples(path: Path) -> list[Example]:
    """Read the shipped examples. Raises `BrokenAsset`."""
    try:
        return [Example(**row) for row in read_jsonl(path)]
    except TypeError as error:
        raise BrokenAsset(path, f"a row has other keys than an example: {error}") from error
