"""Models fetched from a real server on this machine: continued, verified, refused."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.errors import BrokenAsset, InvalidInput, NotFound, Unavailable
from assistant.translation.shelf import Shelf

MODEL = bytes(range(256)) * 40


class _Mirror(SimpleHTTPRequestHandler):
    """Serves a folder and continues a file where it is asked to."""

    asked: list[str]

    def __init__(self, *args: object, asked: list[str], **kwargs: object) -> None:
        self.asked = asked
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        start = self.headers.get("Range")
        self.asked.append(start or "")
        if start is None:
            super().do_GET()
            return
        body = Path(self.translate_path(self.path)).read_bytes()[int(start[6:-1]) :]
        self.send_response(206)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def origin(tmp_path: Path) -> Shelf:
    """A shelf with one Firefox model, as an operator's first machine has it."""
    given = tmp_path / "given"
    given.mkdir()
    (given / "model.aren.intgemm.alphas.bin").write_bytes(MODEL)
    (given / "vocab.aren.spm").write_bytes(b"vocabulary")
    (given / "notes.txt").write_text("not a model")
    shelf = Shelf(tmp_path / "origin")
    shelf.folder.mkdir()
    assert shelf.add(given) == "firefox-ar-en"
    return shelf


@pytest.fixture
def mirror(origin: Shelf) -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []
    handler = partial(_Mirror, directory=str(origin.folder), asked=asked)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_address[1]}", asked
        http.shutdown()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    (tmp_path / "here").mkdir()
    return Shelf(tmp_path / "here")


MODEL_PATH = "firefox/ar-en/model.aren.intgemm.alphas.bin"


def test_a_model_is_pulled_verified_and_reported(shelf: Shelf, mirror: tuple[str, list[str]]) -> None:
    heard: list[tuple[str, int, int]] = []
    shelf.pull("firefox-ar-en", mirror[0], lambda name, done, size: heard.append((name, done, size)))
    assert (shelf.folder / MODEL_PATH).read_bytes() == MODEL
    assert heard[-1][1:] == (10, 10)
    assert shelf.verify() == []
    assert [file.path for file in shelf.models()["firefox-ar-en"]] == [
        MODEL_PATH,
        "firefox/ar-en/vocab.aren.spm",
    ]


def test_a_download_that_broke_off_goes_on_where_it_was(shelf: Shelf, mirror: tuple[str, list[str]]) -> None:
    begun = shelf.folder / f"{MODEL_PATH}.partial"
    begun.parent.mkdir(parents=True)
    begun.write_bytes(MODEL[:1000])
    shelf.pull("firefox-ar-en", mirror[0])
    assert "bytes=1000-" in mirror[1]
    assert (shelf.folder / MODEL_PATH).read_bytes() == MODEL
    assert not begun.exists()


def test_what_is_here_already_is_not_fetched_again(shelf: Shelf, mirror: tuple[str, list[str]]) -> None:
    shelf.pull("firefox-ar-en", mirror[0])
    mirror[1].clear()
    shelf.pull("firefox-ar-en", mirror[0])
    assert mirror[1] == [""]  # the list alone


def test_a_file_with_another_hash_is_refused(
    shelf: Shelf, origin: Shelf, mirror: tuple[str, list[str]]
) -> None:
    (origin.folder / MODEL_PATH).write_bytes(MODEL[::-1])
    with pytest.raises(Unavailable, match="SHA-256"):
        shelf.pull("firefox-ar-en", mirror[0])
    assert list(shelf.folder.rglob("model*")) == []


def test_a_file_that_changed_on_disk_is_named(origin: Shelf) -> None:
    (origin.folder / MODEL_PATH).write_bytes(b"x")
    (origin.folder / "firefox/ar-en/vocab.aren.spm").unlink()
    assert origin.verify() == [
        f"firefox-ar-en: {MODEL_PATH} is not what was recorded",
        "firefox-ar-en: firefox/ar-en/vocab.aren.spm is missing",
    ]


def test_a_model_that_the_mirror_lacks_is_told_with_those_it_has(
    shelf: Shelf, mirror: tuple[str, list[str]]
) -> None:
    with pytest.raises(NotFound, match="firefox-ar-en"):
        shelf.pull("argos-ar-en", mirror[0])


@pytest.mark.parametrize("path", ["../../etc/x", "/etc/x", "a/../../x"])
def test_a_mirror_cannot_write_outside_the_shelf(
    shelf: Shelf, origin: Shelf, mirror: tuple[str, list[str]], path: str
) -> None:
    listed = {"firefox-ar-en": [{"path": path, "size": 1, "sha256": "0"}]}
    (origin.folder / "models.json").write_text(json.dumps(listed))
    with pytest.raises(BrokenAsset, match="cannot be"):
        shelf.pull("firefox-ar-en", mirror[0])


def test_a_mirror_is_http(shelf: Shelf) -> None:
    with pytest.raises(InvalidInput, match="mirror"):
        shelf.pull("firefox-ar-en", "file:///etc")


def test_a_mirror_that_is_away_is_unavailable(shelf: Shelf) -> None:
    with pytest.raises(Unavailable):
        shelf.pull("firefox-ar-en", "http://127.0.0.1:9")


def test_an_archive_that_climbs_out_or_is_another_pair_is_refused(shelf: Shelf, tmp_path: Path) -> None:
    for number, (name, about) in enumerate(
        [
            ("p/../../x", '{"from_code": "ar", "to_code": "en"}'),
            ("p/x", '{"from_code": "fr", "to_code": "en"}'),
        ]
    ):
        package = tmp_path / f"{number}.argosmodel"
        with zipfile.ZipFile(package, "w") as archive:
            archive.writestr("p/metadata.json", about)
            archive.writestr(name, "x")
        with pytest.raises(InvalidInput, match="FILE"):
            shelf.add(package)
    (tmp_path / "plain").write_text("x")
    with pytest.raises(InvalidInput, match="neither"):
        shelf.add(tmp_path / "plain")
    assert list(shelf.folder.iterdir()) == []
