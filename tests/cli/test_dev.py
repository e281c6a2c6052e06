"""`eventual dev`: a service runs against fakes, goes on after each change of its code, and ends cleanly."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.shell import Shell

SERVICE = """
from eventual_connector_stripe import stripe
from eventual_connectors import Signal, workflow
from eventual_connectors.services import Service


go = Signal("go")


@workflow()
async def pay(name: str) -> str:
    customer = await stripe.v1.customers.create({"name": name})
    await go.receive()
    found = await stripe.v1.customers.list({"limit": 10})
    return f"first {customer.name}, {len(found.data)} customer"


shop = Service("shop", workflows=[pay], signals=[go])
"""

PATIENCE = 60.0


@contextmanager
def developing(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], Callable[[], str]]]:
    """The command in a folder, and what it has said so far."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EVENTUAL_")}
    said = folder / "said"
    command = [sys.executable, "-W", "error", "-m", "eventual_connectors", "dev", "app:shop", "--port", "0", *options]
    with said.open("w") as file:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=file, stderr=file, text=True)
        try:
            yield process, lambda: said.read_text(encoding="utf-8")
        finally:
            process.kill()
            process.wait()


def wait(condition: Callable[[], Any], said: Callable[[], str]) -> Any:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.05)
    pytest.fail(said())


def test_a_change_reloads_the_service_and_its_executions_go_on(tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text(SERVICE)
    with developing(tmp_path) as (process, said):
        api = wait(lambda: re.search(r"API +(http://127\.0\.0\.1:\d+)/openapi\.json", said()), said)[1]
        assert re.search(r"stripe +http://127\.0\.0\.1:\d+ \(a fake\), for default", said())
        started = httpx.post(f"{api}/workflows/pay/executions", json="ada", timeout=PATIENCE).json()
        shown = f"{api}/executions/{started['id']}"

        app.write_text(SERVICE.replace("first", "second"))
        wait(lambda: said().count("service shop, Ctrl-C stops it") == 2, said)
        app.write_text("shop = (")
        wait(lambda: "error: app cannot be imported: SyntaxError" in said(), said)
        app.write_text(SERVICE.replace("await go", "print(open('notes').read()); await go"))
        wait(lambda: "error: workflow pay: " in said(), said)
        app.write_text(SERVICE.replace("first", "third"))
        wait(lambda: said().count("service shop, Ctrl-C stops it") == 3, said)
        assert httpx.post(f"{shown}/signals/go", json="now", timeout=PATIENCE).is_success
        ended = wait(lambda: _result(shown), said)
        assert ended["result"] == "third ada, 1 customer"  # it was made once, and the fake still has it

        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    assert "Traceback" not in said()


def test_a_command_that_is_killed_leaves_no_server_behind(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(SERVICE)
    (tmp_path / ".eventual-dev.db").write_text("of an earlier day")
    with developing(tmp_path, "--fresh") as (process, said):
        api = wait(lambda: re.search(r"API +(http://127\.0\.0\.1:\d+)/openapi\.json", said()), said)[1]
        assert httpx.get(f"{api}/health/ready", timeout=PATIENCE).json() == {"status": "ready"}
        process.kill()
        wait(lambda: not _listens(api), said)


def _listens(api: str) -> bool:
    try:
        return httpx.get(f"{api}/health/live", timeout=5).is_success
    except httpx.TransportError:
        return False


def _result(execution: str) -> Any:
    try:
        answer = httpx.get(f"{execution}/result", timeout=5)
    except httpx.TransportError:  # it is being reloaded
        return None
    return answer.json() if answer.status_code == 200 else None


def test_what_is_wrong_with_the_command_is_one_line(shop: Shell) -> None:
    name, unknown = shop.run_many((["dev", "shop"], ""), (["dev", "shop:service", "--real", "fax", "--port", "0"], ""))
    assert (name.code, name.error) == (2, "give the service as MODULE:SERVICE, not 'shop'")
    assert unknown.code == 2
    assert unknown.error.startswith("--real fax: no installed connector of this name has a fake; ")
