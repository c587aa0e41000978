"""How a model grows with its examples: python -m evals.benchmarks.learning_curve [situation|tone|consent]

Trains the n-gram model on a quarter, a half, three quarters and all of the training scenarios and scores each
on the validation split, alone and blended with the shipped encoder (which saw all of them, so the blend's
curve shows what the linear part still gains). Prints macro-F1 and, for the last, what is most often taken
for what. About two minutes.
"""

from __future__ import annotations

import sys
import zlib
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score

from assistant.bootstrap import Assistant
from assistant.classification.blend import Blend, fit_shares
from assistant.classification.consent import load_cues
from assistant.classification.fitting import Example, fit, read_examples, train_and_validation
from assistant.classification.nearest import EXAMPLES
from assistant.classification.recipes import RECIPES, consent_replies, english_twins
from assistant.settings import load_settings
from assistant.text.arabizi import load_transliterator

_SHARES = (0.25, 0.5, 0.75, 1.0)
_SHOWN = 12


def main(head: str = "situation") -> None:
    settings = load_settings()
    radd = Assistant(settings)
    train, held = train_and_validation(_examples(head, settings.knowledge_dir))
    truth = [example.label for example in held]
    scores = np.stack([radd.reader.encoder.read(e.read, e.offer).scores[head] for e in held])
    print(f"{head}, validation n={len(held)}\n{'scenarios':>10}{'texts':>8}{'n-grams':>10}{'blend':>8}")
    told: list[str] = []
    for share in _SHARES:
        part = [e for e in train if zlib.crc32(f"curve {e.group}".encode()) % 100 < share * 100]
        model = fit(part, [], recipe=RECIPES[head])
        alone = np.stack([model.logits(e.text) for e in held])
        shares = fit_shares(alone, scores, [model.labels.index(label) for label in truth])
        blend = Blend(model, shares)
        told = [_likeliest(blend.probabilities(e.text, s)) for e, s in zip(held, scores, strict=True)]
        words = [model.labels[int(row.argmax())] for row in alone]
        print(f"{share:>10.0%}{len(part):>8}{_macro(truth, words):>10.3f}{_macro(truth, told):>8.3f}")
    print("\nmost often taken for another:")
    for (is_, as_), count in Counter((a, b) for a, b in zip(truth, told, strict=True) if a != b).most_common(
        _SHOWN
    ):
        print(f"{count:>4}  {is_} -> {as_}")


def _examples(head: str, knowledge: Path) -> list[Example]:
    folder, transliterator = knowledge / "examples", load_transliterator(knowledge)
    if head == "consent":
        return consent_replies(folder, load_cues(knowledge), transliterator)
    paths = [folder / name for name in EXAMPLES]
    return read_examples(paths, head, transliterator) + english_twins(paths, head)


def _likeliest(odds: dict[str, float]) -> str:
    return max(odds, key=lambda name: odds[name])


def _macro(truth: list[str], told: list[str]) -> float:
    return float(f1_score(truth, told, average="macro"))


if __name__ == "__main__":
    main(*sys.argv[1:2])
