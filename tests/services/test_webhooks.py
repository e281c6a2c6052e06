"""Webhooks: verified, stored, answered, handled once; whatever is sent, and whenever the process is killed."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import httpx

from eventual_connectors import connect
from eventual_connectors.services import Answer, Webhook
from tests.services.gate import book, shop, sign
from tests.services.waiting import until

ROOT = Path(__file__).parents[2]


def payment(n: int) -> bytes:
    return json.dumps({"id": f"evt_{n}", "n": n}).encode()


def signed(body: bytes) -> dict[str, str]:
    return {"X-Signature": sign(body)}


def stored(database: Path) -> list[str]:
    connection = sqlite3.connect(database)
    try:
        return [row[0] for row in connection.execute("SELECT id FROM service_events ORDER BY n")]
    finally:
        connection.close()


async def test_a_delivery_is_stored_before_it_is_answered_and_once(tmp_path: Path) -> None:
    database = tmp_path / "shop.db"
    async with shop.open(f"sqlite:///{database}"):
        assert (await shop.ingest("acme", payment(1), signed(payment(1)))).status == 200
        assert stored(database) == ["evt_1"]
        again = json.dumps({"id": "evt_1", "n": 1, "pending": 2}).encode()  # a vendor may have changed it
        assert (await shop.ingest("acme", again, signed(again))).status == 200
    assert stored(database) == ["evt_1"]


def test_a_sync_view_takes_one(tmp_path: Path) -> None:
    with shop.open(f"sqlite:///{tmp_path / 'shop.db'}"):
        assert shop.ingest_sync("acme", payment(1), signed(payment(1))).status == 200
        assert shop.ingest_sync("acme", payment(2), {}).status == 401
    assert stored(tmp_path / "shop.db") == ["evt_1"]


async def test_what_is_not_the_vendors_leaves_nothing_behind(tmp_path: Path) -> None:
    """Random bytes and headers, and bodies that are signed and make no sense: never a 5xx."""
    database, chance = tmp_path / "shop.db", random.Random(3)
    odd = [
        b"[]",
        b"1",
        b"{",
        b"\xff",
        b'{"id": 5}',
        b'{"id": ""}',
        b'{"id": "\\ud800"}',
        b"[" * 3000,
        b'{"id": "a", "n": NaN}',
        b'{"id": "b", "n": 1e999}',
    ]
    async with shop.open(f"sqlite:///{database}"):
        for body in odd:
            assert (await shop.ingest("acme", body, signed(body))).status == 400, body
        for _ in range(3000):
            body = chance.randbytes(chance.randrange(200))
            headers = {chance.choice(["X-Signature", "x-signature", "A"]): chance.randbytes(chance.randrange(70)).decode("latin-1")}
            assert (await shop.ingest("acme", body, headers)).status == 401
        assert (await shop.ingest("acme", b"x" * (1 << 21), {})).status == 413
    assert stored(database) == []


async def test_a_vendor_is_asked_to_send_again_what_cannot_be_stored(tmp_path: Path) -> None:
    database = tmp_path / "shop.db"
    async with shop.open(f"sqlite:///{database}"):
        other = sqlite3.connect(database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            assert (await shop.ingest("acme", payment(1), signed(payment(1)))).status == 503
        finally:
            other.execute("ROLLBACK")
            other.close()
        assert (await shop.ingest("acme", payment(1), signed(payment(1)))).status == 200
    assert (await shop.ingest("acme", payment(1), signed(payment(1)))).status == 503  # not open
    assert stored(database) == ["evt_1"]


async def test_an_answer_is_given_at_once() -> None:
    body = b'{"challenge": "abc"}'
    assert (await shop.ingest("acme", body, signed(body))).body == b'{"challenge": "abc"}'
    assert Webhook("x", lambda body, headers: Answer(204)).read(b"", {}) == Answer(204)


async def test_killed_at_random_every_delivery_is_handled_once(tmp_path: Path) -> None:
    """Real HTTP to a real server: a fifth are duplicates, the order is another, SIGKILL eight times."""
    database, chance = tmp_path / "shop.db", random.Random(11)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    numbers = list(range(400))
    sending = numbers + chance.sample(numbers, 80)
    chance.shuffle(sending)

    def server() -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "tests.services.gate", str(database), str(port)], cwd=ROOT)

    async def deliver(client: httpx.AsyncClient) -> None:
        while sending:
            n = sending.pop()
            try:
                answer = await client.post(f"http://127.0.0.1:{port}/acme", content=payment(n), headers=signed(payment(n)))
                done = answer.status_code == 200
            except httpx.TransportError:
                done = False
            if not done:  # as a vendor does
                sending.insert(0, n)
                await asyncio.sleep(0.05)

    kills = 0
    running = await asyncio.to_thread(server)
    try:
        async with httpx.AsyncClient(timeout=5) as client, asyncio.TaskGroup() as group:
            senders = [group.create_task(deliver(client)) for _ in range(8)]
            for left in sorted(chance.sample(range(20, 440), 8), reverse=True):
                await until(lambda left=left: len(sending) <= left)  # type: ignore[misc]
                running.send_signal(signal.SIGKILL)
                await asyncio.to_thread(running.wait)
                kills += 1
                running = await asyncio.to_thread(server)
            await asyncio.wait(senders)
        assert sorted(stored(database)) == sorted(f"evt_{n}" for n in numbers)
        async with connect(f"sqlite:///{database}") as engine:
            async with asyncio.timeout(60):
                while len(await engine.executions(status="completed")) < len(numbers):  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
            assert len(await engine.executions()) == len(numbers)
            handle = await engine.handle("shop.book.book./shop/webhooks/acme.evt_7", book)
            assert await handle.result(timeout=5) == 7
    finally:
        running.kill()
        await asyncio.to_thread(running.wait)
    assert kills == 8
