"""Fifty sellers at once: a mixed load of reads and writes on one server, every answer looked at.

    python -m evals.benchmarks.sellers [SELLERS] [SECONDS]

Prints latencies by kind of request and exits 1 when anything failed, was lost, or was shown to the wrong seller.
The load runs on the same machine as the server.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.bootstrap import Assistant
from assistant.records.roles import Role
from assistant.settings import load_settings

COMMENTS = (
    "القلاية وصلت مكسورة والسلة فيها شرخ",
    "The left earbud does not charge any more",
    "wesel el talab na2es el sha7en",
    "I ordered the blue one and got a red one",
    "الخلاط ما يشتغل ابد",
)
ASKED = "We are sorry about the trouble with your order. Could you send a photo of the damaged part?"
MIX = {"inbox": 30, "read": 22, "list": 8, "check": 15, "add": 8, "customer": 8, "seller": 5, "suggest": 4}
ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Seller:
    """One seller's day: keeps what the server acknowledged, to compare in the end."""

    name: str
    secret: str
    port: int
    ids: list[str] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)

    def work(self, until: float) -> None:
        rng = random.Random(self.name)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while time.monotonic() < until:
            kind = rng.choices(list(MIX), list(MIX.values()))[0] if self.ids else "add"
            start = time.perf_counter()
            try:
                self._do(connection, kind, rng)
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.wrong.append(f"{kind}: {type(error).__name__}: {error}")
                connection.close()
            self.times[kind].append((time.perf_counter() - start) * 1000)
        connection.close()

    def _do(self, connection: http.client.HTTPConnection, kind: str, rng: random.Random) -> None:
        chosen = rng.choice(self.ids) if self.ids else ""
        match kind:
            case "inbox" | "list":
                path = "/v1/inbox" if kind == "inbox" else "/v1/returns?limit=20"
                for row in self._ask(connection, "GET", path, None, 200)["returns"]:
                    if row["return_request"]["customer_name"] != self.name:
                        self.wrong.append(f"{kind}: showed {row['return_request']['customer_name']}")
            case "read":
                self._ask(connection, "GET", f"/v1/returns/{chosen}", None, 200)
            case "check":
                self._ask(connection, "POST", "/v1/checks", {"draft": ASKED + " Call 050 123 4567"}, 200)
            case "add":
                request = {
                    "customer_comment": rng.choice(COMMENTS),
                    "currency": "AED",
                    "customer_name": self.name,
                }
                request["created_at"] = datetime.now(UTC).isoformat()
                self.ids.append(
                    self._ask(connection, "POST", "/v1/returns", {"return_request": request}, 201)["id"]
                )
            case "customer":
                said = {"author": "customer", "text": f"More words {rng.random()}"}
                self._ask(connection, "POST", f"/v1/returns/{chosen}/messages", said, 201)
                self.said[chosen] += 1
            case "seller":  # refused when it would be a follow-up: that is an answer, too
                said = {"author": "seller", "text": ASKED}
                if "thread" in self._ask(
                    connection, "POST", f"/v1/returns/{chosen}/messages", said, 201, 409
                ):
                    self.said[chosen] += 1
            case "suggest":
                self._ask(connection, "POST", f"/v1/returns/{chosen}/suggestion", {"translate": False}, 200)

    def _ask(
        self, connection: http.client.HTTPConnection, method: str, path: str, body: Any, *expected: int
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
        connection.request(method, path, None if body is None else json.dumps(body).encode(), headers)
        response = connection.getresponse()
        answer: dict[str, Any] = json.loads(response.read())
        if response.status not in expected:
            raise ValueError(f"answered {response.status} {answer.get('detail', '')}")
        return answer

    def compare(self) -> None:
        """Whether everything that was acknowledged is there, and nothing else."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        there = []
        after = ""
        while True:
            page = self._ask(connection, "GET", f"/v1/returns?limit=200{after}", None, 200)
            there += [row["id"] for row in page["returns"]]
            if page["next"] is None:
                break
            after = f"&after={page['next']}"
        if sorted(there) != sorted(self.ids):
            self.wrong.append(f"{len(self.ids)} returns were acknowledged, {len(there)} are there")
        for return_id in self.ids:
            thread = self._ask(connection, "GET", f"/v1/returns/{return_id}", None, 200)["thread"]
            if len(thread) != self.said[return_id]:
                self.wrong.append(
                    f"{self.said[return_id]} messages were acknowledged, {len(thread)} are there"
                )
        connection.close()


@contextlib.contextmanager
def serving(folder: str, port: int) -> Iterator[None]:
    """The service as `radd serve` starts it, on records of its own."""
    env = os.environ | {"RADD_DATA_DIR": folder, "RADD_TRANSLATOR": "none", "RADD_RATE_PER_MINUTE": "100000"}
    code = "from assistant.cli import main; main()"
    command = [sys.executable, "-c", code, "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with contextlib.suppress(OSError, http.client.HTTPException):
                asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                asking.request("GET", "/readyz")
                if asking.getresponse().status == 200:
                    break
            time.sleep(0.2)
        yield
    finally:
        server.terminate()
        server.wait(30)


def main(sellers: int = 50, seconds: float = 60) -> int:
    """Run the load; 0 when every request was answered and everything acknowledged is on record."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        keys = Assistant(load_settings(data_dir=Path(folder))).keys
        names = [f"seller-{n}" for n in range(sellers)]
        staff = [Seller(name, keys.create(name, name, Role.SELLER)[1], port) for name in names]
        with serving(folder, port):
            until = time.monotonic() + seconds
            threads = [threading.Thread(target=one.work, args=(until,)) for one in staff]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            for one in staff:
                one.compare()
    return _told(staff, seconds)


def _told(staff: list[Seller], seconds: float) -> int:
    total = sum(len(times) for one in staff for times in one.times.values())
    print(f"{len(staff)} sellers, {seconds:.0f} s: {total} requests, {total / seconds:.0f} a second")
    for kind in MIX:
        times = sorted(time for one in staff for time in one.times[kind])
        if times:
            worst = times[int(0.99 * (len(times) - 1))]
            print(f"  {kind}: n={len(times)}, p50 {statistics.median(times):.0f} ms, p99 {worst:.0f} ms")
    wrong = [complaint for one in staff for complaint in one.wrong]
    print(f"errors: {len(wrong)}" + "".join(f"\n  {complaint}" for complaint in wrong[:10]))
    return 1 if wrong else 0


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(int(given[0]) if given else 50, float(given[1]) if len(given) > 1 else 60))
