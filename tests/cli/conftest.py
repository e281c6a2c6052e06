"""An application in a folder, and the command line beside it."""

from __future__ import annotations

import pytest

from tests.cli.shell import Shell

SHOP = '''\
"""A shop."""

import asyncio
import os
from pathlib import Path

from pydantic import BaseModel
from tenacity import stop_after_attempt, wait_fixed

from eventual_connectors import Retry, Signal, activity, errors, workflow

print("a module that prints")


class Order(BaseModel):
    id: str
    amount: int


class Approval(BaseModel):
    by: str


approved = Signal("approved", Approval)


@activity(effect="natural", retry=Retry(stop=stop_after_attempt(3), wait=wait_fixed(0.01)))
def reserve(order: Order) -> str:
    marker = Path(f"{order.id}.tried")
    if not marker.exists():
        marker.touch()
        raise ConnectionError("no route to the shop")
    return f"held-{order.id}"


@activity(effect="unsafe")
async def pay(amount: int) -> str:
    raise TimeoutError("read timeout")


@activity(effect="unsafe")
async def charge_card(card: dict[str, str], amount: int) -> str:
    raise errors.InDoubt("the connection dropped")


@activity(effect="unsafe")
async def log_in(user: str, password: str) -> str:
    await asyncio.sleep(0.1)
    raise errors.InDoubt("the connection dropped", request_id="req_7")


@activity(effect="unsafe")
async def bake() -> str:
    Path("baking").touch()
    while not Path("baked").exists():
        await asyncio.sleep(0.01)
    with Path("loaves").open("a") as loaves:
        loaves.write("loaf\\\\n")
    return "bread"


@workflow()
async def checkout(order: Order) -> dict[str, str]:
    print("a workflow that prints")
    held = await reserve(order)
    return {"held": held}


@workflow()
async def paying(amount: int) -> str:
    return await pay(amount)


@workflow()
async def paying_twice(card: dict[str, str]) -> list[str]:
    both = await asyncio.gather(charge_card(card, 5), log_in("ann", "hunter2"), return_exceptions=True)
    return [str(one) for one in both]


@workflow()
async def waiting() -> str:
    return (await approved.receive()).by


@workflow()
async def baking() -> str:
    return await bake()


@workflow()
async def failing(reason: str, times: int = 1) -> None:
    raise ValueError(reason)


service = [checkout, paying]
'''


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A folder with the application `shop` and the database `app.db`, which `EVENTUAL_URL` names."""
    made = Shell(tmp_path_factory.mktemp("shop"), EVENTUAL_URL="sqlite:///app.db")
    made.write("shop.py", SHOP.replace("\\\\n", "\\n"))
    return made
