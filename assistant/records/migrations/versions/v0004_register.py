"""When a return was opened and what the item is, as columns: the register counts by them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("returns", sa.Column("opened_at", sa.BigInteger, nullable=False, server_default="0"))
    op.add_column("returns", sa.Column("item", sa.Text))
    bind = op.get_bind()
    for row in bind.execute(sa.text("SELECT id, added_at, request FROM returns")).all():
        request = json.loads(row.request) if isinstance(row.request, str) else row.request
        bind.execute(
            sa.text("UPDATE returns SET opened_at = :opened_at, item = :item WHERE id = :id"),
            {"id": row.id, "opened_at": _opened(row, request), "item": request.get("item_title")},
        )
    op.create_index("returns_by_opening", "returns", ["seller", "opened_at"])


def downgrade() -> None:
    op.drop_index("returns_by_opening", "returns")
    op.drop_column("returns", "item")
    op.drop_column("returns", "opened_at")


def _opened(row: Any, request: dict[str, Any]) -> int:
    created = request.get("created_at")
    if created is None:
        return int(row.added_at)
    return (datetime.fromisoformat(created) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
