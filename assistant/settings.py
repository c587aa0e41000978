"""One frozen object of settings, read from `RADD_…` variables when asked, never at import."""

from __future__ import annotations

import ipaddress
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import InvalidInput
from assistant.models import RuleId, Severity

_ROOT = Path(__file__).resolve().parent.parent


def is_loopback(host: str) -> bool:
    """Whether a host name or address stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Settings(BaseSettings):
    """What an operator may change. Every field is the variable `RADD_<FIELD>` in capitals."""

    model_config = SettingsConfigDict(env_prefix="RADD_", frozen=True, extra="forbid")

    knowledge_dir: Path = Field(default=_ROOT / "knowledge", description="what Radd knows")
    prompts_dir: Path = Field(default=_ROOT / "prompts", description="reply templates")
    data_dir: Path = Field(
        default=_ROOT / "var", description="what Radd writes: the search index, the records"
    )
    chroma_url: str | None = Field(default=None, description="a Chroma server instead of the embedded store")
    second_encoder: bool = Field(
        default=True, description="ask a second encoder, where installed, about questions in doubt"
    )
    translator: Literal["auto", "local", "firefox", "argos", "libretranslate", "openai", "none"] = Field(
        default="auto", description="the translation engine; auto: every one at hand, the best first"
    )
    translation_wait_s: float = Field(
        default=10.0, gt=0, le=600, description="how long a suggestion waits for its translation"
    )
    models_dir: Path | None = Field(
        default=None, description="translation models; default: in the data folder"
    )
    models_url: str | None = Field(default=None, description="a mirror that `radd models pull` fetches from")
    libretranslate_url: Annotated[str, Field(pattern=r"^https?://")] | None = Field(
        default=None, description="a LibreTranslate server"
    )
    libretranslate_key: SecretStr | None = Field(default=None, description="its API key")
    host: str = Field(default="127.0.0.1", description="beyond loopback, an API key is needed first")
    port: int = Field(default=8000, ge=0, le=65535)
    rate_per_minute: int = Field(default=600, ge=1, description="requests a minute for each API key")
    webhook_private: bool = Field(
        default=False, description="webhooks may go to http and to one's own network"
    )
    max_body_bytes: int = Field(default=2_000_000, ge=1_000, description="larger requests are refused")
    llm_model: str | None = Field(
        default=None, min_length=1, description="a model's name; its server speaks OpenAI's protocol"
    )
    llm_base_url: str | None = Field(default=None, description="where the model is served")
    llm_api_key: SecretStr | None = Field(default=None, description="the key for that server")
    llm_local: bool = Field(default=False, description="the model runs here: personal details are not hidden")
    llm_timeout_s: float = Field(default=30.0, gt=0, le=600, description="the longest wait for an answer")
    llm_concurrency: int = Field(default=4, ge=1, le=100, description="answers written at a time")
    llm_temperature: float | None = Field(default=None, ge=0, le=2, description="None: the server's own")
    llm_max_tokens: int = Field(default=1_000, ge=50, le=100_000, description="of one answer")
    llm_daily_tokens: int | None = Field(default=500_000, ge=0, description="a seller's tokens a day")
    llm_daily_cost: Decimal | None = Field(
        default=None, ge=0, description="what they may cost, in the currency of the prices"
    )
    llm_price_read: Decimal = Field(default=Decimal(0), ge=0, description="of a million tokens read")
    llm_price_written: Decimal = Field(default=Decimal(0), ge=0, description="of a million tokens written")
    database_url: SecretStr | None = Field(
        default=None, description="postgresql://… for the records, instead of a file in the data folder"
    )
    demo: bool = Field(default=False, description="serve invented returns, made afresh at each start")
    public_holidays: tuple[date, ...] = Field(
        default=(), description='days off beside the weekend, as JSON: ["2026-12-02"]'
    )
    severities: dict[RuleId, Severity] = Field(
        default_factory=dict, description='rules that only warn, or block, as JSON: {"follow_up": "warn"}'
    )


def load_settings(**overrides: Any) -> Settings:
    """Read the environment; `overrides` that are not None win over it.

    Raises `InvalidInput` naming the variable that is wrong or unknown.
    """
    known = {f"RADD_{name.upper()}" for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.startswith("RADD_") and name not in known:
            raise InvalidInput(name, f"unknown setting; known are {', '.join(sorted(known))}")
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidInput(f"RADD_{str(first['loc'][0]).upper()}", str(first["msg"])) from error
    except ValueError as error:  # pydantic-settings' own error for unparsable JSON
        raise InvalidInput("RADD_*", str(error)) from error
