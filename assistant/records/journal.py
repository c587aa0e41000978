"""What was done, once: the audit log, and the writes that clients named."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, select

from assistant.errors import Conflict
from assistant.records.rows import moment
from assistant.records.tables import audit, writes
from assistant.records.values import AuditEntry, Write


def made_by(connection: Connection, seller: str, write: Write | None) -> str | None:
    """What this write already made or changed; None when it is new.

    Raises `Conflict` when its key named another write before.
    """
    if write is None or write.key is None:
        return None
    query = select(writes).where(writes.c.seller == seller, writes.c.key == write.key)
    row = connection.execute(query).first()
    if row is None:
        return None
    if row.fingerprint != write.fingerprint:
        raise Conflict("this Idempotency-Key was used for something else")
    made: str = row.made
    return made


def note(
    connection: Connection,
    seller: str,
    at: int,
    action: str,
    return_id: str,
    *,
    detail: str | None = None,
    write: Write | None = None,
    made: str | None = None,
) -> None:
    """Put an action on the log, and the write under its key. `made`: what a repeat gives, the return if None."""
    entry: dict[str, Any] = {"seller": seller, "at": at, "action": action, "return_id": return_id}
    by = "local" if write is None else write.by
    connection.execute(insert(audit).values(entry | {"detail": detail, "by": by}))
    remember(connection, seller, write, made or return_id)


def remember(connection: Connection, seller: str, write: Write | None, made: str) -> None:
    """Keep what a named write made."""
    if write is not None and write.key is not None:
        row = {"seller": seller, "key": write.key, "fingerprint": write.fingerprint, "made": made}
        connection.execute(insert(writes).values(row))


def entries(connection: Connection, seller: str, limit: int) -> list[AuditEntry]:
    """The newest entries, newest first."""
    query = select(audit).where(audit.c.seller == seller).order_by(audit.c.number.desc()).limit(limit)
    return [
        AuditEntry(moment(row.at), row.action, row.return_id, row.detail, row.by)
        for row in connection.execute(query)
    ]
