"""The training examples nearest to a message: what a judgement rests on, shown when someone asks why."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.assets import read_jsonl
from assistant.errors import BrokenAsset

Floats = npt.NDArray[np.float32]

EXAMPLES = ("messages.jsonl", "customer_turns.jsonl")
_STEPS = (
    127.0  # a unit vector's coordinates in eight bits: the nearest stay the nearest, at a quarter the size
)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An example, its situation, and how close it is: the cosine of the two meanings, 1 for the same."""

    text: str
    situation: str
    similarity: float


@dataclass(frozen=True)
class Neighbours:
    """Examples by id with their unit vectors in 127ths, shape (examples, dimensions)."""

    ids: Sequence[str]
    vectors: npt.NDArray[np.int8]
    rows: Mapping[str, Mapping[str, str]]

    def nearest(self, vector: Floats, k: int = 3) -> list[Neighbour]:
        """The k closest examples, closest first."""
        closeness = self.vectors @ vector / _STEPS
        found = []
        for index in np.argsort(-closeness, kind="stable"):
            row = self.rows.get(self.ids[index])  # an example may have been taken out since training
            if row is not None:
                found.append(Neighbour(row["text"], row["situation"], round(float(closeness[index]), 3)))
            if len(found) == k:
                break
        return found


def save_neighbours(ids: Sequence[str], vectors: Floats, path: Path) -> None:
    """Write the unit vectors of the examples; the same input gives the same bytes."""
    arrays = {"ids": np.array(ids), "vectors": np.round(vectors * _STEPS).astype(np.int8)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w") as member:
                np.lib.format.write_array(member, array, allow_pickle=False)


def load_neighbours(knowledge: Path) -> Neighbours:
    """Read `models/nearest.npz` and the examples it points to. Raises `BrokenAsset`."""
    path = knowledge / "models" / "nearest.npz"
    rows = {
        row["id"]: row
        for name in EXAMPLES
        for row in read_jsonl(knowledge / "examples" / name)
        if row["situation"]
    }
    try:
        with np.load(path, allow_pickle=False) as stored:
            return Neighbours([str(name) for name in stored["ids"]], stored["vectors"], rows)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BrokenAsset(path, f"is not readable ({error}); `radd train` builds it") from error
