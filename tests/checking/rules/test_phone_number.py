"""The rule `phone_number` on the drafts of its development set."""

from __future__ import annotations

import pytest
from rule_drafts import Draft, broken, clean, hits

RULE = "phone_number"


@pytest.mark.parametrize("draft", broken(RULE), ids=str)
def test_it_finds_a_draft_that_writes_a_number_to_call(draft: Draft) -> None:
    assert hits(RULE, draft.text)


@pytest.mark.parametrize("draft", clean(RULE), ids=str)
def test_it_passes_a_draft_that_only_holds_other_numbers(draft: Draft) -> None:
    assert not hits(RULE, draft.text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Ring 050 318 4427 today", "050 318 4427"),
        ("Ring (+971) 50-318-4427 today", "(+971) 50-318-4427"),
        ("Ring +٩٧١ ٥٠ ٣١٨ ٤٤٢٧ today", "+٩٧١ ٥٠ ٣١٨ ٤٤٢٧"),
        ("Ring 0\u200b5\u200b03184427 today", "0\u200b5\u200b03184427"),
        ("Ring zero five zero three one eight double four two seven today", None),
        ("Open wa.me/971503184427 today", "971503184427"),
    ],
)
def test_the_span_is_the_number_and_nothing_else(text: str, written: str | None) -> None:
    (hit,) = hits(RULE, text)
    assert text[hit.start : hit.end] == (written or "zero five zero three one eight double four two seven")


@pytest.mark.parametrize(
    ("named", "offered"),
    [
        ("Your order number is 0503184427.", "Our number is 0503184427."),
        ("رقم الطلب 0503184427", "رقم الجوال 0503184427"),
        ("Batch 19991 of the jam", "Call 19991 for the jam"),
    ],
)
def test_the_word_in_front_says_what_a_number_is(named: str, offered: str) -> None:
    assert not hits(RULE, named)
    assert hits(RULE, offered)


def test_a_request_to_send_something_to_a_number_is_turned_to_this_chat() -> None:
    text = "Please send the photo of the crack to 0503184427."
    (hit,) = hits(RULE, text)
    assert text[: hit.start] + (hit.fix or "") + text[hit.end :] == (
        "Please send the photo of the crack to this chat."
    )
