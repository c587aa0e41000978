"""A reading of the draft with the commonest disguises of words undone, offsets kept.

Look-alike letters become the letter they imitate, drawn-out letters are shortened, words spelled with
spaces or dots are joined, and star signs are read as the word "star".
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from assistant.checking.lookalikes import ALIKE, imitated
from assistant.text.spans import View

_STARS = "⭐🌟★☆"
_MOST_STARS = 5

_REPEATED = r"(?P<letter>\p{L})(?P=letter){2,}"
_SPELLED = r"(?<![\p{L}\p{N}])(?!a )\p{L}(?:(?P<gap>[ .*_·-])\p{L}(?:(?P=gap)\p{L}){2,})(?![\p{L}\p{N}])"
# 0, 1, @ and $ stand for no sound in Arabizi, so between Latin letters they can only be a disguise.
_LEET = r"(?<=[a-z]{2})[01@$](?=[a-z]{2})|(?<=\b[a-z])[01@$](?=[a-z]{3})"
_DISGUISE = regex.compile(
    rf"(?P<spelled>{_SPELLED})|(?P<repeated>{_REPEATED})|(?P<leet>{_LEET})"
    rf"|(?P<star>[{_STARS}]+)|(?P<alike>{ALIKE.pattern})"
)
_LEET_LETTERS = {"0": "o", "1": "i", "@": "a", "$": "s"}
_DOUBLED = "eolsft"
"""Latin letters that English doubles: "freeee" is read as "free", "goooood" as "good"."""
_NOT_LETTERS = regex.compile(r"[^\p{L}]")


def plain(view: View) -> View:
    """Return the view with disguises undone; the same view when there are none."""
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for start, end, new in _rewrites(view.text):
        text.append(view.text[done:start])
        starts.extend(view.starts[done:start])
        ends.extend(view.ends[done:start])
        text.append(new)
        starts.extend([view.starts[start]] * len(new))
        ends.extend([view.ends[end - 1]] * len(new))
        done = end
    if not done:
        return view
    text.append(view.text[done:])
    return View("".join(text), (*starts, *view.starts[done:]), (*ends, *view.ends[done:]))


def _rewrites(text: str) -> Iterator[tuple[int, int, str]]:
    for found in _DISGUISE.finditer(text):
        yield found.start(), found.end(), _reading(found.lastgroup or "", found[0])


def _reading(kind: str, found: str) -> str:
    if kind == "star":
        return " star" * min(len(found), _MOST_STARS) + " "
    if kind == "alike":
        return imitated(found)
    if kind == "leet":
        return _LEET_LETTERS[found]
    if kind == "repeated":
        return found[0] * 2 if found[0] in _DOUBLED else found[0]
    return _NOT_LETTERS.sub("", found)
