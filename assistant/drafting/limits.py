"""What keeps a language model from costing too much: a pause after failures, a budget a seller and day."""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from assistant.errors import Unavailable
from assistant.models import Ask, Spending
from assistant.ports import Ledger

_CHARS_A_TOKEN = 2  # Arabic needs the most tokens; English about half of this estimate
_MILLION = Decimal(1_000_000)
_log = logging.getLogger("radd.llm")


class Breaker:
    """Stops calling a server that keeps failing: after `failures` in a row, not before `pause_s` are over."""

    def __init__(
        self, failures: int = 3, pause_s: float = 30.0, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit, self._pause, self._now = failures, pause_s, now
        self._failed, self._until = 0, 0.0
        self._lock = threading.Lock()

    def check(self) -> None:
        """Raise `Unavailable` during a pause."""
        with self._lock:
            if self._now() < self._until:
                raise Unavailable("it failed several times, so it is left alone for a while")

    def record(self, worked: bool) -> None:
        with self._lock:
            self._failed = 0 if worked else self._failed + 1
            if self._failed >= self._limit:
                self._until = self._now() + self._pause


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, read and written, in any one currency."""

    read: Decimal = Decimal(0)
    written: Decimal = Decimal(0)

    def of(self, read: int, written: int) -> Spending:
        cost = (read * self.read + written * self.written) / _MILLION
        return Spending(read + written, cost)


@dataclass(frozen=True, slots=True)
class Hold:
    """Spending set aside for one call, until it is known what the call took."""

    seller: str
    day: date
    amount: Spending


class Budget:
    """What each seller may spend in a day (UTC). Safe to share between threads.

    A call sets its worst case aside before it starts, so that calls at the same time in one process stay
    within the budget together; another process sees a call once it has ended.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        tokens: int | None = None,
        cost: Decimal | None = None,
        prices: Prices | None = None,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        """`tokens` and `cost` are a seller's limits a day; None: no limit."""
        self._ledger, self._tokens, self._cost = ledger, tokens, cost
        self._prices = prices or Prices()
        self._today = today
        self._held: defaultdict[tuple[str, date], Spending] = defaultdict(Spending)
        self._lock = threading.Lock()

    def hold(self, ask: Ask, longest_answer: int) -> Hold:
        """Set aside what a call may take. Raises `Unavailable` when the seller's day does not hold it."""
        worst = self._prices.of(estimated_tokens(ask.system + ask.user), longest_answer)
        day = self._today()
        with self._lock:
            total = self._ledger.spent(ask.seller, day) + self._held[ask.seller, day] + worst
            if self._tokens is not None and total.tokens > self._tokens:
                raise Unavailable(f"today's budget of {self._tokens:,} tokens is used up")
            if self._cost is not None and total.cost > self._cost:
                raise Unavailable(f"today's budget of {self._cost:,} is used up")
            self._held[ask.seller, day] += worst
        return Hold(ask.seller, day, worst)

    def settle(self, hold: Hold, read: int, written: int) -> None:
        """Book what the call took, and free what was set aside."""
        key = (hold.seller, hold.day)
        with self._lock:
            left = self._held.pop(key)
            rest = Spending(left.tokens - hold.amount.tokens, left.cost - hold.amount.cost)
            if rest.tokens:
                self._held[key] = rest
            try:
                self._ledger.spend(hold.seller, hold.day, self._prices.of(read, written))
            except Unavailable as error:  # the draft is there and paid for: losing the note must not lose it
                _log.error("a model's use was not booked: %s", error)


def estimated_tokens(text: str) -> int:
    """Roughly how many tokens a text has, on the high side; for what no server counted."""
    return len(text) // _CHARS_A_TOKEN + 1
