"""The demo as its users run it: a process of its own, real kills, real files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eventual_checkout.demo import bundled_orders
from tests.once import once

CHARGED = ("v1.payment_intents.create", "succeeded")
DATABASE = "sqlite:///demo.db"


def demo(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "eventual_connectors", "demo", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True, timeout=110, check=False)


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """Forty orders, one of them twice."""
    return written(tmp_path)


def written(folder: Path, number: int = 40) -> Path:
    """A file of so many orders, one of them twice."""
    lines = bundled_orders().read_text(encoding="utf-8").splitlines()[:number]
    path = folder / "few.jsonl"
    path.write_text("\n".join([*lines, lines[0]]) + "\n", encoding="utf-8")
    return path


def objects_in(file: Path) -> list[dict[str, Any]]:
    """What a file of JSON lines holds."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one run with kills: its orders, its effects, its database and, in report.json, what it printed."""

    def run(folder: Path) -> None:
        options = ("--seed", "3", "--kills", "5", "--engine", DATABASE, "--effects", "effects.jsonl", "--json")
        done = demo("--orders", written(folder), *options, cwd=folder)
        assert done.returncode == 0, done.stderr
        (folder / "report.json").write_text(done.stdout, encoding="utf-8")

    return once(tmp_path_factory, "killed", run)


def test_every_effect_once_through_kills_and_anybody_can_recount(killed: Path) -> None:
    found = json.loads((killed / "report.json").read_text(encoding="utf-8"))
    assert (found["engine"], found["orders"], found["duplicates"], found["lost"]) == (DATABASE, 40, 0, 0)
    assert found["kills"] >= 4
    assert found["faults"] > 0
    assert found["plain"]["duplicates"] > 0, "the faults were too weak to show anything"

    orders = {order["id"]: order for order in objects_in(killed / "few.jsonl")}
    effects = objects_in(killed / "effects.jsonl")
    charges = Counter(e["order_id"] for e in effects if (e["activity"], e["status"]) == CHARGED)
    good_cards = {order["id"] for order in orders.values() if "Declined" not in order.get("card", "")}
    assert charges == dict.fromkeys(good_cards, 1)
    assert Counter(e["order_id"] for e in effects if e["activity"] == "chat_postMessage") == dict.fromkeys(orders, 1)
    refunded = {order["id"] for order in orders.values() if order["id"] in good_cards and not order.get("in_stock", True)}
    assert Counter(e["order_id"] for e in effects if e["activity"] == "v1.refunds.create") == dict.fromkeys(refunded, 1)


