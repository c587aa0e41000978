"""Query latency of a large index: `python -m evals.benchmarks.search`, 100,000 texts by default.

The same vectors are searched exactly in memory, in the embedded store and on a Chroma server that this starts. The
vectors are drawn around 2,000 centres, as texts gather around topics; nothing is embedded, so the figures are the
search's own. Beside the latency stands how many of the ten nearest each one finds.
"""

from __future__ import annotations

import argparse
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from assistant.ports import Vectors
from assistant.retrieval.chroma import ChromaIndex
from assistant.retrieval.exact import ExactIndex

_WIDTH = 512
_CENTRES = 2_000
_NEAREST = 10


class Drawn:
    """An embedder of texts that are row numbers of one matrix."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def embed(self, texts: Sequence[str]) -> Vectors:
        return self._vectors[[int(text) for text in texts]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=300)
    asked = parser.parse_args()
    vectors, queries = _drawn(asked.texts, asked.queries)
    exact = ExactIndex(vectors)
    truth = [set(np.argsort(-exact.nearest(query))[:_NEAREST].tolist()) for query in queries]

    def in_memory(query: Vectors) -> list[int]:
        scores = exact.nearest(query)
        return [int(place) for place in np.argpartition(-scores, _NEAREST)[:_NEAREST]]

    print(f"{asked.texts:,} texts of {_WIDTH} dimensions, {len(queries)} queries, one at a time")
    _measure("exact, in memory", in_memory, queries, truth)
    texts = {str(number): str(number) for number in range(asked.texts)}
    with tempfile.TemporaryDirectory() as folder:
        _measure_store("Chroma, embedded", texts, vectors, queries, truth, Path(folder), None)
    with tempfile.TemporaryDirectory() as folder, _server(Path(folder)) as url:
        _measure_store("Chroma, a server over HTTP", texts, vectors, queries, truth, Path(folder), url)


def _drawn(texts: int, queries: int) -> tuple[Vectors, Vectors]:
    rng = np.random.default_rng(20260105)
    centres = rng.standard_normal((_CENTRES, _WIDTH), dtype=np.float32)

    def around(count: int) -> Vectors:
        rows = centres[rng.integers(_CENTRES, size=count)]
        rows = rows + 0.7 * rng.standard_normal((count, _WIDTH), dtype=np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)

    return around(texts), around(queries)


def _measure_store(
    name: str,
    texts: dict[str, str],
    vectors: Vectors,
    queries: Vectors,
    truth: list[set[int]],
    folder: Path,
    url: str | None,
) -> None:
    start = time.perf_counter()
    index = ChromaIndex.open(texts, embedder=Drawn(vectors), folder=folder, url=url, kind="benchmark")
    built = time.perf_counter() - start
    _measure(name, lambda query: [int(key) for key, _ in index.search(query, _NEAREST)], queries, truth)
    print(f"  built in {built:.0f} s")


def _measure(
    name: str, search: Callable[[Vectors], list[int]], queries: Vectors, truth: list[set[int]]
) -> None:
    for query in queries[:20]:
        search(query)
    times, found = [], 0
    for query, right in zip(queries, truth, strict=True):
        start = time.perf_counter()
        nearest = search(query)
        times.append((time.perf_counter() - start) * 1000)
        found += len(right & set(nearest))
    times.sort()
    print(
        f"{name}: p50 {statistics.median(times):.2f} ms, p99 {times[int(0.99 * len(times))]:.2f} ms,"
        f" finds {found / (len(truth) * _NEAREST):.3f} of the {_NEAREST} nearest"
    )


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    chroma = Path(sys.executable).parent / "chroma"
    command = [str(chroma), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
