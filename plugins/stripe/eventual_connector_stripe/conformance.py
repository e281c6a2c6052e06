"""Stripe's promises, proven on its fake: `eventual conformance stripe`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventual_connectors.conformance import ConformanceSuite, SampleCall, call, sample

from . import stripe
from .fakes import StripeFake
from .resource import Customer, PaymentIntent, Refund

if TYPE_CHECKING:
    from stripe.params import PaymentIntentCreateParams

Two = tuple[SampleCall, SampleCall]


class StripeConformance(ConformanceSuite):
    """A sample of each activity."""

    connector, fake = stripe, StripeFake

    @sample("v1.customers.create")
    def customers_create(self) -> Two:
        return call({"email": "ada@example.com"}), call({"email": "bob@example.com"})

    @sample("v1.customers.retrieve")
    async def customers_retrieve(self) -> SampleCall:
        return call((await _customer()).id)

    @sample("v1.customers.update")
    async def customers_update(self) -> Two:
        id = (await _customer()).id
        return call(id, {"name": "Ada"}), call(id, {"name": "Bob"})

    @sample("v1.customers.list")
    async def customers_list(self) -> SampleCall:
        await _customer()
        return call({"limit": 1})

    @sample("v1.customers.delete")
    async def customers_delete(self) -> SampleCall:
        return call((await _customer()).id)

    @sample("v1.payment_intents.create")
    def payment_intents_create(self) -> Two:
        return call(_payment(500)), call(_payment(600))

    @sample("v1.payment_intents.retrieve")
    async def payment_intents_retrieve(self) -> SampleCall:
        return call((await _intent()).id)

    @sample("v1.payment_intents.update")
    async def payment_intents_update(self) -> Two:
        id = (await _intent()).id
        return call(id, {"description": "one"}), call(id, {"description": "two"})

    @sample("v1.payment_intents.list")
    async def payment_intents_list(self) -> SampleCall:
        await _intent()
        return call()

    @sample("v1.payment_intents.confirm")
    async def payment_intents_confirm(self) -> Two:
        id = (await _intent()).id
        return call(id, {"payment_method": "pm_card_visa"}), call(id, {"payment_method": "pm_card_mastercard"})

    @sample("v1.payment_intents.capture")
    async def payment_intents_capture(self) -> Two:
        intent = await stripe.v1.payment_intents.create({**_payment(500), "confirm": True, "capture_method": "manual"})
        return call(intent.id, {"amount_to_capture": 400}), call(intent.id, {"amount_to_capture": 300})

    @sample("v1.payment_intents.cancel")
    async def payment_intents_cancel(self) -> Two:
        id = (await _intent()).id
        return call(id, {"cancellation_reason": "duplicate"}), call(id, {"cancellation_reason": "abandoned"})

    @sample("v1.refunds.create")
    async def refunds_create(self) -> Two:
        id = (await _paid()).id
        return call({"payment_intent": id, "amount": 100}), call({"payment_intent": id, "amount": 200})

    @sample("v1.refunds.retrieve")
    async def refunds_retrieve(self) -> SampleCall:
        return call((await stripe.v1.refunds.create({"payment_intent": (await _paid()).id})).id)

    @sample("v1.refunds.update")
    async def refunds_update(self) -> Two:
        refund = await stripe.v1.refunds.create({"payment_intent": (await _paid()).id})
        return call(refund.id, {"metadata": {"why": "one"}}), call(refund.id, {"metadata": {"why": "two"}})

    @sample("v1.refunds.list")
    async def refunds_list(self) -> SampleCall:
        await stripe.v1.refunds.create({"payment_intent": (await _paid()).id})
        return call()

    @sample("v1.refunds.cancel")
    async def refunds_cancel(self) -> Two:
        waiting = [await _waiting_refund(), await _waiting_refund()]
        return call(waiting[0].id), call(waiting[1].id)


def _payment(amount: int) -> PaymentIntentCreateParams:
    return {"amount": amount, "currency": "eur", "payment_method": "pm_card_visa"}


async def _customer() -> Customer:
    return await stripe.v1.customers.create({"email": "ada@example.com"})


async def _intent() -> PaymentIntent:
    return await stripe.v1.payment_intents.create(_payment(500))


async def _waiting_refund() -> Refund:
    return await stripe.v1.refunds.create({"payment_intent": (await _paid()).id, "instructions_email": "ada@example.com"})


async def _paid() -> PaymentIntent:
    return await stripe.v1.payment_intents.create({**_payment(500), "confirm": True})
