"""Arabizi in Arabic script: what is read, what stays, and that training is repeatable."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import BrokenAsset
from assistant.text.arabic import fold
from assistant.text.arabizi import (
    Characters,
    Transliterator,
    load_transliterator,
    read_dictionary,
    sound_of,
    train_characters,
)

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
READER = load_transliterator(KNOWLEDGE)


@pytest.mark.parametrize(
    ("arabizi", "arabic"),
    [
        ("el mandoob ma ja", "المندوب ما جا"),
        ("ana talabt el abyad w geh eswed", "انا طلبت الابيض وجه اسود"),
        ("badde raje3 l kenze ktir zghire", "بدي رجع الكنزة كتير صغيرة"),
        ("abi araj3 el jihaz ma yishtighil abad", "ابي ارجع الجهاز ما يشتغل ابد"),
        ("3ayez floosy", "عايز فلوسي"),
        ("mish shaghal", "مش شغال"),
        ("6alabt khamsa w jatni arba3a", "طلبت خمسة وجاتني اربعة"),
    ],
)
def test_it_writes_as_each_dialect_is_written(arabizi: str, arabic: str) -> None:
    assert fold(READER.to_arabic(arabizi)) == fold(arabic)


@pytest.mark.parametrize("spelling", ["shaghal", "sha8al", "shaghaal", "sha3'al", "shaaaaghal", "SHAGHAL"])
def test_the_spellings_of_one_word_read_alike(spelling: str) -> None:
    assert READER.to_arabic(spelling) == "شغال"


@pytest.mark.parametrize(
    ("word", "arabic"),
    [("mabtebredsh", "مبتبردش"), ("mashroo5", "مشروخ"), ("el5shab", "الخشب"), ("wel3olba", "والعلبة")],
)
def test_a_word_no_dictionary_has_is_spelled_out(word: str, arabic: str) -> None:
    assert fold(READER.to_arabic(word)) == fold(arabic)


@pytest.mark.parametrize(
    "kept",
    [
        "order 40117733",
        "WH-1000XM5",
        "128gb",
        "https://noon.com/el-talab",
        "me@el-mandoob.com",
        "@el_mandoob",
        "🤦‍♀️",
        "5:30",
    ],
)
def test_numbers_ids_links_and_emoji_stay(kept: str) -> None:
    text = f"el gehaz {kept} bayez"
    assert READER.to_arabic(text) == f"الجهاز {kept} بايظ"


def test_english_words_and_brands_stay() -> None:
    assert READER.to_arabic("el charger bta3 Samsung broken") == "ال charger بتاع Samsung broken"


def test_an_english_sentence_stays_even_where_its_words_are_arabizi_too() -> None:
    text = "The door is bent and I had to return it"
    assert READER.to_arabic(text) == text


def test_the_same_word_is_arabic_among_arabizi() -> None:
    assert READER.to_arabic("el door el talet") == "الدور التالت"


def test_particles_lean_on_the_next_word() -> None:
    assert READER.to_arabic("w el shasha bel 3olba") == "والشاشة بالعلبة"


def test_a_particle_before_a_kept_word_stands_apart() -> None:
    assert READER.to_arabic("el order") == "ال order"


@pytest.mark.parametrize("text", ["", " ", "...", "😡😡", "1234", "طلبت لارج"])
def test_text_without_arabizi_comes_back_as_it_was(text: str) -> None:
    assert READER.to_arabic(text) == text


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_without_error_and_keeps_its_digits_outside_words(text: str) -> None:
    once = READER.to_arabic(text)
    assert once == READER.to_arabic(text)
    standing = regex.compile(r"(?<![\p{L}\p{M}\p{N}'’‘`´ʼ])\p{N}+(?![\p{L}\p{M}\p{N}'’‘`´ʼ])")
    for number in standing.findall(text):
        assert number in once


@given(st.text(alphabet="abdefghijklmnorstuwyz2356789' -", max_size=60))
@settings(max_examples=200, deadline=None)
def test_whatever_looks_like_arabizi_is_read_without_error(text: str) -> None:
    assert isinstance(READER.to_arabic(text), str)


def test_the_dictionary_is_large_lower_case_and_in_order() -> None:
    path = KNOWLEDGE / "lexicons" / "arabizi_words.tsv"
    words = list(read_dictionary(path))
    assert len(words) >= 1500
    assert words == sorted(words)


@pytest.mark.parametrize("line", ["ana", "ana\t", "Ana\tانا"])
def test_a_malformed_dictionary_names_its_line(line: str, tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text(f"# words\n{line}\n", encoding="utf-8")
    with pytest.raises(BrokenAsset, match="line 2"):
        read_dictionary(path)


def test_characters_survive_saving_and_training_is_repeatable(tmp_path: Path) -> None:
    for name in ("one.npz", "two.npz"):
        train_characters(["وصل مكسور", "وصل ناقص"], ["it came broken", "it came late"]).save(tmp_path / name)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    reader = Transliterator({}, Characters.load(tmp_path / "one.npz"))
    assert reader.to_arabic("wasal") == "وصل"
    assert reader.to_arabic("came") == "came"


def test_a_broken_model_names_itself(tmp_path: Path) -> None:
    path = tmp_path / "arabic_chars.npz"
    path.write_bytes(b"no archive")
    with pytest.raises(BrokenAsset, match="radd train"):
        Characters.load(path)


@pytest.mark.parametrize(
    ("one", "other"), [("5arban", "kharban"), ("shou", "sho"), ("keteer", "kteer"), ("kda", "keda")]
)
def test_only_what_sounds_alike_has_one_key(one: str, other: str) -> None:
    assert (sound_of(one) == sound_of(other)) == (one in ("5arban", "shou"))
