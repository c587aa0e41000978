"""The page in a real browser, on the real service and assistant, with returns of its own for every file."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.routes.page import WEB
from assistant.bootstrap import LOCAL_SELLER, Assistant
from assistant.checking.rulebook import Checker
from assistant.classification.reader import Reader
from assistant.models import Answer, Ask, ReplyLanguage, Translation
from assistant.retrieval.passages import Library
from tests.drafting.assistants import personal
from tests.serving import running_service

GULF = "القلاية وصلت مكسورة والسلة فيها شرخ"
HERE = Path(__file__).resolve().parent

Page = Any
AddReturn = Callable[..., dict[str, Any]]


class NamingTranslator:
    """Says into which language a text would be translated."""

    def translate(
        self, texts: Sequence[str], *, target: ReplyLanguage, source: str | None = None
    ) -> list[Translation]:
        return [Translation(f"[{target}] {text}", source or "ar", target, "naming") for text in texts]


class PersonalModel:
    """A model that writes as it was asked, in two pieces."""

    def stream(self, ask: Ask) -> Generator[str]:
        written = personal(ask.user)
        yield written[:60]
        yield written[60:]


class PageAssistant(Assistant):
    """Shares what another assistant has loaded, but neither its records nor its translator."""

    def __init__(self, other: Assistant, data_dir: Path) -> None:
        settings = other.settings.model_copy(update={"data_dir": data_dir})
        super().__init__(
            settings, embedder=other.embedder, translator=NamingTranslator(), model=PersonalModel()
        )
        self._other = other

    @cached_property
    def checker(self) -> Checker:
        return self._other.checker

    @cached_property
    def reader(self) -> Reader:
        return self._other.reader

    @cached_property
    def library(self) -> Library:
        return self._other.library

    def answer(
        self,
        question: str,
        language: ReplyLanguage | None = None,
        *,
        conversation: Sequence[str] = (),
        seller: str = LOCAL_SELLER,
    ) -> Answer:
        """Two facts and a near one, found by a word of all that was asked: the search is tested elsewhere."""
        language = language or "en"
        asked = " ".join([*conversation, question])
        if "messages" not in asked and "رسالة" not in asked:
            return Answer(False, "The guidelines do not say.", language, ())
        ids = ("no-daily-message-limit", "only-sellers-start-conversation", "rule-follow-up-no-chasing")
        found = tuple(self.library.evidence(one, language) for one in ids)
        cited = found[:2] if conversation else found[:1]
        text = "\n\n".join(one.text for one in cited)
        note = "Said in context." if conversation else None
        return Answer(True, text, language, found, tuple(one.id for one in cited), note)

    def warm_up(self, report: Callable[[str], None] = lambda part: None) -> None:
        for part in ("checker", "reader", "suggester", "workbench"):
            report(part)
            getattr(self, part)
        self.checker.warm_up()


@pytest.fixture(scope="module")
def address(radd: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running service with records of its own."""
    mine = PageAssistant(radd, tmp_path_factory.mktemp("page"))
    with running_service(mine) as served:
        yield f"{served}/"


in_both_languages = pytest.mark.parametrize("language", ["en", "ar"])


@pytest.fixture
def language() -> str:
    """The page's language; the main journeys run in both."""
    return "en"


@pytest.fixture
def words(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((WEB / f"strings/{language}.json").read_text("utf-8"))
    return found


@pytest.fixture
def page(browser: Any, address: str, language: str) -> Iterator[Page]:
    """The page in its language; the test fails when a script broke or anything outside was asked for."""
    context = browser.new_context(
        locale={"en": "en-GB", "ar": "ar-AE"}[language], permissions=["clipboard-read", "clipboard-write"]
    )
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    errors: list[str] = []
    asked: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("request", lambda sent: asked.append(sent.url))
    yield opened
    assert errors == []
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    context.close()


@pytest.fixture
def add(address: str) -> AddReturn:
    """Put a return on record over HTTP; `turns` are ("seller" or "customer", text) pairs."""

    def put(comment: str = GULF, *turns: tuple[str, str], **fields: Any) -> dict[str, Any]:
        request = {
            "customer_comment": comment,
            "item_title": "Air fryer",
            "currency": "AED",
            "status": "pending_action",
            "created_at": datetime.now(UTC).isoformat(),
        }
        with httpx.Client(base_url=address, timeout=30) as client:
            made = client.post("/v1/returns", json={"return_request": request | fields}).json()
            for author, text in turns:
                body = {"author": author, "text": text}
                answer = client.post(f"/v1/returns/{made['id']}/messages", json=body)
                assert answer.status_code == 201, answer.text
                made = answer.json()
        found: dict[str, Any] = made
        return found

    return put


@pytest.fixture
def on_record(address: str) -> Callable[[str], dict[str, Any]]:
    """A return as the service holds it."""

    def get(return_id: str) -> dict[str, Any]:
        found: dict[str, Any] = httpx.get(f"{address}v1/returns/{return_id}", timeout=30).json()
        return found

    return get


@pytest.fixture
def opened(page: Page, address: str) -> Callable[[dict[str, Any]], Page]:
    """Open a return and wait until its draft, if it has one, was checked."""

    def visit(made: dict[str, Any]) -> Page:
        page.goto(f"{address}#/returns/{made['id']}")
        page.wait_for_selector("#next")
        if page.locator("#draft").is_visible():
            page.wait_for_selector("#verdict:is([data-state=allowed], [data-state=blocked])")
        return page

    return visit
