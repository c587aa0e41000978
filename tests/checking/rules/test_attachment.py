from __future__ import annotations

import pytest
from rule_drafts import hits

from assistant.models import MAX_ATTACHMENT_BYTES, Attachment, CheckContext


def problems(name: str, size: int | None = 1_000) -> list[str]:
    found = hits("attachment", "Here is the photo.", CheckContext(attachments=(Attachment(name, size),)))
    return [hit.message for hit in found]


@pytest.mark.parametrize("name", ["a.jpg", "b.JPEG", "صورة.png", "c.v2.Png", "d.png "])
def test_images_pass(name: str) -> None:
    assert problems(name) == []


@pytest.mark.parametrize(
    "name",
    [
        "a.pdf",
        "jpg",
        "a.jpg.exe",
        "صورة.heic",
        "a.png\u200b.zip",
        "a",
        ".png.",
        "a.gif",
        "a.jpg\u202egpj.exe",
    ],
)
def test_other_files_are_named_as_such(name: str) -> None:
    assert problems(name) == ["type"]


def test_a_gigabyte_is_the_most_a_file_may_have() -> None:
    assert problems("a.jpg", MAX_ATTACHMENT_BYTES) == []
    assert problems("a.jpg", MAX_ATTACHMENT_BYTES + 1) == ["size"]
    assert problems("a.jpg", None) == []


def test_each_bad_file_is_a_finding_that_names_it() -> None:
    files = (Attachment("a.pdf", 1), Attachment("b.jpg", 1), Attachment("c.mp4", 1))
    found = hits("attachment", "Two files.", CheckContext(attachments=files))
    assert [hit.subject for hit in found] == ["a.pdf", "c.mp4"]
