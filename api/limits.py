"""How often a key may ask: a bucket of tokens a key, filled at a steady rate."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class RateLimit:
    """`per_minute` requests a minute for each key, in bursts of up to a quarter of that. Safe between threads.

    Each process counts for itself.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_minute / 60
        self._most = max(1.0, per_minute / 4)
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, key: str) -> float:
        """Take one token; 0 when there was one, else the seconds until there is."""
        with self._lock:
            now = self._clock()
            tokens, before = self._buckets.get(key, (self._most, now))
            tokens = min(self._most, tokens + (now - before) * self._rate)
            allowed = tokens >= 1
            self._buckets[key] = (tokens - 1 if allowed else tokens, now)
            return 0.0 if allowed else (1 - tokens) / self._rate
