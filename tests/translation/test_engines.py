"""The other engines for real: a small Argos package, a small server, and Firefox's files where they lie."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import BrokenAsset, InvalidInput, MissingDependency, Unavailable
from assistant.models import ReplyLanguage, Translation
from assistant.settings import Settings
from assistant.translation import argos, firefox
from assistant.translation.argos import ArgosEngine
from assistant.translation.choice import at_hand, engines
from assistant.translation.firefox import FirefoxEngine
from assistant.translation.libretranslate import LibreTranslateEngine
from assistant.translation.patience import PatientTranslator
from assistant.translation.shelf import Shelf
from tests.translation.toy_argos import build_package


class _Server(BaseHTTPRequestHandler):
    """Speaks LibreTranslate's protocol: knows one word, wants a key."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = asked["api_key"] == "k" and self.path == "/translate" and asked["source"] == "ar"
        answer: dict[str, Any] = {"translatedText": "It came"} if asked["q"] == "وصل" else {"odd": 1}
        self.send_response(200 if known else 403)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Server) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_address[1]}"
        http.shutdown()


def test_a_libretranslate_server_is_asked_by_its_address(server: str) -> None:
    assert LibreTranslateEngine(f"{server}/", "k").translate("وصل", "en").text == "It came"


@pytest.mark.parametrize(("text", "key", "words"), [("وصل", "no", "403"), ("سر", "k", "no translation")])
def test_what_a_server_refuses_is_told_without_the_text(server: str, text: str, key: str, words: str) -> None:
    with pytest.raises(Unavailable, match=words) as caught:
        LibreTranslateEngine(server, key).translate(text, "en")
    assert text not in str(caught.value)


def test_a_server_that_is_away_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        LibreTranslateEngine("http://127.0.0.1:9").translate("وصل", "en")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    pytest.importorskip("ctranslate2", reason="the extra 'argos' is not installed")
    folder = tmp_path_factory.mktemp("argos")
    (folder / "shelf").mkdir()
    shelf = Shelf(folder / "shelf")
    assert (
        shelf.add(build_package(folder / "build" if (folder / "build").mkdir() is None else folder))
        == "argos-ar-en"
    )
    return shelf


@pytest.mark.parametrize(
    ("arabic", "english"), [("وصل مكسور", "It came broken"), ("وصل جديد", "It came new")]
)
def test_an_argos_package_is_installed_loaded_and_translates(shelf: Shelf, arabic: str, english: str) -> None:
    line = ArgosEngine(shelf.folder / "argos").translate(arabic, "en")
    assert line.text == english
    assert line.sureness is not None
    assert line.sureness > 0.9


def test_a_direction_without_a_package_says_how_to_get_it(shelf: Shelf) -> None:
    with pytest.raises(MissingDependency, match="radd models add"):
        ArgosEngine(shelf.folder / "argos").translate("It came", "ar")


def test_a_damaged_package_is_named(tmp_path: Path) -> None:
    pytest.importorskip("ctranslate2", reason="the extra 'argos' is not installed")
    (tmp_path / "ar-en").mkdir()
    with pytest.raises(BrokenAsset, match="ar-en"):
        ArgosEngine(tmp_path).translate("وصل", "en")


def test_the_engines_at_hand_are_found_without_being_loaded(shelf: Shelf) -> None:
    settings = Settings(models_dir=shelf.folder, translator="auto")
    assert at_hand(settings)["argos"] is True
    assert at_hand(settings)["firefox"] is False
    assert "argos" in [engine.name for engine in engines(settings)]
    assert [engine.name for engine in engines(Settings(translator="firefox"))] == ["firefox"]
    with pytest.raises(InvalidInput, match="RADD_LIBRETRANSLATE_URL"):
        engines(Settings(translator="libretranslate"))


def test_firefox_says_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(MissingDependency, match="radd models pull firefox-ar-en"):
        FirefoxEngine(tmp_path).translate("وصل", "en")


def test_a_file_that_is_no_firefox_model_is_named(tmp_path: Path) -> None:
    pytest.importorskip("fxtranslate", reason="the extra 'firefox' is not installed")
    (tmp_path / "ar-en").mkdir()
    for name in ("model.aren.intgemm.alphas.bin", "vocab.aren.spm"):
        (tmp_path / "ar-en" / name).write_bytes(b"nothing")
    with pytest.raises(BrokenAsset, match="not a Firefox"):
        FirefoxEngine(tmp_path).translate("وصل", "en")


def test_firefox_translates_where_its_files_lie() -> None:
    folder = Path(os.environ.get("RADD_MODELS_DIR", "var/models")) / "firefox"
    if not firefox.installed(folder):
        pytest.skip("Firefox's models are not in RADD_MODELS_DIR/firefox (43 MB a direction)")
    assert "broken" in FirefoxEngine(folder).translate("وصل المنتج مكسورا", "en").text.lower()


class Slow:
    """A translator that answers when it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def translate(self, texts: Any, *, target: ReplyLanguage, source: str | None = None) -> list[Translation]:
        self.go.wait()
        return [Translation(text, "ar", target, "slow") for text in texts]


def test_a_translation_that_takes_too_long_is_not_waited_for() -> None:
    slow = Slow()
    with pytest.raises(Unavailable, match="longer than"):
        PatientTranslator(slow, 0.01).translate(["وصل"], target="en")
    slow.go.set()
    assert PatientTranslator(slow, 60).translate(["وصل"], target="en")[0].engine == "slow"


class Broken:
    def translate(self, texts: Any, *, target: ReplyLanguage, source: str | None = None) -> list[Translation]:
        raise BrokenAsset("translator.lora.gguf", "is missing")


def test_a_broken_engine_is_a_reason_and_no_failure() -> None:
    with pytest.raises(Unavailable, match="translator.lora.gguf"):
        PatientTranslator(Broken(), 60).translate(["وصل"], target="en")


def test_choosing_imports_no_engine() -> None:
    assert argos.installed(Path("nowhere")) is False
