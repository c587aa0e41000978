"""The assistant over HTTP. Handlers are plain functions: they compute, so they run in the thread pool."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from api.access import Assisted, needs
from assistant import contract
from assistant.bootstrap import Assistant
from assistant.errors import InvalidInput
from assistant.models import ReplyLanguage
from assistant.records.roles import Scope

router = APIRouter(prefix="/v1", dependencies=[Depends(needs(Scope.ASSIST))])


@router.post("/suggestions")
def suggest(request: Request, who: Assisted, body: contract.SuggestionIn) -> dict[str, Any]:
    """What a return request means, what to do by when, a draft and its check."""
    return contract.suggestion_out(_assistant(request).suggest(body.value(who)))


@router.post("/checks")
def check(request: Request, body: contract.CheckIn) -> dict[str, Any]:
    """Whether a draft may be sent, and what to change."""
    return contract.check_out(_assistant(request).check(body.draft, body.context(), body.language))


@router.post("/translations")
def translate(request: Request, body: contract.TranslationIn) -> dict[str, Any]:
    """Texts in one of Radd's languages."""
    found = _assistant(request).translate(body.texts, body.target, body.source, back=body.back)
    return contract.translations_out(found)


@router.post("/answers")
def answer(request: Request, who: Assisted, body: contract.AnswerIn) -> dict[str, Any]:
    """An answer from the guidelines or the seller's documents with its source, or that they do not say."""
    radd = _assistant(request)
    return contract.answer_out(
        radd.answer(body.question, body.language, conversation=body.conversation, seller=who)
    )


@router.get("/passages")
def passages(
    request: Request,
    q: Annotated[str, Query(max_length=2_000)],
    k: Annotated[int, Query(ge=1, le=50)] = 5,
    language: ReplyLanguage = "en",
) -> dict[str, Any]:
    """The guideline passages nearest to a query, best first."""
    if not q.strip():
        raise InvalidInput("q", "must not be empty")
    return contract.passages_out(_assistant(request).passages(q, k, language))


@router.get("/passages/{passage_id}")
def passage(request: Request, passage_id: str, language: ReplyLanguage = "en") -> dict[str, Any]:
    """One guideline passage, as findings and steps name it."""
    return contract.passage_out(_assistant(request).library.evidence(passage_id, language))


@router.post("/consents")
def consent(request: Request, body: contract.ConsentIn) -> dict[str, Any]:
    """Whether a reply agrees to an offered refund."""
    return contract.consent_out(_assistant(request).consent(body.offer, body.reply))


@router.post("/languages")
def languages(request: Request, body: contract.LanguagesIn) -> dict[str, Any]:
    """What texts are written in."""
    return contract.languages_out(_assistant(request).languages(body.texts))


def _assistant(request: Request) -> Assistant:
    assistant: Assistant = request.app.state.assistant
    return assistant
