"""Delivers what is in the outbox: signed, to public https addresses only, tried again for half a day."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ipaddress
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from assistant.errors import InvalidInput, Unavailable
from assistant.records.outbox import Delivery, Outbox

_LEASE = timedelta(minutes=2)
_PAUSES = tuple(timedelta(seconds=30 * 4**n) for n in range(6))  # 30 s, 2 min, 8 min … 8.5 h
_TIMEOUT_S = 10
_LONGEST_URL = 2_000
_log = logging.getLogger("radd.webhooks")

Post = Callable[[str, Mapping[str, str], bytes], int]
"""Posts a body to a URL and gives the status; raises OSError where nobody answers."""


def checked_url(url: str, *, private: bool = False) -> str:
    """A URL that deliveries may go to. `private`: http and addresses of one's own network too.

    Raises `InvalidInput` saying what is wrong.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InvalidInput("url", "is not a URL") from error
    if (
        not url.isascii()
        or not url.isprintable()
        or " " in url
        or len(url) > _LONGEST_URL
        or not parts.hostname
    ):
        raise InvalidInput("url", f"must be a URL of up to {_LONGEST_URL:,} ASCII characters")
    if parts.username or parts.password or parts.fragment or port == 0:
        raise InvalidInput("url", "must have no user, fragment or port 0")
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise InvalidInput("url", "must begin with https://")
    return url


def signature(secret: str, at: int, body: bytes) -> str:
    """What a receiver compares: HMAC-SHA256 of the Unix time, a dot and the body, under the webhook's secret."""
    mark = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mark}"


@dataclass(frozen=True)
class Poster:
    """Posts over the network, following no redirect. `private` as for `checked_url`."""

    private: bool = False

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        parts = urlsplit(checked_url(url, private=self.private))
        host = parts.hostname or ""
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        # Connected to the address that was looked at: a name must not lead elsewhere a moment later.
        raw = socket.create_connection((self._address(host, port), port), timeout=_TIMEOUT_S)
        try:
            connection = http.client.HTTPConnection(host, port, timeout=_TIMEOUT_S)
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(raw, server_hostname=host) if secure else raw
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path, body, {"Host": parts.netloc, **headers})
            return connection.getresponse().status
        except http.client.HTTPException as error:
            raise OSError(f"no HTTP answer ({type(error).__name__})") from error
        finally:
            raw.close()

    def _address(self, host: str, port: int) -> str:
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        for address in found:
            if not self.private and not ipaddress.ip_address(address.partition("%")[0]).is_global:
                raise OSError("the address is not a public one")
        return found[0]


@dataclass(frozen=True)
class Courier:
    """Takes deliveries out of the outbox. Every one arrives at least once, or is given up after seven tries."""

    outbox: Outbox
    post: Post
    clock: Callable[[], float] = time.time

    def round(self) -> int:
        """Try everything that is due; returns how many tries that were."""
        claimed = self.outbox.claim(_LEASE)
        for delivery in claimed:
            self._deliver(delivery)
        return len(claimed)

    def run(self, stop: threading.Event, pause_s: float = 2.0) -> None:
        """Rounds until told to stop."""
        while not stop.is_set():
            try:
                busy = self.round()
            except Unavailable as error:
                _log.warning("deliveries wait: %s", error)
                busy = 0
            if not busy:
                stop.wait(pause_s)

    def _deliver(self, delivery: Delivery) -> None:
        body = delivery.body.encode()
        headers = {
            "Content-Type": "application/json",
            "Radd-Delivery": delivery.id,
            "Radd-Signature": signature(delivery.secret, int(self.clock()), body),
        }
        try:
            status = self.post(delivery.url, headers, body)
            error = None if 200 <= status < 300 else f"answered {status}"
        except (OSError, InvalidInput) as failure:
            error = f"{type(failure).__name__}: {failure}"[:200]
        if error is None:
            self.outbox.delivered(delivery)
            return
        again = _PAUSES[delivery.attempts] if delivery.attempts < len(_PAUSES) else None
        self.outbox.failed(delivery, error, again)
