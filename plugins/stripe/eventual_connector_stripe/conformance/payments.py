"""Samples of customers, payments and refunds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventual_connectors.testing import ConformanceSuite, SampleCall, call, sample

from .. import Customer, PaymentIntent, Refund, stripe

if TYPE_CHECKING:
    from stripe.params import PaymentIntentCreateParams, RefundCreateParams

Two = tuple[SampleCall, SampleCall]


class PaymentSamples(ConformanceSuite):
    """Customers, payments, refunds."""

    @sample("v1.customers.create")
    def customers_create(self) -> Two:
        return call({"email": f"ada{self.unique}@example.com"}), call({"email": f"bob{self.unique}@example.com"})

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
        return call(self._payment(500)), call(self._payment(600))

    @sample("v1.payment_intents.retrieve")
    async def payment_intents_retrieve(self) -> SampleCall:
        return call((await self._intent()).id)

    @sample("v1.payment_intents.update")
    async def payment_intents_update(self) -> Two:
        id = (await self._intent()).id
        return call(id, {"description": "one"}), call(id, {"description": "two"})

    @sample("v1.payment_intents.list")
    async def payment_intents_list(self) -> SampleCall:
        await self._intent()
        return call()

    @sample("v1.payment_intents.confirm")
    async def payment_intents_confirm(self) -> Two:
        id = (await self._intent()).id
        return call(id, {"payment_method": "pm_card_visa"}), call(id, {"payment_method": "pm_card_mastercard"})

    @sample("v1.payment_intents.capture")
    async def payment_intents_capture(self) -> Two:
        intent = await stripe.v1.payment_intents.create({**self._payment(500), "confirm": True, "capture_method": "manual"})
        return call(intent.id, {"amount_to_capture": 400}), call(intent.id, {"amount_to_capture": 300})

    @sample("v1.payment_intents.cancel")
    async def payment_intents_cancel(self) -> Two:
        id = (await self._intent()).id
        return call(id, {"cancellation_reason": "duplicate"}), call(id, {"cancellation_reason": "abandoned"})

    @sample("v1.refunds.create")
    async def refunds_create(self) -> Two:
        id = (await self._paid()).id
        return call({"payment_intent": id, "amount": 100}), call({"payment_intent": id, "amount": 200})

    @sample("v1.refunds.retrieve")
    async def refunds_retrieve(self) -> SampleCall:
        return call((await stripe.v1.refunds.create({"payment_intent": (await self._paid()).id})).id)

    @sample("v1.refunds.update")
    async def refunds_update(self) -> Two:
        refund = await stripe.v1.refunds.create({"payment_intent": (await self._paid()).id})
        return call(refund.id, {"metadata": {"why": "one"}}), call(refund.id, {"metadata": {"why": "two"}})

    @sample("v1.refunds.list")
    async def refunds_list(self) -> SampleCall:
        await stripe.v1.refunds.create({"payment_intent": (await self._paid()).id})
        return call()

    @sample("v1.refunds.cancel")
    async def refunds_cancel(self) -> Two:
        waiting = [await self._waiting_refund(), await self._waiting_refund()]
        return call(waiting[0].id), call(waiting[1].id)

    @sample("v1.payment_intents.increment_authorization")
    async def payment_intents_increment_authorization(self) -> Two:
        intent = await stripe.v1.payment_intents.create({**self._payment(500), "confirm": True, "capture_method": "manual"})
        return call(intent.id, {"amount": 600}), call(intent.id, {"amount": 700})

    @sample("v1.payment_intents.apply_customer_balance")
    async def payment_intents_apply_customer_balance(self) -> Two:
        id = (await self._intent()).id
        return call(id, {"amount": 100}), call(id, {"amount": 200})

    @sample("v1.payment_intents.verify_microdeposits")
    async def payment_intents_verify_microdeposits(self) -> Two:
        id = (await self._intent()).id
        return call(id, {"amounts": [32, 45]}), call(id, {"amounts": [32, 46]})

    @sample("v1.charges.create")
    def charges_create(self) -> Two:
        charge = {"amount": 500, "currency": "usd", "source": "tok_visa"}
        return call(charge), call({**charge, "amount": 600})

    @sample("v1.charges.update")
    async def charges_update(self) -> Two:
        id = await _charge(capture=True)
        return call(id, {"description": "one"}), call(id, {"description": "two"})

    @sample("v1.charges.capture")
    async def charges_capture(self) -> Two:
        id = await _charge(capture=False)
        return call(id, {"amount": 400}), call(id, {"amount": 300})

    @sample("v1.disputes.update")
    async def disputes_update(self) -> Two:
        id = await self._dispute()
        return call(id, {"metadata": {"why": "one"}}), call(id, {"metadata": {"why": "two"}})

    @sample("v1.disputes.close")
    async def disputes_close(self) -> Two:
        return call(await self._dispute()), call(await self._dispute())

    def _payment(self, amount: int) -> PaymentIntentCreateParams:
        return {"amount": amount, "currency": "eur", "payment_method": "pm_card_visa", "description": f"conformance {self.unique}"}

    async def _intent(self) -> PaymentIntent:
        return await stripe.v1.payment_intents.create(self._payment(500))

    async def _paid(self) -> PaymentIntent:
        return await stripe.v1.payment_intents.create({**self._payment(500), "confirm": True})

    async def _waiting_refund(self) -> Refund:
        params: RefundCreateParams = {"payment_intent": (await self._paid()).id, "instructions_email": "ada@example.com"}
        return await stripe.v1.refunds.create(params)

    async def _dispute(self) -> str:
        intent = await stripe.v1.payment_intents.create({**self._payment(500), "payment_method": "pm_card_createDispute", "confirm": True})
        return (await stripe.v1.disputes.list({"payment_intent": intent.id})).data[0].id


async def _customer() -> Customer:
    return await stripe.v1.customers.create({"email": "ada@example.com"})


async def _charge(*, capture: bool) -> str:
    return (await stripe.v1.charges.create({"amount": 500, "currency": "usd", "source": "tok_visa", "capture": capture})).id
