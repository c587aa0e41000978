"""What holds for every rule about addresses, numbers, channels and slots."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_drafts import broken, clean, examples, hits, overlap

RULES = (
    "phone_number",
    "email_address",
    "external_link",
    "off_platform_contact",
    "unfilled_placeholder",
)


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
def test_drafts_that_pass_one_rule_pass_the_others(rule: str) -> None:
    for draft in clean(rule):
        for other in RULES:
            broken_there = any(draft.text == d.text for d in broken(other))
            assert broken_there or not hits(other, draft.text), (other, draft.text)


@pytest.mark.parametrize("rule", RULES)
def test_spans_lie_on_the_offending_words(rule: str) -> None:
    shares = [overlap(draft, found) for draft in broken(rule) if (found := hits(rule, draft.text))]
    assert sum(shares) / len(shares) > 0.95


@pytest.mark.parametrize("rule", RULES)
def test_what_a_fix_leaves_no_longer_breaks_the_rule(rule: str) -> None:
    for draft in broken(rule):
        found = hits(rule, draft.text)
        if any(hit.fix is None for hit in found):
            continue
        text = draft.text
        for hit in sorted(found, key=lambda h: h.start, reverse=True):
            text = text[: hit.start] + (hit.fix or "") + text[hit.end :]
        assert not hits(rule, text), (draft.text, text)


@pytest.mark.parametrize("rule", RULES)
@given(
    text=st.text(max_size=200)
    | st.text(alphabet="0123456789 +-.@/()[]{}<>_xX%$#:,oOlاوسمwat٠٥\n", max_size=200)
)
def test_any_text_is_accepted_and_spans_lie_inside_it(rule: str, text: str) -> None:
    for hit in hits(rule, text):
        assert 0 <= hit.start < hit.end <= len(text)


PIECES = [
    "call me on whatsapp 050 123 4567 or ali at gmail dot com, see www.x.com, dear [name] ___ ",
    "كلمني على الواتس ٠٥٠ ١٢٣ ٤٥٦٧ أو علي آت جيميل دوت كوم (اسم العميل) ",
    "order 4021198837 ",
    "one two ",
    "1 ",
    "0,",
    "a.com ",
    "a.b.",
    "x@",
    "- ",
    "( ",
    "[a] ",
    "{",
    "_",
    "x ",
    "call ",
    "a",
    " ",
]


@pytest.mark.parametrize("piece", PIECES)
def test_a_hundred_thousand_characters_are_read_to_the_end(piece: str) -> None:
    # How long it takes is a benchmark's matter (`python -m evals.benchmarks`); here every span must stand.
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    for rule in RULES:
        assert all(0 <= hit.start < hit.end <= len(text) for hit in hits(rule, text))
