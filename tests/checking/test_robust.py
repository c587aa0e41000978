"""What no disguise, script or length may change."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.bootstrap import Assistant
from assistant.checking.lookalikes import DIGITS, LETTERS
from assistant.checking.rulebook import Checker
from assistant.models import CheckContext

DRAFTS = Path(__file__).parents[2] / "knowledge" / "examples" / "drafts"
SCRIPTS = ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９", "०१२३४५६७८९", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")
INVISIBLE = "\u200b\u200c\u2060\ufeff\u00ad\u200e\u200f"


@cache
def checker() -> Checker:
    return Assistant().checker


@cache
def rows(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (DRAFTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def drafts(*names: str, broken: bool | None = None) -> st.SearchStrategy[str]:
    found = [
        str(row["draft"])
        for name in names
        for row in rows(name)
        if not row.get("thread") and (broken is None or bool(row["rules"]) == broken)
    ]
    return st.sampled_from(found)


def verdict(text: str) -> set[str]:
    return {str(finding.rule) for finding in checker().findings(text, CheckContext(), "en")}


@given(text=st.text(max_size=120))
@settings(deadline=None, max_examples=80)
def test_findings_slice_to_the_text_of_any_draft(text: str) -> None:
    for finding in checker().findings(text, CheckContext(), "en"):
        assert text[finding.start : finding.end] == finding.text


@pytest.mark.parametrize("text", ["\ud800 call 0501234567", "\x00", "\udfff", "\uffff", "a\u0300" * 50])
def test_even_malformed_text_is_read(text: str) -> None:
    for finding in checker().findings(text, CheckContext(), "en"):
        assert text[finding.start : finding.end] == finding.text


@given(
    draft=drafts("phone_number", "email_address", "external_link", "marketing", "review_removal"),
    data=st.data(),
)
@settings(deadline=None, max_examples=60)
def test_invisible_characters_never_change_the_verdict(draft: str, data: st.DataObject) -> None:
    sprinkled = draft
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(sprinkled)))
        sprinkled = sprinkled[:at] + data.draw(st.sampled_from(INVISIBLE)) + sprinkled[at:]
    assert verdict(sprinkled) == verdict(draft)


@given(
    draft=drafts("phone_number", "sensitive_content", "refund_without_consent", "marketing"),
    script=st.sampled_from(SCRIPTS),
)
@settings(deadline=None, max_examples=60)
def test_the_script_of_digits_never_changes_the_verdict(draft: str, script: str) -> None:
    assert verdict(draft.translate(str.maketrans("0123456789", script))) == verdict(draft)


@given(
    one=drafts("phone_number", "marketing", "review_removal", "sensitive_content", broken=False),
    other=drafts("phone_number", "marketing", "review_removal", "sensitive_content", broken=False),
)
@settings(deadline=None, max_examples=60)
def test_two_clean_drafts_stay_clean_together(one: str, other: str) -> None:
    if not verdict(one) and not verdict(other):
        # Whether a refund is offered or declared, a draft says as a whole.
        assert not verdict(f"{one}\n{other}") - {"refund_without_consent"}


def test_every_look_alike_imitates_one_letter_or_digit() -> None:
    assert all(len(sign) == 1 and letter.isascii() and letter.isalpha() for sign, letter in LETTERS.items())
    assert all(digit.isdigit() for digit in DIGITS.values())
    assert not any(sign.isascii() for sign in LETTERS)


@pytest.mark.parametrize("text", ["саll mе оn whаtsарp", "ᴄᴀʟʟ ᴍᴇ ᴏɴ ᴡʜᴀᴛꜱᴀᴘᴘ", "🅲🅰🅻🅻 🅼🅴 🅾🅽 🆆🅷🅰🆃🆂🅰🅿🅿"])
def test_letters_of_other_scripts_hide_nothing(text: str) -> None:
    assert "off_platform_contact" in verdict(text)