def test_people_get_tables_and_a_timeline_and_no_json(tmp_path: Path) -> None:
    run = demo("--orders", written(tmp_path, 12), "--kills", "2", "--no-plain", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "duplicates in all" in run.stdout
    assert "12 of 12 executions the same" in run.stdout
    assert "stripe.v1.payment_intents.create" in run.stdout
    assert "Traceback" not in run.stderr


def test_one_kill_is_enough_to_see_the_difference(tmp_path: Path) -> None:
    """It comes between an effect and its answer, in both runs; and each says how many requests it had that could meet a fault."""
    run = demo("--orders", written(tmp_path, 8), "--seed", "1", "--kills", "1", "--json", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert (found["engine"], found["kills"], found["kills_between_effect_and_answer"], found["duplicates"]) == ("embedded", 1, 1, 0)
    assert (found["plain"]["kills"], found["plain"]["kills_between_effect_and_answer"]) == (1, 1)
    assert found["plain"]["duplicates"] > 0
    assert all(each["requests"] > 8 * 2 for each in (found, found["plain"]))
    assert all(each["faults"] < each["requests"] for each in (found, found["plain"]))


def test_bad_lines_are_named_and_the_good_orders_served(tmp_path: Path, few: Path) -> None:
    lines = few.read_text(encoding="utf-8").splitlines()[:4]
    broken = tmp_path / "broken.jsonl"
    broken.write_text("\n".join([*lines[:3], '{"id": "A-9"}', lines[3], "nope"]), encoding="utf-8")
    run = demo("--orders", broken, "--kills", "0", "--no-plain", "--json", cwd=tmp_path)
    assert run.returncode == 1
    assert "line 4: name is missing" in run.stderr
    assert "line 6: not JSON" in run.stderr
    found = json.loads(run.stdout)
    assert (found["orders"], found["duplicates"], found["lost"]) == (4, 0, 0)
    assert [bad["line"] for bad in found["bad_lines"]] == [4, 6]


def test_a_missing_file_is_one_line_and_exit_2(tmp_path: Path) -> None:
    run = demo("--orders", "none.jsonl", cwd=tmp_path)
    assert run.returncode == 2
    assert run.stderr.strip() == "error: none.jsonl cannot be read: No such file or directory"


@pytest.mark.parametrize("option", ["--orders", "--effects"])
def test_an_empty_path_is_no_path(tmp_path: Path, option: str) -> None:
    """As of a variable of the shell that is not set: it is not the current folder."""
    run = demo(option, "", cwd=tmp_path)
    assert run.returncode == 2
    assert run.stderr.strip() == f"error: Invalid value for '{option}': it names no file; see `eventual demo --help`"


@pytest.mark.engines
@pytest.mark.parametrize("engine", ["temporal", "lambda", "dbos"])
def test_the_same_on_other_engines(tmp_path: Path, few: Path, engine: str) -> None:
    """Killed workers, every effect once, and each history of the engine plays the same without it."""
    few.write_text("\n".join(few.read_text(encoding="utf-8").splitlines()[:5]), encoding="utf-8")
    run = demo("--orders", few, "--kills", "2", "--no-plain", "--json", "--engine", engine, cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert (found["engine"], found["orders"], found["kills"], found["duplicates"], found["lost"]) == (engine, 5, 2, 0, 0)
    assert (found["replays"], found["replays_different"]) == (5, {})


def test_what_is_no_engine_is_told_which_there_are(tmp_path: Path, few: Path) -> None:
    run = demo("--orders", few, "--engine", "dynamo", cwd=tmp_path)
    assert run.returncode == 2
    assert run.stderr.strip() == (
        "error: the demo runs on 'embedded', 'temporal', 'lambda', 'dbos' or an engine's URL, such as sqlite:///demo.db, not on 'dynamo'"
    )


def test_an_engine_that_is_not_there_is_one_line(tmp_path: Path, few: Path) -> None:
    for engine in ("redis://x", "sqlite:///:memory:", "sqlite://x.db"):
        run = demo("--orders", few, "--engine", engine, cwd=tmp_path)
        assert run.returncode == 2
        assert len(run.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_the_orders_are_not_overwritten_with_the_effects(tmp_path: Path, few: Path, link: Callable[[Path, Path], None]) -> None:
    before = few.read_bytes()
    link(few, tmp_path / "link.jsonl")
    for effects in (few, tmp_path / "link.jsonl"):
        run = demo("--orders", few, "--effects", effects, cwd=tmp_path)
        assert run.returncode == 2
        assert run.stderr.strip().endswith("holds the orders, and --effects would overwrite it; name another file")
    assert few.read_bytes() == before


def test_a_terminal_without_the_characters_gets_the_tables(tmp_path: Path, few: Path) -> None:
    few.write_text("\n".join(few.read_text(encoding="utf-8").splitlines()[:3]), encoding="utf-8")
    run = demo("--orders", few, "--kills", "0", "--no-plain", cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert run.returncode == 0, run.stderr
    assert "duplicates in all" in run.stdout
    assert "Traceback" not in run.stderr


def test_the_histories_replay_in_a_fresh_process_and_nobody_is_called(tmp_path: Path, killed: Path) -> None:
    ids = [order["id"] for order in objects_in(killed / "few.jsonl")[:8]]
    for order_id in ids:
        export = [sys.executable, "-m", "eventual_connectors", "history", "export", order_id, "-o", f"{order_id}.flow.jsonl"]
        subprocess.run([*export, "--url", f"sqlite:///{killed / 'demo.db'}"], cwd=tmp_path, check=True, capture_output=True, timeout=60)
    files = [f"{order_id}.flow.jsonl" for order_id in ids]
    replayed = subprocess.run(
        [sys.executable, "-c", NO_NETWORK, "replay", "--json", *files],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert replayed.returncode == 0, replayed.stderr
    report = json.loads(replayed.stdout)
    assert (report["flows"], report["same"]) == (len(ids), len(ids))


NO_NETWORK = """
import sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        raise SystemExit(f"the network was used: {event} {arguments}")

sys.addaudithook(refuse)
from eventual_connectors.cli import main
code = main()
assert "stripe" not in sys.modules, "a replay loaded a vendor's SDK"
assert "slack_sdk" not in sys.modules, "a replay loaded a vendor's SDK"
sys.exit(code)
"""
