"""The engine `argos`: Argos packages, run by CTranslate2 and SentencePiece themselves.

The package format is read here, not by Argos' own library: that makes folders in the user's home when
imported, downloads a sentence splitter (AGPL) at run time, and unpacks archives wherever they say.
"""

from __future__ import annotations

import importlib.util
import json
import math
import threading
from pathlib import Path
from typing import Any

from assistant.errors import BrokenAsset, MissingDependency, Unavailable
from assistant.models import ReplyLanguage
from assistant.translation.engine import Line
from assistant.translation.shelf import pair

CURE = "pip install 'radd[argos]'"
_MODULES = ("ctranslate2", "sentencepiece")


def installed(folder: Path) -> bool:
    """Whether the libraries and at least one package are there, without importing anything."""
    found = all(importlib.util.find_spec(name) is not None for name in _MODULES)
    return found and any((folder / pair(target)).is_dir() for target in ("en", "ar"))


class ArgosEngine:
    """Translates a sentence with the package of its direction, loaded at first use. Safe between threads."""

    name = "argos"

    def __init__(self, folder: Path) -> None:
        """`folder` holds the unpacked packages, `ar-en` and `en-ar`."""
        self._folder = folder
        self._lock = threading.Lock()
        self._loaded: dict[ReplyLanguage, tuple[Any, Any, str]] = {}

    def translate(self, text: str, target: ReplyLanguage) -> Line:
        """Translate a line. Raises `MissingDependency`, `BrokenAsset` or `Unavailable`."""
        with self._lock:
            if target not in self._loaded:
                self._loaded[target] = self._load(target)
            translator, pieces, prefix = self._loaded[target]
        try:
            found = translator.translate_batch(
                [pieces.encode(text, out_type=str)],
                target_prefix=[[prefix]] if prefix else None,
                replace_unknowns=True,
                beam_size=4,
                length_penalty=0.2,
                return_scores=True,
            )[0]
        except (RuntimeError, ValueError) as error:
            raise Unavailable(f"the Argos package {pair(target)} failed: {error}") from error
        tokens = [token for token in found.hypotheses[0] if token != prefix]
        shown = str(pieces.decode_pieces(tokens)).replace("▁", " ").strip()
        return Line(shown, math.exp(found.scores[0] / max(len(tokens), 1)))

    def _load(self, target: ReplyLanguage) -> tuple[Any, Any, str]:
        folder = self._folder / pair(target)
        if not folder.is_dir():
            raise MissingDependency(f"the Argos package {pair(target)}", "radd models add FILE.argosmodel")
        try:
            import ctranslate2
            import sentencepiece
        except ImportError as error:
            raise MissingDependency("the engine argos", CURE) from error
        try:
            about = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
            pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
            translator = ctranslate2.Translator(str(folder / "model"), device="cpu", intra_threads=1)
        except (OSError, ValueError, RuntimeError) as error:
            raise BrokenAsset(
                folder, f"is not an Argos package with a SentencePiece model: {error}"
            ) from error
        return translator, pieces, str(about.get("target_prefix", ""))
