"""How each shipped model is trained, and the thresholds fitted beside them. `radd train` runs this."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.assets import read_jsonl
from assistant.classification.consent import ConsentCues, load_cues
from assistant.classification.fitting import Example, Recipe, fit, read_examples, train_and_validation
from assistant.classification.train_language import train_language
from assistant.classification.wording import word
from assistant.models import Consent, Tone
from assistant.ports import Embedder
from assistant.text.arabizi import Transliterator, load_transliterator
from assistant.text.ngrams import Floats, NgramModel

SITUATION = Recipe(strength=10.0, dense_scale=0.3)
TONE = Recipe(strength=1.0, dense_scale=0.5)
CONSENT = Recipe(strength=3.0, dense_scale=1.0)
_TWIN_WEIGHT = 0.5
_FALSE_GRANTS = 0.01
_SURE_ACCURACY = 0.8


def train_all(knowledge: Path, models: Path, embedder: Embedder, report: Callable[[str], None]) -> None:
    """Fit every model on the train split and calibrate on validation. Writes `models/*.npz`."""
    models.mkdir(parents=True, exist_ok=True)
    folder = knowledge / "examples"
    everyday = [folder / "messages.jsonl", folder / "customer_turns.jsonl"]
    transliterator = load_transliterator(knowledge)
    sure = abusive = 0.0
    for name, recipe in (("situation", SITUATION), ("tone", TONE)):
        examples = read_examples(everyday, name, transliterator) + english_twins(everyday, name)
        model, held, vectors = _train(examples, recipe, embedder)
        model.save(models / f"{name}.npz")
        report(f"{name}: accuracy on validation {_accuracy(model, held, vectors):.3f} (n={len(held)})")
        if name == "situation":
            sure = sure_threshold(model, held, vectors)
        else:
            abusive = precise_threshold(model, held, vectors, Tone.ABUSIVE.value)
    replies = consent_replies(folder, load_cues(knowledge), transliterator)
    model, held, vectors = _train(replies, CONSENT, embedder)
    model.save(models / "consent.npz")
    report(f"consent: accuracy on validation {_accuracy(model, held, vectors):.3f} (n={len(held)})")
    granted = granted_threshold(model, held, vectors)
    train_language(knowledge, models, report)
    (models / "thresholds.yaml").write_text(
        f"# Fitted on the validation split by `radd train`.\ngranted: {granted:.3f}\nsure: {sure:.3f}\nabusive: {abusive:.3f}\n",
        encoding="utf-8",
    )


def english_twins(paths: Sequence[Path], field: str) -> list[Example]:
    """The English translations of the Arabic and Arabizi examples, at half weight."""
    return [
        Example(
            row["english"],
            row[field],
            row["group"],
            "en",
            weight=_TWIN_WEIGHT * _certainty(row),
            twin=True,
        )
        for path in paths
        for row in read_jsonl(path)
        if row.get(field) is not None and row["language"] != "en"
    ]


def _certainty(row: dict[str, object]) -> float:
    return 1.0 if row.get("sure", True) else 0.5


def consent_replies(folder: Path, cues: ConsentCues, transliterator: Transliterator) -> list[Example]:
    """Replies with their cues marked. Turns without their offer count less: what they answer is a guess."""
    pairs = [(row, row["offer"], 1.0) for row in read_jsonl(folder / "consent.jsonl")]
    turns = [(row, "", 0.6 * _certainty(row)) for row in read_jsonl(folder / "customer_turns.jsonl")]
    return [
        Example(
            text=cues.mark(offer, wording),
            spoken=wording.spoken,
            label=row["consent"],
            group=row["group"],
            language=row["language"],
            variety=row.get("variety"),
            hard=bool(row.get("hard")),
            weight=weight,
        )
        for row, offer, weight in pairs + turns
        if row.get("consent") is not None
        for wording in [word(row["text"], row["language"], transliterator)]
    ]


def granted_threshold(model: NgramModel, held: Sequence[Example], vectors: Floats | None) -> float:
    """The lowest probability from which at most 1% of the replies that refuse or bargain pass as consent."""
    column = Consent.GRANTED.value
    wrong = sorted(
        p[column]
        for example, p in zip(held, _odds(model, held, vectors), strict=True)
        if example.label != column
    )
    allowed = int(len(wrong) * _FALSE_GRANTS)
    return max(0.5, wrong[len(wrong) - 1 - allowed] + 0.001) if wrong else 0.5


def sure_threshold(model: NgramModel, held: Sequence[Example], vectors: Floats | None) -> float:
    """The lowest probability from which at least 80% of the answers are right."""
    judged = sorted(
        (
            (max(p.values()), max(p, key=lambda name: p[name]) == example.label)
            for example, p in zip(held, _odds(model, held, vectors), strict=True)
        ),
        reverse=True,
    )
    right = np.cumsum([correct for _, correct in judged]) / np.arange(1, len(judged) + 1)
    good = np.flatnonzero(right >= _SURE_ACCURACY)
    return judged[int(good[-1])][0] if len(good) else 1.0


def precise_threshold(
    model: NgramModel, held: Sequence[Example], vectors: Floats | None, label: str
) -> float:
    """The lowest probability of a label from which at least 80% of those called so are so."""
    ranked = sorted(
        (
            (p[label], example.label == label)
            for example, p in zip(held, _odds(model, held, vectors), strict=True)
        ),
        reverse=True,
    )
    right = np.cumsum([correct for _, correct in ranked]) / np.arange(1, len(ranked) + 1)
    good = np.flatnonzero(right >= _SURE_ACCURACY)
    return ranked[int(good[-1])][0] if len(good) else 1.0


def _train(
    examples: Sequence[Example], recipe: Recipe, embedder: Embedder | None
) -> tuple[NgramModel, list[Example], Floats | None]:
    train, held = train_and_validation(examples)
    vectors = None if embedder is None else (_embed(embedder, train), _embed(embedder, held))
    model = fit(train, held, vectors=vectors, recipe=recipe)
    return model, held, None if vectors is None else vectors[1]


def _embed(embedder: Embedder, examples: Sequence[Example]) -> Floats:
    texts = [example.spoken or example.text for example in examples]
    return np.concatenate([embedder.embed(texts[i : i + 64]) for i in range(0, len(texts), 64)])


def _odds(model: NgramModel, held: Sequence[Example], vectors: Floats | None) -> list[dict[str, float]]:
    return [
        model.probabilities(example.text, None if vectors is None else vectors[number])
        for number, example in enumerate(held)
    ]


def _accuracy(model: NgramModel, held: Sequence[Example], vectors: Floats | None) -> float:
    odds = _odds(model, held, vectors)
    right = [max(p, key=lambda n: p[n]) == example.label for example, p in zip(held, odds, strict=True)]
    return float(np.mean(right))
