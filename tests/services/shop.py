"""A service in a process of its own, which tests kill: `python -m tests.services.shop DATABASE [PORT]`."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from pydantic import BaseModel
from tenacity import stop_after_attempt, wait_fixed

from eventual_connectors import Retry, workflow
from eventual_connectors.services import Event, EventType, Service


class Placed(BaseModel):
    order: str
    amount: int = 1


class Shipped(BaseModel):
    order: str


placed = EventType("order.placed", Placed)
shipped = EventType("order.shipped", Shipped)


@workflow()
async def fulfil(order: Placed) -> str:
    return await shop.publish(shipped, Shipped(order=order.order), key=order.order)


shop = Service("shop", workflows=[fulfil], events=[placed, shipped])
soon = Retry(stop=stop_after_attempt(5), wait=wait_fixed(0.02))


def note(kind: str, text: str) -> None:
    """One line, written at once: what a handler did."""
    file = os.open(Path(os.environ["SHOP_FOLDER"]) / kind, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.write(file, f"{text}\n".encode())
    os.close(file)


shop.starts(placed, fulfil, limit=50)


@shop.subscribe(shipped, limit=50)
async def tell(event: Event[Shipped]) -> None:
    note("shipped", event.data.order)


@shop.subscribe(placed, where=lambda event: event.data.order.startswith("deadly"), retry=soon)
async def dies(event: Event[Placed]) -> None:
    note("deaths", event.data.order)
    os._exit(9)


async def serve(database: str) -> None:
    async with shop.run(f"sqlite:///{database}", standby=True):
        print("ready", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
