"""Who does what to whom: what a translation must not turn round."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import BrokenAsset
from assistant.translation.roles import RoleReader, load_roles
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def roles() -> RoleReader:
    return load_roles(ROOT / "knowledge")


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("رجعتولي ٦٠ بس", "I returned only 60 to you"),
        ("كذبتوا علي بالوصف", "I lied about the description"),
        ("ليش ما تردون علي", "Why don't I answer"),
        ("وعدتوني ترجعون المبلغ", "I promised you to refund the amount"),
        ("أنا طلبت أسود", "You ordered black"),
        ("We will refund you 75 AED today.", "ستعيدون إلينا 75 درهمًا اليوم."),
        ("We asked you for the serial number.", "طلبتم منا الرقم التسلسلي."),
    ],
)
def test_a_turned_role_is_heard(roles: RoleReader, source: str, translation: str) -> None:
    assert [fault.kind for fault in roles.faults(source, translation)] == ["roles"]


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("رجعتولي ٦٠ بس", "You returned only 60 to me"),
        ("كذبتوا علي بالوصف", "You lied to me about the description"),
        ("لا ترسلون المندوب اليوم", "Don't send the courier today"),
        ("السلام عليكم، وصل الخلاط مكسور", "Hello, the blender arrived broken"),
        ("الله يعطيكم العافية", "Thanks"),
        ("خدمتكم ممتازة", "Your service is excellent"),
        ("We will refund you 75 AED today.", "سنعيد إليك 75 درهمًا اليوم."),
        ("You ordered size 38 and received size 40.", "طلبت المقاس 38 واستلمت المقاس 40."),
        ("Thank you for the photos.", "شكرًا لك على الصور."),
    ],
)
def test_a_faithful_translation_is_not_doubted(roles: RoleReader, source: str, translation: str) -> None:
    assert roles.faults(source, translation) == ()


def test_both_may_act_in_one_text(roles: RoleReader) -> None:
    found = roles.read("I returned the kettle to you and you refunded me 40.")
    assert found.flows == {("me", "you"), ("you", "me")}
    assert found.acts == {("return", "me"), ("return", "you")}


def test_an_order_means_its_reader_without_naming_him(roles: RoleReader) -> None:
    found = roles.read("Please send me a new lid.")
    assert "you" in found.may
    assert "you" not in found.named


def test_acts_without_words_are_told(tmp_path: Path) -> None:
    (tmp_path / "translation.yaml").write_text("acts: {pay: {en: [pay]}}")
    with pytest.raises(BrokenAsset, match="acts"):
        load_roles(tmp_path)
