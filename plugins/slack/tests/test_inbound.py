"""What Slack sends: its signature, events that start executions once, clicks, commands, and a worker that is killed while it waits."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.signature import Clock, SignatureVerifier

from eventual_connector_slack import SignatureError, SlackApp, slack, verify_signature
from eventual_connector_slack.events import Event, Interaction, SlashCommand, model
from eventual_connector_slack.fakes import SlackFake, sign
from eventual_connectors import Secret, connect, workflow

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = 1_800_000_000


class At(Clock):
    def now(self) -> float:
        return float(NOW)


def ours(body: bytes, headers: dict[str, str]) -> bool:
    try:
        verify_signature(body, headers, Secret(SECRET), now=NOW)
    except SignatureError:
        return False
    return True


def theirs(body: bytes, headers: dict[str, str]) -> bool:
    try:
        return bool(SignatureVerifier(SECRET, At()).is_valid_request(body, headers))
    except (ValueError, TypeError):  # the SDK raises at a time that is no number, and at a signature that is not ASCII
        return False


def some_request(chance: random.Random) -> tuple[bytes, dict[str, str]]:
    """A good request, or one that is spoilt in one of many ways."""
    body = "".join(chance.choice('abc{}":&=%+é中 \n') for _ in range(chance.randrange(0, 200))).encode()
    at = NOW + chance.choice([0, 0, 0, -299, -300, -301, 299, 300, 301, -86400, 86400, chance.randrange(-600, 600)])
    headers = sign(body, chance.choice([SECRET, SECRET, SECRET, "another"]), at)
    match chance.randrange(12):
        case 0:
            body += b" "
        case 1:
            del headers[chance.choice(sorted(headers))]
        case 2:
            headers["X-Slack-Signature"] = headers["X-Slack-Signature"].replace("v0=", chance.choice(["v1=", "", "V0="]))
        case 3:
            headers["X-Slack-Signature"] = headers["X-Slack-Signature"][: chance.randrange(67)]
        case 4:
            headers["X-Slack-Request-Timestamp"] = chance.choice(["", "now", "1e9", f"{at}.0", f" {at}", f"0{at}", f"+{at}", str(at + 1)])
        case 5:
            headers = {name.lower(): value for name, value in headers.items()}
        case 6:
            headers = {name.upper(): value for name, value in headers.items()}
        case 7:
            headers["X-Slack-Signature"] = headers["X-Slack-Signature"].upper()
        case 8:
            headers["X-Slack-Signature"] += chance.choice(["ä", " ", "0"])
    return body, headers


def test_our_verifier_and_the_sdks_agree() -> None:
    chance, good = random.Random(20260101), 0
    for _ in range(20_000):
        body, headers = some_request(chance)
        verdict = ours(body, headers)
        assert verdict == theirs(body, headers), (body, headers)
        good += verdict
    assert 3_000 < good < 17_000


def test_one_of_several_secrets_is_enough() -> None:
    verify_signature(b"x", sign(b"x", "old", NOW), [Secret(SECRET), Secret("old")], now=NOW)


def test_nothing_shows_the_secret() -> None:
    with pytest.raises(SignatureError) as caught:
        verify_signature(b"x", sign(b"x", "old", NOW), Secret(SECRET), now=NOW)
    assert SECRET not in repr(caught.value)


@workflow(version="1")
async def greet(event: dict[str, Any]) -> str:
    inner = event["event"]
    return str((await slack.chat_postMessage(channel=inner["channel"], text=f"hello {inner['user']}"))["ts"])


@contextmanager
def listening(fake: SlackFake, app: SlackApp) -> Iterator[None]:
    """The app behind a real socket; its requests are taken in the running event loop."""
    loop = asyncio.get_running_loop()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = asyncio.run_coroutine_threadsafe(app.handle(body, dict(self.headers)), loop).result(20)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: Any) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        fake.app.receiver = f"http://127.0.0.1:{server.server_port}/slack"
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


async def test_an_event_starts_its_execution_once(fake_slack: SlackFake, tmp_path: Path) -> None:
    async with connect(f"sqlite:///{tmp_path}/flow.db") as engine, engine.worker([greet]):
        app = SlackApp(engine, Secret(fake_slack.signing_secret))
        app.start("app_mention", greet)
        with listening(fake_slack, app):
            assert await asyncio.to_thread(fake_slack.app.verify_url)
            sent = await asyncio.to_thread(fake_slack.app.say, "C1", "U1", "<@U0FAKE> hi")
            assert [one.status for one in sent] == [200, 200]
            again = await asyncio.to_thread(fake_slack.app.again, sent[1].body)
            assert [one.status for one in again] == [200]
            whole = json.loads(sent[1].body)
            handle = await engine.handle(f"slack.T0FAKE.{whole['event_id']}.app_mention")
            await handle.result(20)
    assert [message["text"] for message in fake_slack.messages("C1")] == ["<@U0FAKE> hi", "hello U1"]


async def test_what_is_not_taken_comes_again(fake_slack: SlackFake, tmp_path: Path) -> None:
    """A delivery that got no 2xx is repeated with Slack's headers, and the repetition is not dropped."""
    async with connect(f"sqlite:///{tmp_path}/flow.db") as engine:
        app = SlackApp(engine, Secret(fake_slack.signing_secret))
        statuses = iter([500, 200])

        def receive(body: bytes, headers: Any) -> tuple[int, dict[str, str], bytes]:
            return next(statuses), {}, b""

        fake_slack.app.receiver = receive
        first, second = fake_slack.app.event({"type": "app_mention", "channel": "C1", "user": "U1", "text": "hi"})
        assert "X-Slack-Retry-Num" not in first.headers
        assert second.headers["X-Slack-Retry-Num"] == "1"
        assert (await app.handle(second.body, second.headers)).status == 200
        assert (await app.handle(second.body + b" ", second.headers)).status == 401


