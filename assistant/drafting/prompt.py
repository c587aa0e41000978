"""The prompts for a language model: versioned files, and fences around what strangers wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import jinja2
import jinja2.meta

from assistant.assets import read_front_matter
from assistant.errors import BrokenAsset

_HEAD = {"name", "version", "purpose", "variables"}
_OPEN, _CLOSE = "⟦", "⟧"
_DEFANGED = str.maketrans({_OPEN: "(", _CLOSE: ")"})


@dataclass(frozen=True, slots=True)
class Prompt:
    """A system text without variables and a user text with declared ones."""

    name: str
    version: int
    system: str
    variables: frozenset[str]
    user: jinja2.Template

    def render(self, values: Mapping[str, str]) -> str:
        """Fill the user text; every declared variable must be given."""
        return self.user.render({name: values[name] for name in self.variables}).strip()


def fence(name: str, text: str | None) -> str:
    """Put untrusted text between marks that it cannot hold itself."""
    inside = (text or "").translate(_DEFANGED).strip()
    return f"{_OPEN}{name}{_CLOSE}\n{inside}\n{_OPEN}end of {name}{_CLOSE}"


def load_prompts(folder: Path) -> dict[str, Prompt]:
    """Read every prompt of a folder, the newest version of each, by name. Raises `BrokenAsset`."""
    newest: dict[str, Prompt] = {}
    for path in sorted(folder.glob("*.md")):
        prompt = load_prompt(path)
        if prompt.name not in newest or prompt.version > newest[prompt.name].version:
            newest[prompt.name] = prompt
    return newest


def load_prompt(path: Path) -> Prompt:
    """Read `<name>.v<version>.md`. Raises `BrokenAsset` for a wrong head or an undeclared variable."""
    head, body = read_front_matter(path)
    if set(head) != _HEAD:
        raise BrokenAsset(path, f"front matter must have the keys {sorted(_HEAD)}")
    if path.name != f"{head['name']}.v{head['version']}.md":
        raise BrokenAsset(path, "name and version must be those of the file's name")
    system, separator, user = body.partition("\n===\n")
    if not separator:
        raise BrokenAsset(path, "a line '===' must part the system text from the user text")
    environment = jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined)  # noqa: S701 - plain text
    declared = frozenset(str(name) for name in head["variables"] or ())
    try:
        used = jinja2.meta.find_undeclared_variables(environment.parse(user))
        compiled = environment.from_string(user)
    except jinja2.TemplateSyntaxError as error:
        raise BrokenAsset(path, f"{error.message}") from error
    if used != declared:
        raise BrokenAsset(path, f"uses {sorted(used)} but declares {sorted(declared)}")
    return Prompt(str(head["name"]), int(head["version"]), system.strip(), declared, compiled)
