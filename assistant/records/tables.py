"""The tables. Times are UTC microseconds since 1970, so that every database sorts and compares them alike."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
)

metadata = MetaData()

returns = Table(
    "returns",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("seller", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("added_at", BigInteger, nullable=False),
    Column("request", JSON, nullable=False),
    Column("status", Text),
    Column("open", Boolean, nullable=False),
    Column("needs_reply", Boolean, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("new_messages", Integer, nullable=False),
    Column("report_reason", Text),
    Index("returns_by_age", "seller", "added_at", "id"),
    Index("returns_by_due", "seller", "open", "needs_reply", "due", "id"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("seller", String(64), nullable=False),
    Column("return_id", String(32), ForeignKey("returns.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("message", JSON, nullable=False),
    Column("language", String(16), nullable=False),
    Column("override_reason", Text),
    UniqueConstraint("return_id", "position"),
)

writes = Table(
    "writes",
    metadata,
    Column("seller", String(64), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("made", String(32), nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("seller", String(64), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("action", String(40), nullable=False),
    Column("return_id", String(32), nullable=False),
    Column("detail", Text),
    Index("audit_by_seller", "seller", "number"),
)

model_use = Table(
    "model_use",
    metadata,
    Column("seller", String(64), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("tokens", BigInteger, nullable=False),
    Column("nanos", BigInteger, nullable=False),  # the cost in billionths, so that sums stay exact
)


@event.listens_for(audit, "after_create")
def _only_grows(table: Table, connection: Connection, **options: object) -> None:
    """The database itself refuses to change or drop an entry, whoever asks."""
    for change in ("UPDATE", "DELETE"):
        connection.exec_driver_sql(
            f"CREATE TRIGGER audit_no_{change.lower()} BEFORE {change} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
        )
