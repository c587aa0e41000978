"""Teaching the translator: the order of the lessons, and a whole training of a toy model where torch is installed."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import BrokenAsset
from assistant.translation.training import Lesson, Plan, _Course, _encode, _Head, read_lessons, teach
from tests.translation import toy_gemma

needs_torch = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("torch", "transformers", "gguf")),
    reason="the group train-translator is not installed",
)


def course(**plan: Any) -> _Course:
    return _Course(Plan(tokens=60, **plan), lambda one: ([ord(letter) for letter in one.source], 1))


def some(count: int, start: int = 0) -> list[Lesson]:
    return [Lesson(f"text {number}", f"نص {number}", "ar") for number in range(start, start + count)]


def all_of(taught: _Course) -> list[str]:
    texts = []
    while (batch := taught.next()) is not None:
        texts += ["".join(map(chr, ids)) for ids, _ in batch]
    return texts


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_lessons_are_read_with_their_spaces_set_right(tmp_path: Path) -> None:
    path = write(tmp_path / "l.jsonl", {"source": " a  b ", "translation": "ا\nب", "target": "ar"})
    assert read_lessons(path) == [Lesson("a b", "ا ب", "ar")]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"source": "a", "target": "ar"}, "translation"),
        ({"source": "a", "translation": "b", "target": "fr"}, "en or ar"),
        ({"source": " ", "translation": "b", "target": "en"}, "two texts"),
    ],
)
def test_a_lesson_that_is_none_is_named_by_its_row(tmp_path: Path, row: object, told: str) -> None:
    with pytest.raises(BrokenAsset, match=f"row 1 .*{told}"):
        read_lessons(write(tmp_path / "l.jsonl", row))


def test_a_file_without_lessons_is_told(tmp_path: Path) -> None:
    with pytest.raises(BrokenAsset, match="holds no pairs"):
        read_lessons(write(tmp_path / "l.jsonl"))


def test_every_lesson_is_taught_once_an_epoch() -> None:
    taught = course()
    taught.add(some(30))
    assert sorted(all_of(taught)) == sorted(one.source for one in some(30))


def test_two_epochs_teach_the_lessons_twice_to_within_a_batch_or_two() -> None:
    taught = course(epochs=2)
    taught.add(some(30))
    texts = all_of(taught)
    assert set(texts) == {one.source for one in some(30)}
    assert 50 <= len(texts) <= 70


def test_a_lesson_given_again_is_not_taught_again() -> None:
    taught = course()
    taught.add([*some(4), *some(4)])
    taught.add(some(4))
    assert len(all_of(taught)) == 4


def test_lessons_that_come_later_are_taught_next_and_none_is_lost() -> None:
    taught = course()
    taught.add(some(30))
    first = taught.next()
    taught.add([*some(30), *some(3, start=90)])
    rest = all_of(taught)
    assert sorted(rest[:3]) == ["text 90", "text 91", "text 92"]
    assert first is not None
    assert len(first) + len(rest) == 33


def test_no_batch_is_larger_than_the_plan_allows() -> None:
    taught = course()
    taught.add(some(30))
    while (batch := taught.next()) is not None:
        assert len(batch) * max(len(ids) for ids, _ in batch) <= 60


def test_the_steps_can_be_bounded() -> None:
    taught = course(most_steps=2)
    taught.add(some(30))
    assert taught.next() is not None
    assert taught.next() is not None
    assert taught.next() is None


class Letters:
    """A tokenizer whose tokens are characters."""

    def __call__(self, text: str) -> dict[str, list[int]]:
        return {"input_ids": [ord(letter) for letter in text]}


def test_only_the_translation_and_the_lines_end_are_learned() -> None:
    ids, prompt = _encode(Lesson("hi", "مرحبا", "ar"), Letters())
    assert "".join(map(chr, ids[:prompt])) == "English: hi\nArabic:"
    assert "".join(map(chr, ids[prompt:])) == " مرحبا\n"


@needs_torch
def test_a_toy_model_learns_its_lessons_and_goes_on_from_its_adapter(tmp_path: Path) -> None:
    weights = toy_gemma.build(tmp_path / "toy.gguf")
    path = write(tmp_path / "lessons.jsonl", *toy_gemma.lessons(60))
    said: list[str] = []
    plan = Plan(rate=2e-2, epochs=6, tokens=400, warmup=2)
    teach(lambda: read_lessons(path), weights, None, tmp_path / "first.gguf", plan, said.append)
    once = losses(said)
    assert once[-1] < once[0] - 0.5
    teach(
        lambda: read_lessons(path),
        weights,
        tmp_path / "first.gguf",
        tmp_path / "second.gguf",
        plan,
        said.append,
    )
    again = losses(said)[len(once) :]
    assert again[0] < once[0] - 0.5


@needs_torch
def test_copies_are_kept_and_lessons_read_again_on_the_way(tmp_path: Path) -> None:
    weights = toy_gemma.build(tmp_path / "toy.gguf")
    readings = 0

    def read() -> list[Lesson]:
        nonlocal readings
        readings += 1
        return some(10 * readings)

    plan = Plan(tokens=200, keep_every=0.0, most_steps=3)
    teach(read, weights, None, tmp_path / "adapter.gguf", plan, lambda line: None)
    assert readings == 4
    assert {path.name for path in tmp_path.glob("adapter*")} == {
        "adapter.gguf", "adapter.1.gguf", "adapter.2.gguf", "adapter.3.gguf",
    }  # fmt: skip


@needs_torch
def test_an_adapter_of_another_rank_is_refused(tmp_path: Path) -> None:
    weights = toy_gemma.build(tmp_path / "toy.gguf")
    with pytest.raises(BrokenAsset, match=r"has no blk\.0\.attn_q\.weight\.lora_a of rank 32"):
        teach(lambda: some(2), weights, weights, tmp_path / "out.gguf", Plan(), lambda line: None)


@needs_torch
def test_the_cut_output_layer_grows_with_the_targets(tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    weights = toy_gemma.build(tmp_path / "toy.gguf")
    model = AutoModelForCausalLM.from_pretrained(weights.parent, gguf_file=weights.name)
    head = _Head(model, torch)
    head.cover([([5, 9, 7], 1)])
    head.cover([([5, 9, 7], 1), ([5, 6], 1)])
    assert head.places == {6: 0, 7: 1, 9: 2}
    assert torch.equal(head.rows[2], model.get_output_embeddings().weight[9])


def losses(said: list[str]) -> list[float]:
    return [float(found) for line in said for found in re.findall(r"loss ([\d.]+)", line)]
