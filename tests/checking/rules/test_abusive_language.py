"""The rule `abusive_language` on the drafts of its development set, and what its fix leaves."""

from __future__ import annotations

import pytest
from rule_drafts import Draft, broken, clean, hits

RULE = "abusive_language"


@pytest.mark.parametrize("draft", broken(RULE), ids=str)
def test_it_finds_a_draft_that_insults_or_threatens(draft: Draft) -> None:
    assert hits(RULE, draft.text)


@pytest.mark.parametrize("draft", clean(RULE), ids=str)
def test_it_passes_a_draft_that_only_looks_like_it(draft: Draft) -> None:
    assert not hits(RULE, draft.text)


@pytest.mark.parametrize(
    "word",
    [
        "st*pid",
        "stup1d",
        "stuuuupid",
        "s.t.u.p.i.d",
        "stu-pid",
        "ST*PID",
        "stυpid",
        "1diot",
        "id!ot",
        "i d i o t",
    ],
)
def test_a_masked_insult_is_read_as_the_word_it_hides(word: str) -> None:
    assert hits(RULE, f"You are {word}, the lid opens to the left.")


@pytest.mark.parametrize("word", ["غـبـي", "غ ب ي", "غبيييي", "غـ ـبـ ـي", "غ*ي", "غَبِيّ", "غ\u200bبي"])
def test_a_masked_arabic_insult_is_read_as_the_word_it_hides(word: str) -> None:
    assert hits(RULE, f"انت {word} والغطاء يفتح من اليسار.")


@pytest.mark.parametrize(
    "model", ["Galaxy A55", "the S8+ model", "B1tter chocolate", "SKU 5H1T-22", "5 * 3 = 15", "*** NOTE ***"]
)
def test_the_name_of_a_model_is_no_masked_word(model: str) -> None:
    assert not hits(RULE, f"We sent you {model} by mistake.")


def test_the_same_word_is_abuse_of_the_customer_and_an_apology_for_oneself() -> None:
    assert hits(RULE, "Your stupid mistake broke the lid.")
    assert not hits(RULE, "Sorry for our stupid mistake.")
    assert not hits(RULE, "That was a stupid mistake on our side.")


def test_only_the_clause_that_insults_is_cut_from_a_sentence_that_helps() -> None:
    draft = "Please charge the mixer for two hours, you idiot."
    (hit,) = hits(RULE, draft)
    assert draft[: hit.start] + draft[hit.end :] == "Please charge the mixer for two hours."
