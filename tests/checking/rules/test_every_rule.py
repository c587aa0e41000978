"""What holds for every rule about the words of a draft: its documentation, its spans, its fixes, its limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_drafts import around, broken, clean, examples, hits, overlap

from assistant.models import RuleId

WORDS = tuple(rule.value for rule in RuleId if rule is not RuleId.ATTACHMENT)
CASE = ("over_refund", "wrong_language", "case_mismatch")
"""Rules that compare a draft with its case; they have no files of drafts."""
TAUGHT = tuple(rule for rule in WORDS if rule not in CASE)
CONDUCT = ("abusive_language", "sensitive_content", "pressure_to_cancel")
CONTACT = ("phone_number", "email_address", "external_link", "off_platform_contact", "unfilled_placeholder")
MEANING = tuple(rule for rule in TAUGHT if rule not in CONDUCT + CONTACT)
FAMILIES = {rule: family for family in (CONDUCT, CONTACT, MEANING, CASE) for rule in family}
COVERED = {CONDUCT: 0.85, CONTACT: 0.95, MEANING: 0.85}
"""How much of the marked words the found spans must share, by family."""


@pytest.mark.parametrize("rule", WORDS)
def test_the_bad_examples_of_its_documentation_break_it(rule: str) -> None:
    assert len(examples(rule, "Bad")) >= 4
    for draft in examples(rule, "Bad"):
        assert hits(rule, draft, around(rule)), draft


@pytest.mark.parametrize("rule", WORDS)
def test_the_good_examples_of_its_documentation_pass_its_family(rule: str) -> None:
    assert len(examples(rule, "Good")) >= 4
    for draft in examples(rule, "Good"):
        for other in FAMILIES[rule]:
            context = around(rule) if other == rule or rule not in ("follow_up",) else None
            if rule in CASE and other != rule:
                continue
            assert not hits(other, draft, context), (other, draft)


@pytest.mark.parametrize("rule", CONTACT)
def test_drafts_that_pass_one_contact_rule_pass_the_others(rule: str) -> None:
    for draft in clean(rule):
        for other in CONTACT:
            broken_there = any(draft.text == d.text for d in broken(other))
            assert broken_there or not hits(other, draft.text), (other, draft.text)


@pytest.mark.parametrize("rule", TAUGHT)
def test_spans_lie_on_the_offending_words(rule: str) -> None:
    shares = [overlap(d, found) for d in broken(rule) if (found := hits(rule, d.text, d.context))]
    assert sum(shares) / len(shares) > COVERED[FAMILIES[rule]]


@pytest.mark.parametrize("rule", TAUGHT)
def test_what_a_fix_leaves_no_longer_breaks_the_rule(rule: str) -> None:
    for draft in broken(rule):
        found = hits(rule, draft.text, draft.context)
        if any(hit.fix is None for hit in found):
            continue
        text = draft.text
        for hit in sorted(found, key=lambda h: h.start, reverse=True):
            text = text[: hit.start] + (hit.fix or "") + text[hit.end :]
        assert not hits(rule, text, draft.context), (draft.text, text)


@pytest.mark.parametrize("rule", WORDS)
@given(
    text=st.text(max_size=200)
    | st.text(alphabet="0123456789 +-.@/()[]{}<>_xX%$#:,oOlاوسمwat٠٥\n", max_size=200)
)
def test_any_text_is_accepted_and_spans_lie_inside_it(rule: str, text: str) -> None:
    for hit in hits(rule, text, around(rule)):
        assert 0 <= hit.start <= hit.end <= len(text)


PIECES = (
    "call me on whatsapp 050 123 4567 or ali at gmail dot com, see www.x.com, dear [name] ___ ",
    "كلمني على الواتس ٠٥٠ ١٢٣ ٤٥٦٧ أو علي آت جيميل دوت كوم (اسم العميل) ",
    "please rate us 5 stars, use the coupon, update your review; we refunded AED 4, keep it. ",
    "تقييمك مهم، كوبون خصم لك، رجعنا لك 40 درهم وخليه عندك وما رديت علينا ",
    "you idiot, cancel it or no refund, never send your card number. ",
    "انت كذاب الغي الطلب وابعت رقم البطاقة ",
    "4111 ",
    "one two ",
    "0,",
    "a.com ",
    "a.b.",
    "x@",
    "[a] ",
    "f*** ",
    "{",
    "_",
    "ـ ",
    "⭐",
    "x ",
    " ",
)


@pytest.mark.parametrize("piece", PIECES)
def test_a_hundred_thousand_characters_are_read_to_the_end(piece: str) -> None:
    # How long it takes is a benchmark's matter (`python -m evals.benchmarks`); here every span must stand.
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    for rule in WORDS:
        assert all(0 <= hit.start <= hit.end <= len(text) for hit in hits(rule, text, around(rule)))
