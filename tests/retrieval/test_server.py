"""The same index on a Chroma server: several workers, and new content while the old is read."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import Unavailable
from assistant.ports import Vectors
from assistant.retrieval.chroma import ChromaIndex


class Letters:
    """An embedder that counts letters: close texts share them."""

    def embed(self, texts: list[str] | tuple[str, ...]) -> Vectors:
        counts = np.array([[text.lower().count(chr(97 + n)) + 0.01 for n in range(26)] for text in texts])
        return np.asarray(counts / np.linalg.norm(counts, axis=1, keepdims=True), dtype=np.float32)


TEXTS = {"pdf": "send a pdf file", "days": "two working days", "image": "an image or photo"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("chroma")
    chroma = Path(sys.executable).parent / "chroma"
    server = subprocess.Popen(
        [str(chroma), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert server.poll() is None, "the server ended"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def open_index(url: str, texts: dict[str, str], kind: str = "guidelines") -> ChromaIndex:
    return ChromaIndex.open(texts, embedder=Letters(), folder=Path("unused"), url=url, kind=kind)  # type: ignore[arg-type]


def best(index: ChromaIndex, text: str) -> str:
    return index.search(Letters().embed([text])[0], 1)[0][0]


def test_a_server_answers_as_memory_does(url: str) -> None:
    index = open_index(url, TEXTS)
    keys = list(TEXTS)
    vector = Letters().embed(["a photo"])[0]
    exact = index.vectors(keys).nearest(vector)
    assert dict(index.search(vector, 3)) == pytest.approx(
        dict(zip(keys, exact.tolist(), strict=True)), abs=1e-4
    )


def test_workers_that_open_the_same_content_at_once_share_one_whole_collection(url: str) -> None:
    texts = {f"t{n}": f"text {'abcdefghij'[n % 10] * (n % 7 + 1)} {n}" for n in range(300)}
    code = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from tests.retrieval.test_server import open_index\n"
        "texts = {f't{n}': f\"text {'abcdefghij'[n % 10] * (n % 7 + 1)} {n}\" for n in range(300)}\n"
        "print(open_index(sys.argv[1], texts, 'shared')._count())"
    )
    root = str(Path(__file__).parents[2])
    workers = [
        subprocess.Popen([sys.executable, "-c", code, url, root], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [worker.communicate()[0].strip() for worker in workers] == ["300"] * 3
    assert open_index(url, texts, "shared")._count() == 300


def test_a_reader_of_the_old_content_is_answered_while_the_new_is_built_and_after(url: str) -> None:
    old = open_index(url, TEXTS, "living")
    failures: list[Exception] = []
    answers: list[str] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                answers.append(best(old, "send a pdf"))
            except Unavailable as error:
                failures.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    new = open_index(url, {**TEXTS, "zebra": "zzz zebra"}, "living")
    new.drop_others()
    after = best(old, "send a pdf")
    done.set()
    reader.join()
    assert not failures
    assert {after, *answers} == {"pdf"}
    assert best(new, "zebra") == "zebra"


def test_content_that_nobody_can_still_read_is_dropped(url: str) -> None:
    first = open_index(url, TEXTS, "dropped")
    open_index(url, {**TEXTS, "b": "bb"}, "dropped")
    open_index(url, {**TEXTS, "c": "cc"}, "dropped").drop_others()
    with pytest.raises(Unavailable):
        first.search(Letters().embed(["a"])[0], 1)


def test_one_kind_leaves_the_collections_of_another_alone(url: str) -> None:
    one = open_index(url, TEXTS, "one")
    open_index(url, {"x": "xx"}, "two").drop_others()
    assert best(one, "send a pdf") == "pdf"


def test_a_server_that_does_not_answer_is_said_to_be_unavailable() -> None:
    with pytest.raises(Unavailable, match="Chroma"):
        open_index("http://127.0.0.1:9", TEXTS)
