"""How each shipped model is trained, and what is calibrated beside them. `radd train` runs this."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.assets import read_jsonl
from assistant.classification.blend import THRESHOLDS, Blend, fit_shares, load_blends
from assistant.classification.consent import ConsentCues, load_cues, offers_refund, read_refund_words
from assistant.classification.encoder import MessageEncoder
from assistant.classification.fitting import (
    Example,
    Recipe,
    fit,
    read_examples,
    split_of,
    train_and_validation,
)
from assistant.classification.nearest import EXAMPLES, save_neighbours
from assistant.classification.train_language import train_language
from assistant.classification.wording import word
from assistant.errors import BrokenAsset
from assistant.models import Consent, LanguageCode, Situation, Tone
from assistant.text.arabizi import Transliterator, load_transliterator
from assistant.text.ngrams import Floats

RECIPES: Mapping[str, Recipe] = {
    "situation": Recipe(strength=20.0),
    "tone": Recipe(strength=2.0),
    "consent": Recipe(strength=5.0),
}
_TWIN_WEIGHT = 0.5
_FALSE_GRANTS = 0.01
_SURE_ACCURACY = 0.9
_ABUSE_PRECISION = 0.8


@dataclass(frozen=True)
class HeldOut:
    """The validation examples of a head, with the encoder's scores."""

    examples: Sequence[Example]
    scores: Floats

    def odds(self, blend: Blend) -> list[dict[str, float]]:
        """Probabilities by label, an entry an example."""
        return [
            blend.probabilities(example.text, scores)
            for example, scores in zip(self.examples, self.scores, strict=True)
        ]

    def accuracy(self, blend: Blend) -> float:
        """The share of the examples whose likeliest label is theirs."""
        likeliest = [max(odds, key=lambda name: odds[name]) for odds in self.odds(blend)]
        return float(np.mean([a == b.label for a, b in zip(likeliest, self.examples, strict=True)]))


def train_all(
    knowledge: Path,
    models: Path,
    encoder: MessageEncoder,
    report: Callable[[str], None],
    also: Sequence[Path] = (),
) -> None:
    """Fit the linear models on the train split, and what is calibrated on validation; the encoder stays.

    `also`: JSON Lines of more messages, such as the accepted corrections of sellers, with the fields of
    `messages.jsonl`. Writes `models/*.npz` and `models/thresholds.yaml`; reports the accuracy before and after.
    Raises `BrokenAsset` naming the row that is wrong.
    """
    models.mkdir(parents=True, exist_ok=True)
    folder = knowledge / "examples"
    everyday = [folder / name for name in EXAMPLES]
    transliterator = load_transliterator(knowledge)
    for path in also:
        _verify(path)
    examples = {
        head: read_examples([*everyday, *also], head, transliterator)
        + english_twins([*everyday, *also], head)
        for head in ("situation", "tone")
    }
    cues, refund = load_cues(knowledge), read_refund_words(knowledge)
    examples["consent"] = consent_replies(folder, cues, transliterator)
    before = load_blends(models) if (models / THRESHOLDS).is_file() else {}
    blends: dict[str, Blend] = {}
    judged: dict[str, tuple[Sequence[Example], list[dict[str, float]]]] = {}
    for head, recipe in RECIPES.items():
        held, blend = _train(head, examples[head], recipe, encoder)
        blend.ngrams.save(models / f"{head}.npz")
        blends[head], judged[head] = blend, (held.examples, held.odds(blend))
        was = f"{held.accuracy(before[head]):.3f} before, " if head in before else ""
        report(f"{head}: accuracy on validation {was}{held.accuracy(blend):.3f} now (n={len(held.examples)})")
    train_language(knowledge, models, report)
    save_neighbours(*_taught(everyday, transliterator, encoder), models / "nearest.npz")
    thresholds = {
        "granted": granted_threshold(*judged["consent"], lambda example: _may_agree(example, cues, refund)),
        "sure": sure_threshold(*judged["situation"]),
        "abusive": precise_threshold(*judged["tone"], Tone.ABUSIVE.value),
    }
    (models / THRESHOLDS).write_text(_shown(thresholds, blends), encoding="utf-8")


def _verify(path: Path) -> None:
    """What people bring must have the fields and labels that training reads."""
    known: dict[str, set[str]] = {
        "situation": set(Situation),
        "tone": set(Tone),
        "language": set(LanguageCode),
    }
    for number, row in enumerate(read_jsonl(path), start=1):
        for field in ("text", "group", "language"):
            if not isinstance(row.get(field), str) or not row[field].strip():
                raise BrokenAsset(path, f"row {number} needs a `{field}`")
        for field, labels in known.items():
            if row.get(field) is not None and row[field] not in labels:
                raise BrokenAsset(path, f"row {number} has no known `{field}`: {row[field]!r}")


