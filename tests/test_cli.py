from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


def radd(*arguments: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from assistant.cli import main; main()", *arguments]
    return subprocess.run(
        command, input=stdin, capture_output=True, cwd=ROOT, env=os.environ | env, check=False, timeout=120
    )


def test_a_clean_draft_exits_0_and_a_phone_number_exits_1() -> None:
    assert radd("check", "Could you send a photo of the cracked lid?").returncode == 0
    done = radd("check", "Call us on 050 123 4567 about the lid", "--json")
    assert done.returncode == 1
    assert "phone_number" in [f["rule"] for f in json.loads(done.stdout)["findings"]]


def test_the_demo_case_is_readable_and_is_json_on_request() -> None:
    case = (ROOT / "knowledge" / "demo" / "gulf_air_fryer.json").read_bytes()
    assert "damaged_item" in radd("suggest", "-", stdin=case, RADD_TRANSLATOR="none").stdout.decode()
    assert json.loads(radd("suggest", "-", "--json", stdin=case, RADD_TRANSLATOR="none").stdout)["tone"] in (
        "calm",
        "upset",
    )


def test_a_rule_is_explained_from_its_own_documentation() -> None:
    assert "Source:" in radd("explain", "follow_up").stdout.decode()


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        (("suggest", "  "), b"", "return_request.customer_comment"),
        (("check", ""), b"", "draft"),
        (("suggest", "-"), b"\xff", "body: is not UTF-8"),
        (("suggest", "-"), b"{", "body: is not JSON"),
        (("suggest", "-"), b"x" * 2_100_000, "body: is larger"),
        (("suggest", "x", "--language", "fr"), b"", "seller_language"),
        (("suggest", "x", "--refund", "-3"), b"", "refund_amount"),
        (("explain", "nothing"), b"", "nothing"),
        (("translate", "hello", "--to", "fr"), b"", "target"),
        (("serve", "--port", "70000"), b"", "RADD_PORT"),
    ],
)
def test_bad_input_exits_2_with_one_line(arguments: tuple[str, ...], stdin: bytes, words: str) -> None:
    done = radd(*arguments, stdin=stdin)
    assert done.returncode == 2
    assert words in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_keys_are_made_listed_and_revoked_and_let_the_service_out(tmp_path: Path) -> None:
    folder = {"RADD_DATA_DIR": str(tmp_path)}
    refused = radd("serve", "--host", "0.0.0.0", **folder)
    assert (refused.returncode, b"RADD_HOST" in refused.stderr) == (2, True)
    made = radd("keys", "create", "Mona", "--seller", "shop", "--role", "lead", **folder)
    secret = made.stdout.decode().strip()
    listed = radd("keys", "list", **folder).stdout.decode()
    key_id = secret.split("_")[1]
    assert listed.startswith(f"{key_id}\tshop\tlead\t")
    assert secret not in listed
    assert b"no longer works" in radd("keys", "revoke", key_id, **folder).stdout
    assert "revoked" in radd("keys", "list", "--seller", "shop", **folder).stdout.decode()
    for wrong in (
        ("create", "x", "--role", "king"),
        ("create", "x", "--scope", "all"),
        ("revoke", "nothing"),
    ):
        assert radd("keys", *wrong, **folder).returncode == 2


def test_the_tables_go_back_only_when_that_is_confirmed(tmp_path: Path) -> None:
    folder = {"RADD_DATA_DIR": str(tmp_path)}
    newest = radd("records", "upgrade", **folder).stdout
    assert radd("records", "downgrade", "0001", stdin=b"n\n", **folder).returncode == 1
    assert radd("records", "revision", **folder).stdout == newest
    assert radd("records", "downgrade", "0001", "--yes", **folder).stdout == b"0001\n"


def test_an_unknown_setting_is_refused_by_name() -> None:
    done = radd("check", "hello there", RADD_COLOUR="blue")
    assert done.returncode == 2
    assert "RADD_COLOUR" in done.stderr.decode()


def test_a_run_is_measured_shown_and_compared(tmp_path: Path) -> None:
    out = str(tmp_path / "run")
    done = radd("eval", "run", "language", "--limit", "5", "--out", out, RADD_DATA_DIR=str(tmp_path))
    assert done.returncode == 0
    assert "language: Which language" in done.stdout.decode()
    assert json.loads(radd("eval", "show", out, "--json").stdout)[0]["figures"]["score"]["n"] == 5
    assert radd("eval", "compare", out, out, "--fail-on-regression").returncode == 0


def test_translating_without_an_engine_says_how_to_get_one() -> None:
    done = radd("translate", "hello", "--to", "ar", RADD_TRANSLATOR="none")
    assert done.returncode == 2
    assert "radd[translate]" in done.stderr.decode()
