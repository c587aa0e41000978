"""What is measured: anything that answers the API's operations, in this process or behind an address."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Literal, Protocol, get_args

from assistant import contract
from assistant.assets import content_hash
from assistant.bootstrap import Assistant
from assistant.errors import InvalidInput, MissingDependency, RaddError, Unavailable

Operation = Literal["suggestions", "checks", "translations", "answers", "passages", "consents", "languages"]
OPERATIONS: tuple[Operation, ...] = get_args(Operation)
_TRIES = 5
_TIMEOUT = 120.0  # seconds; a first translation loads its engine


class Subject(Protocol):
    """Answers an operation's JSON with the JSON the contract promises. Safe to call from several threads."""

    def call(self, operation: Operation, body: Mapping[str, Any]) -> dict[str, Any]: ...

    def describe(self) -> dict[str, Any]:
        """What its answers depend on, as a run keeps it."""
        ...


class InProcess:
    """Radd in this process, spoken to in the contract's JSON, as a client would."""

    def __init__(self, radd: Assistant) -> None:
        self.radd = radd

    def call(self, operation: Operation, body: Mapping[str, Any]) -> dict[str, Any]:
        return _HANDLERS[operation](self.radd, body)

    def describe(self) -> dict[str, Any]:
        settings = self.radd.settings
        models = settings.knowledge_dir / "models"
        return {
            "subject": "this checkout",
            "settings": settings.model_dump(mode="json", include={"public_holidays", "translator"}),
            "knowledge": content_hash(p for p in settings.knowledge_dir.rglob("*") if p.is_file()),
            "prompts": content_hash(p for p in settings.prompts_dir.rglob("*") if p.is_file()),
            "models": content_hash(p for p in models.rglob("*") if p.is_file()),
        }


def _suggest(radd: Assistant, body: Mapping[str, Any]) -> dict[str, Any]:
    return contract.suggestion_out(radd.suggest(contract.SuggestionIn.parse(json.dumps(body)).value()))


def _check(radd: Assistant, body: Mapping[str, Any]) -> dict[str, Any]:
    asked = contract.CheckIn.parse(json.dumps(body))
    return contract.check_out(radd.check(asked.draft, asked.context(), asked.language))


def _translate(radd: Assistant, body: Mapping[str, Any]) -> dict[str, Any]:
    asked = contract.TranslationIn.parse(json.dumps(body))
    return contract.translations_out(radd.translate(asked.texts, asked.target, asked.source))


def _answer(radd: Assistant, body: Mapping[str, Any]) -> dict[str, Any]:
    asked = contract.AnswerIn.parse(json.dumps(body))
    return contract.answer_out(radd.answer(asked.question, asked.language))


def _passages(radd: Assistant, body: Mapping[str, Any]) -> dict[str, Any]:
    return contract.passages_out(radd.passages(body["q"], body["k"], "en"))


def _consent(radd: Assistant, body: Mapping[str, Any]) -> dict[str, Any]:
    asked = contract.ConsentIn.parse(json.dumps(body))
    return contract.consent_out(radd.consent(asked.offer, asked.reply))


def _languages(radd: Assistant, body: Mapping[str, Any]) -> dict[str, Any]:
    asked = contract.LanguagesIn.parse(json.dumps(body))
    return contract.languages_out(radd.languages(asked.texts))


_HANDLERS: dict[Operation, Callable[[Assistant, Mapping[str, Any]], dict[str, Any]]] = {
    "suggestions": _suggest,
    "checks": _check,
    "translations": _translate,
    "answers": _answer,
    "passages": _passages,
    "consents": _consent,
    "languages": _languages,
}


class Remote:
    """A running server. `key` is sent as a bearer token and kept out of every record."""

    def __init__(self, url: str, key: str | None = None) -> None:
        """Raises `Unavailable` when nothing answers there, `MissingDependency` without httpx."""
        try:
            import httpx
        except ImportError as error:
            raise MissingDependency("httpx", "pip install 'radd[evals]'") from error
        if not url.startswith(("http://", "https://")):
            raise InvalidInput("url", "must begin with http:// or https://")
        self.name = url.rstrip("/")
        self._errors = httpx.HTTPError
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(base_url=self.name, headers=headers, timeout=_TIMEOUT)
        self._send("GET", "/healthz")

    def call(self, operation: Operation, body: Mapping[str, Any]) -> dict[str, Any]:
        """Raises `Unavailable` with the server's own words when it refuses."""
        if operation == "passages":
            return self._send("GET", f"/v1/{operation}", params=body)
        return self._send("POST", f"/v1/{operation}", json=body)

    def describe(self) -> dict[str, Any]:
        return {"subject": self.name, "server": self._send("GET", "/openapi.json").get("info")}

    def close(self) -> None:
        self._client.close()

    def _send(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        for attempt in range(_TRIES):
            try:
                response = self._client.request(method, path, **content)
            except self._errors as error:
                raise Unavailable(f"{self.name}: {error}") from error
            if response.status_code != 429 or attempt == _TRIES - 1:
                break
            time.sleep(_pause(response.headers.get("Retry-After"), attempt))
        if response.status_code != 200:
            raise Unavailable(f"{self.name}{path} answered {response.status_code}: {response.text[:300]}")
        try:
            value = response.json()
        except ValueError as error:
            raise Unavailable(f"{self.name}{path} did not answer with JSON") from error
        if not isinstance(value, dict):
            raise Unavailable(f"{self.name}{path} did not answer with an object")
        return value


def _pause(told: str | None, attempt: int) -> float:
    """Seconds to wait when the server says that it is asked too often: as told, at most half a minute."""
    try:
        return min(float(told or ""), 30.0)
    except ValueError:
        return float(min(2**attempt, 30))


def told(error: Exception) -> str:
    """An error in one line, as the log of a run keeps it."""
    return str(error) if isinstance(error, RaddError) else f"{type(error).__name__}: {error}"
