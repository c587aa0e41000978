"""Reading documents: files of five kinds to titled sections. The only door to pypdf, python-docx, lxml and
markdown-it.

A document is somebody else's text: nothing in it is run, fetched or obeyed, and what would hide from a reader (scripts,
styles, comments, invisible characters) is left out.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePath

import regex

from assistant.errors import InvalidInput, MissingDependency
from assistant.models import LARGEST_DOCUMENT

_LARGEST_UNPACKED = 100_000_000
_MOST_PAGES = 1_000
_MOST_CHARACTERS = 5_000_000
_CURE = "pip install 'radd[documents]'"
_HEADING_AT_MOST = 90
_FLAT = 9  # the level of headings that only their looks tell
_UNDER = " · "
_WORD_HEADING = regex.compile(r"(?:Heading ?|Title)(\d?)")
_SHORT = 60  # a line that fills less of its page than this was ended on purpose
_ENDS = ".!?؟。！？:：;؛…"
_ITEM = regex.compile(r"^\s*(?:[-*•·–—]|\p{N}{1,2}[.)、\-])\s*")
_NUMBERED = regex.compile(r"^\s*\p{N}{1,2}[.)、]\s*\S")
_INVISIBLE = regex.compile(r"[\p{Cf}\p{Cc}--[\n\t\u200c\u200d]]", regex.V1)
_BLANKS = regex.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading under those above it, empty where there is none, and the paragraphs and list items under it."""

    title: str
    paragraphs: tuple[str, ...]


def parse(name: str, data: bytes) -> list[Section]:
    """Read a document by the ending of its name.

    Raises `InvalidInput` naming what is wrong with the file, `MissingDependency` where its reader is not installed.
    """
    ending = PurePath(name).suffix.lower()
    if ending not in _READERS:
        raise InvalidInput(name, f"must be one of {', '.join(sorted(_READERS))}")
    if len(data) > LARGEST_DOCUMENT:
        raise InvalidInput(name, f"is larger than {LARGEST_DOCUMENT:,} bytes")
    try:
        lines = _READERS[ending](data)
        sections = _sections(lines)
    except (InvalidInput, MissingDependency):
        raise
    except Exception as error:  # the readers meet every kind of broken file
        raise InvalidInput(name, f"cannot be read as {ending}: {type(error).__name__}") from error
    if not any(section.paragraphs for section in sections):
        raise InvalidInput(name, "holds no text; a scanned page has to be typed or recognised first")
    return sections


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    level: int = 0
    """Of a heading, 1 the highest; 0 for running text."""

    @property
    def heading(self) -> bool:
        return self.level > 0


def _sections(lines: Iterable[_Line]) -> list[Section]:
    found: list[tuple[str, list[str]]] = [("", [])]
    above: list[tuple[int, str]] = []
    length = 0
    for line in lines:
        text = _clean(line.text)
        length += len(text)
        if length > _MOST_CHARACTERS:
            raise InvalidInput("document", f"holds more than {_MOST_CHARACTERS:,} characters")
        if text and line.heading:
            above = [*((level, title) for level, title in above if level < line.level), (line.level, text)]
            found.append((_UNDER.join(title for _, title in above), []))
        elif text:
            found[-1][1].append(text)
    following = [*(title for title, _ in found[1:]), ""]
    return [
        Section(title, tuple(body))
        for (title, body), after in zip(found, following, strict=True)
        if body or (title and not after.startswith(title + _UNDER))
    ]


def _clean(text: str) -> str:
    # PDF files spell Arabic in the shapes of its letters; the composition gives the letters back.
    return _BLANKS.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))).strip()


def _plain(data: bytes) -> list[_Line]:
    return _from_text(_decoded(data))


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidInput("document", "must be UTF-8 text")


def _from_text(text: str) -> list[_Line]:
    """Lines of running text: wrapped ones joined, short ones that stand over others taken for headings."""
    rows = text.splitlines()
    lines: list[_Line] = []
    joinable = False
    for number, row in enumerate(rows):
        stripped = row.strip()
        if not stripped:
            joinable = False
            continue
        if _is_heading(stripped, number, rows):
            lines.append(_Line(stripped, _FLAT))
            joinable = False
        elif joinable and not _ITEM.match(stripped):
            lines[-1] = _Line(f"{lines[-1].text} {stripped}")
            joinable = _wraps(stripped)
        else:
            lines.append(_Line(stripped))
            joinable = _wraps(stripped)
    return lines


def _wraps(row: str) -> bool:
    return len(row) >= _SHORT and row[-1] not in _ENDS


def _is_heading(row: str, number: int, rows: list[str]) -> bool:
    if len(row) > _HEADING_AT_MOST or not any(one.strip() for one in rows[number + 1 : number + 3]):
        return False
    before = number == 0 or not rows[number - 1].strip() or rows[number - 1].strip()[-1] in _ENDS
    if _NUMBERED.match(row):
        following = next((one.strip() for one in rows[number + 1 :] if one.strip()), "")
        return before and not _NUMBERED.match(following) and len(following) > len(row)
    return before and not _ITEM.match(row) and row[-1] not in ".!。！,،…" and len(row.split()) <= 12


