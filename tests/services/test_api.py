"""The API over real HTTP: typed, idempotent, closed to other machines until it is configured, and never a 5xx for what is sent."""

from __future__ import annotations

import asyncio
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from tests.services.gate import sign
from tests.services.till import till

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Till:
    """A server in a process of its own."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self.port = free_port()
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=10)
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._running = subprocess.Popen([sys.executable, "-m", "tests.services.till", str(self._database), str(self.port)], cwd=ROOT)
        give_up = time.monotonic() + 30
        while True:
            try:
                if self.client.get("/health/ready").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            assert time.monotonic() < give_up
            time.sleep(0.05)

    def kill(self) -> None:
        if self._running is not None:
            self._running.send_signal(signal.SIGKILL)
            self._running.wait()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Any:
    made = Till(tmp_path_factory.mktemp("till") / "till.db")
    made.start()
    yield made
    made.kill()
    made.client.close()


@pytest.fixture
def client(served: Till) -> httpx.Client:
    return served.client


def test_a_command_is_typed_and_what_does_not_fit_is_a_problem(client: httpx.Client) -> None:
    assert client.post("/commands/quote", json={"id": "o1", "amount": 5}).json() == {"order": "o1", "total": 6}
    answer = client.post("/commands/quote", json={"id": "", "amount": "sk_live_secret"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/id", "/amount"]
    assert "sk_live_secret" not in answer.text
    failed = client.post("/commands/quote", json={"id": "o1", "amount": 666})
    assert (failed.status_code, failed.json()["detail"]) == (500, "the service failed; its log says more")


def test_a_start_is_idempotent_by_its_key_also_over_a_kill(served: Till, client: httpx.Client) -> None:
    key = {"Idempotency-Key": "order-1"}
    first = client.post("/workflows/checkout/executions", json={"id": "o1", "amount": 5}, headers=key)
    assert first.status_code == 201
    served.kill()
    served.start()
    again = client.post("/workflows/checkout/executions", json={"id": "o1", "amount": 5}, headers=key)
    assert again.json() == first.json() == {"id": "till.checkout.order-1"}
    assert client.post("/workflows/checkout/executions", json={"id": "o2", "amount": 5}, headers=key).status_code == 409
    ended = client.get("/executions/till.checkout.order-1/result?wait=20").json()
    assert ended == {"status": "completed", "result": {"order": "o1", "total": 5}}
    other = client.post("/workflows/checkout/executions", json={"id": "o1", "amount": 5}).json()
    assert other != first.json()


def test_an_execution_is_signalled_cancelled_listed_and_shown(client: httpx.Client) -> None:
    one = client.post("/workflows/waits/executions", json={"order": "o1"}).json()["id"]
    two = client.post("/workflows/waits/executions", json={"order": "o2", "times": 2}).json()["id"]
    assert client.get(f"/executions/{one}/result").status_code == 202
    assert client.post(f"/executions/{one}/signals/approved", json="perhaps").status_code == 422
    assert client.post(f"/executions/{one}/signals/other", json=True).status_code == 404
    assert client.post(f"/executions/{one}/signals/approved", json=True).status_code == 202
    assert client.post(f"/executions/{two}/cancel", json={"reason": "a test"}).status_code == 202
    assert client.get(f"/executions/{one}/result?wait=20").json() == {"status": "completed", "result": True}
    assert client.get(f"/executions/{two}/result?wait=20").json() == {"status": "cancelled"}
    assert client.post(f"/executions/{two}/cancel").status_code == 409
    assert client.get(f"/executions/{two}").json()["status"] == "cancelled"
    assert {one, two} <= {found["id"] for found in client.get("/executions").json()["executions"]}
    assert {found["status"] for found in client.get("/executions?status=cancelled").json()["executions"]} == {"cancelled"}
    assert client.get("/executions?status=lost").status_code == 400
    assert client.get("/executions/nobody").status_code == 404


def test_a_failure_says_its_kind_and_not_its_text(client: httpx.Client) -> None:
    one = client.post("/workflows/fails/executions", json="o1").json()["id"]
    answer = client.get(f"/executions/{one}/result?wait=20")
    assert answer.json() == {"status": "failed", "error": "ValueError"}


def test_webhooks_are_mounted(client: httpx.Client) -> None:
    body = b'{"id": "evt_1", "n": 1}'
    assert client.post("/webhooks/acme", content=body, headers={"X-Signature": sign(body)}).status_code == 200
    assert client.post("/webhooks/acme", content=body).status_code == 401
    assert client.get("/webhooks/acme").status_code == 405
    assert client.post("/webhooks/other").status_code == 404


def test_other_machines_proxies_and_names_are_refused(client: httpx.Client) -> None:
    for headers in ({"X-Forwarded-For": "10.1.2.3"}, {"Forwarded": "for=10.1.2.3"}, {"Host": "evil.example"}):
        assert client.get("/executions", headers=headers).status_code == 403, headers
    assert client.post("/commands/quote", content=b'{"id": "a", "amount": 1}', headers={"Content-Type": "text/plain"}).status_code == 415


@asynccontextmanager
async def reached(app: Any, host: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app, client=(host, 1)), base_url="http://127.0.0.1") as client:
        yield client


async def test_the_hook_decides_whom_it_answers(tmp_path: Path) -> None:
    asked: list[str] = []

    async def authorize(request: Request, what: str) -> bool:
        asked.append(what)
        return request.headers.get("authorization") == "Bearer t"

    async with till.run(f"sqlite:///{tmp_path / 'till.db'}"):
        async with reached(till.api(), "10.0.0.9") as client:
            assert (await client.get("/executions")).status_code == 403
            assert (await client.get("/health/live")).status_code == 200
        async with reached(till.api(authorize=authorize), "10.0.0.9") as client:
            assert (await client.get("/executions")).status_code == 403
            assert (await client.get("/executions", headers={"Authorization": "Bearer t"})).status_code == 200
            assert (await client.post("/commands/quote", json={"id": "a", "amount": 1})).status_code == 403
    assert asked == ["executions:list", "executions:list", "command:quote"]
    async with reached(till.api(), "127.0.0.1") as client:
        assert (await client.get("/health/ready")).status_code == 503
        assert (await client.get("/executions")).status_code == 503


def test_the_document_names_every_operation(client: httpx.Client) -> None:
    found = client.get("/openapi.json").json()
    assert found["openapi"] == "3.1.0"
    assert set(found["paths"]) == {
        "/commands/quote",
        "/workflows/checkout/executions",
        "/workflows/waits/executions",
        "/workflows/fails/executions",
        "/executions",
        "/executions/{id}",
        "/executions/{id}/result",
        "/executions/{id}/cancel",
        "/executions/{id}/signals/approved",
    }
    body = found["paths"]["/commands/quote"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/Order"}
    assert found["components"]["schemas"]["Order"]["required"] == ["id", "amount"]


async def test_whatever_is_sent_is_no_error_of_the_server(served: Till) -> None:
    chance = random.Random(2)
    paths = ["/commands/quote", "/workflows/waits/executions", "/workflows/checkout/executions", "/executions", "/executions/x/cancel"]
    bodies = [
        b"",
        b"null",
        b"[]",
        b'"\\ud800"',
        b"NaN",
        b"[" * 5000,
        b"1e999",
        b'{"order": "\\u0000"}',
        b'{"id": "a", "amount": 1e400}',
        b"\xff",
    ]
    bodies += [chance.randbytes(chance.randrange(50)) for _ in range(50)]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{served.port}") as client:
        for _ in range(400):
            headers = {"Content-Type": "application/json", "Idempotency-Key": chance.choice(["", "a b", "x" * 300, '""', "ok"])}
            answer = await client.request(
                chance.choice(["GET", "POST", "PUT"]), chance.choice(paths), content=chance.choice(bodies), headers=headers
            )
            assert answer.status_code < 500, (answer.request.url, answer.request.content)
        await asyncio.sleep(0)
