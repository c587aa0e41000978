"""Keyword search: BM25 over tokens that respect Arabic, English, Chinese and Arabizi."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import regex
import snowballstemmer

from assistant.text.arabic import ARABIC_LETTER, fold, squeeze
from assistant.text.common import COMMON

_WORD = regex.compile(r"\p{Han}+|[\p{L}\p{N}_']+")
_HAN = regex.compile(r"\p{Han}")


def tokens(text: str) -> list[str]:
    """Fold, split and stem a text; Chinese becomes overlapping pairs of characters."""
    out: list[str] = []
    for word in _WORD.findall(squeeze(fold(text))):
        if _HAN.match(word):
            out += [word[i : i + 2] for i in range(max(1, len(word) - 1))]
        elif word not in COMMON:
            out.append(_stem(word))
    return out


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    language = "arabic" if ARABIC_LETTER.match(word) else "english"
    # A stemmer keeps state while it works; one a call is cheap beside the cache in front of it.
    return str(snowballstemmer.stemmer(language).stemWord(word))


class KeywordIndex:
    """BM25 over a fixed list of texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s

        corpus = [tokens(text) for text in texts]
        self._size = len(texts)
        self._bm25 = bm25s.BM25()
        self._bm25.index(corpus, show_progress=False)
        counts: dict[str, int] = {}
        for words in corpus:
            for word in set(words):
                counts[word] = counts.get(word, 0) + 1
        self._idf = {word: float(np.log(1 + (self._size + 0.5) / (n + 0.5))) for word, n in counts.items()}
        self._unseen = float(np.log(1 + (self._size + 0.5) / 0.5))

    def scores(self, query: str) -> npt.NDArray[np.float32]:
        """Return one score per text, shape (number of texts,); all zero when no word is known."""
        known = [token for token in tokens(query) if token in self._bm25.vocab_dict]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)

    def self_score(self, text: str) -> float:
        """About what a text would score against itself: the sum of its words' rarities."""
        return sum(self._idf.get(token, self._unseen) for token in tokens(text))
