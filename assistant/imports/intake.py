"""Puts the entries of a file on record: what is new is added, what is known is brought up to date, once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from assistant.contract import MessageIn, ReturnRequestIn, field_path
from assistant.errors import Conflict, InvalidInput
from assistant.imports.cells import converted, converted_message, zone_of
from assistant.imports.names import Names
from assistant.imports.reading import Entry
from assistant.models import Author, Message, ReturnRequest
from assistant.records.values import StoredReturn, Write
from assistant.workbench import Workbench

_KEPT = ("customer_comment", "reported")  # what the customer said first, and what Radd itself keeps


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry that was left out, and why. `row`: its line or place in the file."""

    row: int
    field: str
    reason: str


@dataclass
class Intake:
    """What an import did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    messages: int = 0
    refused: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True)
class Importer:
    """Imports for sellers. The same file twice changes nothing the second time."""

    workbench: Workbench
    names: Names

    def take_in(self, seller: str, entries: Iterable[Entry], by: str = "local") -> Intake:
        """Put entries on record; one that cannot be read is refused and stops no other."""
        done = Intake()
        for entry in entries:
            try:
                self._take(seller, entry, by, done)
            except InvalidInput as error:
                done.refused.append(Refusal(entry.row, error.field, error.reason))
            except Conflict as error:
                done.refused.append(Refusal(entry.row, "body", str(error)))
        return done

    def _take(self, seller: str, entry: Entry, by: str, done: Intake) -> None:
        fields = entry.fields["return_request"] if entry.whole else entry.fields
        if not isinstance(fields, dict):
            raise InvalidInput("return_request", "must be an object")
        known = self._on_record(seller, fields.get("return_id"))
        messages = entry.messages
        if not entry.whole:
            request_known = None if known is None else known.request
            fields = converted(fields, self.names, request_known)
            zone = zone_of(fields, request_known)
            messages = [converted_message(message, self.names, zone) for message in messages]
        if known is None:
            request = _validated(ReturnRequestIn, fields).value()
            checked = [_validated(MessageIn, message).value() for message in messages]
            write = _named(seller, request, by)
            fresh = self.workbench.records.made_by(seller, write) is None
            stored = self.workbench.add_return(seller, request, write)
            done.added += fresh
        else:
            checked = [_validated(MessageIn, message).value() for message in messages]
            fresh = False
            stored = self._updated(seller, known, fields, by)
            done.changed += stored.version != known.version
        said = self._say(seller, stored, checked, by)
        done.messages += said
        if not fresh and not said and (known is None or stored.version == known.version):
            done.unchanged += 1

    def _on_record(self, seller: str, noon_id: object) -> StoredReturn | None:
        named = "" if noon_id is None else str(noon_id).strip()
        if not named.isprintable():
            raise InvalidInput("return_id", "must be printable")
        return self.workbench.records.named(seller, named) if named else None

    def _updated(self, seller: str, known: StoredReturn, fields: dict[str, Any], by: str) -> StoredReturn:
        given = _validated(
            ReturnRequestIn, {"customer_comment": known.request.customer_comment} | fields
        ).value()
        changes = {
            name: value
            for name in fields
            if name not in _KEPT
            and (value := getattr(given, name)) is not None
            and value != getattr(known.request, name)
        }
        if not changes:
            return known
        return self.workbench.change(seller, known.id, changes, write=Write(None, "", by))

    def _say(self, seller: str, stored: StoredReturn, said: list[Message], by: str) -> int:
        """Append what the thread does not hold yet; returns how many messages that were."""
        fresh = [message for message in said if not any(_same(message, held) for held in stored.thread)]
        if all(message.sent_at is not None for message in fresh):  # some logs begin with the newest
            fresh.sort(key=lambda message: message.sent_at or stored.added_at)
        for message in fresh:
            self.workbench.record_message(seller, stored.id, message, Write(None, "", by))
        return len(fresh)


def _same(message: Message, held: Message) -> bool:
    """Whether the thread holds a message. A customer may say "ok" twice; a seller's words are told by no clock,
    for Radd and noon note different ones."""
    if (message.author, message.text.strip()) != (held.author, held.text.strip()):
        return False
    return message.author is Author.SELLER or message.sent_at in (None, held.sent_at)


def _validated(kind: type[Any], fields: dict[str, Any]) -> Any:
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidInput(field_path(first["loc"]), str(first["msg"])) from error


def _named(seller: str, request: ReturnRequest, by: str) -> Write:
    """A name for the write that the same entry has again, so that a file taken in twice is taken in once."""
    mark = hashlib.sha256(f"{seller}\n{request!r}".encode()).hexdigest()
    return Write(f"import-{mark}", mark, by)
