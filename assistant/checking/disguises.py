"""Readings of a draft in which disguised addresses and numbers stand plainly, offsets kept.

`addresses` turns "shop dot com", "شوب دوت كوم", "ali (at) gmail . com", "hxxp", "w w w . x . c o m" into
what a reader would type. `letters` undoes look-alike letters and circled digits only.
"""

from __future__ import annotations

from collections.abc import Callable

import regex

from assistant.checking.lookalikes import ALIKE, imitated
from assistant.text.spans import View

_MAIL_PROVIDERS = {
    "gmail": "g ?mail|جي ?ميل|جميل", "hotmail": "hot ?mail|هو?ت ?ميل", "yahoo": "yahoo|ياهو",
    "outlook": "out ?look|اوت ?لوك", "icloud": "i ?cloud|اي ?كلاود", "proton": "proton(?:mail)?|بروتون",
    "ymail": "ymail", "live": "live|لايف",
}  # fmt: skip
_TOP_LEVEL_WORDS = {
    "com": "كوم", "net": "نت", "org": "اورج|اورغ", "store": "ستور", "shop": "شوب", "info": "انفو",
    "me": "مي", "ly": "لي", "ae": "اي ?اي", "sa": "اس ?اي", "co": "كو", "online": "اونلاين", "site": "سايت",
}  # fmt: skip
MAIL_HOSTS = "gmail|googlemail|hotmail|yahoo|outlook|icloud|proton|protonmail|ymail|live|aol|msn"
"""Mail providers whose name alone, after an @, makes an address."""

_END = r"(?![\p{L}\p{N}])"
_DOT = r"(?:d[o0]tt?|no[2kq]ta|nu[2kq]ta|punto|د[وؤ0]ت|ضوت|نقطه|نقطة|بوينت)"
_AT = r"(?:at|et|arroba|ات|اتس)"
_GAP = r"[\s_-]{1,3}"
_PART = r"[\p{L}\p{N}][\p{L}\p{N}-]{0,40}+"
_LATIN_END = (
    r"(?:com|net|org|info|shop|store|online|site|website|ae|sa|eg|kw|qa|bh|om|jo|lb|co|me|ly|io|gl|be|ee|app"
    rf"|link|biz|xyz){_END}"
)
_ARABIC_END = "".join((r"(?:", "|".join(f"(?P<{k}>{v})" for k, v in _TOP_LEVEL_WORDS.items()), ")", _END))
_ARABIC_END_UNNAMED = f"(?:{'|'.join(_TOP_LEVEL_WORDS.values())}){_END}"
_ANY_END = f"(?:{_LATIN_END}|{_ARABIC_END_UNNAMED})"
_ANY_PROVIDER = "|".join(_MAIL_PROVIDERS.values())

# Words that stand before "at" or "@" and a site's name without being anybody's mailbox.
_NO_MAILBOX = regex.compile(
    r"(?<![\p{L}\p{N}])(?:us|me|it|is|are|here|order|now|found|find|look|up|available|sold|sell|buy|page|site|"
    r"website|online|visit|check|them|item|one|price|shop|store|out|that|this|only|products?|account)$"
)
_NOBODY = regex.compile(
    r"(?<![\p{L}\p{N}])(?:us|me|it|is|are|here|an|a|the|this|that|look|email|mail|account)$"
)
_MAIL_NAMED = regex.compile(r"mail|imeil|ايميل|بريد|الميل")
_LIKE_A_MAILBOX = regex.compile(r"[0-9._][\p{L}\p{N}._-]*$")

_Edit = tuple[regex.Pattern[str], Callable[[regex.Match[str]], str]]


def _to(new: str) -> Callable[[regex.Match[str]], str]:
    return lambda _: new


def _at_provider(found: regex.Match[str]) -> str:
    """An "at" before a mail provider's name becomes @, but not in "contact us at Yahoo"."""
    before = found.string[max(0, found.start() - 20) : found.start()]
    return found[0] if _NOBODY.search(before) else "@"


