"""A model's answer, read whole and while it is written."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.drafting.answers import DraftTail, Fact, Malformed, read, schema
from assistant.drafting.grounding import fact_problems, load_grounding
from tests.conftest import ROOT

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n\t"\\[]😀'), max_size=60)


@settings(deadline=None)
@given(TEXT, st.lists(st.integers(1, 7), min_size=1, max_size=5), st.booleans())
def test_a_draft_read_in_pieces_is_the_draft_read_whole(text: str, sizes: list[int], ascii: bool) -> None:
    raw = json.dumps({"draft": text, "passages": [], "facts": []}, ensure_ascii=ascii)
    tail, out, at = DraftTail(), "", 0
    while at < len(raw):
        for size in sizes:
            out += tail.feed(raw[at : at + size])
            at += size
    assert out == text


def test_a_token_is_never_shown_in_halves() -> None:
    tail = DraftTail()
    shown = [tail.feed(piece) for piece in ('{"draft": "Hello [NA', "ME_1", "], we", ' are"')]
    assert shown == ["Hello ", "", "[NAME_1], we", " are"]


@pytest.mark.parametrize("raw", ['{"dra', '{"draft"', '{"draft" 5: "x"', "not json", ""])
def test_what_is_no_draft_shows_nothing(raw: str) -> None:
    assert DraftTail().feed(raw) == ""


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | TEXT,
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["draft", "passages", "facts", "quote", "source"]), inner)
        ),
        max_leaves=8,
    )
)
def test_any_json_is_read_or_refused(value: object) -> None:
    try:
        written = read(json.dumps(value), ["p"])
    except Malformed:
        return
    assert written.draft.strip()


def test_half_a_character_and_controls_never_reach_a_draft() -> None:
    assert read('{"draft": "a\\ud800b\\u0007c", "passages": [], "facts": []}', []).draft == "abc"


def test_the_schema_leaves_the_model_no_other_source() -> None:
    made = schema(["consent", "manual:1"])
    assert made["properties"]["passages"]["items"]["enum"] == ["consent", "manual:1"]
    assert made["properties"]["facts"]["items"]["properties"]["source"]["enum"] == [
        "skeleton",
        "consent",
        "manual:1",
    ]
    assert next(iter(made["properties"])) == "draft"


def test_a_fact_must_stand_in_the_source_it_names() -> None:
    sources = {"skeleton": "We offer AED 40.", "manual:1": "Hold the button for ١٠ seconds, then release."}
    assert fact_problems([Fact("hold the button for 10 seconds", "manual:1")], sources) == []
    for wrong in (
        Fact("hold the button for 20 seconds", "manual:1"),
        Fact("AED 40", "manual:1"),
        Fact("AED 40", "customer"),
        Fact("", "skeleton"),
        Fact("old the but", "manual:1"),
    ):
        assert fact_problems([wrong], sources)


GROUNDING = load_grounding(ROOT / "knowledge")


@pytest.mark.parametrize(
    "draft",
    [
        "We offer AED 40, or AED 90. Is that fine?",
        "We offer AED 40 and 10 dirhams more. Is that fine?",
        "We offer AED 40 within 10 minutes, a full refund. Is that fine?",
        "We offer AED 40.",
        "Dear Khalid, we offer AED 40. Is that fine?",
        "We offer 40. Is that fine? You get $ too.",
        "We offer AED 40 for twenty days. Is that fine?",
        "We offer AED 40 at shop.example. Is that fine?",
    ],
)
def test_what_nobody_gave_is_named(draft: str) -> None:
    found = GROUNDING.problems(
        draft, "We offer AED 40. Is that fine?", grants="wait for 10 minutes", names_from="my Samsung broke"
    )
    assert found


@pytest.mark.parametrize(
    "draft",
    [
        "Your Samsung broke, and we are sorry. We offer AED 40. Is that fine?",
        "We are sorry. Wait for 10 minutes. We offer AED 40. Is that fine?",
    ],
)
def test_what_was_given_may_be_said(draft: str) -> None:
    skeleton = "We offer AED 40. Is that fine?"
    assert (
        GROUNDING.problems(draft, skeleton, grants="wait for 10 minutes", names_from="my Samsung broke") == []
    )
