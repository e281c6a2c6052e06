"""A service with an API, served by uvicorn: `python -m tests.services.till DATABASE PORT`."""

from __future__ import annotations

import sys

import uvicorn
from pydantic import BaseModel, Field

from eventual_connectors import Signal, workflow
from eventual_connectors.services import Service, Webhook
from tests.services.gate import read


class Order(BaseModel):
    id: str = Field(min_length=1)
    amount: int = Field(gt=0)


class Receipt(BaseModel):
    order: str
    total: int


approved = Signal("approved", bool)


@workflow()
async def checkout(order: Order) -> Receipt:
    return Receipt(order=order.id, total=order.amount)


@workflow()
async def waits(order: str, times: int = 1) -> bool:
    return await approved.receive()


@workflow()
async def fails(order: str) -> None:
    raise ValueError("sk_live_secret")


till = Service("till", workflows=[checkout, waits, fails], signals=[approved], webhooks=[Webhook("acme", read)])


@till.command
async def quote(order: Order) -> Receipt:
    if order.amount == 666:
        raise RuntimeError("sk_live_secret")
    return Receipt(order=order.id, total=order.amount + 1)


if __name__ == "__main__":
    uvicorn.run(till.api(url=f"sqlite:///{sys.argv[1]}"), port=int(sys.argv[2]), log_level="warning")
