"""The rule `external_link` on the drafts of its development set."""

from __future__ import annotations

import pytest
from rule_drafts import Draft, broken, clean, hits

RULE = "external_link"


@pytest.mark.parametrize("draft", broken(RULE), ids=str)
def test_it_finds_a_draft_that_leads_to_a_page_outside_noon(draft: Draft) -> None:
    assert hits(RULE, draft.text)


@pytest.mark.parametrize("draft", clean(RULE), ids=str)
def test_it_passes_a_draft_that_only_looks_like_a_link(draft: Draft) -> None:
    assert not hits(RULE, draft.text)


@pytest.mark.parametrize(
    "link", ["noon.com", "www.noon.com/uae-en", "https://sell.noon.com/x?y=1", "support.noon.partners"]
)
def test_noons_own_pages_may_be_linked(link: str) -> None:
    assert not hits(RULE, f"Please see {link} for the status.")


@pytest.mark.parametrize(
    "link",
    [
        "noon.com.evil.io",
        "evil-noon.com",
        "n00n.com",
        "https://noon.com@evil.io/x",
        "noon.com.evil.io/noon.com",
    ],
)
def test_a_page_that_only_resembles_noons_may_not(link: str) -> None:
    text = f"Please see {link} for the status."
    (hit,) = hits(RULE, text)
    assert text[hit.start : hit.end] == link


def test_a_mail_address_is_no_link() -> None:
    assert not hits(RULE, "Write to lamar@gmail.com or lamar at gmail dot com.")


def test_a_code_on_the_device_may_be_scanned_one_that_opens_a_form_may_not() -> None:
    assert not hits(RULE, "Scan the QR code on the camera to pair it.")
    assert hits(RULE, "Scan the QR code on the card to open our form.")
