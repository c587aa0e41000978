"""The wire contract of one customer's data. See `contract` for the style."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from assistant.contract import Input, Line, plain
from assistant.contract_advice import Identity, opinion_out, suggestion_on_record_out
from assistant.contract_records import return_out
from assistant.records.customers import By, ReturnFile


class CustomerIn(Input):
    """Whose data: exactly one of the three; `return_id` is noon's."""

    customer_name: Line | None = None
    order_id: Line | None = None
    return_id: Line | None = None

    @model_validator(mode="after")
    def _one(self) -> CustomerIn:
        if (
            len(self.model_fields_set & {"customer_name", "order_id", "return_id"}) != 1
            or not self.value()[1]
        ):
            raise ValueError("needs exactly one of customer_name, order_id and return_id")
        return self

    def value(self) -> tuple[By, str]:
        if self.customer_name is not None:
            return "customer_name", self.customer_name
        if self.order_id is not None:
            return "order_id", self.order_id
        return "return_id", self.return_id or ""


def _distinct(ids: list[str]) -> list[str]:
    return list(dict.fromkeys(ids))


class DeletionIn(Input):
    """The `id`s that an export listed: two customers may have one name."""

    return_ids: Annotated[list[Identity], Field(min_length=1, max_length=1_000), AfterValidator(_distinct)]


def customer_out(files: list[ReturnFile]) -> dict[str, Any]:
    """Everything on record of a customer."""
    return {
        "returns": [
            return_out(file.stored)
            | {
                "suggestions": [suggestion_on_record_out(stored) for stored in file.suggestions],
                "checks": [{"at": at.isoformat()} | plain(checked) for at, checked in file.checks],
                "feedback": [opinion_out(stored) for stored in file.opinions],
            }
            for file in files
        ]
    }
