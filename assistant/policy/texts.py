"""The words of the policy's steps and warnings, read from `knowledge/steps.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.assets import read_yaml
from assistant.errors import BrokenAsset
from assistant.models import ReplyLanguage, Step


@dataclass(frozen=True)
class StepTexts:
    """Steps by id, in both languages."""

    by_id: Mapping[str, Mapping[ReplyLanguage, Step]]

    def steps(self, ids: Iterable[str], language: ReplyLanguage) -> tuple[Step, ...]:
        """Put steps into words, in order."""
        return tuple(self.by_id[step_id][language] for step_id in ids)


def load_step_texts(path: Path) -> StepTexts:
    """Read the file. Raises `BrokenAsset` when an entry lacks a language or its evidence."""
    by_id: dict[str, Mapping[ReplyLanguage, Step]] = {}
    for step_id, entry in read_yaml(path).items():
        try:
            evidence = tuple(map(str, entry["evidence"]))
            by_id[step_id] = {"en": Step(str(entry["en"]), evidence), "ar": Step(str(entry["ar"]), evidence)}
        except (KeyError, TypeError) as error:
            raise BrokenAsset(path, f"step {step_id} needs en, ar and evidence") from error
    return StepTexts(by_id)
