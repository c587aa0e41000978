"""The vector store, and the only door to chromadb and langchain's stores.

Embedded and persistent by default, a Chroma server by URL. A collection is named by the hash of what it holds: new
content builds a new collection beside the old one. When it is whole, a record of names points to it, and the one
before stays until the next change, so that whoever still reads it is not disturbed.
"""

from __future__ import annotations

import hashlib
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
from assistant.ports import Embedder, VectorIndex, Vectors
from assistant.retrieval.exact import ExactIndex

GUIDELINES = "guidelines"
IN_MEMORY_AT_MOST = 20_000
"""Texts: up to here comparing with every vector in memory is quicker than asking the store."""
_NAMES = "radd-names"
_BATCH = 1_000
_NEAREST = 200


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

    def __init__(self, client: ClientAPI, store: Chroma, kind: str) -> None:
        self._client = client
        self._store = store
        self._kind = kind

    @classmethod
    def open(
        cls,
        texts: Mapping[str, str],
        *,
        embedder: Embedder,
        folder: Path,
        url: str | None = None,
        kind: str = GUIDELINES,
    ) -> ChromaIndex:
        """Open the index of `texts` (key to text), building it when it is new. `kind` names what is indexed.

        Raises `Unavailable` when the server does not answer or the folder cannot be written.
        """
        client = _connect(folder, url)
        try:
            store = Chroma(
                client=client,
                collection_name=f"{kind}-{_hash(texts)}",
                embedding_function=_LangchainEmbeddings(embedder),
                collection_metadata={"hnsw:space": "cosine"},
            )
            index = cls(client, store, kind)
            if index._count() != len(texts):
                index._fill(texts)
            index._publish()
        except Exception as error:
            raise Unavailable(f"the search index cannot be opened: {error}") from error
        return index

    def search(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Return up to k (key, cosine similarity) pairs, best first. Raises `Unavailable`."""
        try:
            found = self._store._collection.query(
                query_embeddings=[vector.tolist()], n_results=k, include=["distances"]
            )
        except Exception as error:
            raise Unavailable(f"the search index does not answer: {error}") from error
        distances = (found["distances"] or [[]])[0]
        return [(key, 1.0 - float(far)) for key, far in zip(found["ids"][0], distances, strict=True)]

    def vectors(self, keys: Sequence[str]) -> VectorIndex:
        """These texts in this order: exact in memory while they are few, asked of the store beyond that.

        Raises `Unavailable` when the store does not answer.
        """
        if len(keys) > IN_MEMORY_AT_MOST:
            return _StoredIndex(self, keys)
        try:
            held = self._store._collection.get(include=["embeddings"])
        except Exception as error:
            raise Unavailable(f"the search index cannot be read: {error}") from error
        row = {key: number for number, key in enumerate(held["ids"])}
        vectors = np.asarray(held["embeddings"], dtype=np.float32)
        return ExactIndex(vectors[[row[key] for key in keys]])

    def drop_others(self) -> None:
        """Delete this kind's collections, but the current one and the one before it."""
        kept = {self._name, *self._names()}
        for collection in self._client.list_collections():
            if collection.name.startswith(f"{self._kind}-") and collection.name not in kept:
                self._client.delete_collection(collection.name)

    @property
    def _name(self) -> str:
        return str(self._store._collection.name)

    def _count(self) -> int:
        return int(self._store._collection.count())

    def _fill(self, texts: Mapping[str, str]) -> None:
        keys = list(texts)
        for start in range(0, len(keys), _BATCH):
            part = keys[start : start + _BATCH]
            # Adding by fixed ids is an upsert: two processes that build at once do the same work twice.
            self._store.add_texts([texts[key] for key in part], ids=part)

    def _names(self) -> list[str]:
        """The current collection's name and the former one's."""
        record = self._client.get_or_create_collection(_NAMES, embedding_function=None)
        held = record.get(ids=[self._kind], include=["metadatas"])["metadatas"] or [{}]
        return [str(held[0][key]) for key in ("current", "former") if held[0].get(key)]

    def _publish(self) -> None:
        known = self._names()
        if known[:1] == [self._name]:
            return
        record = self._client.get_or_create_collection(_NAMES, embedding_function=None)
        former = known[0] if known else ""
        names = {"current": self._name, "former": former}
        record.upsert(ids=[self._kind], embeddings=[[0.0]], metadatas=[names])


class _StoredIndex:
    """A large index, left in the store: what is not among the nearest counts as far."""

    def __init__(self, index: ChromaIndex, keys: Sequence[str]) -> None:
        self._index = index
        self._row = {key: number for number, key in enumerate(keys)}

    def nearest(self, vector: Vectors) -> Vectors:
        found = np.zeros(len(self._row), dtype=np.float32)
        for key, similarity in self._index.search(vector, _NEAREST):
            found[self._row[key]] = similarity
        return found


def _hash(texts: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for key, text in texts.items():
        digest.update(f"{key}\0{text}\0".encode())
    return digest.hexdigest()[:16]


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
