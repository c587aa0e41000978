"""Counters in the Prometheus text format: requests by route and status, and the time they took."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response


class Metrics:
    """Counts requests. Routes are named by their pattern, so nothing a customer wrote becomes a label."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: dict[tuple[str, str, int], int] = defaultdict(int)
        self._seconds: dict[tuple[str, str], float] = defaultdict(float)

    async def count(self, request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        start = time.perf_counter()
        response = await call_next(request)
        route = getattr(request.scope.get("route"), "path", "unknown")
        with self._lock:
            self._requests[request.method, route, response.status_code] += 1
            self._seconds[request.method, route] += time.perf_counter() - start
        return response

    def text(self) -> str:
        """All counters, in the exposition format."""
        with self._lock:
            requests, seconds = dict(self._requests), dict(self._seconds)
        lines = ["# TYPE radd_requests_total counter"]
        lines += [
            f'radd_requests_total{{method="{method}",route="{route}",status="{status}"}} {n}'
            for (method, route, status), n in sorted(requests.items())
        ]
        lines.append("# TYPE radd_request_seconds_total counter")
        lines += [
            f'radd_request_seconds_total{{method="{method}",route="{route}"}} {total:.6f}'
            for (method, route), total in sorted(seconds.items())
        ]
        return "\n".join(lines) + "\n"
