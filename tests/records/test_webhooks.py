from __future__ import annotations

import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from assistant.errors import InvalidInput, NotFound
from assistant.records.database import Database
from assistant.records.outbox import Outbox
from assistant.records.store import RecordStore
from assistant.records.values import Standing, Write
from assistant.webhooks import Courier, Poster, checked_url
from tests.records.test_store import LAMP, NOW, WAITING, add_message

URL = "https://shop.example/radd"


class Receiver:
    """Answers posts with the given statuses, then with 200; an OSError is raised instead."""

    def __init__(self, *answers: int | OSError) -> None:
        self.answers = list(answers)
        self.got: list[tuple[str, Mapping[str, str], bytes]] = []

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        self.got.append((url, headers, body))
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, OSError):
            raise answer
        return answer


class Clock:
    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outbox(database: Database, clock: Clock) -> Outbox:
    return Outbox(database, clock)


@pytest.fixture
def store(database: Database, clock: Clock) -> RecordStore:
    return RecordStore(database, clock)


def test_a_new_deadline_is_told_once_and_signed(outbox: Outbox, store: RecordStore) -> None:
    webhook, secret = outbox.add("a", URL)
    made = store.add_return("a", replace(LAMP, return_id="R-1"), WAITING)
    store.add_return("b", LAMP, WAITING)
    add_message(store, "a", made)
    receiver = Receiver()
    courier = Courier(outbox, receiver, clock=lambda: 1_700_000_000.0)
    assert (courier.round(), courier.round()) == (1, 0)
    ((url, headers, body),) = receiver.got
    told = json.loads(body)
    assert url == URL
    assert (told["event"], told["return_id"], told["noon_return_id"]) == ("deadline.new", made.id, "R-1")
    assert datetime.fromisoformat(told["due"]) == WAITING.due
    assert told["due_for"] == "contact"
    expected = hmac.new(secret.encode(), b"1700000000." + body, hashlib.sha256).hexdigest()
    assert headers["Radd-Signature"] == f"t=1700000000,v1={expected}"
    assert outbox.all("a") == [webhook]
    assert outbox.all("b") == []


def test_a_deadline_is_news_when_it_changes_and_the_return_is_open(
    outbox: Outbox, store: RecordStore
) -> None:
    outbox.add("a", URL)
    made = store.add_return("a", LAMP, Standing(True, True, None))
    decided = Standing(True, False, NOW + timedelta(days=2), needs_decision=True)
    made = store.change("a", made, LAMP, decided, action="x")
    made = store.change("a", made, replace(LAMP, status="pending_action"), decided, action="x")
    store.change("a", made, LAMP, replace(decided, open=False, due=NOW), action="x")
    receiver = Receiver()
    Courier(outbox, receiver).round()
    assert [json.loads(body)["due_for"] for _, _, body in receiver.got] == ["decision"]


def test_what_fails_is_tried_again_later_and_given_up_in_the_end(
    outbox: Outbox, store: RecordStore, clock: Clock
) -> None:
    outbox.add("a", URL)
    store.add_return("a", LAMP, WAITING)
    receiver = Receiver(500, OSError("no route"), 302, 404, 503, 500, 500)
    courier = Courier(outbox, receiver)
    waited = timedelta(0)
    while outbox.all("a")[0].waiting:
        if courier.round() == 0:
            clock.time += timedelta(seconds=30)
            waited += timedelta(seconds=30)
    assert len(receiver.got) == 7
    assert timedelta(hours=11) < waited < timedelta(hours=12)
    assert outbox.all("a")[0].failed == 1
    assert len({body for _, _, body in receiver.got}) == 1


def test_a_courier_that_dies_leaves_its_deliveries_to_the_next(
    outbox: Outbox, store: RecordStore, clock: Clock
) -> None:
    outbox.add("a", URL)
    store.add_return("a", LAMP, WAITING)
    assert len(outbox.claim(timedelta(minutes=2))) == 1
    receiver = Receiver()
    assert Courier(outbox, receiver).round() == 0
    clock.time += timedelta(minutes=3)
    assert Courier(outbox, receiver).round() == 1


def test_a_webhook_is_added_once_per_write_and_removed_with_what_waits(
    outbox: Outbox, store: RecordStore
) -> None:
    write = Write("k", "f")
    assert outbox.add("a", URL, write) == outbox.add("a", URL, write)
    (webhook,) = outbox.all("a")
    store.add_return("a", LAMP, WAITING)
    with pytest.raises(NotFound):
        outbox.remove("b", webhook.id)
    outbox.remove("a", webhook.id)
    assert outbox.all("a") == []
    assert Courier(outbox, Receiver()).round() == 0
    with pytest.raises(NotFound):
        outbox.remove("a", webhook.id)


@pytest.mark.parametrize(
    "url",
    ["", "x", "http://shop.example/", "ftp://shop.example", "https://", "https://a:b@shop.example/", "https://shop.example:0/",
     "https://shop.example/ x", "https://shop.example:x/", "https://متجر/", "https://shop.example/#x", "https://[::1"],
)  # fmt: skip
def test_a_url_that_deliveries_may_not_go_to_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="url"):
        checked_url(url)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.8", "169.254.169.254", "[::1]"])
def test_no_delivery_goes_into_ones_own_network_unless_that_is_asked_for(host: str) -> None:
    with pytest.raises(OSError, match="public"):
        Poster()(f"https://{host}/", {}, b"{}")


class _Answers(BaseHTTPRequestHandler):
    got: list[tuple[str, bytes]] = []  # noqa: RUF012

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((self.path, body))
        self.send_response(302)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_post_arrives_and_a_redirect_is_not_followed(port: int) -> None:
    url = f"http://127.0.0.1:{port}/hook?x=1"
    assert Poster(private=True)(url, {"Radd-Delivery": "1"}, b"{}") == 302
    assert _Answers.got == [("/hook?x=1", b"{}")]


def test_where_nobody_listens_the_post_fails_as_an_os_error() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = free.getsockname()[1]
    with pytest.raises(OSError, match="refused"):
        Poster(private=True)(f"http://127.0.0.1:{closed}/", {}, b"{}")
