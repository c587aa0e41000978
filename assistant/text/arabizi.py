"""Reading Arabizi: Arabic written in Latin letters and digits, turned into Arabic script.

A word is looked up in a dictionary first; a word it lacks is spelled out by rules (7 is ح, 3 is ع, sh is ش …)
whose many readings are ranked by how likely the Arabic word is: its letters, and whether it is a known word.
Spelling is that of the dialects (no hamza on alef, ه and ة as people type them), since what comes out is for
search and for classifiers, not for readers. English words, brands, numbers, ids and links stay as they are.

    reader = load_transliterator(Path("knowledge"))
    reader.to_arabic("el mandoob ma ja, order 88213")   ->  "المندوب ما جا, order 88213"
"""

from __future__ import annotations

import math
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import regex

from assistant.errors import BrokenAsset
from assistant.text.verbatim import NO_WORDS

_WORD = regex.compile(r"[\p{Script=Latin}\p{N}'’‘`´ʼ]*\p{Script=Latin}[\p{Script=Latin}\p{N}'’‘`´ʼ]*")
_UNIT = regex.compile(
    r"\d+(?:[.,]\d+)?(?:x\d*|kg|g|gm|mg|ml|l|cm|mm|m|km|w|v|kw|hz|gb|mb|tb|mah|k|d|g|in|inch|pcs|rd|th|st|nd)"
)
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ", "'"))
_DRAWN_OUT = regex.compile(r"(\p{L})\1{2,}")
_ARTICLES = frozenset({"el", "al", "il", "l", "ul"})
_CLITICS = {
    "w": "و", "b": "ب", "f": "ف", "bel": "بال", "bil": "بال", "bl": "بال", "fel": "في ال", "fil": "في ال",
    "lel": "لل", "lil": "لل", "3al": "عال", "3l": "عال", "hal": "هال", "wel": "وال", "wil": "وال", "wl": "وال",
    "mnel": "من ال", "mel": "من ال",
}  # fmt: skip
_JOINED = (
    "wel",
    "wil",
    "wal",
    "bel",
    "bil",
    "bal",
    "fel",
    "fil",
    "lel",
    "lil",
    "3al",
    "hal",
    "el",
    "al",
    "il",
)
_JOINED_AS = {"wal": "وال", "bal": "بال", "el": "ال", "al": "ال", "il": "ال"}

