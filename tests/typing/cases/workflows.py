"""Workflows, signals, children, and the engine from outside."""

import asyncio
from dataclasses import dataclass
from typing import assert_type

from eventual_connectors import Signal, activity, connect, connect_sync, durable, workflow
from eventual_connectors.testing import TestEngine


@dataclass
class Order:
    id: str
    amount: int


@dataclass
class Receipt:
    payment: str


approved = Signal("approved", bool)


@activity(effect="unsafe")
async def charge(order: Order) -> Receipt:
    return Receipt(order.id)


@activity(effect="read")
async def price(item: str) -> int:
    return len(item)


@charge.compensation
async def refund(receipt: Receipt, order: Order) -> None: ...


@workflow(version="1")
async def ship(order: Order, express: bool = False) -> str:
    return order.id


@workflow
async def checkout(order: Order) -> Receipt:
    receipt, cost = await asyncio.gather(charge(order), price(order.id))
    assert_type(receipt, Receipt)
    assert_type(cost, int)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(charge(order))
    assert_type(task.result(), Receipt)
    assert_type(await approved.receive(), bool)
    assert_type(await durable.child(ship, order), str)
    assert_type(await durable.child(ship, order, True, id="ship-1"), str)
    assert_type(await durable.fan_out(charge, [order], key=lambda one: one.id), list[Receipt])
    assert_type(await durable.fan_out(charge, [order], return_exceptions=True), list[Receipt | BaseException])
    async with durable.saga() as saga:
        assert_type(await saga.run(charge, order), Receipt)
        await saga.run(charge, "order-1")  # error
    await durable.child(ship, "order-1")  # error
    await durable.child(ship)  # error
    await durable.fan_out(charge, ["order-1"])  # error
    await durable.fan_out(charge, [order], key=lambda one: one.name)  # error
    return receipt


async def outside(order: Order) -> None:
    async with connect("sqlite:///app.db") as engine, engine.worker([checkout, ship], standby=True):
        handle = await engine.start(checkout, order, id="order-1")
        assert_type(await handle.result(timeout=30), Receipt)
        assert_type(await (await engine.handle("order-1", checkout)).result(), Receipt)
        assert_type(await (await engine.start(ship, order, id="ship-1")).result(), str)
        await handle.signal(approved, True, id="click-1")
        await handle.signal(approved, "yes")  # error
        await engine.start(checkout, id="order-1")  # error
        await engine.start(checkout, order)  # error
        await engine.start(checkout, "order-1", id="order-1")  # error
        await engine.start(ship, order, "fast", id="ship-1")  # error
        await engine.start(charge, order, id=1)  # error
        text: str = await handle.result()  # error
        print(text)


def from_sync_code(order: Order) -> None:
    with connect_sync("sqlite:///app.db") as engine:
        assert_type(engine.start(checkout, order, id="order-1").result(), Receipt)
        engine.start(checkout, 3, id="order-1")  # error


def test_checkout(eventual: TestEngine, order: Order) -> None:
    assert_type(eventual.run(checkout, order), Receipt)
    eventual.run(checkout)  # error
    eventual.run(checkout, order, patience=3)  # error
