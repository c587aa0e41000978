"""What support for a language model costs a suggestion in template mode: `python -m evals.benchmarks.llm`.

Calls with and without a configured model alternate, so that what else the machine does meets both alike.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from assistant.bootstrap import Assistant
from assistant.models import Case, Request, ReturnRequest
from assistant.settings import load_settings

ROUNDS = 400
LIMIT_MS = 1.0


def main() -> None:
    plain = Assistant(load_settings(translator="none"))
    ready = Assistant(
        load_settings(translator="none", llm_model="none", llm_base_url="http://127.0.0.1:9/v1"),
        embedder=plain.embedder,
    )
    ready.__dict__.update(reader=plain.reader, checker=plain.checker, library=plain.library)
    request = Request(
        Case(
            ReturnRequest(
                "The glass lid arrived cracked",
                customer_name="Noura",
                item_title="Glass teapot, 1.2 L",
                currency="AED",
                price=Decimal(90),
            ),
            (),
            datetime.now(UTC),
        )
    )
    without, with_model = alternate(lambda: plain.suggest(request), lambda: ready.suggest(request))
    quoting = plain.suggester.quoting
    looked, nothing = alternate(lambda: quoting.cleaned(request.case.request), lambda: None)
    difference, low, high = interval(with_model - without)
    cost, cost_low, cost_high = interval(looked - nothing)
    print(f"suggestion in template mode, no model: median {np.median(without):.3f} ms, n={ROUNDS}")
    print(f"  the same with a model configured: {difference:+.3f} ms ({low:+.3f} to {high:+.3f})")
    print(f"  of both, the look at names and titles: {cost:.3f} ms ({cost_low:.3f} to {cost_high:.3f})")
    slower = high + cost_high >= LIMIT_MS
    print(f"together {'NOT ' if slower else ''}below {LIMIT_MS:g} ms")


def alternate(
    one: Callable[[], object], other: Callable[[], object]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Times of both in ms, taken in turns, each first every second time."""
    times = np.zeros((2, ROUNDS))
    calls = (one, other)
    for at in range(-20, ROUNDS):
        for which in (0, 1) if at % 2 else (1, 0):
            start = time.perf_counter()
            calls[which]()
            times[which, at] = (time.perf_counter() - start) * 1000
    return times[0], times[1]


def interval(values: npt.NDArray[np.float64], rounds: int = 2_000) -> tuple[float, float, float]:
    """The median with its 95% bootstrap interval."""
    random = np.random.default_rng(1)
    drawn = np.median(random.choice(values, (rounds, len(values))), axis=1)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return float(np.median(values)), float(low), float(high)


if __name__ == "__main__":
    main()