_Readings = tuple[tuple[str, float], ...]
# How a Latin piece may be read, and what each reading costs (negative log of how usual it is).
_ANYWHERE: dict[str, _Readings] = {
    "b": (("ب", 0),), "t": (("ت", 0.1), ("ط", 1.3)), "th": (("ث", 0.7), ("ذ", 0.9), ("ت", 3), ("ظ", 2.5)),
    "j": (("ج", 0),), "7": (("ح", 0),), "7'": (("خ", 0),), "5": (("خ", 0),), "kh": (("خ", 0.1), ("كه", 4)),
    "d": (("د", 0.2), ("ض", 1.3), ("ذ", 4)), "dh": (("ذ", 0.9), ("ض", 0.8), ("ظ", 1.5), ("ده", 4)),
    "r": (("ر", 0),), "z": (("ز", 0.2), ("ذ", 2), ("ظ", 1.8)), "s": (("س", 0.2), ("ص", 1.3), ("ث", 4.5)),
    "sh": (("ش", 0), ("سه", 5)), "ch": (("ش", 0.4), ("ج", 1.8), ("ك", 2)), "9": (("ص", 0.2), ("ق", 2)),
    "9'": (("ض", 0.2),), "6": (("ط", 0),), "6'": (("ظ", 0.7), ("ض", 0.7)), "3": (("ع", 0),), "3'": (("غ", 0),),
    "gh": (("غ", 0), ("جه", 5)), "8": (("غ", 0.3), ("ق", 1.4)), "f": (("ف", 0),), "q": (("ق", 0),),
    "2": (("ق", 0.8), ("ا", 1.2), ("ء", 1.6), ("ئ", 1.2), ("ؤ", 2.5), ("", 3)),
    "g": (("ج", 0.6), ("ق", 0.8), ("غ", 4)), "k": (("ك", 0.1), ("ق", 2.3)), "l": (("ل", 0),), "m": (("م", 0),),
    "n": (("ن", 0),), "h": (("ه", 0.4), ("ح", 1.2)), "w": (("و", 0),), "y": (("ي", 0), ("ئ", 4)),
    "v": (("ف", 0),), "p": (("ب", 0),), "x": (("كس", 0),), "c": (("ك", 0.9), ("س", 1.2)), "ck": (("ك", 0),),
    "a": (("", 0.6), ("ا", 0.9), ("ع", 4.5)), "aa": (("ا", 0), ("", 5), ("عا", 4)), "e": (("", 0.5), ("ي", 1.8)),
    "ee": (("ي", 0.1),), "i": (("", 0.7), ("ي", 0.8)), "ii": (("ي", 0),), "ie": (("ي", 0.3),),
    "o": (("", 0.9), ("و", 0.7)), "oo": (("و", 0.1),), "ou": (("و", 0.1),), "u": (("", 0.9), ("و", 0.8)),
    "uu": (("و", 0.1),), "ai": (("ي", 0.3), ("اي", 0.9)), "ay": (("ي", 0.3), ("اي", 0.9)), "ei": (("ي", 0.2),),
    "ey": (("ي", 0.3),), "au": (("و", 0.5), ("او", 0.8)), "aw": (("و", 0.4), ("او", 0.9)), "eh": (("ه", 1.5),),
    "ph": (("ف", 0),), "2a": (("ا", 1.2), ("قا", 1.4), ("ق", 0.9), ("أ", 2), ("ئ", 2.2)), "'": (("", 0.5), ("ع", 1.5)),
    "ia": (("يا", 0.7), ("ية", 5)), "iy": (("ي", 0.2),), "yy": (("ي", 0.1),), "eo": (("يو", 1),),
}  # fmt: skip
_FIRST: dict[str, _Readings] = {
    "a": (("ا", 0.3), ("ع", 3)), "e": (("ا", 0.3),), "i": (("ا", 0.4), ("ي", 3)), "o": (("ا", 0.9), ("او", 0.8)),
    "u": (("ا", 0.9), ("او", 0.8)), "2a": (("ا", 1), ("ق", 0.7), ("قا", 1.2)), "2e": (("ا", 1.2), ("ق", 0.8)),
    "2i": (("ا", 1.2), ("ق", 0.8)), "2o": (("ق", 0.7), ("ا", 1.5), ("قو", 1.5)), "aa": (("ا", 0.3), ("عا", 3)),
    "ee": (("اي", 0.5),), "ou": (("او", 0.3), ("ا", 2)), "oo": (("او", 0.3),), "ai": (("اي", 0.4),),
    "ei": (("اي", 0.4),), "ay": (("اي", 0.6),), "au": (("او", 0.4),), "aw": (("او", 0.5),), "2": (("ا", 1), ("ق", 0.5)),
}  # fmt: skip
_LAST: dict[str, _Readings] = {
    "a": (("ة", 0.5), ("ا", 0.8), ("ى", 2), ("ه", 2.2), ("", 3.5)), "ah": (("ة", 0.4), ("ه", 0.7), ("اه", 2.5)),
    "e": (("ي", 1.2), ("ة", 0.7), ("ه", 2), ("", 2.5)), "eh": (("ة", 0.4), ("ه", 0.7), ("يه", 2)),
    "i": (("ي", 0.1),), "y": (("ي", 0),), "o": (("و", 0.8), ("ه", 0.7), ("وا", 1.3)), "oh": (("ه", 0.4), ("وه", 1)),
    "oo": (("و", 0.4), ("وا", 0.8)), "ou": (("و", 0.3), ("وا", 1), ("وه", 3)), "u": (("و", 0.4), ("وا", 1)),
    "aw": (("وا", 0.6), ("و", 1.2), ("او", 1.5)), "aa": (("ا", 0.2), ("ى", 2)), "ia": (("ية", 0.4), ("يا", 1.2)),
    "iya": (("ية", 0.2), ("يا", 1.5)), "eya": (("ية", 0.2), ("يا", 1.5)), "iyya": (("ية", 0.1),), "iye": (("ية", 0.2),),
    "iyye": (("ية", 0.1),), "a2": (("اء", 0.6), ("اق", 0.9), ("ق", 0.8)), "ee": (("ي", 0.2),), "ye": (("ية", 0.4), ("ي", 1)),
    "2": (("ق", 0.4), ("ء", 0.8)), "et": (("ت", 0.8), ("ة", 0.8)), "it": (("ت", 0.8), ("ة", 1.2)),
    "at": (("ت", 1), ("ات", 1), ("ة", 1.2)), "ay": (("ي", 0.3), ("اي", 0.7)), "ai": (("ي", 0.3), ("اي", 0.7)),
}  # fmt: skip
_LONGEST_PIECE = 4
_WIDTH = 16
_LONGEST_WORD = 24
_UNSEEN = math.log(0.4)
_LETTERS_WEIGH = 0.5


