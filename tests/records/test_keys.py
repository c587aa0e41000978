from __future__ import annotations

import pytest
from sqlalchemy import text

from assistant.errors import InvalidInput, NotFound
from assistant.records.database import Database
from assistant.records.keys import KeyRing
from assistant.records.roles import SCOPES, Role, Scope


@pytest.fixture
def ring(database: Database) -> KeyRing:
    return KeyRing(database)


def test_a_key_opens_its_sellers_records_until_it_is_revoked(ring: KeyRing) -> None:
    assert not ring.any()
    key, secret = ring.create("shop", "Mona", Role.LEAD)
    assert ring.holder(secret) == key
    assert key.scopes == SCOPES[Role.LEAD]
    assert ring.revoke(key.id).revoked_at is not None
    assert ring.holder(secret) is None
    assert ring.any()
    assert ring.revoke(key.id) == ring.all("shop")[0]
    with pytest.raises(NotFound):
        ring.revoke("nothing")


def test_the_secret_is_kept_nowhere(ring: KeyRing, database: Database) -> None:
    _, secret = ring.create("shop", "Mona", Role.SELLER)
    with database.reading() as connection:
        rows = [
            row for table in ("keys", "audit") for row in connection.execute(text(f"SELECT * FROM {table}"))
        ]
    assert rows
    assert secret.rpartition("_")[2] not in str(rows)


def test_a_secret_must_match_to_its_last_digit(ring: KeyRing) -> None:
    _, secret = ring.create("shop", "Mona", Role.SELLER)
    wrong = secret[:-1] + ("0" if secret[-1] != "0" else "1")
    for other in (wrong, secret + "0", secret.upper(), "", "radd__", "é"):
        assert ring.holder(other) is None


def test_a_key_may_have_fewer_scopes_than_its_role_and_never_more(ring: KeyRing) -> None:
    key, secret = ring.create("shop", "scanner", Role.SELLER, [Scope.RETURNS_READ])
    assert ring.holder(secret) == key
    assert key.scopes == {Scope.RETURNS_READ}
    for scopes in ([], [Scope.AUDIT]):
        with pytest.raises(InvalidInput, match="scope"):
            ring.create("shop", "scanner", Role.SELLER, scopes)


@pytest.mark.parametrize(
    ("seller", "name", "field"),
    [
        ("", "x", "seller"),
        ("A b", "x", "seller"),
        ("a" * 64, "x", "seller"),
        ("a", " ", "name"),
        ("a", "\n", "name"),
    ],
)
def test_bad_names_are_refused(ring: KeyRing, seller: str, name: str, field: str) -> None:
    with pytest.raises(InvalidInput, match=field):
        ring.create(seller, name, Role.SELLER)
