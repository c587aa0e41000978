"""The rule `generic_message` on the drafts of its development set."""

from __future__ import annotations

import pytest
from rule_drafts import Draft, broken, clean, hits

RULE = "generic_message"


@pytest.mark.parametrize("draft", broken(RULE), ids=str)
def test_it_finds_a_draft_that_says_nothing_about_the_return(draft: Draft) -> None:
    assert hits(RULE, draft.text, draft.context)


@pytest.mark.parametrize("draft", clean(RULE), ids=str)
def test_it_passes_a_draft_that_only_looks_like_it(draft: Draft) -> None:
    assert not hits(RULE, draft.text, draft.context)
