from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.errors import Unavailable
from assistant.models import LanguageCode, ReplyLanguage
from assistant.translation.engine import Line
from assistant.translation.guards import Guards, load_guards
from assistant.translation.memory import Entry, Memory
from assistant.translation.roles import load_roles
from assistant.translation.tokens import kept_tokens, put_right, without_emoji
from assistant.translation.translator import GuardedTranslator, pieces
from tests.conftest import ROOT


class Phrasebook:
    """An engine that knows some lines and hears what it was asked."""

    def __init__(
        self, lines: dict[str, str], name: str = "phrasebook", sureness: float | None = None
    ) -> None:
        self.name = name
        self.lines = lines
        self.sureness = sureness
        self.asked: list[str] = []

    def translate(self, text: str, target: ReplyLanguage) -> Line:
        self.asked.append(text)
        return Line(self.lines.get(text, ""), self.sureness)


class Reworder(Phrasebook):
    """An engine that has more ways to say a line, and counts how often it is asked for them."""

    def __init__(self, lines: dict[str, str], others: list[str]) -> None:
        super().__init__(lines)
        self._others = others
        self.reworded = 0

    def others(self, text: str, target: ReplyLanguage) -> list[Line]:
        self.reworded += 1
        return [Line(other, 0.9) for other in self._others]


class Silent:
    """An engine whose server is down."""

    name = "silent"

    def translate(self, text: str, target: ReplyLanguage) -> Line:
        raise Unavailable("nobody answers")


@pytest.fixture(scope="module")
def guards() -> Guards:
    return load_guards(ROOT / "knowledge")


def over(engine: Phrasebook, guards: Guards) -> GuardedTranslator:
    return GuardedTranslator([engine], guards, lambda text: LanguageCode.AR)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("دفعت ١٬٢٠٠ ريال على N-4471", ["1,200", "N-4471"]),
        ("ana 3ayez floosi, order 88213", ["88213"]),
        ("size 20cm or 42, a.b@noon.com", ["20", "42", "a.b@noon.com"]),
        ("see https://noon.com/x?y=1 and {order_id}", ["https://noon.com/x?y=1", "{order_id}"]),
        ("ma 3am yeshte8el", []),
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
    told = " ".join(fault.message for fault in guards.faults(source, translation, target))
    assert all(word in told for word in words), told


@pytest.mark.parametrize(
    ("source", "translation", "target"),
    [
        ("وما وصلت السماعة، دفعت 1,200 ريال", "The headset has not arrived, I paid 1200 riyals", "en"),
        ("We can refund AED 45 for order N-4471.", "يمكننا رد 45 درهما عن الطلب N-4471.", "ar"),
        ("مش شغال", "It doesn't work", "en"),
        ("شكرا", "Thank you", "en"),
        ("وصل بعد 10 أيام", "It arrived after ten days", "en"),
        ("تأخر يومين", "It was 2 days late", "en"),
        ("ألغوا الطلب قبل ما يطلع من المخزن", "Cancel the order before it leaves the warehouse", "en"),
        ("المقاس لـ٣ مقاعد", "The size is for 3 seats", "en"),
    ],
)
def test_a_faithful_translation_is_shown_without_warnings(
    guards: Guards, source: str, translation: str, target: ReplyLanguage
) -> None:
    assert guards.faults(source, translation, target) == ()


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


def test_links_and_placeholders_reach_the_engine_as_codes_and_come_back_exactly(guards: Guards) -> None:
    engine = Phrasebook({"شوفوا ZX10 وراسلوا ZX20": "Look at zx10 and write to ZX20"})
    found = over(engine, guards).translate(
        ["شوفوا https://noon.com/a?b=1\\2 وراسلوا {order_id}"], target="en"
    )[0]
    assert found.text == "Look at https://noon.com/a?b=1\\2 and write to {order_id}"
    assert found.warnings == ()


def test_a_code_that_the_engine_lost_is_tried_unmasked(guards: Guards) -> None:
    engine = Phrasebook(
        {
            "الرابط ZX10 ما يفتح": "The link does not open",
            "الرابط a.b@noon.com ما يفتح": "a.b@noon.com does not open",
        }
    )
    found = over(engine, guards).translate(["الرابط a.b@noon.com ما يفتح"], target="en")[0]
    assert found.text == "a.b@noon.com does not open"
    assert found.kept == ("a.b@noon.com",)


