"""Lessons for the translator: shaped as the pipeline shapes texts, held apart by scenario, away from the tests."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.assets import read_jsonl
from assistant.cli.commands import app
from assistant.errors import BrokenAsset, InvalidInput
from assistant.text.arabizi import load_transliterator
from assistant.translation.lessons import (
    Course,
    Pair,
    course,
    own_pairs,
    parallel_pairs,
    shaped,
    texts_apart,
    write_course,
)
from assistant.translation.memory import Entry
from assistant.translation.nearness import Near
from assistant.translation.training import Lesson, read_lessons
from tests.conftest import ROOT
from tests.translation.test_training import write

KNOWLEDGE = ROOT / "knowledge"
READER = load_transliterator(KNOWLEDGE)
TESTS = [ROOT / "evals" / "data" / f"translations_{name}.jsonl" for name in ("test", "short")]


def lessons(source: str, translation: str, language: str = "ar") -> list[Lesson]:
    return list(shaped(Pair(source, translation, language), READER))


def taught(pairs: Iterable[Pair], *apart: str) -> Course:
    return course(pairs, lambda group: group == "held", apart, READER)


def test_digits_are_western_and_emoji_are_gone() -> None:
    assert lessons("دفعت ٤٥ درهم 😡", "I paid 45 dirhams 😡") == [
        Lesson("دفعت 45 درهم", "I paid 45 dirhams", "en")
    ]


def test_arabizi_is_taught_as_the_pipeline_reads_it() -> None:
    (one,) = lessons("wasal el jehaz maksoor", "the device came broken", "arabizi")
    assert one == Lesson(READER.to_arabic("wasal el jehaz maksoor"), "the device came broken", "en")
    assert one.source != "wasal el jehaz maksoor"


def test_links_and_long_ids_are_codes_on_both_sides() -> None:
    link = "https://shop.example/r/18"
    assert lessons(f"See {link} please.", f"يرجى زيارة {link} لطفًا.", "en") == [
        Lesson("See ZX10 please.", "يرجى زيارة ZX10 لطفًا.", "ar")
    ]


def test_a_link_that_one_side_lacks_stays_as_it_is() -> None:
    link = "https://shop.example/r/18"
    assert lessons(f"See {link} please.", "يرجى زيارة الرابط.", "en")[0].source == f"See {link} please."


def test_long_texts_are_cut_at_the_same_sentences() -> None:
    english = [f"This is the sentence with the number {n}, and it is not a short one." for n in range(1, 5)]
    arabic = [f"هذه هي الجملة التي تحمل الرقم {n}، وهي ليست جملة قصيرة أبدًا." for n in range(1, 5)]
    made = lessons(" ".join(english), " ".join(arabic), "en")
    assert [(one.source, one.translation) for one in made] == [
        (" ".join(english[:2]), " ".join(arabic[:2])),
        (" ".join(english[2:]), " ".join(arabic[2:])),
    ]


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("😡", "angry"),
        ("كلمة " * 100, "a word " * 60),
        ("وصل الجهاز مكسورا والعلبة ممزقة وناقصة أيضا", "Broken."),
        ("وصل الجهاز مكسورا والعلبة ممزقة، " * 6, "The device came broken, the box torn. " * 4),
    ],
)
def test_what_would_teach_wrongly_is_no_lesson(source: str, translation: str) -> None:
    assert lessons(source, translation) == []


def test_a_held_scenario_teaches_nothing_nor_does_what_is_near_to_it() -> None:
    made = taught(
        [
            Pair("وصلت الغلاية مكسورة من الجانب", "The kettle came broken on the side", "ar", "msa", "held"),
            Pair("وصلت الغلايه مكسوره من الجانب", "The kettle arrived with a crack", "ar", "msa", "a"),
            Pair("متى يصل المندوب", "When does the courier come", "ar", "msa", "b"),
        ]
    )
    assert [pair.group for pair in made.held] == ["held"]
    assert made.lessons == (Lesson("متى يصل المندوب", "When does the courier come", "en"),)
    assert made.left_out == 1


@pytest.mark.parametrize("text", ["wasal el jehaz maksoor", "THE DEVICE came broken", "وصلت الجهاز مكسور"])
def test_what_is_near_to_an_evaluation_set_is_neither_taught_nor_held(text: str) -> None:
    pair = Pair("wasal el jehaz maksoor", "the device came broken", "arabizi", "gulf")
    read = READER.to_arabic(pair.source) if text.startswith("وصل") else text
    for group in ("held", "a"):
        made = taught([Pair(pair.source, pair.translation, "arabizi", "gulf", group)], read)
        assert (made.lessons, made.held, made.left_out) == ((), (), 1)


def test_what_is_far_from_an_evaluation_set_is_taught() -> None:
    assert taught([Pair("متى يصل المندوب", "When does he come", "ar")], "وصل الجهاز مكسورا").left_out == 0


def small_knowledge(folder: Path, **rows: list[dict[str, str]]) -> Path:
    for name in ("messages", "customer_turns", "translations"):
        (folder / "examples").mkdir(parents=True, exist_ok=True)
        write(folder / "examples" / f"{name}.jsonl", *rows.get(name, []))
    (folder / "memory").mkdir()
    (folder / "memory" / "seller.tsv").write_text("Thank you.\tشكرا.\n", encoding="utf-8")
    return folder


def test_standard_arabic_is_taught_both_ways_and_dialect_only_read(tmp_path: Path) -> None:
    row = {"text": "نص", "english": "text", "language": "ar", "group": "g"}
    folder = small_knowledge(tmp_path, messages=[row | {"variety": "msa"}, row | {"variety": "gulf"}])
    assert list(own_pairs(folder, [Entry("Hello,", "مرحبا،", "template")])) == [
        Pair("نص", "text", "ar", "msa", "g"),
        Pair("text", "نص", "en", "msa", "g"),
        Pair("نص", "text", "ar", "gulf", "g"),
        Pair("Thank you.", "شكرا.", "en", "msa"),
        Pair("Hello,", "مرحبا،", "en", "msa"),
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"source": "a", "target": "b", "from": "en", "to": "ar"}, "row 1 has no group"),
        (
            {"id": "x", "source": "a", "target": "b", "from": "en", "to": "en", "group": "g"},
            "x must go to ar",
        ),
    ],
)
def test_a_malformed_pair_is_named(tmp_path: Path, row: dict[str, str], told: str) -> None:
    with pytest.raises(BrokenAsset, match=told):
        list(own_pairs(small_knowledge(tmp_path, translations=[row]), ()))


def test_a_parallel_file_teaches_the_way_its_name_says(tmp_path: Path) -> None:
    (tmp_path / "bank.tsv").write_text("Hello\tمرحبا\n", encoding="utf-8")
    (tmp_path / "talk.gulf.tsv").write_text("How are you\tشلونك\nFine\tزين\n", encoding="utf-8")
    assert len(list(parallel_pairs(tmp_path, most=1))) == 2
    assert set(parallel_pairs(tmp_path, most=2)) == {
        Pair("Hello", "مرحبا", "en", "msa"),
        Pair("شلونك", "How are you", "ar", "gulf"),
        Pair("زين", "Fine", "ar", "gulf"),
    }


def test_a_parallel_folder_without_files_or_with_a_strange_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no .tsv file"):
        list(parallel_pairs(tmp_path, most=1))
    (tmp_path / "talk.martian.tsv").write_text("a\tb\n", encoding="utf-8")
    with pytest.raises(BrokenAsset, match="martian"):
        list(parallel_pairs(tmp_path, most=1))


def test_what_is_written_is_what_training_reads_and_is_the_same_each_time(tmp_path: Path) -> None:
    pairs = [
        Pair("نص أول", "a first text", "ar", "msa", "a"),
        Pair("شيء آخر", "another", "ar", "gulf", "held"),
    ]
    beside = write_course(taught(pairs), tmp_path / "lessons.jsonl")
    assert read_lessons(tmp_path / "lessons.jsonl") == [Lesson("نص أول", "a first text", "en")]
    assert list(read_jsonl(beside)) == [
        {"text": "شيء آخر", "target": "en", "reference": "another"}
        | {"language": "ar", "variety": "gulf", "group": "held"}
    ]
    again = write_course(taught(pairs), tmp_path / "again.jsonl")
    assert again.read_bytes() == beside.read_bytes()


def test_the_shipped_pairs_carry_one_id_each_and_come_near_no_evaluation_set() -> None:
    rows = list(read_jsonl(KNOWLEDGE / "examples" / "translations.jsonl"))
    assert (
        len({row["id"] for row in rows}) == len({(row["source"], row["target"]) for row in rows}) == len(rows)
    )
    near = Near(text for path in TESTS for text in texts_apart(path))
    assert [row["id"] for row in rows if near.to(row["source"]) or near.to(row["target"])] == []


def test_the_command_writes_lessons_and_says_how_many(tmp_path: Path) -> None:
    home = small_knowledge(
        tmp_path / "knowledge",
        messages=[{"text": "نص", "english": "text", "language": "ar", "variety": "gulf", "group": "g"}],
    )
    for part in ("lexicons/arabizi_words.tsv", "models/arabic_chars.npz"):
        (home / part).parent.mkdir(exist_ok=True)
        shutil.copy(KNOWLEDGE / part, home / part)
    out = tmp_path / "lessons.jsonl"
    done = CliRunner().invoke(
        app, ("models", "lessons", str(out), "--apart", str(TESTS[1])), env={"RADD_KNOWLEDGE_DIR": str(home)}
    )
    assert done.exception is None, done.output
    count = len(out.read_text(encoding="utf-8").splitlines())
    assert count > 100  # the templates' sentences
    assert f"{count:,} lessons in {out}" in done.output.replace("\n", "")
    assert json.dumps("Thank you.") in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "field"),
    [(("nowhere/lessons.jsonl",), "OUT"), (("lessons.jsonl", "--parallel", "nowhere"), "parallel")],
)
def test_the_command_names_a_folder_that_is_not_there(arguments: tuple[str, ...], field: str) -> None:
    error = CliRunner().invoke(app, ("models", "lessons", *arguments)).exception
    assert isinstance(error, InvalidInput)
    assert error.field == field
