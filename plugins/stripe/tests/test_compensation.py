"""What a saga undoes at Stripe: a created customer, and a payment in whatever state it has come to."""

from __future__ import annotations

from typing import Any

import pytest

from eventual_connector_stripe import stripe
from eventual_connector_stripe.fakes import StripeFake
from eventual_connectors import durable, workflow
from eventual_connectors.testing import TestEngine

CREATE = "v1.payment_intents.create"
PAYMENT: Any = {"amount": 500, "currency": "eur", "payment_method": "pm_card_visa"}


class SoldOut(Exception):
    pass


@workflow(name="stripe.buys")
async def buys(params: dict[str, Any], then: str) -> None:
    async with durable.saga() as saga:
        await saga.run(stripe.v1.customers.create, {"email": "a@example.com"})
        intent = await saga.run(stripe.v1.payment_intents.create, params)  # type: ignore[arg-type]
        if then == "captured":
            await stripe.v1.payment_intents.capture(intent.id)
        elif then == "cancelled":
            await stripe.v1.payment_intents.cancel(intent.id)
        raise SoldOut


CASES: list[tuple[dict[str, Any], str, list[str]]] = [
    ({**PAYMENT, "confirm": True}, "", ["v1.refunds.create"]),
    (PAYMENT, "", ["v1.payment_intents.cancel"]),
    ({**PAYMENT, "confirm": True, "capture_method": "manual"}, "captured", ["v1.payment_intents.capture", "v1.refunds.create"]),
    (PAYMENT, "cancelled", ["v1.payment_intents.cancel"]),
]


@pytest.mark.parametrize(("params", "then", "expected"), CASES)
def test_a_saga_undoes_what_it_did(
    eventual: TestEngine, fake_stripe: StripeFake, params: dict[str, Any], then: str, expected: list[str]
) -> None:
    """Once, though the first answers of the payment and of what undoes it are lost."""
    fake_stripe.faults.drop_after_apply(CREATE)
    fake_stripe.faults.drop_after_apply(expected[-1])

    with pytest.raises(SoldOut):
        eventual.run(buys, params, then)

    assert [effect.activity for effect in fake_stripe.effects] == ["v1.customers.create", CREATE, *expected, "v1.customers.delete"]
