"""Texts of like length side by side: token ids and states in batches, padded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from assistant.classification.finetune.network import Network

_PADDING = 1
_AT_ONCE = 2048


def batches(lengths: Sequence[int], tokens: int, chance: np.random.Generator) -> list[list[int]]:
    """Indices of texts in batches of about `tokens` with little padding, in random order."""
    slack = 6
    order = sorted(range(len(lengths)), key=lambda i: lengths[i] + chance.random() * slack)
    found: list[list[int]] = [[]]
    longest = 0
    for index in order:
        longest = max(longest, lengths[index])
        if found[-1] and longest * (len(found[-1]) + 1) > tokens:
            found.append([])
            longest = lengths[index]
        found[-1].append(index)
    chance.shuffle(found)
    return found


@torch.no_grad()
def lower_states(network: Network, rows: Sequence[Sequence[int]]) -> list[torch.Tensor]:
    """What the frozen layers make of each text, so that they run once and not once a pass."""
    network.eval()
    states: list[torch.Tensor] = [torch.empty(0)] * len(rows)
    for batch in batches([len(row) for row in rows], _AT_ONCE, np.random.default_rng(0)):
        ids, mask = pad_ids([rows[i] for i in batch])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found = network.lower(ids, mask)
        for place, index in enumerate(batch):
            states[index] = found[place, : len(rows[index])].to(torch.bfloat16).clone()
    return states


def pad_ids(rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids of one length and the mask of what is text, both (texts, tokens)."""
    longest = max(map(len, rows))
    ids = torch.full((len(rows), longest), _PADDING)
    mask = torch.zeros(len(rows), longest)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = torch.tensor(row)
        mask[number, : len(row)] = 1
    return ids, mask


def pad_states(states: Sequence[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """States of one length and the mask of what is text: (texts, tokens, width) and (texts, tokens)."""
    longest = max(len(state) for state in states)
    found = torch.zeros(len(states), longest, states[0].shape[-1], dtype=states[0].dtype)
    mask = torch.zeros(len(states), longest)
    for number, state in enumerate(states):
        found[number, : len(state)] = state
        mask[number, : len(state)] = 1
    return found, mask