def test_one_wrong_number_is_put_right_and_two_are_not(guards: Guards) -> None:
    assert put_right("دفعت 120 درهم", "I paid 210 dirhams") == "I paid 120 dirhams"
    assert put_right("دفعت 120 ثم 30", "I paid 210 then 40") == "I paid 210 then 40"
    assert put_right("دفعت 45000", "I paid 2") == "I paid 2"


def test_a_translation_that_a_guard_faults_goes_to_the_next_engine(guards: Guards) -> None:
    first = Phrasebook({"وما وصل": "It arrived"}, "first")
    second = Phrasebook({"وما وصل": "It has not arrived"}, "second")
    found = GuardedTranslator([Silent(), first, second], guards, lambda text: LanguageCode.AR).translate(
        ["وما وصل"], target="en"
    )[0]
    assert (found.text, found.engine, found.warnings) == ("It has not arrived", "second", ())


def test_without_an_engine_that_answers_the_reason_is_told(guards: Guards) -> None:
    with pytest.raises(Unavailable, match="nobody answers"):
        GuardedTranslator([Silent()], guards, lambda text: LanguageCode.AR).translate(["وصل"], target="en")


def test_arabizi_reaches_the_engine_in_arabic_script(guards: Guards) -> None:
    engine = Phrasebook({"مش شغال": "It does not work"})
    translator = GuardedTranslator(
        [engine], guards, lambda text: LanguageCode.ARABIZI, read=lambda text: "مش شغال"
    )
    found = translator.translate(["mesh shaghal"], target="en")[0]
    assert (found.text, found.source) == ("It does not work", "arabizi")


def test_what_the_engine_is_not_sure_of_is_shown_as_such(guards: Guards) -> None:
    engine = Phrasebook({"وصل مكسور": "It came broken"}, sureness=0.3)
    translator = GuardedTranslator([engine], guards, lambda text: LanguageCode.AR, unsure_below=0.5)
    assert translator.translate(["وصل مكسور"], target="en")[0].warnings == (
        "The engine was not sure of: It came broken",
    )


def test_a_sentence_on_record_is_not_asked_again_and_says_where_it_is_from(guards: Guards) -> None:
    memory = Memory([Entry("We can refund AED 45 for this.", "يمكننا رد 45 درهمًا عن ذلك.", "replies")])
    engine = Phrasebook({"The lid is dented.": "الغطاء منبعج."})
    translator = GuardedTranslator([engine], guards, lambda text: LanguageCode.EN, memory=memory)
    found = translator.translate(["The lid is dented. We can refund AED 70 for this."], target="ar")[0]
    assert found.text == "الغطاء منبعج. يمكننا رد 70 درهمًا عن ذلك."
    assert found.origins == ("replies",)
    assert engine.asked == ["The lid is dented."]


def test_the_engine_that_is_better_into_a_language_is_asked_first_for_it(guards: Guards) -> None:
    one, two = Phrasebook({"It came": "وصل"}, "one"), Phrasebook({"It came": "لقد وصل"}, "two")
    translator = GuardedTranslator([one, two], guards, lambda text: LanguageCode.EN, first={"ar": "two"})
    assert translator.translate(["It came"], target="ar")[0].engine == "two"


def test_a_line_that_lost_its_number_is_said_in_other_ways_and_the_whole_one_is_kept(guards: Guards) -> None:
    engine = Reworder({"دفعت 120": "I paid"}, ["I paid it", "I paid 120"])
    found = over(engine, guards).translate(["دفعت 120"], target="en")[0]
    assert (found.text, found.warnings) == ("I paid 120", ())


def test_a_line_without_a_fault_is_said_once(guards: Guards) -> None:
    engine = Reworder({"دفعت 120": "I paid 120"}, ["I gave 120"])
    assert over(engine, guards).translate(["دفعت 120"], target="en")[0].text == "I paid 120"
    assert engine.reworded == 0


def test_turned_roles_are_warned_of_and_another_way_to_say_it_is_looked_for(guards: Guards) -> None:
    engine = Reworder({"رجعتولي 60": "I returned 60 to you"}, ["You returned 60 to me"])
    translator = replace(over(engine, guards), roles=load_roles(ROOT / "knowledge"))
    assert translator.translate(["رجعتولي 60"], target="en")[0].text == "You returned 60 to me"
    alone = replace(over(Phrasebook(engine.lines), guards), roles=load_roles(ROOT / "knowledge"))
    assert "other way round" in alone.translate(["رجعتولي 60"], target="en")[0].warnings[0]
