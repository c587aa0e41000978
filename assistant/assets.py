"""Reading the project's data files: front matter, word lists, JSON Lines. Malformed files name themselves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import BrokenAsset

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is ten times faster where it is built in


def read_text(path: Path) -> str:
    """Read a UTF-8 file. Raises `BrokenAsset` when it is missing or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenAsset(path, f"cannot be read: {error}") from error


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML file that holds one mapping."""
    return _mapping(path, read_text(path))


def read_front_matter(path: Path) -> tuple[dict[str, Any], str]:
    """Split a file into its YAML front matter (between two `---` lines) and the body after it."""
    text = read_text(path)
    if not text.startswith("---\n"):
        raise BrokenAsset(path, "must begin with a '---' line")
    head, separator, body = text[4:].partition("\n---\n")
    if not separator:
        raise BrokenAsset(path, "the front matter is not closed by a '---' line")
    return _mapping(path, head), body.lstrip("\n")


def _mapping(path: Path, text: str) -> dict[str, Any]:
    try:
        loaded = yaml.load(text, Loader=_Loader)  # noqa: S506 - both choices are safe loaders
    except yaml.YAMLError as error:
        raise BrokenAsset(path, f"is not valid YAML: {error}") from error
    if not isinstance(loaded, dict):
        raise BrokenAsset(path, "must hold a mapping")
    return loaded


def read_lines(path: Path) -> list[str]:
    """Read a word list: one entry a line, `#` starts a comment line, blank lines are skipped."""
    return [
        line.strip()
        for line in read_text(path).splitlines()
        if line.strip() and not line.lstrip().startswith("#")
    ]


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file."""
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            raise BrokenAsset(path, f"line {number} is not JSON: {error}") from error
        if not isinstance(value, dict):
            raise BrokenAsset(path, f"line {number} is not an object")
        yield value


def content_hash(paths: Iterable[Path]) -> str:
    """A hash of the files' names and bytes, whatever order they come in (hex, 16 characters)."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode())
        digest.update(b"\0")
        digest.update(path.read_bytes())
        digest.update(b"\0")
    return digest.hexdigest()[:16]
