"""Real processes: killed at any moment, several at one file."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest

from eventual_connectors import connect, errors
from eventual_connectors.engines.export import as_flow
from eventual_connectors.history.events import Event
from eventual_connectors.workflows.playback import play
from tests.engines import shop

ROOT = Path(__file__).parents[2]


@pytest.fixture
def database(tmp_path: Path) -> str:
    return str(tmp_path / "shop.db")


@pytest.fixture
def vendor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> shop.Vendor:
    path = tmp_path / "vendor.jsonl"
    monkeypatch.setenv("SHOP_VENDOR", str(path))
    monkeypatch.setattr(shop, "VENDOR", path)
    return shop.Vendor(path)


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "tests.engines.shop", *arguments]


def run(*arguments: str) -> str:
    done = subprocess.run(command(*arguments), cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def process(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(command(*arguments), cwd=ROOT, text=True) as running:
        try:
            yield running
        finally:
            running.kill()


async def settle(database: str, vendor: shop.Vendor) -> None:
    """As an operator would: look at the vendor, and say what was done."""
    async with asyncio.timeout(60), connect(f"sqlite:///{database}") as engine, engine.worker([shop.sells, shop.packs, shop.listens]):
        while waiting := [summary for summary in await engine.executions() if summary.status not in ("completed", "failed", "cancelled")]:
            for summary in waiting:
                handle = await engine.handle(summary.id)
                for call in await handle.parked():
                    assert call.activity == "shop.announce"
                    order = call.input["kwargs"]["order"]
                    done = any(effect["kind"] == "announce" and effect["order"] == order for effect in vendor.effects())
                    try:
                        if done:
                            await handle.resolve(call.path, call.attempt, succeeded=f"announce {order}")
                        else:
                            await handle.resolve(call.path, call.attempt, retry=True)
                    except errors.EventualError:
                        pass  # it was resolved a moment ago
            await asyncio.sleep(0.02)


async def start_orders(database: str, count: int) -> list[str]:
    async with connect(f"sqlite:///{database}") as engine:
        for n in range(count):
            await engine.start(shop.sells, f"o{n}", id=f"order-{n}")
    return [f"o{n}" for n in range(count)]


async def check_all_done(database: str, vendor: shop.Vendor, orders: list[str]) -> None:
    expected = {(kind, f"{order}{suffix}") for order in orders for kind, suffix in EFFECTS}
    found = Counter((effect["kind"], effect["order"]) for effect in vendor.effects())
    assert found == dict.fromkeys(expected, 1)
    async with connect(f"sqlite:///{database}") as engine:
        for n, order in enumerate(orders):
            handle = await engine.handle(f"order-{n}", shop.sells)
            assert await handle.result(timeout=1) == [
                f"charge {order}",
                f"charge {order}/a",
                f"charge {order}/b",
                "slept",
                f"charge {order}/packing",
                f"announce {order}",
            ]
    connection = sqlite3.connect(database)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("SELECT count(*) FROM inbox").fetchone() == (0,)
    connection.close()


EFFECTS = [("charge", ""), ("charge", "/a"), ("charge", "/b"), ("charge", "/packing"), ("announce", "")]


@pytest.mark.parametrize("seed", [1, 2])
async def test_one_effect_whatever_the_moment_of_death(database: str, vendor: shop.Vendor, seed: int) -> None:
    orders = await start_orders(database, 12)
    await asyncio.to_thread(run, "kill", database, str(seed), "25")
    announced = Counter(effect["order"] for effect in vendor.effects() if effect["kind"] == "announce")
    assert max(announced.values(), default=0) <= 1  # parked, not repeated
    await settle(database, vendor)
    await check_all_done(database, vendor, orders)


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_saga_that_is_killed_while_it_compensates_undoes_all_of_it_once(database: str, vendor: shop.Vendor, seed: int) -> None:
    orders = [f"o{n}" for n in range(8)]
    async with connect(f"sqlite:///{database}") as engine:
        for order in orders:
            await engine.start(shop.gives_back, order, id=order)
    await asyncio.to_thread(run, "kill", database, str(seed), "25")

    parts = {f"{order}/{part}" for order in orders for part in "abc"}
    effects = vendor.effects()
    assert Counter((effect["kind"], effect["order"]) for effect in effects) == dict.fromkeys(product(("charge", "refund"), parts), 1)
    assert len({effect["key"] for effect in effects}) == len(effects)
    async with connect(f"sqlite:///{database}") as engine:
        killed = 0
        for order in orders:
            undone = [effect["order"] for effect in effects if effect["kind"] == "refund" and effect["order"].startswith(f"{order}/")]
            assert undone == [f"{order}/c", f"{order}/b", f"{order}/a"]
            record = await engine.record(order)
            assert record.summary.status == "failed"
            assert play(as_flow(record), shop.gives_back).verdict == "same"
            killed += sum(event.path.startswith("shop.refund") and lost(event) for event in record.events)
    assert killed  # in the middle of a compensation


def lost(event: Event) -> bool:
    return bool(event.data.get("error", {}).get("details", {}).get("code") == "lost")


async def test_what_was_acknowledged_survives_the_death_of_who_asked(database: str, vendor: shop.Vendor) -> None:
    ids = [f"ack-{n}" for n in range(8)]
    said = await asyncio.to_thread(run, "ack", database, *ids)
    assert said.split() == ids
    await asyncio.to_thread(run, "work", database)
    async with connect(f"sqlite:///{database}") as engine:
        for id in ids:
            assert await (await engine.handle(id)).result(timeout=1) == [f"hello {id}"]


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - another process sets no event
        await asyncio.sleep(0.001)


async def stop(worker: subprocess.Popen[str]) -> None:
    worker.send_signal(signal.SIGSTOP)
    await until(lambda: worker.poll() is not None or " T " in Path(f"/proc/{worker.pid}/stat").read_text())


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
async def test_copies_of_the_file_taken_at_any_moment(
    database: str, vendor: shop.Vendor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of what is on disk, taken while the worker is stopped in its tracks, is what a crash leaves."""
    orders = await start_orders(database, 6)
    copies: list[Path] = []
    with process("work", database) as worker:
        while worker.poll() is None and len(copies) < 12:
            await asyncio.sleep(0.01 if vendor.effects() else 0.1)
            await stop(worker)
            copy = tmp_path / f"copy{len(copies)}"
            copy.mkdir()
            for name in ("shop.db", "shop.db-wal", "vendor.jsonl"):
                if (tmp_path / name).exists():
                    shutil.copy(tmp_path / name, copy / name)
            copies.append(copy)
            worker.send_signal(signal.SIGCONT)
        await asyncio.to_thread(worker.wait)
    await settle(database, vendor)
    await check_all_done(database, vendor, orders)
    for copy in copies:
        monkeypatch.setattr(shop, "VENDOR", copy / "vendor.jsonl")
        await settle(str(copy / "shop.db"), shop.Vendor(copy / "vendor.jsonl"))
        await check_all_done(str(copy / "shop.db"), shop.Vendor(copy / "vendor.jsonl"), orders)


