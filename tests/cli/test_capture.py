"""A failure in production becomes a test: it fails on the old code and passes on the mended one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shell import Shell

BROKEN = """
from eventual_connectors import activity, workflow


@activity(effect="natural", name="bug.price")
async def price(item: str) -> int:
    return 100


@activity(effect="natural", name="bug.charge")
async def charge(amount: int) -> str:
    return f"charged {amount}"


@workflow(version="1")
async def sell(item: str, percent: int) -> str:
    full = await price(item)
    return await charge(full - full * percent)
"""
MENDED = BROKEN.replace("full * percent", "full * percent // 100")


def run_pytest(shop: Shell, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=shop.folder, capture_output=True, text=True, timeout=100, check=False)


@pytest.fixture
def sold(shop: Shell) -> Path:
    """An execution that charged far too little, and code that still does."""
    shop.write("bug.py", BROKEN)
    ran = shop.run("run", "bug:sell", "--input", "-", "--id", "sale-1", stdin='{"item": "x", "percent": 20}')
    assert ran.code == 0, ran.err
    return shop.folder / "flows"


def test_a_mended_failure_is_a_test_that_only_the_mended_code_passes(shop: Shell, sold: Path) -> None:
    shop.write("bug.py", MENDED)
    captured = shop.run("capture", "sale-1", "-o", "flows", "--app", "bug", "--yes", "--json")
    assert (captured.code, captured.json["verdict"], captured.json["passes"]) == (0, "diverged", True)
    assert captured.json["actual"] != captured.json["expected"]
    assert json.loads((sold / "sale-1.expected.json").read_text())["verdict"] == "diverged"
    passed = run_pytest(shop, "flows")
    assert "1 passed" in passed.stdout, passed.stdout
    shop.write("bug.py", BROKEN)
    failed = run_pytest(shop, "flows", "-n", "2")
    assert "1 failed" in failed.stdout
    assert "expected: diverged: " in failed.stdout
    assert "now: same" in failed.stdout
    assert "Traceback" not in failed.stdout


def test_what_is_not_confirmed_is_a_failing_test(shop: Shell, sold: Path) -> None:
    shop.write("bug.py", MENDED)
    captured = shop.run("capture", "sale-1", "-o", "flows", "--app", "bug", stdin="n\n")
    assert captured.code == 0
    assert "fails on today's code (diverged)" in captured.err
    assert "1 failed" in run_pytest(shop, "flows").stdout
    updated = run_pytest(shop, "flows", "--eventual-update")
    assert "1 skipped" in updated.stdout
    assert "1 passed" in run_pytest(shop, "flows").stdout


def test_an_execution_that_was_right_is_kept_as_it_is(shop: Shell, sold: Path) -> None:
    captured = shop.run("capture", "sale-1", "-o", "flows", "--app", "bug")
    assert (captured.code, captured.err) == (0, "flows/sale-1.flow.jsonl: passes on today's code (same)\n")
    assert not (sold / "sale-1.expected.json").exists()


def test_damage_is_told_in_one_line(shop: Shell, sold: Path) -> None:
    shop.run("capture", "sale-1", "-o", "flows", "--app", "bug")
    (sold / "sale-1.expected.json").write_text("{}")
    failed = run_pytest(shop, "flows")
    assert "sale-1.expected.json cannot be read" in failed.stdout
    (sold / "sale-1.expected.json").unlink()
    (sold / "sale-1.flow.jsonl").write_text("")
    assert "sale-1.flow.jsonl is empty" in run_pytest(shop, "flows").stdout
