"""What holds for every rule about meaning, whatever it looks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_drafts import broken, examples, hits, overlap

from assistant.models import Author, CheckContext, Message

RULES = (
    "follow_up",
    "generic_message",
    "marketing",
    "review_removal",
    "review_solicitation",
    "refund_without_consent",
)
SELLER_LAST = CheckContext(thread=(Message(Author.SELLER, "Could you send a photo?"),))


@pytest.mark.parametrize("rule", RULES)
def test_the_bad_examples_of_its_documentation_break_it(rule: str) -> None:
    assert len(examples(rule, "Bad")) >= 4
    for draft in examples(rule, "Bad"):
        assert hits(rule, draft, SELLER_LAST if rule == "follow_up" else None), draft


@pytest.mark.parametrize("rule", RULES)
def test_the_good_examples_of_its_documentation_pass_all_of_them(rule: str) -> None:
    assert len(examples(rule, "Good")) >= 4
    for draft in examples(rule, "Good"):
        for other in RULES:
            assert not hits(other, draft), (other, draft)


@pytest.mark.parametrize("rule", RULES)
def test_spans_lie_on_the_offending_words(rule: str) -> None:
    shares = [
        overlap(draft, found) for draft in broken(rule) if (found := hits(rule, draft.text, draft.context))
    ]
    assert sum(shares) / len(shares) > 0.85


@pytest.mark.parametrize("rule", RULES)
def test_what_a_fix_leaves_no_longer_breaks_the_rule(rule: str) -> None:
    for draft in broken(rule):
        found = hits(rule, draft.text, draft.context)
        if any(hit.fix is None for hit in found):
            continue
        text = draft.text
        for hit in sorted(found, key=lambda h: h.start, reverse=True):
            text = text[: hit.start] + (hit.fix or "") + text[hit.end :]
        assert not hits(rule, text, draft.context), (draft.text, text)


@pytest.mark.parametrize("rule", RULES)
@given(text=st.text(max_size=300))
def test_any_text_is_accepted_and_spans_lie_inside_it(rule: str, text: str) -> None:
    for context in (CheckContext(), SELLER_LAST):
        for hit in hits(rule, text, context):
            assert 0 <= hit.start <= hit.end <= len(text)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    "piece",
    [
        "please rate us 5 stars, use the coupon, update your review; we refunded AED 4, keep it. ",
        "تقييمك مهم، كوبون خصم لك، رجعنا لك 40 درهم وخليه عندك وما رديت علينا ",
        "review if you ",
        "a b c d ",
        "⭐",
        "x",
    ],
)
def test_a_hundred_thousand_characters_are_read_to_the_end(rule: str, piece: str) -> None:
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits(rule, text, SELLER_LAST))
