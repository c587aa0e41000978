"""The tables as they are now (`migrations` makes them). Times are UTC microseconds since 1970, so that every
database sorts and compares them alike."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
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
    Column("lapses", BigInteger, nullable=False),
    Column("needs_decision", Boolean, nullable=False),
    Column("noon_id", Text),
    Column("order_id", Text),
    Column("customer", Text),
    Column("situation", String(40)),
    Column("situation_by", String(8)),
    Column("opened_at", BigInteger, nullable=False),
    Column("item", Text),
    Index("returns_by_age", "seller", "added_at", "id"),
    Index("returns_by_due", "seller", "open", "needs_reply", "due", "id"),
    Index("returns_by_noon_id", "seller", "noon_id"),
    Index("returns_by_order", "seller", "order_id"),
    Index("returns_by_customer", "seller", "customer"),
    Index("returns_by_opening", "seller", "opened_at"),
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
    Column("author", String(8), nullable=False),
    Column("sent_at", BigInteger, nullable=False),
    UniqueConstraint("return_id", "position"),
)

translations = Table(
    "translations",
    metadata,
    Column("return_id", String(32), ForeignKey("returns.id"), primary_key=True),
    Column("part", String(32), primary_key=True),
    Column("target", String(2), primary_key=True),
    Column("seller", String(64), nullable=False),
    Column("translation", JSON, nullable=False),
    Column("made_at", BigInteger, nullable=False),
)
"""`part`: a message's id, or `comment` for the words of the return request."""

suggestions = Table(
    "suggestions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("seller", String(64), nullable=False),
    Column("return_id", String(32), ForeignKey("returns.id"), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("suggestion", JSON, nullable=False),
    Column("message_id", String(32), ForeignKey("messages.id")),
    Index("suggestions_by_return", "return_id", "made_at"),
)
"""`message_id`: what was sent in the end."""

checks = Table(
    "checks",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("seller", String(64), nullable=False),
    Column("return_id", String(32), ForeignKey("returns.id"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("findings", JSON, nullable=False),
    Column("message_id", String(32), ForeignKey("messages.id")),
    Index("checks_by_return", "return_id", "at"),
    Index("checks_by_seller", "seller", "at"),
)

consents = Table(
    "consents",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("seller", String(64), nullable=False),
    Column("return_id", String(32), ForeignKey("returns.id"), nullable=False),
    Column("message_id", String(32), ForeignKey("messages.id"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("label", String(12), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("source", String(8), nullable=False),
    Index("consents_by_return", "return_id", "at"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("seller", String(64), nullable=False),
    Column("return_id", String(32), ForeignKey("returns.id"), nullable=False),
    Column("suggestion_id", String(32), ForeignKey("suggestions.id"), nullable=False),
    Column("about", String(12), nullable=False),
    Column("source_id", String(200), nullable=False),
    Column("vote", Integer),
    Column("correction", Text),
    Column("comment", Text),
    Column("at", BigInteger, nullable=False),
    UniqueConstraint("suggestion_id", "about", "source_id"),
    Index("feedback_by_age", "seller", "at", "id"),
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
    Column("by", String(100), nullable=False),
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

keys = Table(
    "keys",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("seller", String(64), nullable=False),
    Column("name", String(80), nullable=False),
    Column("role", String(8), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("seller", String(64), nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", String(64), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Index("webhooks_by_seller", "seller", "created_at"),
)
"""`secret` stands as it is: every delivery is signed with it."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("webhook_id", String(32), ForeignKey("webhooks.id"), nullable=False),
    Column("seller", String(64), nullable=False),
    Column("return_id", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", BigInteger, nullable=False),
    Column("state", String(8), nullable=False),
    Column("error", Text),
    Index("deliveries_by_time", "state", "next_at"),
    Index("deliveries_by_webhook", "webhook_id", "state"),
    Index("deliveries_by_return", "return_id"),
)
