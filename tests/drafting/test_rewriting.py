"""A seller's draft in another manner: its facts are kept, or it stays as it was."""

from __future__ import annotations

import json

import pytest

from assistant.bootstrap import Assistant
from assistant.errors import MissingDependency
from assistant.models import CheckContext, RewriteRequest, Style
from tests.drafting.assistants import answer, with_model
from tests.drafting.model_server import says, serving
from tests.factories import a_request

pytest.importorskip("langchain_openai")

DRAFT = (
    "Hello Noura, we are sorry that the lid of order NAEI40017712345 arrived cracked. We offer you a partial refund "
    "of AED 40 and you keep the item. Is that fine with you?"
)
SHORT = "Hello Noura, sorry that the lid (NAEI40017712345) came cracked. A partial refund of AED 40, you keep the item. Is that fine with you?"
CONTEXT = CheckContext(request=a_request(customer_name="Noura", order_id="NAEI40017712345"))


def rewritten(
    radd: Assistant, text: str, style: Style = Style.SHORTER, draft: str = DRAFT
) -> tuple[str, str | None, list[dict[str, object]]]:
    with serving(says(lambda told: answer(text))) as server:
        made = with_model(radd, server.url).rewrite(RewriteRequest(draft, style, CONTEXT))
    return made.text, made.note, server.asked


def test_a_draft_that_keeps_its_facts_is_taken(radd: Assistant) -> None:
    hidden = SHORT.replace("Noura", "[NAME_1]").replace("NAEI40017712345", "[ID_2]")
    text, note, asked = rewritten(radd, hidden)
    assert (text, note) == (SHORT, None)
    sent = json.dumps(asked)
    assert "Noura" not in sent
    assert "40017712345" not in sent


@pytest.mark.parametrize(
    ("text", "style"),
    [
        (SHORT.replace("AED 40", "AED 50"), Style.SHORTER),
        (SHORT.replace("AED 40", "money"), Style.SHORTER),
        (SHORT.replace("Is that fine with you?", "We have refunded you."), Style.SHORTER),
        (SHORT + " Call us on 0501234567.", Style.WARMER),
        (SHORT + " Cancel your return or you get nothing.", Style.FIRMER),
        (SHORT + " Please rate us five stars.", Style.WARMER),
        (SHORT + " هذا كل ما لدينا الآن لكم.", Style.SIMPLER),
        (DRAFT + " And we are sorry.", Style.SHORTER),
        (SHORT.replace("Noura", "Khalid, dear Noura"), Style.WARMER),
    ],
)
def test_a_draft_that_does_not_is_refused(radd: Assistant, text: str, style: Style) -> None:
    found, note, asked = rewritten(radd, text, style)
    assert found == DRAFT
    assert note is not None
    assert len(asked) == 2


def test_places_still_to_fill_stay(radd: Assistant) -> None:
    draft = "We offer you {refund amount} and you keep the lid. Is that fine with you?"
    text, note, _ = rewritten(
        radd, "We would gladly offer a refund, and you keep the lid. Is that fine?", Style.WARMER, draft
    )
    assert text == draft
    assert "{refund amount} is gone" in (note or "")


def test_without_a_model_it_says_what_to_set(radd: Assistant) -> None:
    with pytest.raises(MissingDependency, match="RADD_LLM_MODEL"):
        radd.rewrite(RewriteRequest(DRAFT, Style.WARMER, CONTEXT))
