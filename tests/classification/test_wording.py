"""Arabizi is read in both scripts; every other text as it was typed."""

import pytest

from assistant.bootstrap import Assistant
from assistant.classification.wording import word


def test_arabizi_is_written_in_both_scripts_and_embedded_in_arabic(radd: Assistant) -> None:
    wording = word("el shanta ma2too3a", "arabizi", radd.reader.transliterator)
    assert wording.written.startswith("el shanta ma2too3a\n")
    assert wording.spoken in wording.written
    assert "الشنطه" in wording.spoken.replace("ة", "ه")


@pytest.mark.parametrize(("text", "code"), [("the bag is torn", "en"), ("الشنطة مقطوعة", "ar")])
def test_other_languages_are_read_as_typed(radd: Assistant, text: str, code: str) -> None:
    wording = word(text, code, radd.reader.transliterator)
    assert wording.written == wording.spoken == text


@pytest.mark.parametrize(
    ("arabizi", "arabic"),
    [("el shasha maksoora", "الشاشة مكسورة"), ("el mobile mesh beyeftah", "الموبايل مش بيفتح")],
)
def test_a_complaint_in_arabizi_means_what_it_means_in_arabic(
    radd: Assistant, arabizi: str, arabic: str
) -> None:
    assert radd.reader.situation_of(arabizi).label == radd.reader.situation_of(arabic).label


@pytest.mark.parametrize("arabizi", ["el jehaz mesh shaghal", "el gehaz mesh shaghal"])
def test_a_short_complaint_in_arabizi_means_what_it_means_in_arabic(radd: Assistant, arabizi: str) -> None:
    assert radd.reader.situation_of(arabizi).label == radd.reader.situation_of("الجهاز مش شغال").label
