"""Translation by a language model: the guards of every engine stand around it, and nothing personal leaves."""

from __future__ import annotations

import json

import pytest

from assistant.bootstrap import Assistant
from assistant.errors import MissingDependency, Unavailable
from assistant.models import Request
from assistant.settings import Settings
from tests.drafting.assistants import with_model
from tests.drafting.model_server import says, serving
from tests.factories import a_case

pytest.importorskip("langchain_openai")

ARABIC = "الغطاء مكسور، رقمي 0501234567 واسمي نورة"


def test_a_customers_words_are_translated_with_what_was_hidden_put_back(radd: Assistant) -> None:
    def write(told: str) -> str:
        assert "into English" in told
        number, name = "[NUMBER_1]", "[NAME_2]"
        return json.dumps({"text": f"The lid is broken, my number is {number} and my name is {name}."})

    with serving(says(write)) as server:
        found = with_model(radd, server.url, translator="openai").translate([ARABIC], "en")[0]
    assert found.engine == "openai"
    assert found.text == "The lid is broken, my number is 0501234567 and my name is نورة."
    assert "0501234567" in found.kept
    sent = json.dumps(server.asked, ensure_ascii=False)
    assert "0501234567" not in sent
    assert "نورة" not in sent


def test_a_lost_number_is_told(radd: Assistant) -> None:
    with serving(says(lambda told: json.dumps({"text": "The lid is broken."}))) as server:
        found = with_model(radd, server.url, translator="openai").translate(
            ["الغطاء مكسور ودفعت ١٢٠ درهم"], "en"
        )[0]
    assert found.warnings


@pytest.mark.parametrize(
    "text", ["no json", '{"text": ""}', "[]", '{"text": "[NAME_9]"}', json.dumps({"text": "x" * 5_000})]
)
def test_what_is_no_translation_is_an_error_and_a_suggestion_goes_on(radd: Assistant, text: str) -> None:
    with serving(says(lambda told: text)) as server:
        assistant = with_model(radd, server.url, translator="openai")
        with pytest.raises(Unavailable):
            assistant.translate([ARABIC], "en")
        found = assistant.suggest(Request(a_case(comment=ARABIC)))
    assert found.translation is None
    assert "no translation" in (found.translation_note or "")
    assert found.draft is not None


def test_without_a_model_it_says_what_to_set(radd: Assistant) -> None:
    with pytest.raises(MissingDependency, match="RADD_LLM_MODEL"):
        Assistant(Settings(data_dir=radd.settings.data_dir, translator="openai")).translate([ARABIC], "en")
