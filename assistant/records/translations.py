"""Translations of what was written, kept beside the original."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from sqlalchemy import delete, insert

from assistant.models import Translation
from assistant.records.database import Database
from assistant.records.rows import adapter, micros
from assistant.records.tables import translations


def _utc_now() -> datetime:
    return datetime.now(UTC)


class TranslationLog:
    """Translations of the parts of returns on record."""

    def __init__(self, database: Database, now: Callable[[], datetime] = _utc_now) -> None:
        self._database = database
        self._now = now

    def keep(self, seller: str, return_id: str, made: Mapping[str, Translation]) -> None:
        """Keep translations by part of a return, in place of earlier ones into the same language."""
        with self._database.writing(seller) as connection:
            for part, translation in made.items():
                table = translations.c
                same = (table.return_id == return_id) & (table.part == part)
                connection.execute(
                    delete(translations).where(
                        same, table.seller == seller, table.target == translation.target
                    )
                )
                connection.execute(
                    insert(translations).values(
                        return_id=return_id,
                        part=part,
                        target=translation.target,
                        seller=seller,
                        translation=adapter(Translation).dump_python(translation, mode="json"),
                        made_at=micros(self._now()),
                    )
                )
