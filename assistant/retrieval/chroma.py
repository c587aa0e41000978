"""The vector store, and the only door to chromadb and langchain's stores.

Embedded and persistent by default, a Chroma server by URL. A collection is named by the fingerprint of what
it holds: a changed library gets a new collection, and readers of the old one are never disturbed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings

from assistant.errors import Unavailable
from assistant.ports import Embedder
from assistant.retrieval.exact import ExactIndex

_PREFIX = "guidelines-"
_BATCH = 1_000


class _LangchainEmbeddings(Embeddings):
    """Radd's embedder behind langchain's interface, given explicitly so that Chroma downloads nothing."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [vector.tolist() for vector in self._embedder.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        return list(self._embedder.embed([text])[0].tolist())


class ChromaIndex:
    """Texts by key, searched by meaning. The client stays open; safe to share between threads."""

    def __init__(self, client: ClientAPI, store: Chroma, embedder: Embedder) -> None:
        self._client = client
        self._store = store
        self._embedder = embedder

    @classmethod
    def open(
        cls,
        texts: Mapping[str, str],
        *,
        fingerprint: str,
        embedder: Embedder,
        folder: Path,
        url: str | None = None,
    ) -> ChromaIndex:
        """Open the index of `texts` (key to text), building it when this fingerprint is new.

        Raises `Unavailable` when the server does not answer or the folder cannot be written.
        """
        client = _connect(folder, url)
        name = f"{_PREFIX}{fingerprint}"
        try:
            store = Chroma(
                client=client,
                collection_name=name,
                embedding_function=_LangchainEmbeddings(embedder),
                collection_metadata={"hnsw:space": "cosine"},
            )
            index = cls(client, store, embedder)
            if index._count() != len(texts):
                index._fill(texts)
        except Exception as error:
            raise Unavailable(f"the search index cannot be opened: {error}") from error
        return index

    def search(self, query: str, k: int) -> list[tuple[str, float]]:
        """Return up to k (key, cosine similarity) pairs, best first."""
        vector = self._embedder.embed([query])[0].tolist()
        try:
            found = self._store.similarity_search_by_vector_with_relevance_scores(vector, k=k)
        except Exception as error:
            raise Unavailable(f"the search index does not answer: {error}") from error
        return [(str(document.id), 1.0 - float(distance)) for document, distance in found]

    def in_memory(self, keys: Sequence[str]) -> ExactIndex:
        """Return an exact index of these texts, in this order, read in one go.

        Raises `Unavailable` when the store does not answer.
        """
        try:
            held = self._store._collection.get(include=["embeddings"])
        except Exception as error:
            raise Unavailable(f"the search index cannot be read: {error}") from error
        row = {key: number for number, key in enumerate(held["ids"])}
        vectors = np.asarray(held["embeddings"], dtype=np.float32)
        return ExactIndex(vectors[[row[key] for key in keys]])

    def drop_others(self) -> None:
        """Delete the collections of former libraries."""
        current = self._store._collection.name
        for collection in self._client.list_collections():
            if collection.name.startswith(_PREFIX) and collection.name != current:
                self._client.delete_collection(collection.name)

    def _count(self) -> int:
        return int(self._store._collection.count())

    def _fill(self, texts: Mapping[str, str]) -> None:
        keys = list(texts)
        for start in range(0, len(keys), _BATCH):
            part = keys[start : start + _BATCH]
            # Adding by fixed ids is an upsert: two processes that build at once do the same work twice.
            self._store.add_texts([texts[key] for key in part], ids=part)


def _connect(folder: Path, url: str | None) -> ClientAPI:
    settings = ChromaSettings(anonymized_telemetry=False)
    try:
        if url is None:
            folder.mkdir(parents=True, exist_ok=True)
            return chromadb.PersistentClient(path=str(folder), settings=settings)
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        return chromadb.HttpClient(
            host=parts.hostname or "localhost",
            port=parts.port or (443 if secure else 8000),
            ssl=secure,
            settings=settings,
        )
    except Exception as error:
        raise Unavailable(f"Chroma cannot be reached at {url or folder}: {error}") from error
