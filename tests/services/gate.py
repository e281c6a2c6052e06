"""A service behind a real server, which tests kill: `python -m tests.services.gate DATABASE PORT`."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import sys
from collections.abc import Mapping

import uvicorn
from pydantic import BaseModel

from eventual_connectors import workflow
from eventual_connectors.services import Answer, EventType, Received, Refused, Service, Webhook, WebhookApp

SECRET = b"sesame"


class Paid(BaseModel):
    id: str
    n: int


def sign(body: bytes) -> str:
    return hmac.new(SECRET, body, hashlib.sha256).hexdigest()


def read(body: bytes, headers: Mapping[str, str]) -> Received | Answer:
    if not hmac.compare_digest(headers.get("x-signature", "").encode("latin-1"), sign(body).encode()):
        raise Refused("the signature is wrong", status=401)
    found = json.loads(body)
    if "challenge" in found:
        return Answer(body=json.dumps({"challenge": found["challenge"]}).encode(), headers={"Content-Type": "application/json"})
    return Received(id=found["id"], type="acme.paid", data=found)


paid = EventType("acme.paid", Paid)


@workflow()
async def book(payment: Paid) -> int:
    return payment.n


shop = Service("shop", workflows=[book], webhooks=[Webhook("acme", read)])
shop.starts(paid, book, limit=100)


async def serve(database: str, port: int) -> None:
    server = uvicorn.Server(uvicorn.Config(WebhookApp(shop), port=port, log_level="warning", lifespan="off"))
    async with shop.run(f"sqlite:///{database}", standby=True):
        await server.serve()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2])))