async def test_commands_and_modals(fake_slack: SlackFake, tmp_path: Path) -> None:
    async with connect(f"sqlite:///{tmp_path}/flow.db") as engine:
        app = SlackApp(engine, Secret(fake_slack.signing_secret))

        @app.on("command", "/deploy")
        async def deploy(command: SlashCommand) -> str:
            view = {"type": "modal", "callback_id": "sure", "title": {"type": "plain_text", "text": "Sure?"}, "blocks": []}
            await slack.views_open(trigger_id=str(command.trigger_id), view=view)
            return f"deploying {command.text}"

        @app.on("view", "sure")
        async def sure(found: Interaction) -> dict[str, str]:
            return {"response_action": "clear"}

        with listening(fake_slack, app):
            done = await asyncio.to_thread(fake_slack.app.command, "/deploy", "shop")
            assert (done.status, done.answer) == (200, b"deploying shop")
            (view,) = fake_slack.table("views")
            sent = await asyncio.to_thread(fake_slack.app.submit, view, {})
            assert json.loads(sent.answer) == {"response_action": "clear"}
            assert (await asyncio.to_thread(fake_slack.app.command, "/other")).status == 200


def test_events_have_models() -> None:
    assert model("app_mention").name == "app_mention"
    assert model("of_tomorrow") is Event
    assert all(one.model.model_json_schema()["type"] == "object" for one in slack.events())


FLOW = """
import asyncio, sys
from datetime import timedelta
from eventual_connector_slack import ask_human, slack
from eventual_connectors import connect, workflow

@workflow(version="1")
async def refund(order: str) -> str:
    answer = await ask_human(channel="C1", text=f"Refund {order}?", choices=["yes", "no"], timeout=timedelta(days=2))
    await slack.chat_postMessage(channel="C1", text=f"{order}: {answer}")
    return answer

async def main() -> None:
    async with connect("sqlite:///flow.db") as engine, engine.worker([refund]):
        handle = await engine.start(refund, "A-1", id="refund-1")
        print(await handle.result(), flush=True)

asyncio.run(main())
"""


async def test_a_click_while_the_worker_is_dead_goes_on_exactly_once(tmp_path: Path) -> None:
    """The worker is killed while it waits; the click, twice delivered, is taken by the app's process; the next worker goes on."""
    (tmp_path / "flow.py").write_text(FLOW)
    fake, asked = SlackFake(), threading.Event()
    fake.on_applied = lambda effect: asked.set()
    running: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        running.append(subprocess.Popen([sys.executable, "flow.py"], cwd=tmp_path, stdout=subprocess.PIPE, text=True))
        return running[-1]

    try:
        with fake.serve() as url:
            settings = f'token = "{fake.token}"\nbase_url = "{url}/api/"\nsettle_seconds = 0.2\n'
            (tmp_path / "eventual.toml").write_text(f"[connections.slack.default]\n{settings}")
            killed = start()
            assert await asyncio.to_thread(asked.wait, 60)
            await asyncio.sleep(0.5)  # it waits for the click now
            os.kill(killed.pid, signal.SIGKILL)
            await asyncio.to_thread(killed.communicate)
            (question,) = fake.messages("C1")
            async with connect(f"sqlite:///{tmp_path}/flow.db") as engine:
                app = SlackApp(engine, Secret(fake.signing_secret))
                with listening(fake, app):
                    click = await asyncio.to_thread(fake.app.click, "C1", question["ts"], "no")
                    assert click.status == 200
                    assert (await app.handle(click.body, click.headers)).status == 200
            printed, _ = await asyncio.to_thread(start().communicate, timeout=60)
    finally:
        for process in running:
            process.kill()
            process.wait()
    assert printed.strip() == "no"
    assert [message["text"] for message in fake.messages("C1")] == ["Refund A-1?", "A-1: no"]
    assert "[no]" in fake.render("C1")
