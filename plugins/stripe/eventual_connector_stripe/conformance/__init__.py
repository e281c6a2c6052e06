"""Stripe's promises, proven on its fake: `eventual conformance stripe`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventual_connectors.fakes import Request, Response
from eventual_connectors.testing import SampleCall, call

from .. import stripe
from ..fakes import StripeFake
from ..operations import operations
from ..sdk import examples
from .billing import BillingSamples
from .money import MoneySamples
from .payments import PaymentSamples

if TYPE_CHECKING:
    from stripe.params import CustomerListParams, RefundListParams


class StripeConformance(PaymentSamples, MoneySamples, BillingSamples):
    """A sample of each write whose resource the fake knows; of all others the fewest parameters that the SDK's types allow."""

    connector, fake = stripe, StripeFake

    def wire_call(self, activity: str) -> SampleCall:
        """What the SDK can send."""
        operation = operations()[activity]
        params = examples.parameters(operation.params)
        return call(*(f"{id}_1" for id in operation.ids), *([params] if params or not operation.optional else []))

    def wire_answer(self, request: Request) -> Response:
        """What the SDK can read, whether it expects an object or a page."""
        return Response.json({"id": "any_1", "object": "list", "data": [], "has_more": False})

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


def _shown(found: Any, *fields: str) -> dict[str, Any]:
    """What two trials have alike: no ids, no times."""
    return {field: found.get(field) for field in fields}
