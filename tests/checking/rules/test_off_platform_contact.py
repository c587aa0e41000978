"""The rule `off_platform_contact` on the drafts of its development set."""

from __future__ import annotations

import pytest
from rule_drafts import Draft, broken, clean, hits

RULE = "off_platform_contact"


@pytest.mark.parametrize("draft", broken(RULE), ids=str)
def test_it_finds_a_draft_that_leads_outside_noon(draft: Draft) -> None:
    assert hits(RULE, draft.text)


@pytest.mark.parametrize("draft", clean(RULE), ids=str)
def test_it_passes_a_draft_that_only_speaks_of_other_channels(draft: Draft) -> None:
    assert not hits(RULE, draft.text)


def test_a_chat_link_counts_here_too() -> None:
    text = "Open wa.me/971503184427 please"
    (hit,) = hits(RULE, text)
    assert text[hit.start : hit.end] == "wa.me/971503184427"


def test_a_mail_address_is_left_to_its_own_rule() -> None:
    assert not hits(RULE, "Send the photos by email to lamar@gmail.com")
    assert hits(RULE, "Send the photos by email to our team")


@pytest.mark.parametrize(
    ("refused", "invited"),
    [
        ("We cannot talk on WhatsApp.", "We cannot fix it here, talk to us on WhatsApp."),
        ("لا يمكننا التواصل عبر الواتساب.", "لا تترددوا في التواصل معنا عبر الواتساب."),
        ("The courier will call you.", "We will call you."),
        ("You asked to chat on Telegram.", "Please chat with us on Telegram."),
    ],
)
def test_refusing_or_retelling_is_no_invitation(refused: str, invited: str) -> None:
    assert not hits(RULE, refused)
    assert hits(RULE, invited)


def test_the_fix_asks_for_the_photos_in_this_chat() -> None:
    text = "Sorry for the crack. Send us the photos on WhatsApp."
    (hit,) = hits(RULE, text)
    assert text[: hit.start] + (hit.fix or "") + text[hit.end :] == (
        "Sorry for the crack. Please send the photos here in this chat."
    )
