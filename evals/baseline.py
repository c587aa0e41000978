"""The blessed run: what a change is compared with, small enough for the repository."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from evals.run import records
from evals.summary import manifest, tasks_of

BLESSED = Path(__file__).parent / "baseline"
_LONGEST = 120  # characters of an output that are kept as they are


def bless(run: Path, folder: Path = BLESSED) -> list[str]:
    """Make a run's tasks the ones to compare with; tasks it lacks keep theirs. Returns the names.

    Kept of a sample are its id, score and output. Raises `NotFound` when `run` holds none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = tasks_of(run)
    for task in names:
        about = manifest(run, task)
        kept = {
            key: about[key] for key in ("task", "about", "kind", "data", "data_sha256", "commit", "packages")
        }
        (folder / f"{task}.json").write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
        with (folder / f"{task}.jsonl").open("w", encoding="utf-8") as file:
            for record in records(run / f"{task}.jsonl"):
                slim = {
                    "id": record["id"],
                    "score": round(record["score"], 4),
                    "output": short(record["output"]),
                }
                file.write(json.dumps(slim, ensure_ascii=False) + "\n")
    return names


def short(output: Any) -> Any:
    """An output as it is or, when it is long, a fingerprint that tells whether it changed."""
    raw = json.dumps(output, ensure_ascii=False, sort_keys=True)
    if len(raw) <= _LONGEST:
        return output
    return f"sha256:{hashlib.sha256(raw.encode()).hexdigest()[:16]}"
