"""Webhooks, and what is to be delivered to them: put there in the transaction that made it news."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, case, delete, func, insert, select, update

from assistant.errors import NotFound
from assistant.models import ReturnRequest
from assistant.records import journal
from assistant.records.database import Database
from assistant.records.rows import micros, moment
from assistant.records.tables import deliveries, webhooks
from assistant.records.values import Standing, Write

_OWNER = "deliveries"
_WAITING, _DONE, _FAILED = "waiting", "done", "failed"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a seller wants to hear of new deadlines. `waiting`, `failed`: deliveries not made (yet)."""

    id: str
    url: str
    created_at: datetime
    waiting: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message to a webhook, at its `attempts`-th try (from 0)."""

    id: str
    url: str
    secret: str
    body: str
    attempts: int


def tell_deadline(
    connection: Connection,
    seller: str,
    return_id: str,
    request: ReturnRequest,
    standing: Standing,
    before: datetime | None,
    at: int,
) -> None:
    """Tell the seller's webhooks of a deadline that was not there before."""
    if not standing.open or standing.due is None or standing.due == before:
        return
    for webhook_id in connection.execute(select(webhooks.c.id).where(webhooks.c.seller == seller)).scalars():
        delivery_id = uuid.uuid4().hex
        news = {
            "id": delivery_id,
            "event": "deadline.new",
            "at": moment(at).isoformat(),
            "return_id": return_id,
            "noon_return_id": request.return_id,
            "due": standing.due.isoformat(),
            "due_for": "decision" if standing.needs_decision else "contact",
        }
        row = {"id": delivery_id, "webhook_id": webhook_id, "seller": seller, "return_id": return_id}
        row |= {"body": json.dumps(news), "attempts": 0, "next_at": at, "state": _WAITING}
        connection.execute(insert(deliveries).values(row))


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Outbox:
    """Webhooks of sellers, and the deliveries of all. Safe to share between threads and processes."""

    def __init__(self, database: Database, now: Callable[[], datetime] = _utc_now) -> None:
        self._database = database
        self._now = now

    def add(self, seller: str, url: str, write: Write | None = None) -> tuple[Webhook, str]:
        """Add a webhook, once per write; the second value is the secret that signs its deliveries."""
        with self._database.writing(seller) as connection:
            made = journal.made_by(connection, seller, write)
            if made is None:
                made, at = uuid.uuid4().hex, micros(self._now())
                row = {"id": made, "seller": seller, "url": url, "secret": secrets.token_hex(32)}
                connection.execute(insert(webhooks).values(row | {"created_at": at}))
                journal.note(connection, seller, at, "webhook.add", "", detail=made, write=_by(write))
                journal.remember(connection, seller, write, made)
            mine = and_(webhooks.c.id == made, webhooks.c.seller == seller)
            found = connection.execute(select(webhooks).where(mine)).first()
            if found is None:
                raise NotFound("webhook", made)
            return Webhook(found.id, found.url, moment(found.created_at)), found.secret

    def all(self, seller: str) -> list[Webhook]:
        """A seller's webhooks, oldest first."""
        waiting = func.count(case((deliveries.c.state == _WAITING, 1)))
        failed = func.count(case((deliveries.c.state == _FAILED, 1)))
        query = (
            select(webhooks.c.id, webhooks.c.url, webhooks.c.created_at, waiting, failed)
            .outerjoin(deliveries, deliveries.c.webhook_id == webhooks.c.id)
            .where(webhooks.c.seller == seller)
            .group_by(webhooks.c.id, webhooks.c.url, webhooks.c.created_at)
            .order_by(webhooks.c.created_at, webhooks.c.id)
        )
        with self._database.reading() as connection:
            return [
                Webhook(webhook_id, url, moment(created_at), held, lost)
                for webhook_id, url, created_at, held, lost in connection.execute(query)
            ]

    def remove(self, seller: str, webhook_id: str, write: Write | None = None) -> None:
        """Remove a webhook with what was still to be delivered. Raises `NotFound`."""
        mine = and_(webhooks.c.id == webhook_id, webhooks.c.seller == seller)
        with self._database.writing(seller) as connection:
            if connection.execute(select(webhooks.c.id).where(mine)).first() is None:
                raise NotFound("webhook", webhook_id)
            connection.execute(delete(deliveries).where(deliveries.c.webhook_id == webhook_id))
            connection.execute(delete(webhooks).where(mine))
            at = micros(self._now())
            journal.note(connection, seller, at, "webhook.remove", "", detail=webhook_id, write=_by(write))

    def claim(self, lease: timedelta, limit: int = 20) -> list[Delivery]:
        """Deliveries that are due, kept from others for the lease: who dies with one leaves it to be claimed again."""
        now = self._now()
        due = and_(deliveries.c.state == _WAITING, deliveries.c.next_at <= micros(now))
        with self._database.reading() as connection:  # nearly always there is nothing, and no lock to take
            if connection.execute(select(deliveries.c.id).where(due).limit(1)).first() is None:
                return []
        query = (
            select(deliveries, webhooks.c.url, webhooks.c.secret)
            .join(webhooks, webhooks.c.id == deliveries.c.webhook_id)
            .where(due)
            .order_by(deliveries.c.next_at)
            .limit(limit)
        )
        with self._database.writing(_OWNER) as connection:
            rows = connection.execute(query).all()
            self._set(connection, [row.id for row in rows], next_at=micros(now + lease))
        return [Delivery(row.id, row.url, row.secret, row.body, row.attempts) for row in rows]

    def delivered(self, delivery: Delivery) -> None:
        with self._database.writing(_OWNER) as connection:
            self._set(connection, [delivery.id], state=_DONE, attempts=delivery.attempts + 1, error=None)

    def failed(self, delivery: Delivery, error: str, again_in: timedelta | None) -> None:
        """Note a failed try; None: it was the last."""
        later: dict[str, Any] = {"state": _FAILED}
        if again_in is not None:
            later = {"next_at": micros(self._now() + again_in)}
        with self._database.writing(_OWNER) as connection:
            self._set(connection, [delivery.id], attempts=delivery.attempts + 1, error=error, **later)

    def _set(self, connection: Connection, ids: list[str], **values: Any) -> None:
        connection.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(values))


def _by(write: Write | None) -> Write | None:
    return None if write is None else Write(None, "", write.by)
