from __future__ import annotations

import pytest

from assistant.models import LanguageCode, ReplyLanguage
from assistant.translation.guards import Guards, kept_tokens, load_guards, without_emoji
from assistant.translation.translator import GuardedTranslator, pieces
from tests.conftest import ROOT


class Phrasebook:
    """An engine that knows some lines and hears what it was asked."""

    name = "phrasebook"

    def __init__(self, lines: dict[str, str]) -> None:
        self.lines = lines
        self.asked: list[str] = []

    def translate(self, text: str, target: ReplyLanguage) -> str:
        self.asked.append(text)
        return self.lines.get(text, "")


@pytest.fixture(scope="module")
def guards() -> Guards:
    return load_guards(ROOT / "knowledge")


def over(engine: Phrasebook, guards: Guards) -> GuardedTranslator:
    return GuardedTranslator(engine, guards, lambda text: LanguageCode.AR)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("دفعت ١٬٢٠٠ ريال على N-4471", ["1,200", "N-4471"]),
        ("ana 3ayez floosi, order 88213", ["88213"]),
        ("size 20cm or 42, a.b@noon.com", ["20", "42", "a.b@noon.com"]),
        ("see https://noon.com/x?y=1 and {order_id}", ["https://noon.com/x?y=1", "{order_id}"]),
        ("nothing here", []),
    ],
)
def test_ids_amounts_links_and_placeholders_are_kept_tokens(text: str, tokens: list[str]) -> None:
    assert kept_tokens(text) == tokens


@pytest.mark.parametrize(
    ("source", "translation", "target", "words"),
    [
        ("دفعت 120 درهم", "I paid 210 dirhams", "en", ("120 is missing", "210 is not in the original")),
        ("We can refund AED 45", "يمكننا رد 45 جنيه", "ar", ("says AED", "says EGP")),
        ("وما أبغى بديل للسماعة", "I want a replacement for the headset", "en", ("original says no or not",)),
        ("ma weslsh el order bta3y", "My order has arrived here", "en", ("original says no or not",)),
        (
            "وصلت السماعة اليوم الصبح",
            "The headset never arrived this morning",
            "en",
            ("translation says no",),
        ),
        ("المنتج وصل متأخر جدا ومكسور", "the product وصل متأخر جدا ومكسور", "en", ("untranslated",)),
        ("المنتج وصل متأخر جدا ومكسور", "so late it was so late it was so late it was", "en", ("repeats",)),
        ("المنتج وصل متأخر جدا ومكسور من الجنب والكرتون مفتوح", "Late", "en", ("length",)),
        ("المنتج وصل", "", "en", ("could not be translated",)),
    ],
)
def test_a_damaged_translation_is_told_in_words(
    guards: Guards, source: str, translation: str, target: ReplyLanguage, words: tuple[str, ...]
) -> None:
    told = " ".join(guards.warnings(source, translation, target))
    assert all(word in told for word in words), told


@pytest.mark.parametrize(
    ("source", "translation", "target"),
    [
        ("وما وصلت السماعة، دفعت 1,200 ريال", "The headset has not arrived, I paid 1200 riyals", "en"),
        ("We can refund AED 45 for order N-4471.", "يمكننا رد 45 درهما عن الطلب N-4471.", "ar"),
        ("مش شغال", "It doesn't work", "en"),
        ("شكرا", "Thank you", "en"),
    ],
)
def test_a_faithful_translation_is_shown_without_warnings(
    guards: Guards, source: str, translation: str, target: ReplyLanguage
) -> None:
    assert guards.warnings(source, translation, target) == ()


def test_a_text_that_lost_a_number_is_tried_sentence_by_sentence(guards: Guards) -> None:
    engine = Phrasebook(
        {
            "دفعت 120. وصل مكسور.": "It came broken.",
            "دفعت 120.": "I paid 120.",
            "وصل مكسور.": "It came broken.",
        }
    )
    found = over(engine, guards).translate(["دفعت ١٢٠. وصل مكسور."], target="en")[0]
    assert found.text == "I paid 120. It came broken."
    assert found.kept == ("120",)
    assert found.warnings == ()


def test_a_number_that_stays_lost_is_warned_about_and_not_called_kept(guards: Guards) -> None:
    found = over(Phrasebook({"دفعت 120": "I paid"}), guards).translate(["دفعت 120"], target="en")[0]
    assert found.kept == ()
    assert "120 is missing from the translation." in found.warnings


def test_emoji_come_back_and_the_engine_never_sees_them(guards: Guards) -> None:
    engine = Phrasebook({"وصل مكسور": "It came broken"})
    found = over(engine, guards).translate(["وصل مكسور 😡👍🏽", "👍"], target="en")
    assert [translation.text for translation in found] == ["It came broken 😡 👍🏽", "👍"]
    assert engine.asked == ["وصل مكسور"]
    assert without_emoji("a 1 # b") == ("a 1 # b", [])


def test_the_same_text_is_translated_once(guards: Guards) -> None:
    engine = Phrasebook({"وصل مكسور": "It came broken"})
    translator = over(engine, guards)
    assert translator.translate(["وصل مكسور"], target="en") == translator.translate(
        ["وصل مكسور"], target="en"
    )
    assert len(engine.asked) == 1


def test_a_text_in_the_target_or_in_another_language_is_shown_as_it_is(guards: Guards) -> None:
    engine = Phrasebook({})
    translator = over(engine, guards)
    for source, words in (("en", "already"), ("other", "Only Arabic and English")):
        found = translator.translate(["破了"], target="en", source=source)[0]
        assert (found.text, found.engine) == ("破了", "none")
        assert words in found.warnings[0]
    assert engine.asked == []


def test_pieces_hold_whole_sentences_and_every_letter_once() -> None:
    text = "One two three. " * 30 + "\nSee https://noon.com/x?y=1 now. " + "word " * 200
    spans = pieces(text)
    assert "".join(text[a:b] for a, b in spans).replace(" ", "") == "".join(text.split())
    assert max(b - a for a, b in spans) <= 400
    assert any("https://noon.com/x?y=1" in text[a:b] for a, b in spans)
