"""Code that was deployed over a running execution, and no longer fits what it recorded, blocks; nothing fails and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from eventual_connectors import Signal, activity, workflow
from eventual_connectors.workflows.definition import Workflow

from .stage import Stage

go = Signal("go", str)


class Order(BaseModel):
    id: str


class OrderWithCurrency(Order):
    currency: str


class Receipt(BaseModel):
    id: str


class ReceiptWithFee(Receipt):
    fee: int


@activity(effect="natural", name="deploys.pay")
async def pay(n: int) -> Receipt:
    raise NotImplementedError


@activity(effect="natural", name="deploys.pay")
async def pay_with_fee(n: int) -> ReceiptWithFee:
    raise NotImplementedError


@workflow(name="deploys")
async def old(order: Order) -> str:
    receipt = await pay(1)
    await go.receive()
    return order.id + receipt.id


@workflow(name="deploys")
async def other_input(order: OrderWithCurrency) -> str:
    receipt = await pay(1)
    await go.receive()
    return order.id + receipt.id


@workflow(name="deploys")
async def one_input_more(order: Order, currency: str) -> str:
    receipt = await pay(1)
    await go.receive()
    return order.id + receipt.id + currency


@workflow(name="deploys")
async def other_result(order: Order) -> str:
    try:
        receipt = await pay_with_fee(1)
    except Exception:
        return "another branch"
    await go.receive()
    return order.id + receipt.id


@pytest.mark.parametrize(
    ("mended", "said"),
    [
        (other_input, "the recorded input of deploys does not fit the code: .*currency"),
        (one_input_more, "the recorded input of deploys does not fit the code: .*currency"),
        (other_result, "the recorded result of deploys.pay does not fit the code: .*fee"),
    ],
)
def test_recorded_data_that_no_longer_fits_blocks_until_the_code_is_mended(mended: Workflow[..., Any], said: str) -> None:
    stage = Stage(old, Order(id="1"), answer=lambda intent: Receipt(id="r")).open().run()
    recorded = stage.types()

    stage.restart(mended).run()

    assert stage.status == "blocked"
    with pytest.raises(Exception, match=said):
        raise stage.execution.blocked  # type: ignore[misc]
    assert stage.types() == recorded

    stage.restart(old).run()
    stage.take(stage.execution.signal("go", "go", "1", stage.now))
    assert stage.result == "1r"
