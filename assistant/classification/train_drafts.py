"""Training the checker's sentence model: thresholds from cross-validation, chosen so that clean drafts pass."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.classification.fitting import Example, Recipe, fit
from assistant.text.ngrams import NgramModel

DRAFTS = Recipe(strength=10.0)
_FOLDS = 4
_FALSE_ALARMS = 0.001
_LEAST = 0.5


def train_drafts(
    examples: Sequence[Example], judged: Sequence[str], models: Path, report: Callable[[str], None]
) -> None:
    """Fit `drafts.npz` on all examples, and `draft_thresholds.yaml` on folds that did not train on them."""
    unseen = _cross_validated(examples)
    lines = ["# Fitted by cross-validation by `radd train`: at most 1 in 1,000 other sentences passes each."]
    for rule in judged:
        threshold = quiet_threshold(unseen, rule)
        own = [odds[rule] > threshold for label, odds in unseen if label == rule]
        report(f"drafts: {rule} from {threshold:.3f}, finds {sum(own) / max(len(own), 1):.2f} (n={len(own)})")
        lines.append(f"{rule}: {threshold:.3f}")
    fit(examples, [], recipe=DRAFTS).save(models / "drafts.npz")
    (models / "draft_thresholds.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def quiet_threshold(unseen: Sequence[tuple[str, dict[str, float]]], rule: str) -> float:
    """The lowest probability that at most 1 in 1,000 sentences with another label exceeds, 0.5 at least."""
    others = sorted((odds[rule] for label, odds in unseen if label != rule), reverse=True)
    return max(_LEAST, others[int(len(others) * _FALSE_ALARMS)]) if others else _LEAST


def _cross_validated(examples: Sequence[Example]) -> list[tuple[str, dict[str, float]]]:
    """Each example's label, and the probabilities of a model that saw no sentence of its draft."""
    judged: list[tuple[str, dict[str, float]]] = []
    for fold in range(_FOLDS):
        model: NgramModel = fit([e for e in examples if _fold(e) != fold], [], recipe=DRAFTS)
        judged += [(e.label, model.probabilities(e.text)) for e in examples if _fold(e) == fold]
    return judged


def _fold(example: Example) -> int:
    return zlib.crc32(example.group.encode()) % _FOLDS
