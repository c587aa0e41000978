"""The rule `follow_up` on the drafts of its development set, and what it makes of the thread."""

from __future__ import annotations

import pytest
from rule_drafts import Draft, broken, clean, hits

from assistant.models import Author, CheckContext, Message

RULE = "follow_up"
ASKED = Message(Author.SELLER, "Could you send a photo of the crack?")
ANSWERED = Message(Author.CUSTOMER, "Later today.")


@pytest.mark.parametrize("draft", broken(RULE), ids=str)
def test_it_finds_a_draft_that_chases_the_customer(draft: Draft) -> None:
    assert hits(RULE, draft.text, draft.context)


@pytest.mark.parametrize("draft", clean(RULE), ids=str)
def test_it_passes_a_draft_that_only_looks_like_it(draft: Draft) -> None:
    assert not hits(RULE, draft.text, draft.context)


@pytest.mark.parametrize("text", ["Any update from your side?", "بانتظار ردكم", "مستنيين الصور يا فندم"])
def test_the_same_words_chase_only_while_the_customer_has_not_answered(text: str) -> None:
    assert hits(RULE, text, CheckContext(thread=(ASKED,)))
    assert not hits(RULE, text, CheckContext(thread=(ASKED, ANSWERED)))
    assert not hits(RULE, text)


def test_a_bare_question_mark_after_an_unanswered_message_chases() -> None:
    assert hits(RULE, "Sir??", CheckContext(thread=(ASKED,)))
    assert not hits(RULE, "Sir??")


def test_the_fix_takes_the_chasing_sentence_out() -> None:
    text = "Did you see my message? The courier comes on Monday at 5."
    (hit,) = hits(RULE, text, CheckContext(thread=(ASKED,)))
    assert text[hit.start : hit.end] == "Did you see my message?"
    assert hit.fix == ""
