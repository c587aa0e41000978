"""Language and variety: what each text is, where each stretch stands, whatever the text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.assets import read_jsonl
from assistant.classification.language import load_detector
from assistant.classification.train_language import train_language
from assistant.models import LanguageCode, Variety

ROOT = Path(__file__).parents[2]
DETECTOR = load_detector(ROOT / "knowledge")


def code(text: str) -> str:
    return DETECTOR.detect(text).code.value


@pytest.mark.parametrize(
    "text",
    ["خربان", "ما يشتغل", "لسه ماوصلش", "طلبت iPhone 15 Pro Max وجاني Samsung", "رقم الطلب SA-55012-XK"],
)
def test_arabic_stays_arabic_with_brands_and_ids_in_it(text: str) -> None:
    assert code(text) == "ar"


@pytest.mark.parametrize(
    "text",
    ["mish shaghal", "tmm", "3ayez floosy", "ma yishtaghil", "el order wasal b size small w ana talba large"],
)
def test_arabizi_stays_arabizi_with_english_loans_in_it(text: str) -> None:
    assert code(text) == "arabizi"


@pytest.mark.parametrize(
    "text", ["thx", "ok", "k", "d0esn't turn 0n", "wallah I never opened it", "Xiaomi Mi Band strap snapped"]
)
def test_english_stays_english_with_slang_brands_and_arabic_loans(text: str) -> None:
    assert code(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "c trop petit pr moi",
        "calismiyor",
        "ye kaam nahi kar raha",
        "Hindi po gumagana",
        "我要退款",
        "یہ ٹوٹا ہوا آیا ہے",
        "سلام، این محصول شکسته است",
        "товар не работает",
    ],
)
def test_languages_radd_does_not_answer_in_are_other(text: str) -> None:
    assert code(text) == "other"


@pytest.mark.parametrize("text", ["", " ", "😡😡", "12345", "٤٥٦", "!!", "+971 50 123 4567"])
def test_a_text_without_words_is_other(text: str) -> None:
    assert code(text) == "other"
    assert DETECTOR.detect_spans(text) == []


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("The box came open و الشاحن مو موجود داخل", "en", "ar"),
        ("ma fhemt shi mnel video, can you explain it in a simple way please", "arabizi", "en"),
        ("طلبت كوفر ايفون w jani cover samsung, abi araj3ah", "ar", "arabizi"),
    ],
)
def test_clauses_of_two_languages_are_mixed_and_each_has_its_stretch(
    text: str, first: str, second: str
) -> None:
    assert code(text) == "mixed"
    assert [stretch[2].value for stretch in DETECTOR.detect_spans(text)] == [first, second]


def test_a_quotation_is_no_clause() -> None:
    assert code('el status maktoob "delivered to the customer" w ana mastalamtsh 7aga') == "arabizi"
    assert code('What does "تم تسليم الطلب" mean in the app?') == "en"


@pytest.mark.parametrize(
    ("text", "variety"),
    [
        ("ابغى ارجعه وش اسوي", Variety.GULF),
        ("عايز ارجعه اعمل ايه", Variety.EGY),
        ("بدي رجعو شو بعمل", Variety.LEV),
        ("أرغب في إرجاعه، فماذا أفعل؟", Variety.MSA),
        ("abgha araj3a wesh asawi", Variety.GULF),
        ("3ayez arag3o a3ml eh", Variety.EGY),
        ("badde raje3o shu a3mel", Variety.LEV),
    ],
)
def test_it_hears_the_dialect_in_either_script(text: str, variety: Variety) -> None:
    assert DETECTOR.detect(text).variety == variety


@pytest.mark.parametrize("text", ["my order is late", "ye kaam nahi kar raha", "👍"])
def test_only_arabic_has_a_variety(text: str) -> None:
    assert DETECTOR.detect(text).variety is None


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_any_text_gets_a_language_and_a_confidence(text: str) -> None:
    found = DETECTOR.detect(text)
    assert 0 <= found.confidence <= 1
    assert (found.variety is not None) == (found.code in ("ar", "arabizi", "mixed"))


WORDS = st.sampled_from(
    [
        "طلبت",
        "وصلني",
        "مكسور",
        "the",
        "box",
        "is",
        "open",
        "ana",
        "3ayez",
        "floosy",
        "iPhone",
        "12",
        "😡",
        ",",
        '"',
        "WH-1000XM5",
        "nahi",
        "hai",
    ]
)


@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text())
@settings(max_examples=300, deadline=None)
def test_stretches_are_in_order_apart_within_the_text_and_agree_with_the_whole(text: str) -> None:
    spans = DETECTOR.detect_spans(text)
    end = 0
    for start, stop, language in spans:
        assert end <= start < stop <= len(text)
        assert text[start:stop] == text[start:stop].strip()
        assert language is not LanguageCode.MIXED
        end = stop
    assert all(one[2] != two[2] for one, two in pairwise(spans))
    if DETECTOR.detect(text).code is LanguageCode.MIXED:
        assert len(spans) > 1


def test_a_lone_surrogate_is_no_accident() -> None:
    assert code("\ud800 my order is late \udfff") == "en"


def test_the_evaluation_texts_were_never_learned_from() -> None:
    learned = {
        row["text"]
        for path in sorted((ROOT / "knowledge" / "examples").glob("*.jsonl"))
        for row in read_jsonl(path)
        if path.name == "language.jsonl"
    }
    held = [row["text"] for row in read_jsonl(ROOT / "evals" / "data" / "language.jsonl")]
    assert len(held) == len(set(held)) >= 350
    assert not learned & set(held)


def test_the_evaluation_stays_above_its_floor() -> None:
    rows = list(read_jsonl(ROOT / "evals" / "data" / "language.jsonl"))
    right = sum(code(row["text"]) == row["language"] for row in rows)
    assert right / len(rows) >= 0.98


def test_training_again_gives_models_that_answer_alike(tmp_path: Path) -> None:
    heard: list[str] = []
    train_language(ROOT / "knowledge", tmp_path / "models", heard.append)
    assert [line.split(":")[0] for line in heard] == ["language", "variety"]
    (tmp_path / "lexicons").symlink_to(ROOT / "knowledge" / "lexicons")
    again = load_detector(tmp_path)
    texts = [row["text"] for row in read_jsonl(ROOT / "evals" / "data" / "language.jsonl")]
    alike = sum(again.detect(text).code == DETECTOR.detect(text).code for text in texts)
    assert alike / len(texts) >= 0.98
