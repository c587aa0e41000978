"""What holds for the rules about how a seller treats the customer: their documents, spans, fixes and limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_drafts import broken, examples, hits, overlap

RULES = ("abusive_language", "sensitive_content", "pressure_to_cancel")


@pytest.mark.parametrize("rule", RULES)
def test_the_bad_examples_of_its_documentation_break_it(rule: str) -> None:
    assert len(examples(rule, "Bad")) >= 4
    for draft in examples(rule, "Bad"):
        assert hits(rule, draft), draft


@pytest.mark.parametrize("rule", RULES)
def test_the_good_examples_of_its_documentation_pass_all_of_them(rule: str) -> None:
    assert len(examples(rule, "Good")) >= 4
    for draft in examples(rule, "Good"):
        for other in RULES:
            assert not hits(other, draft), (other, draft)


@pytest.mark.parametrize("rule", RULES)
def test_spans_lie_on_the_offending_words(rule: str) -> None:
    for draft in broken(rule):
        assert overlap(draft, hits(rule, draft.text)) > 0.85, draft.text


@pytest.mark.parametrize("rule", RULES)
def test_what_a_fix_leaves_no_longer_breaks_the_rule(rule: str) -> None:
    for draft in broken(rule):
        text = draft.text
        for hit in sorted(hits(rule, text), key=lambda h: h.start, reverse=True):
            assert hit.fix is not None
            text = text[: hit.start] + hit.fix + text[hit.end :]
        assert not hits(rule, text), (draft.text, text)


@pytest.mark.parametrize("rule", RULES)
@given(text=st.text(max_size=300))
def test_any_text_is_accepted_and_spans_lie_inside_it(rule: str, text: str) -> None:
    for hit in hits(rule, text):
        assert 0 <= hit.start < hit.end <= len(text)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    "piece",
    [
        "we are not calling you a liar do not cancel never send your otp ",
        "you idiot, cancel it or no refund, send your card number. ",
        "انت كذاب الغي الطلب وابعت رقم البطاقة ",
        "card number ",
        "4111 ",
        "a b c ",
        "f*** ",
        "*",
        "ـ ",
    ],
)
def test_a_hundred_thousand_characters_are_read_to_the_end(rule: str, piece: str) -> None:
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits(rule, text))
