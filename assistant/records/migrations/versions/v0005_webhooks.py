"""Webhooks, and what is to be delivered to them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("seller", sa.String(64), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_index("webhooks_by_seller", "webhooks", ["seller", "created_at"])
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("webhook_id", sa.String(32), sa.ForeignKey("webhooks.id"), nullable=False),
        sa.Column("seller", sa.String(64), nullable=False),
        sa.Column("return_id", sa.String(32), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("error", sa.Text),
    )
    op.create_index("deliveries_by_time", "deliveries", ["state", "next_at"])
    op.create_index("deliveries_by_webhook", "deliveries", ["webhook_id", "state"])
    op.create_index("deliveries_by_return", "deliveries", ["return_id"])


def downgrade() -> None:
    op.drop_table("deliveries")
    op.drop_table("webhooks")