async def test_other_processes_steer_and_a_standby_takes_over(database: str, vendor: shop.Vendor) -> None:
    async with asyncio.timeout(60), connect(f"sqlite:///{database}") as engine:
        heard = await engine.start(shop.listens, 2, id="heard")
        stopped = await engine.start(shop.listens, 2, id="stopped")
        with process("work", database) as owner:
            while await heard.status() != "running":  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            with pytest.raises(errors.DatabaseLocked, match=f"owned by process {owner.pid};"):
                async with engine.worker([shop.listens]):
                    pass
            await heard.signal(shop.go, "one")
            await stopped.cancel("enough")
            with pytest.raises(errors.ExecutionCancelled):
                await stopped.result()
            assert {(summary.id, summary.status) for summary in await engine.executions()} == {
                ("heard", "running"),
                ("stopped", "cancelled"),
            }
            with process("work", database):  # on standby
                owner.kill()
                await heard.signal(shop.go, "two")
                assert await heard.result() == ["one", "two"]


async def test_processes_that_meet_at_a_new_file(database: str, vendor: shop.Vendor) -> None:
    ids = [f"p{n}" for n in range(6)]
    said = await asyncio.gather(*(asyncio.to_thread(run, "ack", database, id) for id in ids))
    assert sorted("".join(said).split()) == ids
    async with connect(f"sqlite:///{database}") as engine:
        assert sorted(summary.id for summary in await engine.executions()) == ids
