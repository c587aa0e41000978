"""The service: one application, built once, with the assistant loaded before the first request."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from api.errors import install_error_handlers
from api.limits import RateLimit
from api.metrics import Metrics
from api.routes import (
    account,
    advice,
    documents,
    drafts,
    imports,
    insights,
    operations,
    page,
    returns,
    v1,
    webhooks,
)
from api.security import BodyLimit, LoopbackHosts
from assistant.bootstrap import Assistant
from assistant.settings import Settings, is_loopback, load_settings


def create_app(settings: Settings | None = None, assistant: Assistant | None = None) -> FastAPI:
    """Build the application. `settings` and `assistant` are for tests; by default the real ones are made."""
    settings = settings or load_settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.assistant = assistant or Assistant(settings)
        app.state.assistant.require_keys()
        await run_in_threadpool(app.state.assistant.warm_up)
        app.state.ready = True
        with app.state.assistant.deliveries():
            yield
        app.state.ready = False

    app = FastAPI(
        title="Radd",
        version="0.1.0",
        summary="A reply assistant for marketplace sellers.",
        lifespan=lifespan,
        docs_url=None,  # the interactive pages load scripts from outside
        redoc_url=None,
    )
    app.state.ready = False
    app.state.metrics = Metrics()
    app.state.rate_limit = RateLimit(settings.rate_per_minute)
    install_error_handlers(app)
    app.include_router(operations.router)
    app.include_router(v1.router)
    app.include_router(returns.router)
    app.include_router(advice.router)
    app.include_router(drafts.router)
    app.include_router(account.router)
    app.include_router(insights.router)
    app.include_router(imports.router)
    app.include_router(documents.router)
    app.include_router(webhooks.router)
    app.include_router(page.router)
    app.mount("/web", page.files)
    app.add_middleware(BodyLimit, most=settings.max_body_bytes)
    if is_loopback(settings.host):
        app.add_middleware(LoopbackHosts)
    app.add_middleware(page.PageHeaders)
    app.middleware("http")(app.state.metrics.count)
    return app