@dataclass(frozen=True, eq=False)
class Characters:
    """What Arabic words look like, learned by `train_characters`.

    grams: log chance of the last letter of a run of up to 4 after the ones before it ("^" and "$" bound a word).
    words: log chance of the known words. english: lower-case English words, which stay Latin.
    """

    grams: Mapping[str, float]
    words: Mapping[str, float]
    english: frozenset[str]

    def cost(self, before: str, char: str) -> float:
        """Minus the log chance of a letter after those before it, backing off to shorter contexts."""
        run = before[-3:] + char
        penalty = 0.0
        while run:
            known = self.grams.get(run)
            if known is not None:
                return penalty - known
            penalty -= _UNSEEN
            run = run[1:]
        return penalty + 6.0

    def save(self, path: Path) -> None:
        """Write the model; the same model gives the same bytes."""
        grams, words = sorted(self.grams), sorted(self.words)
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                grams=np.frombuffer("\n".join(grams).encode(), dtype=np.uint8),
                gram_chances=np.array([self.grams[g] for g in grams], dtype=np.float16),
                words=np.frombuffer("\n".join(words).encode(), dtype=np.uint8),
                word_chances=np.array([self.words[w] for w in words], dtype=np.float16),
                english=np.frombuffer("\n".join(sorted(self.english)).encode(), dtype=np.uint8),
            )

    @classmethod
    def load(cls, path: Path) -> Characters:
        """Read a model. Raises `BrokenAsset`."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                names = {
                    key: bytes(stored[key]).decode().split("\n") for key in ("grams", "words", "english")
                }
                return cls(
                    dict(zip(names["grams"], stored["gram_chances"].astype(float).tolist(), strict=True)),
                    dict(zip(names["words"], stored["word_chances"].astype(float).tolist(), strict=True)),
                    frozenset(names["english"]),
                )
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise BrokenAsset(path, f"is not a character model ({error}); `radd train` builds it") from error


_ARABIC_WORD = regex.compile(r"[\u0621-\u063a\u0641-\u064a]+")
_MARKS = regex.compile(r"[\u064b-\u0652\u0670ـ]")
_ALEFS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا"})
_ENGLISH_WORD = regex.compile(r"[a-z]+(?:'[a-z]+)?")


def train_characters(
    arabic: Iterable[str], english: Iterable[str], *, dictionary: Mapping[str, str] | None = None
) -> Characters:
    """Learn from Arabic texts (spelling) and English texts (which words stay). Deterministic.

    Words of the dictionary count once each as known words.
    """
    dictionary = dictionary or {}
    seen: Counter[str] = Counter()
    for text in arabic:
        seen.update(_ARABIC_WORD.findall(_MARKS.sub("", text).translate(_ALEFS)))
    for entry in dictionary.values():
        seen.update(entry.translate(_ALEFS).split())
    runs: Counter[str] = Counter()
    contexts: Counter[str] = Counter()
    for word, count in seen.items():
        weight = 1 + math.log2(count)
        letters = f"^{word}$"
        for end in range(1, len(letters)):
            for size in range(min(4, end + 1)):
                context = letters[end - size : end]
                runs[context + letters[end]] += weight  # type: ignore[assignment]
                contexts[context] += weight  # type: ignore[assignment]
    grams = {
        run: math.log(count / contexts[run[:-1]]) for run, count in runs.items() if len(run) < 4 or count >= 2
    }
    total = sum(seen.values())
    words = {word: math.log(count / total) for word, count in seen.items() if count > 1 or len(word) < 9}
    spoken = Counter(word for text in english for word in _ENGLISH_WORD.findall(text.lower()))
    # A word of both languages stays in doubt only where English speakers use it often.
    kept = {
        word
        for word, count in spoken.items()
        if len(word) > 1 and count > (2 if word in dictionary else 1) and word not in _ARTICLES
    }
    return Characters(grams, words, frozenset(kept))


class Transliterator:
    """Turns Arabizi into Arabic script. Safe to share between threads; words are cached."""

    def __init__(self, dictionary: Mapping[str, str], characters: Characters) -> None:
        self._dictionary = dict(dictionary)
        self._characters = characters
        self._by_sound: dict[str, str] = {}
        for spelling in sorted(self._dictionary):
            self._by_sound.setdefault(sound_of(spelling), self._dictionary[spelling])
        self._read = lru_cache(maxsize=20_000)(self._read_word)

    def to_arabic(self, text: str) -> str:
        """The text in Arabic script; what is not Arabizi stays in place."""
        spans = _words(text)
        stays = self._english(text, spans)
        shouted = text.isupper()
        out: list[str] = []
        joining = ""  # particles read so far that lean on the next word
        done = 0
        for (start, end), english in zip(spans, stays, strict=True):
            gap = text[done:start]
            done = end
            if joining and gap.strip(" -'"):
                out.append(joining)
                joining = ""
            if not joining:
                out.append(gap)
            word = text[start:end]
            lean = None if english else self._leaning(word, text, end)
            if lean is not None:
                joining = _join(joining, lean)
                continue
            if shouted:
                word = word.lower()
            elif _opens_sentence(text, start):
                word = word[:1].lower() + word[1:]
            arabic = text[start:end] if english else self._read(word)
            if not joining:
                out.append(arabic)
            elif _ARABIC_WORD.match(arabic):
                out.append(_join(joining, arabic))
            else:
                out.append(f"{joining} {text[start:end]}")
            joining = ""
        out += (joining, text[done:])
        return "".join(out)

    def _english(self, text: str, spans: list[tuple[int, int]]) -> list[bool]:
        """Which words are English for sure, or could be either and stand among such."""
        kinds: list[bool | None] = []
        for start, end in spans:
            plain = _plain(text[start:end])
            english = plain in self._characters.english or plain in ("i", "a")
            arabizi = plain in self._dictionary or plain in _ARTICLES or plain in _CLITICS
            kinds.append(None if english and arabizi else english)
        before, after = _nearest(kinds), _nearest(kinds[::-1])[::-1]
        return [
            kind if kind is not None else {left, right} in ({True}, {True, None})
            for kind, left, right in zip(kinds, before, after, strict=True)
        ]

    def knows(self, word: str) -> tuple[bool, bool]:
        """Whether the dictionary has a word as spelled; and whether it has one that sounds like it."""
        plain = _plain(word)
        return plain in self._dictionary or plain in _ARTICLES, sound_of(plain) in self._by_sound

    def _leaning(self, word: str, text: str, end: int) -> str | None:
        """The Arabic of an article, a conjunction or a one-letter preposition that a word follows."""
        following = text[end : end + 2]
        if len(following) < 2 or following[0] not in " -" or not (following[1].isalnum()):
            return None
        plain = _plain(word)
        if plain in _ARTICLES:
            return "ال"
        return _CLITICS.get(plain)

    def _read_word(self, word: str) -> str:
        plain = _plain(word)
        known = self._dictionary.get(plain)
        if known is not None:
            return known
        if self._stays(word, plain):
            return word
        for prefix in _JOINED:
            rest = plain[len(prefix) :]
            if len(rest) > 2 and plain.startswith(prefix):
                known = self._dictionary.get(rest) or self._by_sound.get(sound_of(rest))
                if known is not None and not known.startswith("ال"):
                    return _join(_JOINED_AS.get(prefix) or _CLITICS[prefix], known)
        known = self._by_sound.get(sound_of(plain))
        return known if known is not None else self._spell(plain)

    def _stays(self, word: str, plain: str) -> bool:
        """Whether a word that the dictionary lacks is no Arabizi: English, a name, a code, a measure."""
        if len(plain) == 1 or len(plain) > _LONGEST_WORD or not plain.isascii():
            return True
        if plain in self._characters.english or _UNIT.fullmatch(plain) or _CODE.search(plain):
            return True
        if word.isupper() and len(word) <= 4:
            return True
        return word[:1].isupper() and word[1:].islower() and not _ARABIZI_DIGIT.search(word)

    def _spell(self, plain: str) -> str:
        """The best reading by rules: a beam over the pieces of the word."""
        word = regex.sub(r"([bcdfghjklmnpqrstvwyz])\1", r"\1", plain)
        beams: list[dict[str, float]] = [{} for _ in range(len(word) + 1)]
        beams[0][""] = 0.0
        cost = self._characters.cost
        for at in range(len(word)):
            best = sorted(beams[at].items(), key=lambda item: (item[1], item[0]))[:_WIDTH]
            for size in range(1, min(_LONGEST_PIECE, len(word) - at) + 1):
                readings = _readings(word[at : at + size], at == 0, at + size == len(word))
                target = beams[at + size]
                for so_far, paid in best:
                    for arabic, price in readings:
                        total = paid + price
                        reached = so_far
                        for char in arabic:
                            total += _LETTERS_WEIGH * cost("^" + reached, char)
                            reached += char
                        if total < target.get(reached, math.inf):
                            target[reached] = total
        finals = [
            (paid + _LETTERS_WEIGH * cost("^" + arabic, "$") + self._word_cost(arabic), arabic)
            for arabic, paid in beams[-1].items()
            if arabic
        ]
        return min(finals)[1] if finals else plain

    def _word_cost(self, arabic: str) -> float:
        for prefix, price in (("", 0.0), ("ال", 1.0), ("و", 1.5), ("ب", 1.5)):
            chance = self._characters.words.get(arabic[len(prefix) :]) if arabic.startswith(prefix) else None
            if chance is not None:
                return price - 0.35 * (chance + 12.0) - 1.0
        return 3.0


_CODE = regex.compile(r"[014]|\d{3}|^\d+$")
_ARABIZI_DIGIT = regex.compile(r"[2356789]")


def _nearest(kinds: list[bool | None]) -> list[bool | None]:
    """For each word, the kind of the nearest sure word before it; None when there is none."""
    out: list[bool | None] = []
    last: bool | None = None
    for kind in kinds:
        out.append(last)
        last = last if kind is None else kind
    return out


def _opens_sentence(text: str, start: int) -> bool:
    """Whether a word stands where a keyboard writes a capital by itself."""
    before = text[:start].rstrip()
    return not before or before[-1] in ".!?\n"


@lru_cache(maxsize=4096)
def _readings(piece: str, first: bool, last: bool) -> _Readings:
    found: dict[str, float] = {}
    for table, applies in ((_FIRST, first), (_LAST, last and not first)):
        if applies and piece in table:
            found = dict(table[piece])
            break
    else:
        found = dict(_ANYWHERE.get(piece, ()))
    return tuple(sorted(found.items()))


def _words(text: str) -> list[tuple[int, int]]:
    """Spans of the words that may be Arabizi: outside links, addresses, handles and codes."""
    kept = [match.span() for match in NO_WORDS.finditer(text)]
    spans = []
    at = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        while at < len(kept) and kept[at][1] <= start:
            at += 1
        if at < len(kept) and kept[at][0] < end:
            continue
        while start < end and text[start] in "'’‘`´ʼ":
            start += 1
        while end > start and text[end - 1] in "’‘`´ʼ":
            end -= 1
        if start < end:
            spans.append((start, end))
    return spans


def _plain(word: str) -> str:
    return _DRAWN_OUT.sub(r"\1", word.lower().translate(_APOSTROPHES))


_SOUNDS = (
    ("3'", "8"), ("gh", "8"), ("7'", "5"), ("kh", "5"), ("sh", "$"), ("ch", "$"), ("9'", "d"), ("6'", "d"),
    ("dh", "d"), ("ou", "o"), ("oo", "o"), ("u", "o"), ("ee", "i"), ("ei", "i"), ("ie", "i"), ("ai", "i"),
    ("ay", "i"), ("ey", "i"), ("iy", "y"), ("e", "i"), ("aa", "a"), ("6", "t"), ("9", "s"), ("aw", "o"),
)  # fmt: skip
_DOUBLED = regex.compile(r"(.)\1+")
_SILENT_H = regex.compile(r"(?<=[aio])h$")


@lru_cache(maxsize=20_000)
def sound_of(spelling: str) -> str:
    """A key that the usual spellings of one word share: shaghal, sha8al, shaghaal."""
    key = spelling
    for piece, sound in _SOUNDS:
        key = key.replace(piece, sound)
    key = _DOUBLED.sub(r"\1", key)
    return (_SILENT_H.sub("", key) or key).replace("7", "h")


def _join(joining: str, word: str) -> str:
    """و + ال + كتاب, with لل and بال for the articles that melt into a preposition."""
    if joining.endswith("ال") and word.startswith("ال"):
        return joining + word[2:] if len(word) > 4 else joining + word
    return joining + word


def read_dictionary(path: Path) -> dict[str, str]:
    """Read `latin<TAB>arabic` lines; `#` starts a comment line. Raises `BrokenAsset`."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenAsset(path, f"cannot be read: {error}") from error
    words: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        latin, tab, arabic = line.partition("\t")
        if not tab or not arabic.strip() or latin != _plain(latin.strip()):
            raise BrokenAsset(path, f"line {number} is not 'latin<TAB>arabic' in lower case")
        words[latin] = arabic.strip()
    return words


def load_characters(knowledge: Path) -> Characters:
    """Read the character model."""
    return Characters.load(knowledge / "models" / "arabic_chars.npz")


def load_transliterator(knowledge: Path) -> Transliterator:
    """Read the dictionary and the character model."""
    dictionary = read_dictionary(knowledge / "lexicons" / "arabizi_words.tsv")
    return Transliterator(dictionary, load_characters(knowledge))
