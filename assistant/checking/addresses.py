"""Mail addresses and links in a view whose disguises are undone (see `assistant.checking.disguises`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from assistant.checking.disguises import MAIL_HOSTS

_MAIL = regex.compile(
    r"(?<![\p{L}\p{N}._%+*-])[\p{L}\p{N}_][\p{L}\p{N}._%+-]{0,63}+@"
    rf"(?:(?:[\p{{L}}\p{{N}}][\p{{L}}\p{{N}}-]{{0,62}}+\.){{1,5}}[\p{{L}}]{{2,24}}+|(?:{MAIL_HOSTS})(?![\p{{L}}\p{{N}}]))"
)
_NAMED_BOX = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}@.])(?P<host>{MAIL_HOSTS}|جيميل|هوتميل|ياهو|اوتلوك)(?: (?:id|address|account))?"
    r"(?: ?[:=] ?| is | هو )(?P<box>(?=[a-z._-]{1,30}[0-9._])[a-z0-9][a-z0-9._-]{2,40}+)(?!@)"
)
"""A provider and a mailbox without the sign between them: "gmail: huda.outlet7"."""
_DIGITS_AT = regex.compile(r"\d{1,4}@")
_WORD_BEFORE = regex.compile(r"[\p{L}\p{N}._-]+ $")
_TOKEN = regex.compile(r"[^\s<>\"]+")
_LONGEST_TOKEN = 500
_DOTTED = regex.compile(r"(?<=[\p{L}\p{N}]\.)\p{L}{2,24}+")
_SCHEME = regex.compile(r"^[a-z]{2,12}:(?://)?")
_NO_HOST_END = regex.compile(r"[/?#:]")
_LETTER = regex.compile(r"\p{L}")

_ARABIC_TOP_LEVEL = ("شبكه", "امارات", "السعوديه", "بازار", "موقع", "مصر", "عرب", "قطر")
_FILES = frozenset(("zip", "mov", "ps", "md", "sh", "py", "pl", "rs"))
"""Ends of file names that are also top-level domains."""
_SURE = """
com net org info biz shop store online site website xyz club click link vip app dev io co tech blog
ae sa eg kw qa bh om jo lb ly gl gd ee uk de fr eu tr pk cn ru ph tv bio gle goog شبكه امارات السعوديه بازار
"""
_SURE_ENDS = frozenset(_SURE.split())
"""Domain ends that hardly follow a full stop: "alnoor.ae" is a link wherever it stands."""
_FUNCTION = """
the our my your this that please then and or to from in on at it item order refund now here thanks
box chat you us me is was not return photo photos day days again first also if we i so but with a of by dot
"""
_FUNCTION_WORDS = frozenset(_FUNCTION.split())
"""Words that end or begin a sentence rather than name a site: "see the.link" is a missing space."""
_SHORT = """
wa.me t.me m.me fb.me ig.me bit.ly is.gd v.gd s.id goo.gl forms.gle g.co cutt.ly rb.gy t.co lnkd.in amzn.to
amzn.eu shorturl.at rebrand.ly ow.ly surl.li bit.do tiny.cc linktr.ee youtu.be instagr.am
"""
_SHORTENERS = frozenset(_SHORT.split())
_CUE = regex.compile(
    r"(?:visit|website|site|link|page|url|web|domain|go to|via|"
    r"موقع\p{L}*|رابط|لينك|الرابط|زور\p{L}*|صفحت\p{L}*|ادخل\p{L}*)[^.!?\n]{0,25}$"
)
_OWN_HOSTS = ("noon.com", "noon.partners", "نون.com")


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address or link: its text as it would be typed, its host, its place in the view."""

    text: str
    host: str
    start: int
    end: int

    @property
    def is_noons(self) -> bool:
        """Whether it belongs to noon itself: noon.com and what lies under it, not noon.com.evil.io."""
        return any(self.host == own or self.host.endswith("." + own) for own in _OWN_HOSTS)


def mails(text: str) -> tuple[Address, ...]:
    """The mail addresses in a text, noon's among them."""
    addresses = [
        Address(text[start:end], text[start:end].rpartition("@")[2], start, end)
        for start, end in _mail_spans(text)
    ]
    boxes = [Address(found["box"], found["host"], *found.span("box")) for found in _NAMED_BOX.finditer(text)]
    return (*addresses, *boxes)


def links(text: str) -> tuple[Address, ...]:
    """The links and bare domains in a text, noon's among them; mail addresses are none."""
    taken = _mail_spans(text)
    at = 0
    found = []
    for start, end, host in _link_spans(text):
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        if at == len(taken) or end <= taken[at][0]:
            found.append(Address(text[start:end], host, start, end))
    return tuple(found)


def _mail_spans(text: str) -> list[tuple[int, int]]:
    if "@" not in text:
        return []
    return [
        (_mailbox_start(text, found.start()), found.end())
        for found in _MAIL.finditer(text)
        if not text.startswith("//", found.start() - 2)
    ]


def _mailbox_start(text: str, start: int) -> int:
    """Where a mailbox begins: digits alone belong to the word before ("noor store 22 at gmail")."""
    digits = _DIGITS_AT.match(text, start)
    before = _WORD_BEFORE.search(text, max(0, start - 30), start) if digits else None
    return before.start() if before else start


@cache
def _scanner() -> tuple[Any, frozenset[str]]:
    """The link scanner and every public top-level domain; loaded when a draft first needs them."""
    from linkify_it import LinkifyIt
    from linkify_it.tlds import TLDS

    ends = (*(end.lower() for end in TLDS), *_ARABIC_TOP_LEVEL)
    return LinkifyIt().tlds(list(ends)), frozenset(ends)


def _link_spans(text: str) -> Iterator[tuple[int, int, str]]:
    for token in _TOKEN.finditer(text):
        word = token[0][:_LONGEST_TOKEN]
        ends = _DOTTED.findall(word)
        if not ends and "://" not in word:
            continue
        scanner, public = _scanner()
        if "://" not in word and public.isdisjoint(ends):
            continue
        for link in scanner.match(word) or ():
            start, end = token.start() + link.index, token.start() + link.last_index
            host = _host(link.raw)
            if link.schema != "mailto:" and _is_link(text, start, end, host):
                yield start, end, host


def _host(raw: str) -> str:
    """The host a browser would open: after user names, before port, path or query."""
    rest = _SCHEME.sub("", raw) if "://" in raw or raw.startswith("//") else raw
    return _NO_HOST_END.split(rest.lstrip("/"), maxsplit=1)[0].rpartition("@")[2].rstrip(".")


def _is_link(text: str, start: int, end: int, host: str) -> bool:
    """Whether a dotted word is an address rather than a file, a number or two sentences run together."""
    written = text[start:end]
    if "://" in written or host.startswith("www.") or host in _SHORTENERS:
        return True
    if start and text[start - 1] in "@*":
        return False
    labels = host.split(".")
    last = labels[-1]
    if not _LETTER.search("".join(labels[:-1])) or last in _FILES:
        return False
    if len(labels) == 2 and labels[0] in _FUNCTION_WORDS:
        return False
    if last in _SURE_ENDS and len(labels[-2]) > 1:
        return True
    if len(labels) > 2 and len(min(labels[:-1], key=len)) > 1:
        return True
    return len(written) > len(host) + 2 or bool(_CUE.search(text, max(0, start - 40), start))