def _markdown(data: bytes) -> list[_Line]:
    try:
        from markdown_it import MarkdownIt
    except ImportError as error:
        raise MissingDependency("a reader of Markdown", _CURE) from error
    lines: list[_Line] = []
    opened: list[str] = []
    for token in MarkdownIt("commonmark").enable("table").parse(_decoded(data)):
        if token.type == "ordered_list_open":
            opened.append("ordered")
        elif token.type == "bullet_list_open":
            opened.append("bullet")
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            opened.pop()
        elif token.type == "list_item_open":
            prefix = f"{token.info}. " if opened[-1] == "ordered" else "- "
            lines.append(_Line(prefix))
        elif token.type == "heading_open":
            lines.append(_Line("", int(token.tag[1])))
        elif token.type == "inline":
            text = "".join(
                " " if part.type in ("softbreak", "hardbreak") else part.content
                for part in token.children or []
                if part.type in ("text", "code_inline", "softbreak", "hardbreak")
            )
            waiting = lines and ((lines[-1].heading and not lines[-1].text) or lines[-1].text in _PREFIXES)
            if waiting or (lines and _ITEM.fullmatch(lines[-1].text)):
                lines[-1] = _Line(lines[-1].text + text, lines[-1].level)
            else:
                lines.append(_Line(text))
        elif token.type in ("fence", "code_block"):
            lines += [_Line(row) for row in token.content.splitlines()]
    return lines


_PREFIXES = ("- ",)
_HIDDEN = ("script", "style", "noscript", "template", "head", "nav", "iframe", "object", "svg")
_BLOCKS = ("p", "li", "td", "th", "div", "pre", "blockquote", "dt", "dd", "section", "article", "body")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def _html(data: bytes) -> list[_Line]:
    try:
        from lxml import etree, html
    except ImportError as error:
        raise MissingDependency("a reader of HTML", _CURE) from error
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    root = html.document_fromstring(data, parser=parser)
    for element in list(root.iter(*_HIDDEN)):
        element.drop_tree()
    for element in [one for one in root.iter() if _is_hidden(one)]:
        if element.getparent() is not None:
            element.drop_tree()
    lines: list[_Line] = []
    steps: dict[object, int] = {}
    for element in root.iter(*_BLOCKS, *_HEADINGS):
        if element.tag in _HEADINGS:
            lines.append(_Line(element.text_content(), int(element.tag[1])))
            continue
        # Only the element's own words: those of blocks inside it come with them.
        own = [element.text or ""]
        for child in element:
            inline = child.tag not in (
                *_BLOCKS,
                *_HEADINGS,
                "ul",
                "ol",
                "table",
                "tr",
                "tbody",
                "thead",
                "dl",
            )
            own += [
                etree.tostring(child, method="text", encoding="unicode")
                if inline
                else f"\n{child.tail or ''}"
            ]
        rows = [" ".join(row.split()) for row in "".join(own).split("\n\n")]
        text = " ".join(row for row in rows if row)
        if text and element.tag == "li":
            parent = element.getparent()
            steps[parent] = steps.get(parent, 0) + 1
            ordered = parent is not None and parent.tag == "ol"
            text = f"{steps[parent]}. {text}" if ordered else f"- {text}"
        lines.append(_Line(text))
    return lines


def _is_hidden(element: object) -> bool:
    get = getattr(element, "get", None)
    if get is None:
        return False
    style = "".join(str(get("style") or "").lower().split())
    unseen = "display:none" in style or "visibility:hidden" in style or "font-size:0" in style
    return unseen or get("hidden") is not None or get("aria-hidden") == "true"


def _pdf(data: bytes) -> list[_Line]:
    try:
        import pypdf
    except ImportError as error:
        raise MissingDependency("a reader of PDF", _CURE) from error
    document = pypdf.PdfReader(io.BytesIO(data))
    if document.is_encrypted and not document.decrypt(""):
        raise InvalidInput("document", "is locked with a password")
    if len(document.pages) > _MOST_PAGES:
        raise InvalidInput("document", f"has more than {_MOST_PAGES:,} pages")
    return _from_text("\n".join(page.extract_text() for page in document.pages))


def _docx(data: bytes) -> list[_Line]:
    try:
        import docx
        from docx.table import Table
    except ImportError as error:
        raise MissingDependency("a reader of Word documents", _CURE) from error
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(one.file_size for one in packed.infolist()) > _LARGEST_UNPACKED:
            raise InvalidInput("document", f"unpacks to more than {_LARGEST_UNPACKED:,} bytes")
    lines: list[_Line] = []
    count = 0
    for block in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(block, Table):
            lines += [_Line(" | ".join(cell.text for cell in row.cells)) for row in block.rows]
            continue
        style = (block.style.name if block.style is not None else "") or ""
        count = count + 1 if style.startswith("List Number") else 0
        prefix = f"{count}. " if count else "- " if style.startswith("List") else ""
        level = _WORD_HEADING.fullmatch(style)
        lines.append(_Line(prefix + block.text, int(level[1] or 0) + 1 if level else 0))
    return lines


_READERS: dict[str, Callable[[bytes], list[_Line]]] = {
    ".md": _markdown,
    ".txt": _plain,
    ".html": _html,
    ".htm": _html,
    ".pdf": _pdf,
    ".docx": _docx,
}
