"""Processor time, which counts less of what else the machine does than the clock's."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np


def processor_ms(call: Callable[[], object]) -> float:
    """The process's own time for a call, in milliseconds."""
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1000


def told(times: Sequence[float]) -> str:
    """Median and 95th percentile."""
    return " / ".join(f"{one:.2f}" for one in np.percentile(times, [50, 95])) if times else "none"
