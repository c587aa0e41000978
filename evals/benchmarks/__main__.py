"""Print the warm latency of each part, cold starts of the commands, and the service's memory.

Every figure stands beside a named alternative measured in the same run where there is one.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from assistant.bootstrap import Assistant
from assistant.models import Case, Request, ReturnRequest
from assistant.settings import load_settings

COMMENT = "القلاية وصلتني امس والسلة مكسورة من الجنب والكرتون كله مفعوص"
DRAFT = "مرحبا، هل يمكنكم إرسال صورة واضحة للسلة المكسورة؟ رقم الطلب 4471920386. شكرا لكم."


def main() -> None:
    radd = Assistant(load_settings(translator="none"))
    radd.warm_up()
    request = Request(Case(ReturnRequest(COMMENT, currency="AED"), (), datetime.now(UTC)))
    suggest = _measure("suggestion, warm", lambda: radd.suggest(request))
    embed = _measure("  of it, one sentence embedding", lambda: radd.embedder.embed([COMMENT]))
    print(f"  ratio suggestion / embedding alone {suggest / embed:.2f}")
    _measure("check, warm", lambda: radd.check(DRAFT))
    long = (DRAFT * (100_000 // len(DRAFT) + 1))[:100_000]
    _measure("check of 100,000 characters", lambda: radd.check(long), rounds=5, warm=1)
    _measure("search, warm", lambda: radd.search.rank("كم يوم عندي ارد على العميل", 5))
    print(
        f"memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB at most"
    )
    bare = _cold("python alone", "pass")
    for name, arguments in (
        ("radd --help", ["--help"]),
        ("radd check", ["check", "Could you send a photo of the lid?"]),
        ("radd suggest", ["suggest", "the lid is cracked"]),
        ("radd ask", ["ask", "is there a daily message limit?"]),
    ):
        code = f"import sys; sys.argv = ['radd', *{arguments!r}]; from assistant.cli import main; main()"
        taken = _cold(f"{name}, cold", code)
        print(f"  ratio to python alone {taken / bare:.1f}")


def _measure(name: str, call: Callable[[], object], rounds: int = 300, warm: int = 20) -> float:
    for _ in range(warm):
        call()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    print(f"{name}: p50 {statistics.median(times):.2f} ms, p99 {times[int(0.99 * rounds)]:.2f} ms")
    return statistics.median(times)


def _cold(name: str, code: str, rounds: int = 7) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
        times.append(time.perf_counter() - start)
    print(f"{name}: median {statistics.median(times):.2f} s")
    return statistics.median(times)


if __name__ == "__main__":
    main()
