from __future__ import annotations

import pytest

from assistant.models import ReplyLanguage
from assistant.translation.cleanup import tidy


@pytest.mark.parametrize(
    ("source", "translation", "target", "expected"),
    [
        ("Yes, 1,200 now; ok?", "نعم, 1,200 الآن; حسنا?", "ar", "نعم، 1,200 الآن؛ حسنا؟"),
        ("see https://a.co/x?y=1,2", "انظر https://a.co/x?y=1,2", "ar", "انظر https://a.co/x?y=1,2"),
        ("وصل، متى؟", "It came،  when ؟", "en", "It came, when?"),
        ("متى يوصل؟", "When will it arrive.", "en", "When will it arrive?"),
        ("وصل", "“It came”", "en", "It came"),
        ("وصل", "\u202bIt came\u202c", "en", "It came"),
        ("وصل", "", "en", ""),
    ],
)
def test_a_line_is_written_as_its_language_writes_it(
    source: str, translation: str, target: ReplyLanguage, expected: str
) -> None:
    assert tidy(source, translation, target) == expected
