"""The rule `unfilled_placeholder` on the drafts of its development set."""

from __future__ import annotations

import pytest
from rule_drafts import Draft, broken, clean, hits

RULE = "unfilled_placeholder"


@pytest.mark.parametrize("draft", broken(RULE), ids=str)
def test_it_finds_a_draft_that_leaves_a_slot_open(draft: Draft) -> None:
    assert hits(RULE, draft.text)


@pytest.mark.parametrize("draft", clean(RULE), ids=str)
def test_it_passes_a_draft_that_only_uses_brackets_and_signs(draft: Draft) -> None:
    assert not hits(RULE, draft.text)


def test_only_the_seller_can_fill_a_slot_so_there_is_no_fix() -> None:
    (hit,) = hits(RULE, "Dear [FirstName], sorry for the crack.")
    assert hit.fix is None


@pytest.mark.parametrize(
    ("real", "slot"),
    [
        ("size XXL", "order XXXX"),
        ("the lamp [black]", "the lamp [color]"),
        ("refund AED 35 (partial)", "refund AED 35 to (customer name)"),
        ("press {50 AED}", "press {amount}"),
        ("100% cotton 50%", "cotton %material%"),
        ("-___-", "AED ___"),
    ],
)
def test_what_is_filled_in_is_no_slot(real: str, slot: str) -> None:
    assert not hits(RULE, real)
    assert hits(RULE, slot)
