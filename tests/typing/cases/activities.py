"""An application's own activities."""

from dataclasses import dataclass
from datetime import timedelta
from typing import assert_type

from eventual_connectors import Call, Retry, activity


@dataclass
class Order:
    id: str
    amount: int


@activity(effect="unsafe", timeout=timedelta(seconds=30))
async def reserve(order: Order, *, warehouse: str = "north") -> int:
    return order.amount


@activity
def stock(item: str) -> dict[str, int]:
    return {item: 1}


@activity(effect="perhaps")  # error
async def odd() -> None: ...


@activity(effect="unsafe", on_ambiguous="hope")  # error
async def hopeful() -> None: ...


async def calls(order: Order) -> None:
    assert_type(reserve(order), Call[int])
    assert_type(await reserve(order, warehouse="south"), int)
    assert_type(reserve(order).run(), int)
    assert_type(await stock("shoe"), dict[str, int])
    assert_type(await reserve.with_options(key="order-1", connection="eu", timeout=3, retry=Retry(), name="first")(order), int)
    await reserve("order-1")  # error
    await reserve(order, "south")  # error
    await reserve(order, depot="south")  # error
    await reserve()  # error
    await stock(3)  # error
    await reserve.with_options(amount=3)(order)  # error
    await reserve.with_options(timeout="long")(order)  # error
    text: str = await reserve(order)  # error
    print(text)
