"""`python -m evals.benchmarks.streaming [SAMPLES]`: does the checking task's memory grow with its samples?

Drafts of the test set are repeated with a number behind each, so that every sample and every scenario is a new one,
and checked by the real checker. Printed is this process's memory as the samples pass.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from assistant.bootstrap import Assistant
from assistant.settings import load_settings
from evals.run import run
from evals.subject import InProcess
from evals.suite import DATA
from evals.summary import summarise
from evals.tasks.checks import check_tasks


def write_many(path: Path, samples: int) -> None:
    """So many different drafts, each a scenario of its own."""
    rows = [
        json.loads(line) for line in (DATA / "checks_test.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    with path.open("w", encoding="utf-8") as file:
        for number in range(samples):
            row = rows[number % len(rows)]
            fresh = row | {"draft": f"{row['draft']} #{number}", "group": f"{row['group']} {number}"}
            file.write(json.dumps(fresh, ensure_ascii=False) + "\n")


def resident() -> float:
    """This process's memory in MiB, now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


def main(samples: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "checks_many.jsonl"
        write_many(data, samples)
        step, start = max(samples // 10, 1), time.perf_counter()

        def progress(task: str, done: int) -> None:
            if done and done % step == 0:
                print(
                    f"{done:8,d} samples  {resident():7.1f} MiB  {time.perf_counter() - start:7.1f} s",
                    flush=True,
                )

        radd = Assistant(load_settings(translator="none"))
        radd.checker.warm_up()
        task = check_tasks(data, "_many")[0]
        run(InProcess(radd), [task], Path(folder) / "run", progress=progress)
        found = summarise(Path(folder) / "run", task.name)
        print(
            f"summed up          {resident():7.1f} MiB  {time.perf_counter() - start:7.1f} s; score {found.score}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
