"""Returns, their threads, the keys of writes and the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_REFUSE = {
    "sqlite": (
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit"
        " BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit"
        " BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN RAISE EXCEPTION ''the audit log only grows''; END'",
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "returns",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("seller", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("added_at", sa.BigInteger, nullable=False),
        sa.Column("request", sa.JSON, nullable=False),
        sa.Column("status", sa.Text),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("needs_reply", sa.Boolean, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("new_messages", sa.Integer, nullable=False),
        sa.Column("report_reason", sa.Text),
    )
    op.create_index("returns_by_age", "returns", ["seller", "added_at", "id"])
    op.create_index("returns_by_due", "returns", ["seller", "open", "needs_reply", "due", "id"])
    op.create_table(
        "messages",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("seller", sa.String(64), nullable=False),
        sa.Column("return_id", sa.String(32), sa.ForeignKey("returns.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("message", sa.JSON, nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("override_reason", sa.Text),
        sa.UniqueConstraint("return_id", "position"),
    )
    op.create_table(
        "writes",
        sa.Column("seller", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("made", sa.String(32), nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True
        ),
        sa.Column("seller", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("return_id", sa.String(32), nullable=False),
        sa.Column("detail", sa.Text),
    )
    op.create_index("audit_by_seller", "audit", ["seller", "number"])
    for statement in _REFUSE[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for table in ("audit", "writes", "messages", "returns"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_audit_change()")
