"""The transformer in PyTorch: BERT's layers, attention over the text's own tokens, the mean as its meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import nn
from torch.nn import functional

from assistant.classification.finetune.pretrained import Pretrained

_EPSILON = 1e-12
_HIDDEN = -1e4
_MATRICES = {"q": "q", "k": "k", "v": "v", "joined": "ao", "inner": "fi", "outer": "fo"}
_NORMS = {"after_attention": "aln", "after_inner": "oln"}


class Layer(nn.Module):
    """Self-attention, then two matrices with a bend between them, each added to what came in."""

    def __init__(self, width: int, inner: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.joined = (nn.Linear(width, width) for _ in range(4))
        self.inner, self.outer = nn.Linear(width, inner), nn.Linear(inner, width)
        self.after_attention, self.after_inner = (nn.LayerNorm(width, _EPSILON) for _ in range(2))

    def forward(self, x: torch.Tensor, hidden: torch.Tensor, dropout: float) -> torch.Tensor:
        """x: (texts, tokens, width); hidden: added to the attention, very low where a token is padding."""
        texts, tokens, width = x.shape

        def split(part: torch.Tensor) -> torch.Tensor:
            return part.view(texts, tokens, self.heads, -1).transpose(1, 2)

        q, k, v = split(self.q(x)), split(self.k(x)), split(self.v(x))
        looks = (q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5 + hidden).softmax(-1)
        seen = functional.dropout(looks, dropout, self.training) @ v
        seen = self.joined(seen.transpose(1, 2).reshape(texts, tokens, width))
        x = self.after_attention(x + functional.dropout(seen, dropout, self.training))
        thought = self.outer(functional.gelu(self.inner(x)))
        return self.after_inner(x + functional.dropout(thought, dropout, self.training))


class Network(nn.Module):
    """The encoder with a linear head for each question.

    keep: the rows of the pretrained vocabulary that stay; heads: the number of labels by name. The lowest
    `frozen` layers, like the vocabulary, keep what pretraining taught them.
    """

    def __init__(
        self, start: Pretrained, keep: Sequence[int], heads: Mapping[str, int], *, frozen: int
    ) -> None:
        super().__init__()
        weights = {name: torch.from_numpy(values) for name, values in start.weights.items()}
        words = weights["emb.word"].view(-1, start.width)[list(keep)]
        self.words = nn.Embedding.from_pretrained(words, freeze=True)
        places = weights["emb.pos"].view(-1, start.width) + weights["emb.type"][: start.width]
        self.register_buffer("places", places)
        self.first = nn.LayerNorm(start.width, _EPSILON)
        self.layers = nn.ModuleList(Layer(start.width, start.inner, start.heads) for _ in range(start.layers))
        self.heads = nn.ModuleDict({name: nn.Linear(start.width, count) for name, count in heads.items()})
        self.frozen = frozen
        self._copy(weights)
        for part in (self.first, *self.layers[:frozen]):
            part.requires_grad_(False)

    def _copy(self, weights: Mapping[str, torch.Tensor]) -> None:
        with torch.no_grad():
            self.first.weight.copy_(weights["emb.ln.w"])
            self.first.bias.copy_(weights["emb.ln.b"])
            for number, layer in enumerate(self.layers):
                for ours, theirs in (_MATRICES | _NORMS).items():
                    part = getattr(layer, ours)
                    part.weight.copy_(weights[f"l{number}.{theirs}.w"].view_as(part.weight))
                    part.bias.copy_(weights[f"l{number}.{theirs}.b"])

    def lower(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """The frozen layers, whose output need be computed once."""
        x = self.first(self.words(ids) + self.places[: ids.shape[1]])
        for layer in self.layers[: self.frozen]:
            x = layer(x, _hide(mask), 0.0)
        return x

    def upper(self, x: torch.Tensor, mask: torch.Tensor, dropout: float) -> torch.Tensor:
        """The layers that learn, then the mean over each text's tokens: (texts, width)."""
        for layer in self.layers[self.frozen :]:
            x = layer(x, _hide(mask), dropout)
        shown = mask.unsqueeze(-1)
        return (x.float() * shown).sum(1) / shown.sum(1)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """The scores of every head, in the order given, then the meaning; ids and mask: (texts, tokens)."""
        meaning = self.upper(self.lower(ids, mask), mask, 0.0)
        return (*(head(meaning) for head in self.heads.values()), meaning)


def _hide(mask: torch.Tensor) -> torch.Tensor:
    return (1.0 - mask)[:, None, None, :] * _HIDDEN
