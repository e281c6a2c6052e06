"""Stripe's promises, proven on its fake: `eventual conformance stripe`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventual_connectors.fakes import Request, Response
from eventual_connectors.testing import ConformanceSuite, SampleCall, call, sample

from . import Customer, PaymentIntent, Refund, stripe
from .fakes import StripeFake
from .operations import operations
from .sdk import examples

if TYPE_CHECKING:
    from stripe.params import CustomerListParams, PaymentIntentCreateParams, RefundCreateParams, RefundListParams

Two = tuple[SampleCall, SampleCall]


class StripeConformance(ConformanceSuite):
    """A sample of each activity whose resource the fake knows; of all others the fewest parameters that the SDK's types allow."""

    connector, fake = stripe, StripeFake

    def wire_call(self, activity: str) -> SampleCall:
        """What the SDK can send."""
        operation = operations()[activity]
        params = examples.parameters(operation.params)
        return call(*(f"{id}_1" for id in operation.ids), *([params] if params or not operation.optional else []))

    def wire_answer(self, request: Request) -> Response:
        """What the SDK can read, whether it expects an object or a page."""
        return Response.json({"id": "any_1", "object": "list", "data": [], "has_more": False})

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

    async def observe(self, activity: str, sample: SampleCall) -> Any:
        """What the account shows: how many objects were created, or what became of the one that was changed."""
        first: Any = sample.args[0] if sample.args else sample.kwargs.get("params")
        match activity:
            case "v1.customers.create":
                with_email: CustomerListParams = {"email": first["email"]}
                return len((await stripe.v1.customers.list(with_email)).data)
            case "v1.payment_intents.create":
                found = (await stripe.v1.payment_intents.list({"limit": 100})).data
                return sum(intent.description == first["description"] for intent in found)
            case "v1.refunds.create":
                of_payment: RefundListParams = {"payment_intent": first["payment_intent"]}
                return len((await stripe.v1.refunds.list(of_payment)).data)
            case "v1.customers.update" | "v1.customers.delete":
                return _shown(await stripe.v1.customers.retrieve(first), "name", "deleted")
            case "v1.refunds.update" | "v1.refunds.cancel":
                return _shown(await stripe.v1.refunds.retrieve(first), "status", "metadata")
            case _ if activity.startswith("v1.payment_intents.") and isinstance(first, str):
                text = ("description",) if activity.endswith(".update") else ()
                return _shown(await stripe.v1.payment_intents.retrieve(first), "status", "amount_received", "cancellation_reason", *text)
        return None

    def _payment(self, amount: int) -> PaymentIntentCreateParams:
        return {"amount": amount, "currency": "eur", "payment_method": "pm_card_visa", "description": f"conformance {self.unique}"}

    async def _intent(self) -> PaymentIntent:
        return await stripe.v1.payment_intents.create(self._payment(500))

    async def _paid(self) -> PaymentIntent:
        return await stripe.v1.payment_intents.create({**self._payment(500), "confirm": True})

    async def _waiting_refund(self) -> Refund:
        params: RefundCreateParams = {"payment_intent": (await self._paid()).id, "instructions_email": "ada@example.com"}
        return await stripe.v1.refunds.create(params)


async def _customer() -> Customer:
    return await stripe.v1.customers.create({"email": "ada@example.com"})


def _shown(found: Any, *fields: str) -> dict[str, Any]:
    """What two trials have alike: no ids, no times."""
    return {field: found.get(field) for field in fields}
