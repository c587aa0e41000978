"""What bounds a language model's use: budgets, a pause after failures, places, a deadline, leaving."""

from __future__ import annotations

import threading
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.drafting.limits import Breaker, Budget, Prices
from assistant.drafting.llm import OpenAICompatible
from assistant.errors import Unavailable
from assistant.models import Ask, Spending
from assistant.records.database import Database
from assistant.records.spending import SpendingLog
from tests.drafting import model_server
from tests.drafting.model_server import says, serving

pytest.importorskip("langchain_openai")

ASK = Ask("s", "u" * 100, {"title": "t", "type": "object"}, "one")
DAY = date(2026, 11, 20)


class Book:
    """A ledger in memory."""

    def __init__(self) -> None:
        self.sums: dict[tuple[str, date], Spending] = {}

    def spent(self, seller: str, day: date) -> Spending:
        return self.sums.get((seller, day), Spending())

    def spend(self, seller: str, day: date, spending: Spending) -> None:
        self.sums[seller, day] = self.spent(seller, day) + spending


def a_budget(book: Book, tokens: int | None = None, cost: str | None = None) -> Budget:
    prices = Prices(Decimal("0.5"), Decimal(2))
    limit = None if cost is None else Decimal(cost)
    return Budget(book, tokens=tokens, cost=limit, prices=prices, today=lambda: DAY)


def test_what_the_server_counted_is_booked_with_its_price() -> None:
    book = Book()
    with serving(says(lambda told: "x" * 80)) as server:
        model = OpenAICompatible("m", base_url=server.url, budget=a_budget(book))
        assert "".join(model.stream(ASK)) == "x" * 80
    spent = book.spent("one", DAY)
    assert spent.tokens == 101 + 2
    assert spent.cost == (101 * Decimal("0.5") + 2 * Decimal(2)) / 1_000_000


def test_a_server_that_counts_nothing_is_estimated_on_the_high_side() -> None:
    book = Book()
    with serving(says(lambda told: "x" * 80, usage=False)) as server:
        "".join(OpenAICompatible("m", base_url=server.url, budget=a_budget(book)).stream(ASK))
    assert book.spent("one", DAY).tokens >= 50 + 40


def test_a_call_that_fails_is_booked_too() -> None:
    book = Book()
    with serving(model_server.dies_mid_answer) as server:
        model = OpenAICompatible("m", base_url=server.url, budget=a_budget(book))
        with pytest.raises(Unavailable, match="broke off"):
            "".join(model.stream(ASK))
    assert book.spent("one", DAY).tokens > 50


def test_a_seller_whose_day_is_used_up_is_not_served_and_others_are() -> None:
    book = Book()
    book.spend("one", DAY, Spending(5_000))
    with serving(says(lambda told: "hello")) as server:
        model = OpenAICompatible("m", base_url=server.url, budget=a_budget(book, tokens=5_500))
        with pytest.raises(Unavailable, match="budget of 5,500 tokens"):
            "".join(model.stream(ASK))
        assert server.asked == []
        assert "".join(model.stream(Ask("s", "u", {}, "two"))) == "hello"


def test_a_budget_of_money_counts_the_worst_case() -> None:
    budget = a_budget(Book(), cost="0.002")
    with pytest.raises(Unavailable, match="budget of"):
        budget.hold(ASK, 1_000)


def test_calls_at_the_same_time_stay_within_the_budget_together() -> None:
    budget = a_budget(Book(), tokens=2_500)
    first = budget.hold(ASK, 1_000)
    budget.hold(ASK, 1_000)
    with pytest.raises(Unavailable):
        budget.hold(ASK, 1_000)
    budget.settle(first, 10, 10)
    budget.hold(ASK, 1_000)


def test_the_records_keep_the_sums_across_restarts(tmp_path: Path) -> None:
    for _ in range(2):
        database = Database.open(tmp_path / "r.sqlite3")
        SpendingLog(database).spend("one", DAY, Spending(10, Decimal("0.000000005")))
        database.close()
    database = Database.open(tmp_path / "r.sqlite3")
    assert SpendingLog(database).spent("one", DAY) == Spending(20, Decimal("0.00000001"))
    assert SpendingLog(database).spent("two", DAY) == Spending()
    database.close()


def test_three_failures_in_a_row_pause_the_calls() -> None:
    clock = [0.0]
    breaker = Breaker(failures=3, pause_s=30, now=lambda: clock[0])
    with serving(model_server.sends_garbage) as server:
        model = OpenAICompatible("m", base_url=server.url, breaker=breaker)
        for _ in range(4):
            with pytest.raises(Unavailable):
                "".join(model.stream(ASK))
        before = len(server.asked)
        clock[0] = 31
        with pytest.raises(Unavailable):
            "".join(model.stream(ASK))
    assert len(server.asked) > before
    assert before <= 3 * 3


def test_a_busy_server_is_asked_again_and_then_left_alone() -> None:
    with serving(model_server.refuses) as server, pytest.raises(Unavailable, match="429"):
        "".join(OpenAICompatible("m", base_url=server.url).stream(ASK))
    assert len(server.asked) == 3


def test_no_more_calls_run_than_there_are_places() -> None:
    with serving(model_server.hangs) as server:
        model = OpenAICompatible("m", base_url=server.url, deadline_s=20, concurrency=1)
        first = model.stream(ASK)
        assert next(first) == ""
        with pytest.raises(Unavailable, match="too many"):
            next(model.stream(ASK))
        first.close()
        second = model.stream(ASK)
        assert next(second) == ""
        second.close()


def test_the_deadline_holds_against_a_server_that_drips_bytes() -> None:
    with serving(model_server.drips) as server:
        model = OpenAICompatible("m", base_url=server.url, deadline_s=0.4)
        with pytest.raises(Unavailable, match="within 0.4 seconds"):
            "".join(model.stream(ASK))


def test_leaving_stops_the_model() -> None:
    with serving(model_server.goes_on_and_on) as server:
        stream = OpenAICompatible("m", base_url=server.url).stream(ASK)
        while "and so on" not in next(stream):
            pass
        stream.close()
        assert server.left.wait(60)


def test_nothing_is_sent_to_the_makers_of_the_client(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(says(lambda told: "hello")) as server, serving(model_server.sends_garbage) as makers:
        for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
            monkeypatch.setenv(name, "true")
        for name in ("LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT"):
            monkeypatch.setenv(name, makers.url)
        monkeypatch.setenv("LANGSMITH_API_KEY", "key")
        assert "".join(OpenAICompatible("m", base_url=server.url).stream(ASK)) == "hello"
        assert not any(thread.name.startswith("Langsmith") for thread in threading.enumerate())
        time.sleep(0.3)
    assert makers.asked == []
