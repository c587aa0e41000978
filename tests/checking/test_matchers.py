from __future__ import annotations

from pathlib import Path

import pytest

from assistant.checking.matchers import Phrases, read_lexicon
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
