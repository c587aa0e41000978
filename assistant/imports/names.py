"""What exports call things, read from `knowledge/imports.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.assets import read_yaml
from assistant.errors import BrokenAsset
from assistant.text.arabic import fold


@dataclass(frozen=True)
class Names:
    """Known names, folded: `fields` to a field; `values`, by field, to one of its values."""

    fields: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]

    def field(self, heading: str) -> str | None:
        """The field that a heading names; None: unknown."""
        return self.fields.get(key(heading))

    def value(self, field: str, text: str) -> str | None:
        """The value that a cell of a field means; None: unknown."""
        return self.values[field].get(key(text))


def key(name: str) -> str:
    """A name without case, accents of Arabic, spaces and signs."""
    return "".join(char for char in fold(name).casefold() if char.isalnum())


def load_names(path: Path) -> Names:
    """Read the file. Raises `BrokenAsset` when a name stands for two things."""
    raw = read_yaml(path)
    try:
        fields = _folded(path, raw["fields"].items())
        values = {field: _folded(path, names.items()) for field, names in raw["values"].items()}
    except (KeyError, AttributeError, TypeError) as error:
        raise BrokenAsset(path, "needs fields and values, each a mapping to lists of names") from error
    return Names(fields, values)


def _folded(path: Path, entries: Iterable[tuple[str, list[str]]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for meaning, names in entries:
        for name in (meaning, *map(str, names)):
            if found.setdefault(key(name), meaning) != meaning:
                raise BrokenAsset(path, f"{name!r} stands for {found[key(name)]} and for {meaning}")
    return found
