"""Whether a question speaks in the words of the guidelines or of what they leave out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from assistant.retrieval.keyword import tokens

_UNSEEN = 0.2  # texts that a word is taken to be in besides those it is in


class Vocabulary:
    """In how many texts of either side each word is. Never changes; safe to share between threads."""

    def __init__(self, inside: Sequence[str], outside: Sequence[str]) -> None:
        self._texts = (len(inside), len(outside))
        self._seen: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        for counts, texts in zip(self._seen, (inside, outside), strict=True):
            for text in texts:
                counts.update(set(tokens(text)))

    def leaning(self, question: str) -> float:
        """The logarithm of how much likelier its words are inside than outside, by the root of their number.

        0 where nothing is known of them.
        """
        words = set(tokens(question))
        if not words:
            return 0.0
        inside, outside = (
            sum(np.log((seen[word] + _UNSEEN) / (texts + 1)) for word in words)
            for seen, texts in zip(self._seen, self._texts, strict=True)
        )
        return float((inside - outside) / np.sqrt(len(words)))
