"""Every error Radd raises on purpose.

    RaddError
    ├── InvalidInput        the caller's input is wrong; names the field           HTTP 422, exit 2
    ├── NotFound            what was asked for does not exist                      HTTP 404, exit 2
    ├── Conflict            the record changed meanwhile, or does not allow this   HTTP 409, exit 2
    ├── MissingDependency   an optional library or model is absent; says the cure  HTTP 501, exit 2
    ├── Unavailable         a service Radd depends on does not answer              HTTP 503, exit 2
    └── BrokenAsset         a file of the project (template, lexicon, passage, model) is malformed

Errors of outside libraries are mapped to these where they enter, never passed through.
"""

from __future__ import annotations


class RaddError(Exception):
    """Base of all errors that Radd raises on purpose."""


class InvalidInput(RaddError):
    """The input is wrong: `field` is a dotted path such as `return_request.price`."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class NotFound(RaddError):
    """There is no `kind` named `name`."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"there is no {kind} {name!r}")
        self.kind = kind
        self.name = name


class Conflict(RaddError):
    """What is on record does not allow this: it changed meanwhile, a key was used before, or `why_not`."""

    def __init__(self, reason: str, why_not: str | None = None) -> None:
        super().__init__(reason)
        self.why_not = why_not


class MissingDependency(RaddError):
    """Something optional is not installed; `cure` is the exact command that installs it."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(f"{what} is not installed. To install it: {cure}")
        self.what = what
        self.cure = cure


class Unavailable(RaddError):
    """A service that Radd was told to use does not answer."""


class BrokenAsset(RaddError):
    """A file of the project is malformed; `path` says which."""

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = str(path)
        self.reason = reason
