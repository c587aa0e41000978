"""Print how fast the page is, in a real browser on a real service: `python -m evals.benchmarks.page`.

From an empty browser cache to the first return on screen, and what was transferred; from the last key to the
underline in a draft; frames while the inbox is scrolled through. Needs the dev extra and a Chromium.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

COMMENTS = ("القلاية وصلت مكسورة والسلة فيها شرخ", "the lid came cracked", "el jehaz mesh shaghal")
PHONE = " 050 123 4567"
FIRST_ROW = """
new MutationObserver((_, watch) => {
  if (!document.querySelector('.row')) return;
  watch.disconnect();
  requestAnimationFrame(() => (window.firstRow = performance.now()));
}).observe(document, {childList: true, subtree: true});
"""
UNDERLINE = """
() => {
  window.waits = [];
  let last = 0, seen = true;
  const area = document.getElementById('draft');
  area.addEventListener('input', () => { last = performance.now(); seen = false; });
  new MutationObserver(() => {
    const there = [...document.querySelectorAll('.mirror mark')].some((mark) => mark.textContent.includes('4567'));
    if (!seen && there) { seen = true; window.waits.push(performance.now() - last); }
  }).observe(document.querySelector('.mirror'), {childList: true});
}
"""
FRAMES = """
() => {
  window.frames_ms = []; window.long_ms = [];
  new PerformanceObserver((list) => window.long_ms.push(...list.getEntries().map((one) => one.duration))).observe({type: 'longtask'});
  let last = performance.now();
  const tick = (now) => { window.frames_ms.push(now - last); last = now; requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--returns", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=20)
    given = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("no chromium here: apt-get install chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sys.exit("playwright is not installed: pip install -e '.[dev]'")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before the start")
    with _service() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        made = _fill(address, given.returns)
        _first_look(browser, address, given.rounds)
        _typing(browser, address, made, given.rounds)
        _scrolling(browser, address, given.returns)
        browser.close()
    print(f"load {os.getloadavg()[0]:.1f} at the end")


@contextmanager
def _service() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "RADD_DATA_DIR": folder, "RADD_TRANSLATOR": "none"}
        start = "from assistant.cli import main; main()"
        command = [sys.executable, "-c", start, "serve", "--port", str(port)]
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        address = f"http://127.0.0.1:{port}"
        try:
            while not _ready(address):
                if process.poll() is not None:
                    sys.exit(f"the service ended with {process.returncode}")
                time.sleep(0.2)
            yield address
        finally:
            process.terminate()
            process.wait()


def _ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz").is_success
    except httpx.TransportError:
        return False


def _fill(address: str, count: int) -> str:
    """Put returns on record; gives the id of the newest."""
    now = datetime.now(UTC)
    with httpx.Client(base_url=address, timeout=60) as client:
        for number in range(count):
            request = {
                "customer_comment": COMMENTS[number % len(COMMENTS)],
                "item_title": f"Item {number}",
                "customer_name": "Noura",
                "currency": "AED",
                "status": "pending_action",
                "created_at": (now - timedelta(minutes=number)).isoformat(),
            }
            answer = client.post("/v1/returns", json={"return_request": request})
            answer.raise_for_status()
    made: str = answer.json()["id"]
    return made


def _first_look(browser: Any, address: str, rounds: int) -> None:
    shown, sizes = [], []
    for _ in range(rounds):
        context = browser.new_context()  # an empty cache
        page = context.new_page()
        page.add_init_script(FIRST_ROW)
        sent: list[float] = []
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", lambda one, sent=sent: sent.append(one["encodedDataLength"]))
        page.goto(address)
        page.wait_for_function("() => window.firstRow")
        page.wait_for_load_state("networkidle")
        shown.append(page.evaluate("window.firstRow"))
        sizes.append(sum(sent) / 1000)
        context.close()
    _print("from opening to the first return on screen, ms", shown)
    print(f"transferred for it: {max(sizes):.0f} kB at most (n={rounds})")


def _typing(browser: Any, address: str, return_id: str, rounds: int) -> None:
    page = browser.new_page()
    page.goto(f"{address}/#/returns/{return_id}")
    page.wait_for_selector("#verdict:is([data-state=allowed], [data-state=blocked])")
    page.evaluate(UNDERLINE)
    for number in range(rounds):
        page.focus("#draft")
        page.keyboard.press("Control+End")
        page.keyboard.insert_text(PHONE)
        page.wait_for_function("count => window.waits.length > count", arg=number)
        for _ in PHONE:
            page.keyboard.press("Backspace")
        page.wait_for_timeout(150)
    _print("from the last key to the underline, ms", page.evaluate("window.waits"))
    page.close()


def _scrolling(browser: Any, address: str, count: int) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address)
    page.wait_for_selector(".row")
    page.evaluate(FRAMES)
    page.mouse.move(150, 500)
    start = time.perf_counter()
    while page.locator(".row").count() < count or page.evaluate(
        "() => { const list = document.querySelector('.list');"
        " return list.scrollTop + list.clientHeight < list.scrollHeight - 2 }"
    ):
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(16)
        if time.perf_counter() - start > 300:
            sys.exit("the list did not end")
    print(f"scrolled through {count:,} returns in {time.perf_counter() - start:.1f} s")
    _print("  frames, ms", page.evaluate("window.frames_ms"))
    long = page.evaluate("window.long_ms")
    print(f"  tasks over 50 ms: {len(long)}" + (f", the longest {max(long):.0f} ms" if long else ""))
    page.close()


def _print(name: str, times: list[float]) -> None:
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(
        f"{name}: p50 {statistics.median(ordered):.0f}, p95 {p95:.0f}, max {ordered[-1]:.0f} (n={len(ordered)})"
    )


if __name__ == "__main__":
    main()