def _at_or_as_it_was(found: regex.Match[str]) -> str:
    """An "at" becomes @ unless what stands before it is no mailbox ("find it at shop.com")."""
    before = found.string[max(0, found.start() - 20) : found.start()]
    if _NO_MAILBOX.search(before):
        return found[0]
    if found.groupdict().get("plain") and not _LIKE_A_MAILBOX.search(before):
        return found[0]
    return "@"


def _provider(found: regex.Match[str]) -> str:
    return next(name for name, spoken in _MAIL_PROVIDERS.items() if regex.fullmatch(spoken, found[0]))


def _dotted_end(found: regex.Match[str]) -> str:
    named = [name for name, value in found.groupdict().items() if value is not None]
    return "." + (named[0] if named else "")


_EDITS: tuple[_Edit, ...] = (
    (  # a l n o o r . c o m
        regex.compile(r"(?<![\p{L}\p{N}])[a-z0-9] (?:[a-z0-9.@:/_-] ){1,60}[a-z0-9](?![\p{L}\p{N}])"),
        lambda found: found[0].replace(" ", ""),
    ),
    (  # www noor home com
        regex.compile(rf"(?<![\p{{L}}\p{{N}}])www ({_PART}) (?:({_PART}) )??(?:com|كوم){_END}"),
        lambda found: f"www.{found[1]}{found[2] or ''}.com",
    ),
    # the zero in c0m, behind a dot or its name
    (regex.compile(rf"(?<=(?:[.]|{_DOT}) ?)c0m{_END}"), _to("com")),
    (
        regex.compile(r"(?<![\p{L}\p{N}])(?P<scheme>https?):(?=[\p{L}\p{N}])"),
        lambda found: f"{found['scheme']}://",
    ),
    (regex.compile(rf"(?:دبليو ?){{3}}{_DOT}[ .]?"), _to("www.")),
    (regex.compile(r"(?<=[\p{L}\p{N}]) ?[。·•‧∙⋅] ?(?=[\p{L}\p{N}])"), _to(".")),
    (regex.compile(rf"\s?[\[({{<|*]\s?(?:\.|{_DOT}|point)\s?[\])}}>|*]\s?"), _to(".")),
    (regex.compile(r"\s?[(\[]\s?\.(?=(?:com|net|org|ae|sa)\s?[)\]])"), _to(".")),
    (regex.compile(rf"\s?[\[({{<|*]\s?(?:@|a|{_AT})\s?[\])}}>|*]\s?(?=[\p{{L}}\p{{N}}])"), _to("@")),
    (
        regex.compile(r"(?<![\p{L}\p{N}])h(?:tt|xx|\*\*|t t )p(?P<s>s?)(?: ?: ?/ ?/ ?| ?\[:\] ?// ?|:\\\\)"),
        lambda found: f"http{found['s']}://",
    ),
    (regex.compile(r"\s{1,2}(?:forward slash|slash|سلاش)\s{1,2}"), _to("/")),
    (regex.compile(r"\s{1,2}(?:under ?score|اندر ?سكور|شرطه سفليه)\s{1,2}"), _to("_")),
    (  # ali at gmail, علي ات جيميل
        regex.compile(rf"(?:{_GAP}{_AT}{_GAP}|\s{{0,2}}@\s{{0,2}})(?=(?:{_ANY_PROVIDER}){_END})"),
        _at_provider,
    ),
    # noor 22 gmail com
    (regex.compile(rf"(?<=(?:gmail|hotmail|yahoo|outlook)) (?=com{_END})"), _to(".")),
    (regex.compile(rf"(?P<plain> )(?=(?:gmail|hotmail|yahoo|outlook)\.com{_END})"), _at_or_as_it_was),
    (  # noor.22 on gmail, نور٢٢ في جيميل
        regex.compile(rf"(?P<plain> (?:on|in|a|3ala|3al|في|علي|ع) )(?=(?:{_ANY_PROVIDER}){_END})"),
        _at_or_as_it_was,
    ),
    (  # my e-mail: noor88 gmail
        regex.compile(rf"(?P<plain> )(?=(?:{_ANY_PROVIDER}){_END})"),
        lambda found: (
            _at_or_as_it_was(found)
            if _MAIL_NAMED.search(found.string, max(0, found.start() - 50), found.start())
            else " "
        ),
    ),
    (regex.compile(rf"(?<=@)(?:{_ANY_PROVIDER}){_END}"), _provider),
    (  # sales at alnoor dot com
        regex.compile(rf"(?:{_GAP}{_AT}{_GAP}|\s{{0,2}}@\s{{0,2}})(?={_PART}{_GAP}{_DOT}{_GAP}{_ANY_END})"),
        _at_or_as_it_was,
    ),
    (  # noor.22 at alnoor.com, sales @ alnoor.com
        regex.compile(
            rf"(?:(?P<plain>{_GAP}{_AT}{_GAP}|\s{{1,2}}@)|\s{{0,2}}@\s{{1,2}})(?={_PART}\.[a-z]{{2}})"
        ),
        _at_or_as_it_was,
    ),
    # noor dot store at gmail: the dots of the mailbox
    (regex.compile(rf"{_GAP}{_DOT}{_GAP}(?=[\p{{L}}\p{{N}}._-]{{1,40}}+@)"), _to(".")),
    # www dot alnoor dot com: the dots but the last
    (regex.compile(rf"{_GAP}{_DOT}{_GAP}(?={_PART}{_GAP}{_DOT}{_GAP}{_ANY_END})"), _to(".")),
    (regex.compile(rf"(?<=[\p{{L}}\p{{N}}]){_GAP}(?:{_DOT}|point){_GAP}(?={_LATIN_END})"), _to(".")),
    (regex.compile(rf"(?<=[\p{{L}}\p{{N}}]){_GAP}{_DOT}[\s_-]{{0,3}}{_ARABIC_END}"), _dotted_end),
    (regex.compile(rf"(?<=[\p{{L}}\p{{N}}]{{2}}) ?[.] ?{_ARABIC_END}"), _dotted_end),
    (regex.compile(rf"(?<=[a-z0-9]{{3}})(?:dot|,)(?=com{_END})"), _to(".")),
    (regex.compile(r"(?<=(?<![\p{L}\p{N}])www)\s{0,2}\.\s{0,2}(?=[\p{L}\p{N}])"), _to(".")),
    (regex.compile(rf"(?<=[\p{{L}}\p{{N}}])\s{{0,2}}\.\s{{0,2}}(?=(?:com|ae){_END})"), _to(".")),
    (regex.compile(rf"(?<=[\p{{L}}\p{{N}}])\s{{1,2}}\.\s{{0,2}}(?={_LATIN_END})"), _to(".")),
    # No host has a low line; a hyphen keeps it in one piece.
    (regex.compile(rf"(?<=[a-z0-9])_(?=[a-z0-9-]{{1,30}}+\.(?:com|net|ae|sa){_END})"), _to("-")),
    (regex.compile(r"(?<=\.(?:com|me|ly|gl|ee|co))\s{0,2}/\s{0,2}(?=[\p{L}\p{N}])"), _to("/")),
)


def letters(view: View) -> View:
    """The view with look-alike letters and circled digits turned into what they imitate."""
    return view.edited(
        (found.start(), found.end(), imitated(found[0])) for found in ALIKE.finditer(view.text)
    )


def addresses(view: View) -> View:
    """The view with web and mail addresses as they would be typed."""
    view = letters(view)
    for pattern, new in _EDITS:
        view = view.edited((found.start(), found.end(), new(found)) for found in pattern.finditer(view.text))
    return view
