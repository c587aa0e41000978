from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.bootstrap import LOCAL_SELLER, Assistant
from assistant.demo import fill
from assistant.errors import BrokenAsset
from assistant.models import Author, LanguageCode, Marketplace
from assistant.records.values import StoredReturn
from assistant.workbench import Workbench


@pytest.fixture(scope="module")
def demo(radd: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    settings = radd.settings.model_copy(update={"data_dir": tmp_path_factory.mktemp("demo"), "demo": True})
    workbench = Assistant(settings, embedder=radd.embedder).workbench
    yield workbench
    workbench.records.close()


@pytest.fixture(scope="module")
def shown(demo: Workbench) -> list[StoredReturn]:
    listed = demo.records.returns(LOCAL_SELLER, limit=100).returns
    return [demo.records.get(LOCAL_SELLER, stored.id) for stored in listed]


def test_a_first_look_shows_every_stage_of_a_return(shown: list[StoredReturn]) -> None:
    assert len(shown) >= 12
    assert {stored.request.marketplace for stored in shown} == set(Marketplace)
    assert any(stored.request.received_at for stored in shown)
    assert any(stored.report_reason for stored in shown)
    assert {"pending_action", "pickup_authorized", "completed", "closed"} <= {s.request.status for s in shown}
    turns = {stored.messages[-1].message.author if stored.messages else None for stored in shown}
    assert turns == {None, *Author}
    languages = {message.language for stored in shown for message in stored.messages}
    assert {LanguageCode.EN, LanguageCode.AR, LanguageCode.ARABIZI} <= languages


def test_the_demo_is_made_afresh_and_apart_from_what_is_on_record(
    demo: Workbench, radd: Assistant, tmp_path: Path
) -> None:
    settings = radd.settings.model_copy(update={"data_dir": tmp_path})
    real = Assistant(settings, embedder=radd.embedder).workbench.records
    assert real.returns(LOCAL_SELLER).returns == ()
    real.close()
    for _ in range(2):
        again = Assistant(settings.model_copy(update={"demo": True}), embedder=radd.embedder).workbench
        assert len(again.records.returns(LOCAL_SELLER).returns) == len(
            demo.records.returns(LOCAL_SELLER).returns
        )
        again.records.close()


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{hours_ago: 1}", "returns[0].return_request"),
        (
            "{hours_ago: 2, return_request: {customer_comment: Broken lid},"
            " thread: [{hours_ago: 1, author: seller, text: Call 050 123 4567 about the lid}]}",
            "may not be sent",
        ),
    ],
)
def test_a_malformed_demo_names_what_is_wrong(demo: Workbench, tmp_path: Path, entry: str, said: str) -> None:
    file = tmp_path / "returns.yaml"
    file.write_text(f"returns: [{entry}]")
    with pytest.raises(BrokenAsset) as error:
        fill(demo, file, "another", datetime.now(UTC))
    assert said in str(error.value)
