"""The fine-tuned encoder: one pass over a message gives its meaning and scores for situation, tone, consent.

A multilingual transformer of twelve small layers, taught on `knowledge/examples` by
`assistant.classification.finetune`, with eight-bit weights and a vocabulary cut to the languages customers
write. Answering needs onnxruntime and tokenizers, which come with the vector store.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import regex

from assistant.classification.wording import Wording
from assistant.errors import BrokenAsset

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Floats = npt.NDArray[np.float32]

HEADS = ("situation", "tone", "consent")
MEANING = "meaning"
PREFIX = "query:"
"""What the pretrained encoder expects before a text that is to be compared with others."""
START, END = 0, 2
LONGEST_TEXT, LONGEST_OFFER = 128, 96
"""In tokens; a customer says what is wrong in the first hundred words."""

_LONGEST = 2_000
_MARKS = regex.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_SPACES = regex.compile(r"\s+")
_DRAWN_OUT = regex.compile(r"(.)\1{2,}", regex.DOTALL)
_SPELLINGS = str.maketrans("أإآٱى٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "ااااي01234567890123456789")


def plain(text: str) -> str:
    """A text as the encoder reads it: the spellings that writers mix become one, drawn-out letters two."""
    whole = text[:_LONGEST].encode(errors="ignore").decode()  # half of a surrogate pair is no text
    text = unicodedata.normalize("NFKC", whole).translate(_SPELLINGS)
    text = _DRAWN_OUT.sub(r"\1\1", _MARKS.sub("", text))
    return _SPACES.sub(" ", text).strip() or "."


def token_ids(tokenizer: Tokenizer, text: str, offer: str | None = None) -> list[int]:
    """The encoder's input; a reply stands behind the offer that it answers."""
    ids = [START, *tokenizer.encode(PREFIX).ids]
    if offer is not None:
        ids += [*tokenizer.encode(plain(offer)).ids[:LONGEST_OFFER], END]
    return [*ids, *tokenizer.encode(plain(text)).ids[:LONGEST_TEXT], END]


@dataclass(frozen=True, slots=True)
class Impression:
    """What the encoder makes of a message.

    scores: uncalibrated, by head, in the order of its sorted labels; meaning: the unit vector in which messages
    about the same thing lie close, shape (384,).
    """

    scores: Mapping[str, Floats]
    meaning: Floats


class MessageEncoder:
    """Scores messages. Loaded at first use; safe to share between threads.

    One thread of computation on purpose: a message is short, and a service answers several at once.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._loaded: tuple[Tokenizer, InferenceSession] | None = None

    def read(self, message: Wording, offer: str | None = None) -> Impression:
        """Read a message, or a reply beside the offer it answers: the mean over the scripts it can be read in.

        Raises `BrokenAsset`.
        """
        readings = [self._read(text, offer) for text in message.readings]
        *scores, meaning = (np.mean(outputs, axis=0) for outputs in zip(*readings, strict=True))
        return Impression(dict(zip(HEADS, scores, strict=True)), meaning / np.linalg.norm(meaning))

    def _read(self, text: str, offer: str | None) -> list[Floats]:
        tokenizer, session = self._load()
        ids = np.array([token_ids(tokenizer, text, offer)], dtype=np.int64)
        outputs = session.run([*HEADS, MEANING], {"ids": ids, "mask": np.ones_like(ids, dtype=np.float32)})
        return [np.asarray(output)[0] for output in outputs]

    def warm_up(self) -> None:
        """Load the weights now, so that the first request does not pay for it."""
        self.read(Wording("ready"))

    def _load(self) -> tuple[Tokenizer, InferenceSession]:
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self._folder)
            return self._loaded


def _load(folder: Path) -> tuple[Tokenizer, InferenceSession]:
    from onnxruntime import InferenceSession, SessionOptions
    from tokenizers import Tokenizer

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        return (
            Tokenizer.from_file(str(folder / "tokenizer.json")),
            InferenceSession(folder / "encoder.onnx", options, providers=["CPUExecutionProvider"]),
        )
    except Exception as error:  # both libraries raise bare exceptions of their own
        raise BrokenAsset(folder, f"holds no readable encoder ({error})") from error
