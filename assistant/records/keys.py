"""API keys: shown once, kept as hashes, each for one seller, revocable."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from assistant.errors import InvalidInput, NotFound
from assistant.records import journal
from assistant.records.database import Database
from assistant.records.roles import SCOPES, Role, Scope
from assistant.records.rows import micros, moment
from assistant.records.tables import keys
from assistant.records.values import Write

_SELLER = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_TOKEN = re.compile(r"radd_([0-9a-f]{12})_[0-9a-f]{64}")
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept, without its secret. `name`: whose it is, for people; `revoked_at` None: it works."""

    id: str
    seller: str
    name: str
    role: Role
    scopes: frozenset[Scope]
    created_at: datetime
    revoked_at: datetime | None


def _utc_now() -> datetime:
    return datetime.now(UTC)


class KeyRing:
    """The keys of every seller. Safe to share between threads."""

    def __init__(self, database: Database, now: Callable[[], datetime] = _utc_now) -> None:
        self._database = database
        self._now = now

    def create(
        self, seller: str, name: str, role: Role, scopes: Collection[Scope] | None = None
    ) -> tuple[Key, str]:
        """Make a key; the second value is the secret to send, which is kept nowhere.

        scopes: fewer than the role's (None: all of them). Raises `InvalidInput` naming what is wrong.
        """
        if not _SELLER.fullmatch(seller):
            raise InvalidInput(
                "seller", "must be 1 to 63 of a-z, 0-9, - and _, and begin with a letter or digit"
            )
        if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
            raise InvalidInput("name", f"must be 1 to {_LONGEST_NAME} printable characters")
        chosen = SCOPES[role] if scopes is None else frozenset(scopes)
        if not chosen or not chosen <= SCOPES[role]:
            raise InvalidInput("scope", f"a {role} may have {', '.join(sorted(SCOPES[role]))}")
        key_id = secrets.token_hex(6)
        secret = f"radd_{key_id}_{secrets.token_hex(32)}"
        at = micros(self._now())
        row = {"id": key_id, "seller": seller, "name": name, "role": role.value, "created_at": at}
        row |= {"scopes": sorted(chosen), "hash": _hash(secret), "revoked_at": None}  # type: ignore[dict-item]
        with self._database.writing(seller) as connection:
            connection.execute(insert(keys).values(row))
            journal.note(connection, seller, at, "key.create", "", detail=f"{key_id} {role}")
            made = connection.execute(select(keys).where(keys.c.id == key_id)).one()
        return _key(made), secret

    def holder(self, secret: str) -> Key | None:
        """The working key with this secret; None where there is none."""
        named = _TOKEN.fullmatch(secret)
        if named is None:
            return None
        query = select(keys).where(keys.c.id == named[1], keys.c.revoked_at.is_(None))
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None or not hmac.compare_digest(row.hash, _hash(secret)):
            return None
        return _key(row)

    def any(self) -> bool:
        """Whether keys are asked for: since the first was made, even when all are revoked."""
        with self._database.reading() as connection:
            return connection.execute(select(keys.c.id).limit(1)).first() is not None

    def all(self, seller: str | None = None) -> list[Key]:
        """Every key, or one seller's, oldest first."""
        query = select(keys).order_by(keys.c.created_at, keys.c.id)
        if seller is not None:
            query = query.where(keys.c.seller == seller)
        with self._database.reading() as connection:
            return [_key(row) for row in connection.execute(query)]

    def revoke(self, key_id: str, write: Write | None = None) -> Key:
        """End a key at once; ended already, it stays so. Raises `NotFound`."""
        with self._database.reading() as connection:
            row = connection.execute(select(keys).where(keys.c.id == key_id)).first()
        if row is None:
            raise NotFound("key", key_id)
        at = micros(self._now())
        with self._database.writing(row.seller) as connection:
            ended = update(keys).where(keys.c.id == key_id, keys.c.revoked_at.is_(None))
            if connection.execute(ended.values(revoked_at=at)).rowcount:
                journal.note(connection, row.seller, at, "key.revoke", "", detail=key_id, write=write)
            return _key(connection.execute(select(keys).where(keys.c.id == key_id)).one())


def _hash(secret: str) -> str:
    """Secrets are 256 random bits: one round of SHA-256 keeps them."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _key(row: Row[Any]) -> Key:
    return Key(
        id=row.id,
        seller=row.seller,
        name=row.name,
        role=Role(row.role),
        scopes=frozenset(Scope(scope) for scope in row.scopes),
        created_at=moment(row.created_at),
        revoked_at=None if row.revoked_at is None else moment(row.revoked_at),
    )
