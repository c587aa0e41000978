from __future__ import annotations

from pathlib import Path

import pytest

from assistant.bootstrap import Assistant
from assistant.drafting.replies import renderings
from assistant.drafting.templates import load_templates
from assistant.errors import BrokenAsset, InvalidInput
from assistant.translation.choice import load_memory
from assistant.translation.glossary import Glossary, Term, load_glossary
from assistant.translation.memory import Entry, Memory, accept, aligned, read_memory
from tests.conftest import ROOT

PAIR = Entry("I paid 120 for N-4471 and it broke.", "دفعت 120 على N-4471 وانكسر.", "a pair")


def test_a_text_on_record_is_recalled_with_the_new_texts_own_numbers() -> None:
    found = Memory([PAIR]).recall("دفعت ٩٩ على X-12، وانكسر", "en")
    assert found is not None
    assert (found.text, found.origin, found.exact) == ("I paid 99 for X-12 and it broke.", "a pair", True)


def test_slots_that_do_not_match_one_to_one_are_not_filled() -> None:
    assert Memory([PAIR]).recall("دفعت 120 على N-4471 وانكسر 3", "en") is None
    assert Memory([Entry("5 and 5", "5 و 5", "x")]).recall("6 و 7", "en") is None


def test_a_letter_or_two_make_a_near_match_and_a_short_word_does_not() -> None:
    memory = Memory([Entry("The blender stopped on the second use", "الخلاط بطل يشتغل من تاني استعمال", "x")])
    near = memory.recall("الخلاط بطل يشتغل من تاني استعمالل", "en")
    assert near is not None
    assert not near.exact
    assert memory.recall("الخلاط بطل يشتغل من تالت استعمالل", "en") is None
    assert memory.recall("الخلاط بطل يشتغل مش تاني استعمال", "en") is None


def test_customers_dialect_is_recalled_in_english_only() -> None:
    memory = Memory([Entry("It doesn't work", "مش شغال", "customers", "en")])
    assert memory.recall("مش شغال", "en") is not None
    assert memory.recall("It doesn't work", "ar") is None


def test_every_wording_of_a_template_is_on_record_in_both_languages(radd: Assistant) -> None:
    templates = load_templates(ROOT / "prompts" / "replies")
    shown = list(renderings(templates))
    assert {name for name, _, _ in shown} == set(templates.ids)
    memory = load_memory(radd.settings, (pair for name, en, ar in shown for pair in aligned(en, ar, name)))
    found = memory.recall(
        "If you prefer to return the item instead, you are free to do so, and noon will collect it as planned.",
        "ar",
    )
    assert found is not None
    assert found.text.startswith("أما إذا كنتم تفضّلون إرجاع المنتج")


def test_what_a_person_accepted_is_recalled_from_then_on(tmp_path: Path) -> None:
    path = tmp_path / "memory.tsv"
    accept(path, "وصل\tمكسور", "It came broken", "en", "accepted here")
    assert list(read_memory(path, "x")) == [Entry("It came broken", "وصل مكسور", "accepted here")]
    with pytest.raises(InvalidInput, match="translation"):
        accept(path, "وصل", " ", "en", "x")


@pytest.mark.parametrize("line", ["one field", "a\tb\tc\td", "a\t "])
def test_a_malformed_line_of_memory_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "memory.tsv"
    path.write_text(f"a\tb\n{line}\n", encoding="utf-8")
    with pytest.raises(BrokenAsset, match="line 2"):
        list(read_memory(path, "x"))


def test_a_wrongly_named_thing_is_set_right_and_a_missing_one_is_told() -> None:
    glossary = Glossary([Term(("قلاية", "قلايه"), ("air fryer", "fryer"), ("kettle",))])
    assert glossary.corrected("القلايه وصلت", "Kettles arrived", "en") == "Air fryers arrived"
    assert glossary.corrected("القلاية وصلت", "The fryer and the kettle", "en") == "The fryer and the kettle"
    assert [fault.kind for fault in glossary.faults("والقلاية مكسورة", "The tray is broken", "en")] == [
        "term"
    ]
    assert glossary.faults("القلاية وصلت", "The air fryers arrived", "en") == ()


def test_the_shipped_glossary_names_no_term_twice() -> None:
    glossary = load_glossary(ROOT / "knowledge" / "glossary.tsv")
    assert [term.english[0] for term in glossary.terms_in("قلاية وغلاية وشاحن")] == [
        "fryer",
        "kettle",
        "charger",
    ]
