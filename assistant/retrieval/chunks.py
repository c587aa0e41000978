"""Finding pieces of running text, without question cards: by meaning, words and letters.

What is rare is counted over the guidelines' own texts as well, so that a shelf of one short document is judged by the
same measure as a full one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.ports import Embedder, VectorIndex
from assistant.retrieval.documents import Chunk, Document
from assistant.retrieval.keyword import KeywordIndex, tokens
from assistant.retrieval.letters import LetterIndex
from assistant.retrieval.passages import Library
from assistant.retrieval.ranker import Floats, Fusion, best_of
from assistant.retrieval.views import Wording

CHUNK_FEATURES = ("meaning", "words", "letters")
"""The cosine with a chunk, and how near it is by words and by letters, in this order; the signs of an answer are the
same of the best chunk, and the logarithm of its share."""


class ChunkViews:
    """The views of a list of chunks, before a background of other texts. Safe to share between threads."""

    def __init__(self, texts: Sequence[str], index: VectorIndex, background: Sequence[str] = ()) -> None:
        """`index` holds `texts` in their order."""
        self._size = len(texts)
        self._index = index
        everything = [*texts, *background]
        self._letters = LetterIndex(everything)
        self._words = KeywordIndex(everything)

    def look(self, readings: Sequence[Wording]) -> Floats:
        """The features of every chunk, the best reading counting; shape (chunks, len(CHUNK_FEATURES))."""
        seen = np.zeros((self._size, len(CHUNK_FEATURES)))
        for reading in readings:
            words = np.zeros(self._size)
            if tokens(reading.text):
                own = max(self._words.self_score(reading.text), 1e-6)
                words = np.minimum(self._words.scores(reading.text)[: self._size] / own, 1.0)
            letters = self._letters.scores(reading.text)[: self._size]
            seen = np.maximum(seen, np.stack([self._index.nearest(reading.vector), words, letters], axis=1))
        return seen


def chunk_signs(seen: Floats, ranking: Floats) -> Floats:
    """The signs of the best chunk: its features and the logarithm of its share, shape (len(CHUNK_FEATURES) + 1,)."""
    best, share = best_of(seen @ ranking)
    return np.append(seen[best], np.log(share))


def shown_text(title: str, text: str) -> str:
    """What is searched of a chunk: its heading belongs to it."""
    return f"{title}. {text}" if title else text


def background_of(library: Library) -> list[str]:
    """The guidelines' passages as running text, in both languages."""
    return [shown_text(p.title[code], p.text[code]) for p in library for code in p.text]


@dataclass(frozen=True, slots=True)
class FoundChunk:
    """A chunk of a document, how likely it answers, and how much of the question's words it holds by their rarity."""

    document: Document
    chunk: Chunk
    probability: float
    coverage: float


class DocumentSearch:
    """Search over one seller's documents. Safe to share between threads."""

    def __init__(
        self,
        documents: Sequence[Document],
        index: VectorIndex,
        fusion: Fusion,
        embedder: Embedder,
        background: Sequence[str],
        readings: Callable[[str], list[str]] = lambda text: [text],
    ) -> None:
        """`index` holds `texts_of(documents)` in their order."""
        self._chunks = [(document, chunk) for document in documents for chunk in document.chunks]
        texts = [shown_text(chunk.title, chunk.text) for _, chunk in self._chunks]
        self._views = ChunkViews(texts, index, background) if texts else None
        self._fusion = fusion
        self._embedder = embedder
        self._readings = readings

    @property
    def documents(self) -> list[Document]:
        """What is searched, a document each."""
        return list({document.id: document for document, _ in self._chunks}.values())

    def find(
        self, question: str, k: int = 3, wanted: Callable[[Document], bool] = lambda document: True
    ) -> list[FoundChunk]:
        """Up to k chunks of the wanted documents, best first."""
        allowed = np.array([wanted(document) for document, _ in self._chunks], dtype=bool)
        if self._views is None or not question.strip() or not allowed.any():
            return []
        texts = self._readings(question)
        vectors = self._embedder.embed(texts)
        seen = self._views.look([Wording(t, v) for t, v in zip(texts, vectors, strict=True)])
        scores = np.where(allowed, seen @ self._fusion.ranking, -np.inf)
        order = [place for place in np.argsort(-scores, kind="stable")[:k].tolist() if allowed[place]]
        best = self._fusion.probability(chunk_signs(seen[allowed], self._fusion.ranking))
        found = []
        for place in order:
            document, chunk = self._chunks[place]
            share = float(np.exp(scores[place] - scores[order[0]]))
            coverage = float(seen[place, CHUNK_FEATURES.index("words")])
            found.append(FoundChunk(document, chunk, best * share, coverage))
        return found


def texts_of(documents: Sequence[Document]) -> dict[str, str]:
    """What a vector store holds of documents: chunk id to text."""
    return {
        chunk.id: shown_text(chunk.title, chunk.text) for document in documents for chunk in document.chunks
    }
