from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.models import ReplyLanguage, Translation
from assistant.translation.back import with_back
from assistant.translation.guards import load_guards
from tests.conftest import ROOT


class Says:
    """A translator that reads every text in one way."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.asked: list[tuple[str, ReplyLanguage, str | None]] = []

    def translate(
        self, texts: Sequence[str], *, target: ReplyLanguage, source: str | None = None
    ) -> list[Translation]:
        self.asked += [(text, target, source) for text in texts]
        return [Translation(self.text, source or "ar", target, "says") for _ in texts]


OUT = Translation("لن نرد 45 درهمًا", "en", "ar", "says", warnings=("before",))


@pytest.mark.parametrize(
    ("back", "told"),
    [
        ("We will not refund AED 45", ()),
        ("We will refund AED 45", ("denies",)),
        ("We will not refund AED 54", ("45 is missing", "54")),
    ],
)
def test_a_translation_is_read_back_and_what_differs_is_told(back: str, told: tuple[str, ...]) -> None:
    translator = Says(back)
    found = with_back("We will not refund AED 45", OUT, translator, load_guards(ROOT / "knowledge"), None)
    assert found.back == back
    assert found.warnings[0] == "before"
    assert len(found.warnings) == 1 + len(told)
    assert all(word in warning for word, warning in zip(told, found.warnings[1:], strict=True))
    assert translator.asked == [(OUT.text, "en", "ar")]


def test_a_text_that_was_not_translated_is_not_read_back() -> None:
    same = Translation("لن نرد", "ar", "ar", "none")
    assert with_back("لن نرد", same, Says("x"), load_guards(ROOT / "knowledge"), None) is same
