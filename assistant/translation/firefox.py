"""The engine `firefox`: the translation models of Firefox, run by `fxtranslate` from local files."""

from __future__ import annotations

import importlib.util
import threading
from pathlib import Path
from typing import Any

from assistant.errors import BrokenAsset, MissingDependency
from assistant.models import ReplyLanguage
from assistant.translation.engine import Line
from assistant.translation.shelf import pair

CURE = "pip install 'radd[firefox]'"


def installed(folder: Path) -> bool:
    """Whether the library and the files of at least one direction are there, without importing anything."""
    return importlib.util.find_spec("fxtranslate") is not None and any(
        next((folder / pair(target)).glob("model.*.bin"), None) for target in ("en", "ar")
    )


class FirefoxEngine:
    """Translates a sentence; each direction loads at first use. Threads wait for each other."""

    name = "firefox"

    def __init__(self, folder: Path) -> None:
        """`folder` holds `ar-en` and `en-ar`, each with a model, its vocabulary and, if any, its shortlist."""
        self._folder = folder
        self._lock = threading.Lock()
        self._loaded: dict[ReplyLanguage, Any] = {}

    def translate(self, text: str, target: ReplyLanguage) -> Line:
        """Translate a line. Raises `MissingDependency` or `BrokenAsset`."""
        with self._lock:
            if target not in self._loaded:
                self._loaded[target] = self._load(target)
            return Line(str(self._loaded[target].translate(text)).strip())

    def _load(self, target: ReplyLanguage) -> Any:
        folder = self._folder / pair(target)
        model = next(iter(sorted(folder.glob("model.*.bin"))), None)
        if model is None:
            raise MissingDependency(
                f"the Firefox model {pair(target)}", f"radd models pull firefox-{pair(target)}"
            )
        try:
            import fxtranslate
        except ImportError as error:
            raise MissingDependency("the engine firefox", CURE) from error
        source = next(iter(sorted((*folder.glob("vocab.*.spm"), *folder.glob("srcvocab.*.spm")))), None)
        if source is None:
            raise BrokenAsset(folder, "holds a model but no vocabulary (vocab.*.spm)")
        written = next(iter(sorted(folder.glob("trgvocab.*.spm"))), source)
        short = next(iter(sorted(folder.glob("lex.*.bin"))), None)
        try:
            return fxtranslate.Translator(
                model.read_bytes(),
                source.read_bytes(),
                written.read_bytes(),
                None if short is None else short.read_bytes(),
            )
        except (OSError, ValueError) as error:
            raise BrokenAsset(model, f"is not a Firefox translation model: {error}") from error
