"""What is done about a return: translations, suggestions, checks, consent, feedback; when a turn lapses."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NEVER = 253_402_300_799_000_000
_ADDED = {
    "returns": ("lapses", "needs_decision", "noon_id", "order_id", "customer", "situation", "situation_by"),
    "messages": ("author", "sent_at"),
    "audit": ("by",),
}


def upgrade() -> None:
    op.add_column("returns", sa.Column("lapses", sa.BigInteger, nullable=False, server_default=str(_NEVER)))
    op.add_column(
        "returns", sa.Column("needs_decision", sa.Boolean, nullable=False, server_default=sa.false())
    )
    for name, kind in (
        ("noon_id", sa.Text()),
        ("order_id", sa.Text()),
        ("customer", sa.Text()),
        ("situation", sa.String(40)),
        ("situation_by", sa.String(8)),
    ):
        op.add_column("returns", sa.Column(name, kind))
    op.create_index("returns_by_noon_id", "returns", ["seller", "noon_id"])
    op.create_index("returns_by_order", "returns", ["seller", "order_id"])
    op.create_index("returns_by_customer", "returns", ["seller", "customer"])
    op.add_column("messages", sa.Column("author", sa.String(8), nullable=False, server_default="customer"))
    op.add_column("messages", sa.Column("sent_at", sa.BigInteger, nullable=False, server_default=str(_NEVER)))
    op.add_column("audit", sa.Column("by", sa.String(100), nullable=False, server_default="local"))
    _fill_columns()
    op.create_table(
        "translations",
        sa.Column("return_id", sa.String(32), sa.ForeignKey("returns.id"), primary_key=True),
        sa.Column("part", sa.String(32), primary_key=True),
        sa.Column("target", sa.String(2), primary_key=True),
        sa.Column("seller", sa.String(64), nullable=False),
        sa.Column("translation", sa.JSON, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
    )
    _table(
        "suggestions",
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("suggestion", sa.JSON, nullable=False),
        sa.Column("message_id", sa.String(32), sa.ForeignKey("messages.id")),
    )
    op.create_index("suggestions_by_return", "suggestions", ["return_id", "made_at"])
    _table(
        "checks",
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("findings", sa.JSON, nullable=False),
        sa.Column("message_id", sa.String(32), sa.ForeignKey("messages.id")),
    )
    op.create_index("checks_by_return", "checks", ["return_id", "at"])
    op.create_index("checks_by_seller", "checks", ["seller", "at"])
    _table(
        "consents",
        sa.Column("message_id", sa.String(32), sa.ForeignKey("messages.id"), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("label", sa.String(12), nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("source", sa.String(8), nullable=False),
    )
    op.create_index("consents_by_return", "consents", ["return_id", "at"])
    _table(
        "feedback",
        sa.Column("suggestion_id", sa.String(32), sa.ForeignKey("suggestions.id"), nullable=False),
        sa.Column("about", sa.String(12), nullable=False),
        sa.Column("source_id", sa.String(200), nullable=False),
        sa.Column("vote", sa.Integer),
        sa.Column("correction", sa.Text),
        sa.Column("comment", sa.Text),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("suggestion_id", "about", "source_id"),
    )
    op.create_index("feedback_by_age", "feedback", ["seller", "at", "id"])
    if "model_use" not in sa.inspect(op.get_bind()).get_table_names():  # some had it before its revision
        op.create_table(
            "model_use",
            sa.Column("seller", sa.String(64), primary_key=True),
            sa.Column("day", sa.String(10), primary_key=True),
            sa.Column("tokens", sa.BigInteger, nullable=False),
            sa.Column("nanos", sa.BigInteger, nullable=False),
        )


def downgrade() -> None:
    for table in ("model_use", "feedback", "consents", "checks", "suggestions", "translations"):
        op.drop_table(table)
    for index in ("returns_by_noon_id", "returns_by_order", "returns_by_customer"):
        op.drop_index(index, "returns")
    for table, columns in _ADDED.items():
        for column in columns:
            op.drop_column(table, column)


def _table(name: str, *columns: Any) -> None:
    """A table of things that belong to a return."""
    op.create_table(
        name,
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("seller", sa.String(64), nullable=False),
        sa.Column("return_id", sa.String(32), sa.ForeignKey("returns.id"), nullable=False),
        *columns,
    )


def _fill_columns() -> None:
    """What the new columns repeat of the documents beside them."""
    bind = op.get_bind()
    for row in bind.execute(sa.text("SELECT id, request FROM returns")).all():
        request = _document(row.request)
        bind.execute(
            sa.text(
                "UPDATE returns SET noon_id = :noon_id, order_id = :order_id, customer = :customer,"
                " needs_decision = (open AND :received) WHERE id = :id"
            ),
            {
                "received": request.get("received_at") is not None,
                "id": row.id,
                "noon_id": request.get("return_id"),
                "order_id": request.get("order_id"),
                "customer": request.get("customer_name"),
            },
        )
    for row in bind.execute(sa.text("SELECT id, message FROM messages")).all():
        message = _document(row.message)
        bind.execute(
            sa.text("UPDATE messages SET author = :author, sent_at = :sent_at WHERE id = :id"),
            {"id": row.id, "author": message["author"], "sent_at": _micros(message.get("sent_at"))},
        )


def _document(stored: Any) -> dict[str, Any]:
    """PostgreSQL's driver reads JSON itself, SQLite's does not."""
    document: dict[str, Any] = json.loads(stored) if isinstance(stored, str) else stored
    return document


def _micros(text: str | None) -> int:
    if text is None:
        return _NEVER
    return (datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
