"""Before the labels: messages learn to lie beside their own translation.

The pretrained encoder knows English and standard Arabic far better than what people type in dialect and in Latin
letters; the translations of the training messages show it what those mean.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from assistant.assets import read_jsonl
from assistant.classification.finetune.batching import batches, lower_states, pad_states
from assistant.classification.finetune.lessons import Encode
from assistant.classification.finetune.network import Network
from assistant.classification.fitting import split_of
from assistant.classification.nearest import EXAMPLES
from assistant.classification.wording import word
from assistant.text.arabizi import Transliterator


@dataclass(frozen=True, slots=True)
class Alignment:
    """How translations are brought together: each against the others of its batch, by cosine."""

    passes: int = 2
    rate: float = 1e-4
    sharpness: float = 20.0
    tokens: int = 1200


def read_twins(
    examples: Path, transliterator: Transliterator, encode: Encode
) -> list[tuple[list[int], list[int]]]:
    """Token ids of the training messages that are not English, and of their translations."""
    return [
        (
            encode(word(row["text"], row["language"], transliterator).spoken, None),
            encode(row["english"], None),
        )
        for name in EXAMPLES
        for row in read_jsonl(examples / name)
        if row["language"] != "en" and row.get("english") and split_of(row["group"]) == "train"
    ]


def align(
    network: Network,
    twins: Sequence[tuple[Sequence[int], Sequence[int]]],
    groups: Sequence[dict[str, Any]],
    plan: Alignment,
    *,
    dropout: float,
    chance: np.random.Generator,
    report: Callable[[str], None],
) -> None:
    """Teach the layers in `groups` (parameters and their share of the rate, as an optimizer takes them)."""
    ours = lower_states(network, [one for one, _ in twins])
    theirs = lower_states(network, [other for _, other in twins])
    optimizer = torch.optim.AdamW(groups, lr=plan.rate, weight_decay=0.01)
    for number in range(plan.passes):
        network.train()
        losses = []
        for batch in batches([len(one) for one, _ in twins], plan.tokens, chance):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                ones = network.upper(*pad_states([ours[i] for i in batch]), dropout)
                others = network.upper(*pad_states([theirs[i] for i in batch]), dropout)
            ones, others = (functional.normalize(x.float(), dim=-1) for x in (ones, others))
            likeness = plan.sharpness * ones @ others.T
            own = torch.arange(len(batch))
            loss = functional.cross_entropy(likeness, own) + functional.cross_entropy(likeness.T, own)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            losses.append(loss.item() / 2)
        report(f"translations, pass {number + 1} of {plan.passes}: loss {np.mean(losses):.3f}")
