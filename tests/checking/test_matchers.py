from __future__ import annotations

from pathlib import Path

import pytest

from assistant.checking.matchers import Phrases, held_words, needed_words, read_lexicon
from assistant.errors import BrokenAsset
from assistant.text.arabic import fold


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("(leave|write) .. good review*", "please leave us a very good review", True),
        ("(leave|write) .. good review*", "we left a note", False),
        ("please? cancel the? return", "cancel return", True),
        ("استرداد", "واسترداد المبلغ", True),
        ("# (aed|درهم)", "خصم 50 درهم", True),
    ],
)
def test_a_pattern_matches_words_as_its_language_says(pattern: str, text: str, found: bool) -> None:
    assert (Phrases([pattern]).search(fold(text)) is not None) is found


def test_what_is_remembered_of_a_sentence_is_what_was_found_first() -> None:
    phrases = Phrases(["cracked lid"])
    assert phrases.search("a cracked lid") == phrases.search("a cracked lid") == (2, 13)
    assert phrases.search("x " * 300 + "cracked lid") == (600, 611)


@pytest.mark.parametrize("line", ["(a|b", "(for|to) (call|any (help|query))", "..", "a *"])
def test_a_line_that_is_no_pattern_names_its_file(line: str, tmp_path: Path) -> None:
    path = tmp_path / "rule.en.txt"
    path.write_text(f"[trigger]\n{line}\n", encoding="utf-8")
    with pytest.raises(BrokenAsset, match=r"rule\.en\.txt"):
        read_lexicon([path])


_TEXTS = [
    "the pick-up's e-gift card, and 24/7 help: otp is 99",
    "والصور وصلت، خصم 50 درهم ولا تنسانا",
    "visit our shop. we have a special offer, 20% discount; big discount for you on new arrivals",
    "law sama7t 2ayyemna",
]


@pytest.mark.parametrize("text", _TEXTS)
def test_patterns_looked_up_by_their_words_find_what_one_union_of_all_finds(text: str) -> None:
    lexicons = Path(__file__).parents[2] / "knowledge" / "lexicons"
    for name, patterns in read_lexicon(lexicons.glob("marketing.*.txt")).sections.items():
        long = f"{fold(text)}\n{'-' * 5_000}"  # long texts are read by the union of all patterns
        assert list(Phrases(patterns).finditer(fold(text))) == list(Phrases(patterns).finditer(long)), name


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("*مبلغ*", "بالمبلغ"), ("pick-up time*", "pick-up times"), ("#", "for 7 days"), ("e-gift", "an e-gift"),
        ("(the|a) refund*", "the refunds"), ("حط*", "وحطيت"), ("# (%|درهم)", "20 %"),
    ],
)  # fmt: skip
def test_a_text_that_a_pattern_matches_holds_a_word_the_pattern_needs(pattern: str, text: str) -> None:
    assert Phrases([pattern]).search(fold(text))
    assert needed_words(pattern) & held_words(fold(text))
