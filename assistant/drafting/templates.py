"""The reply templates: versioned files with declared slots, rendered without surprises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import jinja2.meta
import regex

from assistant.assets import read_front_matter
from assistant.errors import BrokenAsset, NotFound
from assistant.models import Draft, ReplyLanguage, Slot, Tone

_HEAD = {"name", "version", "language", "category", "purpose", "variables", "flags"}
_BLANK_LINES = regex.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Template:
    """One reply in one language. `variables` maps a slot's name to whether it is required."""

    id: str
    version: int
    language: ReplyLanguage
    purpose: str
    variables: Mapping[str, bool]
    flags: frozenset[str]
    body: jinja2.Template

    def render(self, values: Mapping[str, str | None], flags: Mapping[str, object]) -> Draft:
        """Fill the slots. A missing required slot stays visible in the text and is `None` in `slots`."""
        filled: dict[str, object] = {name: flags.get(name) for name in self.flags}
        slots = []
        for name, required in self.variables.items():
            value = _clean(values.get(name))
            slots.append(Slot(name, value, required))
            filled[name] = value if value or not required else placeholder(name, self.language)
        text = _BLANK_LINES.sub("\n\n", self.body.render(filled)).strip()
        return Draft(self.language, text, self.id, tuple(slots))


def placeholder(name: str, language: ReplyLanguage) -> str:
    """What stands in the text for a required slot that nobody filled; the checker blocks it until filled."""
    return "{" + (_ARABIC_NAMES[name] if language == "ar" else name.replace("_", " ")) + "}"


_ARABIC_NAMES = {
    "refund_amount": "مبلغ الاسترداد",
    "technical_help": "خطوات المساعدة",
    "answer": "الإجابة",
}


def _clean(value: str | None) -> str | None:
    if value is None:
        return None
    return _BLANK_LINES.sub("\n\n", value.strip()) or None


@dataclass(frozen=True)
class Templates:
    """All templates by id and language; every id exists in every language."""

    by_key: Mapping[tuple[str, ReplyLanguage], Template]

    def get(self, template_id: str, language: ReplyLanguage) -> Template:
        """Return a template. Raises `NotFound`."""
        try:
            return self.by_key[template_id, language]
        except KeyError:
            raise NotFound("template", f"{template_id}.{language}") from None

    def texts(self) -> dict[str, str]:
        """Every way each template can be worded, its slots filled with their names; by template and wording."""
        found = {}
        for (template_id, language), template in self.by_key.items():
            for tone in Tone:
                for given in (False, True):
                    flags = dict.fromkeys(template.flags, given) | {"tone": tone.value}
                    values = dict.fromkeys(template.variables, "…") if given else {}
                    text = template.render(values, flags).text
                    found[f"{template_id}.{language}.{tone}.{given}"] = text
        return found

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(sorted({template_id for template_id, _ in self.by_key}))


def load_templates(folder: Path) -> Templates:
    """Read `<id>.<en|ar>.md` files. Raises `BrokenAsset` for an unknown or missing variable or twin."""
    environment = jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined)  # noqa: S701 - plain text
    by_key: dict[tuple[str, ReplyLanguage], Template] = {}
    for path in sorted(folder.glob("*.md")):
        template = _read_template(path, environment)
        by_key[template.id, template.language] = template
    for template_id, language in by_key:
        twin: ReplyLanguage = "ar" if language == "en" else "en"
        if (template_id, twin) not in by_key:
            raise BrokenAsset(folder / f"{template_id}.{twin}.md", "is missing")
        ours, theirs = by_key[template_id, language], by_key[template_id, twin]
        if ours.variables != theirs.variables or ours.flags != theirs.flags:
            raise BrokenAsset(folder / f"{template_id}.{twin}.md", "declares other variables than its twin")
    return Templates(by_key)


def _read_template(path: Path, environment: jinja2.Environment) -> Template:
    head, body = read_front_matter(path)
    template_id, _, language = path.stem.rpartition(".")
    if set(head) - _HEAD or not _HEAD - {"flags"} <= set(head):
        raise BrokenAsset(path, f"front matter must have the keys {sorted(_HEAD)}")
    if head["name"] != template_id or head["language"] != language or language not in ("en", "ar"):
        raise BrokenAsset(path, "name and language must be those of the file's name")
    variables = _variables(path, head["variables"])
    flags = frozenset(head.get("flags") or ())
    try:
        used = jinja2.meta.find_undeclared_variables(environment.parse(body))
        compiled = environment.from_string(body)
    except jinja2.TemplateSyntaxError as error:
        raise BrokenAsset(path, f"line {error.lineno}: {error.message}") from error
    if used != set(variables) | flags:
        raise BrokenAsset(path, f"uses {sorted(used)} but declares {sorted(set(variables) | flags)}")
    return Template(
        id=template_id,
        version=int(head["version"]),
        language="ar" if language == "ar" else "en",
        purpose=str(head["purpose"]),
        variables=variables,
        flags=flags,
        body=compiled,
    )


def _variables(path: Path, raw: Any) -> dict[str, bool]:
    try:
        return {str(name): bool(spec["required"]) for name, spec in (raw or {}).items()}
    except (AttributeError, KeyError, TypeError) as error:
        raise BrokenAsset(path, "each variable needs `required: true` or `false`") from error
