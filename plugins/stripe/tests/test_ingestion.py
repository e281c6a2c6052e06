"""Stripe's webhooks in a service: signed by Stripe's own SDK, stored, and handled once by what subscribes."""

from __future__ import annotations

import asyncio
import json
import random
import time
from pathlib import Path
from typing import Any

import stripe as sdk

from eventual_connector_stripe import event_type, webhook
from eventual_connector_stripe.sdk import examples
from eventual_connectors import Secret
from eventual_connectors.services import Event, Service

SECRET = Secret("whsec_0123456789abcdef")


def delivery(id: str = "evt_1", **fields: Any) -> tuple[bytes, dict[str, str]]:
    customer = examples.resource("stripe._customer:Customer") | {"id": "cus_1", "created": 1}
    whole = {"id": id, "object": "event", "type": "customer.created", "created": 1, "livemode": False}
    body = json.dumps({**whole, "data": {"object": customer}, "request": None, **fields}).encode()
    return body, signed(body)


def signed(body: bytes) -> dict[str, str]:
    made = sdk.WebhookSignature.generate_signature_header(
        payload=body.decode("latin-1"), secret=SECRET.reveal(), timestamp=int(time.time())
    )
    return {"Stripe-Signature": made}


async def test_an_event_that_comes_three_times_is_handled_once_as_its_model(tmp_path: Path) -> None:
    service, seen, done = Service("shop", webhooks=[webhook(SECRET)]), [], asyncio.Event()

    @service.subscribe(event_type("customer.created"))
    async def welcome(event: Event[Any]) -> None:
        seen.append((event.id, event.data.data.object.id, event.data.type))
        if event.id == "evt_2":
            done.set()

    async with asyncio.timeout(30), service.run(f"sqlite:///{tmp_path / 'shop.db'}"):
        for pending in (1, 2, 3):
            assert (await service.ingest("stripe", *delivery(pending_webhooks=pending))).status == 200
        assert (await service.ingest("stripe", *delivery("evt_2"))).status == 200
        await done.wait()
    assert sorted(seen) == [("evt_1", "cus_1", "customer.created"), ("evt_2", "cus_1", "customer.created")]


async def test_what_is_not_stripes_is_refused(tmp_path: Path) -> None:
    service, chance = Service("shop", webhooks=[webhook(SECRET)]), random.Random(5)
    async with service.open(f"sqlite:///{tmp_path / 'shop.db'}"):
        body, headers = delivery()
        assert (await service.ingest("stripe", body + b" ", headers)).status == 400
        assert (await service.ingest("stripe", body, {})).status == 400
        assert (await service.ingest("stripe", b"[]", signed(b"[]"))).status == 400
        for _ in range(500):
            noise = chance.randbytes(chance.randrange(80)).decode("latin-1")
            for value in (noise, f"t={noise},v1={noise}", f"t=1,v1={noise}"):
                assert (await service.ingest("stripe", noise.encode(), {"stripe-signature": value})).status == 400
        assert await service.store.do(lambda file: file.execute("SELECT count(*) FROM service_events").fetchone()[0]) == 0
