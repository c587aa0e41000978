"""Who may do what: four roles, each a set of scopes; a key may be given fewer."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """seller works through returns; lead also sees how it goes; ml sees what was learnt, and no customer."""

    SELLER = "seller"
    LEAD = "lead"
    ML = "ml"
    ADMIN = "admin"


class Scope(StrEnum):
    """assist: what keeps nothing (checks, suggestions for a pasted case, translations, answers)."""

    ASSIST = "assist"
    RETURNS_READ = "returns:read"
    RETURNS_WRITE = "returns:write"
    FEEDBACK_READ = "feedback:read"
    INSIGHTS = "insights"
    AUDIT = "audit"
    CUSTOMERS = "customers"
    WEBHOOKS = "webhooks"


_WORK = frozenset({Scope.ASSIST, Scope.RETURNS_READ, Scope.RETURNS_WRITE})
_LEARNT = frozenset({Scope.FEEDBACK_READ, Scope.INSIGHTS})

SCOPES: dict[Role, frozenset[Scope]] = {
    Role.SELLER: _WORK,
    Role.LEAD: _WORK | _LEARNT | {Scope.AUDIT, Scope.CUSTOMERS},
    Role.ML: _LEARNT | {Scope.ASSIST},
    Role.ADMIN: frozenset(Scope),
}
