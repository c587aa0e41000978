"""Disguised addresses and numbers, read as a person would type or dial them."""

from __future__ import annotations

import pytest

from assistant.checking.document import Document
from assistant.checking.numbers import chains, plural_runs


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("see lamar dot com", "lamar.com"),
        ("see lamar [.] com", "lamar.com"),
        ("see hxxps://lamar[.]com/x", "https://lamar.com/x"),
        ("see w w w . l a m a r . c o m", "www.lamar.com"),
        ("see lаmаr.com", "lamar.com"),
        ("شوفوا لمار دوت كوم", "لمار.com"),
        ("see bit dot ly slash ab3", "bit.ly/ab3"),
    ],
)
def test_a_disguised_link_is_read_and_found_where_it_stands(text: str, typed: str) -> None:
    document = Document(text)
    (link,) = document.links
    assert link.text == typed
    start, end = document.address_span(link)
    assert (start, end) == (len(text.split()[0]) + 1, len(text))


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("to ali at gmail dot com", "ali@gmail.com"),
        ("to ali (at) gmail . com", "ali@gmail.com"),
        ("to علي آت جيميل نقطة كوم", "علي@gmail.com"),
        ("to ali dot b at hotmail", "ali.b@hotmail"),
        ("to sales at lamar dot ae", "sales@lamar.ae"),
    ],
)
def test_a_disguised_mail_address_is_read_and_is_no_link(text: str, typed: str) -> None:
    document = Document(text)
    (mail,) = document.mails
    assert mail.text == typed
    assert document.address_span(mail) == (3, len(text))
    assert not document.links


@pytest.mark.parametrize(
    "text",
    ["find it at lamar", "the dot on the lens", "photo.jpg", "v2.0", "done.Thank you", "size M.L", "9.am"],
)
def test_plain_words_files_and_versions_are_no_address(text: str) -> None:
    document = Document(text)
    assert not document.links
    assert not document.mails


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("٠٥٠ ١٢٣", "050123"),
        ("zero five oh", "050"),
        ("double five thirty four", "5534"),
        ("خمسة وثلاثين صفر", "350"),
        ("صفر خمسة تلات صفار", "05000"),
        ("o5O-l2", "05012"),
        ("0️⃣5️⃣0️⃣", "050"),
        ("plus nine seven one", "971"),
        ("sefr 5amsa tlata", "053"),
        ("050\n123", "050123"),
        ("050 then 123", "050123"),
        ("zerofivezero", "050"),
    ],
)
def test_digits_are_read_in_every_writing(text: str, digits: str) -> None:
    folded = Document(text).view.text
    (chain,) = chains(folded)
    assert "".join(piece.digits for piece in plural_runs(chain, folded)) == digits


@pytest.mark.parametrize("text", ["05/06/2025", "10:30", "1,250", "192.168.1.1", "no digits"])
def test_dates_times_thousands_and_local_addresses_are_not_dialled(text: str) -> None:
    assert chains(text) == []