def _shown(thresholds: Mapping[str, float], blends: Mapping[str, Blend]) -> str:
    lines = ["# Fitted on the validation split by `radd train`."]
    lines += [f"{name}: {value:.3f}" for name, value in thresholds.items()]
    lines.append("shares:")
    lines += [
        f"  {head}: {{ngrams: {blend.shares.ngrams:g}, encoder: {blend.shares.encoder:g}}}"
        for head, blend in blends.items()
    ]
    return "\n".join(lines) + "\n"


def _taught(
    paths: Sequence[Path], transliterator: Transliterator, encoder: MessageEncoder
) -> tuple[list[str], Floats]:
    """The ids and vectors of the examples that taught a situation."""
    rows = [
        row
        for path in paths
        for row in read_jsonl(path)
        if row["situation"] is not None and split_of(row["group"]) == "train"
    ]
    spoken = [word(row["text"], row["language"], transliterator) for row in rows]
    return [row["id"] for row in rows], np.stack([encoder.read(wording).meaning for wording in spoken])


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
        if row.get(field) is not None and row.get("english") and row["language"] != "en"
    ]


def _certainty(row: dict[str, object]) -> float:
    return 1.0 if row.get("sure", True) else 0.5


def consent_replies(folder: Path, cues: ConsentCues, transliterator: Transliterator) -> list[Example]:
    """Replies with their cues marked. Turns without their offer count less: what they answer is a guess."""
    pairs = [(row, row["offer"], 1.0) for row in read_jsonl(folder / "consent.jsonl")]
    turns = [(row, None, 0.6 * _certainty(row)) for row in read_jsonl(folder / "customer_turns.jsonl")]
    return [
        Example(
            text=cues.mark(offer or "", wording),
            wording=wording,
            offer=offer,
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


def granted_threshold(
    held: Sequence[Example], odds: Sequence[Mapping[str, float]], may_agree: Callable[[Example], bool]
) -> float:
    """The probability from which a reply counts as consent: half the doubt that the surest wrong yes left.

    At most 1% of the replies that refuse or bargain would reach what is halved; the margin is there since few
    such replies are held out and a wrong yes sends money. may_agree: whether a reply can be a yes at all.
    """
    column = Consent.GRANTED.value
    wrong = sorted(
        p[column]
        for example, p in zip(held, odds, strict=True)
        if example.label != column and may_agree(example)
    )
    allowed = int(len(wrong) * _FALSE_GRANTS)
    surest = max(0.5, wrong[len(wrong) - 1 - allowed]) if wrong else 0.5
    return (1 + surest) / 2


def _may_agree(example: Example, cues: ConsentCues, refund: Sequence[str]) -> bool:
    """As the reader decides it: to an offer of money, without a refusal, a condition or another amount."""
    offer = example.offer
    return offer is not None and offers_refund(offer, refund) and not cues.forbids_yes(offer, example.read)


def sure_threshold(held: Sequence[Example], odds: Sequence[Mapping[str, float]]) -> float:
    """The lowest probability from which at least 90% of the answers are right."""
    return _reliable(
        [
            (max(p.values()), max(p, key=lambda name: p[name]) == example.label)
            for example, p in zip(held, odds, strict=True)
        ],
        _SURE_ACCURACY,
    )


def precise_threshold(held: Sequence[Example], odds: Sequence[Mapping[str, float]], label: str) -> float:
    """The lowest probability of a label from which at least 80% of those called so are so."""
    judged = [(p[label], example.label == label) for example, p in zip(held, odds, strict=True)]
    return _reliable(judged, _ABUSE_PRECISION)


def _reliable(judged: Sequence[tuple[float, bool]], share: float) -> float:
    ranked = sorted(judged, reverse=True)
    right = np.cumsum([correct for _, correct in ranked]) / np.arange(1, len(ranked) + 1)
    good = np.flatnonzero(right >= share)
    return ranked[int(good[-1])][0] if len(good) else 1.0


def _train(
    head: str, examples: Sequence[Example], recipe: Recipe, encoder: MessageEncoder
) -> tuple[HeldOut, Blend]:
    train, validation = train_and_validation(examples)
    held = HeldOut(validation, np.stack([encoder.read(e.read, e.offer).scores[head] for e in validation]))
    ngrams = fit(train, [], recipe=recipe)
    alone = np.stack([ngrams.logits(example.text) for example in validation])
    truth = [ngrams.labels.index(example.label) for example in held.examples]
    return held, Blend(ngrams, fit_shares(alone, held.scores, truth))
