"""Slack's requests in a service: signed, stored, answered, and handled once by what subscribes."""

from __future__ import annotations

import asyncio
import json
import random
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from eventual_connector_slack import event_type, take_answers, webhook
from eventual_connector_slack.fakes import sign
from eventual_connectors import Secret, Signal, workflow
from eventual_connectors.services import Event, Service

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"

said = Signal("said", str)


@workflow()
async def asks() -> str:
    return await said.receive()


def signed(body: bytes) -> dict[str, str]:
    return sign(body, SECRET, int(time.time()))


def mention(id: str) -> bytes:
    event = {"type": "app_mention", "user": "U1", "text": "hi", "ts": "1.2", "channel": "C1", "event_ts": "1.2"}
    whole = {
        "type": "event_callback",
        "token": "secret",
        "team_id": "T1",
        "api_app_id": "A1",
        "event_id": id,
        "event_time": 1,
        "event": event,
    }
    return json.dumps(whole).encode()


def click(execution: str, value: str, trigger: str) -> bytes:
    action = {"action_id": "eventual.0", "type": "button", "value": json.dumps({"eventual": [execution, "said", value]})}
    payload = {"type": "block_actions", "token": "secret", "user": {"id": "U1"}, "trigger_id": trigger, "actions": [action]}
    return urlencode({"payload": json.dumps(payload)}).encode()


async def stored(service: Service) -> list[dict[str, Any]]:
    rows = await service.store.do(lambda file: file.execute("SELECT envelope FROM service_events ORDER BY n").fetchall())
    return [json.loads(row[0]) for row in rows]


async def test_an_event_that_comes_twice_is_handled_once(tmp_path: Path) -> None:
    service, seen, done = Service("bot", webhooks=[webhook(Secret(SECRET))]), [], asyncio.Event()

    @service.subscribe(event_type("app_mention"))
    async def greet(event: Event[Any]) -> None:
        seen.append((event.id, event.data.event.type))
        if event.id == "T1.Ev2":
            done.set()

    async with asyncio.timeout(30), service.run(f"sqlite:///{tmp_path / 'bot.db'}"):
        for id in ("Ev1", "Ev1", "Ev2"):
            assert (await service.ingest("slack", mention(id), signed(mention(id)))).status == 200
        await done.wait()
        assert "secret" not in json.dumps(await stored(service))
    assert sorted(seen) == [("T1.Ev1", "app_mention"), ("T1.Ev2", "app_mention")]


async def test_a_click_answers_the_execution_that_asks_and_a_late_one_is_no_dead_letter(tmp_path: Path) -> None:
    service = Service("bot", workflows=[asks], webhooks=[webhook(Secret(SECRET))])
    take_answers(service)
    async with asyncio.timeout(30), service.run(f"sqlite:///{tmp_path / 'bot.db'}") as engine:
        handle = await engine.start(asks, id="ask-1")
        for body in (click("ask-1", "yes", "1.1"), click("ask-1", "no", "1.2"), click("nobody", "yes", "1.3")):
            assert (await service.ingest("slack", body, signed(body))).status == 200
        assert await handle.result() in ("yes", "no")
        count = "SELECT count(*) FROM service_deliveries WHERE state = 'done'"
        while await service.store.do(lambda file: file.execute(count).fetchone()[0]) < 3:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_slacks_first_question_is_answered_and_what_is_not_slacks_refused(tmp_path: Path) -> None:
    service, chance = Service("bot", webhooks=[webhook(Secret(SECRET))]), random.Random(5)
    async with service.open(f"sqlite:///{tmp_path / 'bot.db'}"):
        body = b'{"type": "url_verification", "challenge": "abc"}'
        assert json.loads((await service.ingest("slack", body, signed(body))).body) == {"challenge": "abc"}
        assert (await service.ingest("slack", body + b" ", signed(body))).status == 401
        for odd in (b"", b"{", b"{}", b"\xff", b"payload=1", b"payload=%7B%7D", b"command="):
            assert (await service.ingest("slack", odd, signed(odd))).status == 400, odd
        for _ in range(500):
            noise = chance.randbytes(chance.randrange(80))
            text = noise.decode("latin-1")
            headers = {"X-Slack-Signature": chance.choice([text, f"v0={text}"]), "X-Slack-Request-Timestamp": chance.choice([text, "1"])}
            assert (await service.ingest("slack", noise, headers)).status == 401
        assert await stored(service) == []
