"""What can be asked of Stripe. Names and parameters are those of `stripe.StripeClient`.

Every POST goes with the call's key, so Stripe carries it out once. A DELETE takes no key: repeating it changes nothing.
In a saga a created customer is deleted again; a payment is refunded where it has succeeded, and cancelled where it has not.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from eventual_connectors.attempt import Attempt

from .classify import classify, is_missing
from .connector import stripe
from .errors import InvalidRequestError
from .resource import Customer, ListObject, PaymentIntent, Refund, Resource, without_secrets

if TYPE_CHECKING:
    from stripe import StripeClient
    from stripe.params import (
        CustomerCreateParams,
        CustomerDeleteParams,
        CustomerListParams,
        CustomerRetrieveParams,
        CustomerUpdateParams,
        PaymentIntentCancelParams,
        PaymentIntentCaptureParams,
        PaymentIntentConfirmParams,
        PaymentIntentCreateParams,
        PaymentIntentListParams,
        PaymentIntentRetrieveParams,
        PaymentIntentUpdateParams,
        RefundCancelParams,
        RefundCreateParams,
        RefundListParams,
        RefundRetrieveParams,
        RefundUpdateParams,
    )
else:
    # The annotations are read at run time, where the SDK is not to be loaded.
    StripeClient = Any
    CustomerCreateParams = CustomerDeleteParams = CustomerListParams = CustomerRetrieveParams = CustomerUpdateParams = Any
    PaymentIntentCancelParams = PaymentIntentCaptureParams = PaymentIntentConfirmParams = PaymentIntentCreateParams = Any
    PaymentIntentListParams = PaymentIntentRetrieveParams = PaymentIntentUpdateParams = Any
    RefundCancelParams = RefundCreateParams = RefundListParams = RefundRetrieveParams = RefundUpdateParams = Any

KEY_WINDOW = timedelta(hours=24)
"""Stripe forgets a key of version 1 when it is at least this old."""

_POST: dict[str, Any] = {"effect": "keyed", "window": KEY_WINDOW, "mechanism": "Idempotency-Key"}
_GET: dict[str, Any] = {"effect": "read"}
_DELETE: dict[str, Any] = {"effect": "natural", "mechanism": "a deleted object stays deleted, and says so when it is retrieved"}


@stripe.activity("v1.customers.create", permissions=["rak_customer_write"], **_POST)
async def customers_create(client: StripeClient, attempt: Attempt, params: CustomerCreateParams | None = None) -> Customer:
    """Create a customer."""
    return Customer(await _post(client.v1.customers.create_async, attempt, params))


@stripe.activity("v1.customers.retrieve", permissions=["rak_customer_read"], **_GET)
async def customers_retrieve(
    client: StripeClient, attempt: Attempt, customer: str, /, params: CustomerRetrieveParams | None = None
) -> Customer:
    """Get a customer; of one that was deleted there is just `id` and `deleted`."""
    return Customer(await _send(client.v1.customers.retrieve_async, attempt, customer, params))


@stripe.activity("v1.customers.update", permissions=["rak_customer_write"], **_POST)
async def customers_update(
    client: StripeClient, attempt: Attempt, customer: str, /, params: CustomerUpdateParams | None = None
) -> Customer:
    """Change a customer; parameters that are not given stay as they are."""
    return Customer(await _post(client.v1.customers.update_async, attempt, customer, params))


@stripe.activity("v1.customers.list", permissions=["rak_customer_read"], **_GET)
async def customers_list(client: StripeClient, attempt: Attempt, params: CustomerListParams | None = None) -> ListObject[Customer]:
    """Get a page of the customers, newest first."""
    return _page(Customer, await _send(client.v1.customers.list_async, attempt, params))


@stripe.activity("v1.customers.delete", permissions=["rak_customer_write"], **_DELETE)
async def customers_delete(
    client: StripeClient, attempt: Attempt, customer: str, /, params: CustomerDeleteParams | None = None
) -> Customer:
    """Delete a customer for good.

    That there is no such customer is an error, unless an earlier attempt of this call, whose answer was lost, deleted it.
    """
    try:
        return Customer(await _send(client.v1.customers.delete_async, attempt, customer, params))
    except Exception as error:
        if not attempt.in_doubt or not is_missing(error):
            raise
        return await _deleted(client, attempt, customer, error)


@stripe.activity("v1.payment_intents.create", permissions=["rak_payment_intent_write"], **_POST)
async def payment_intents_create(client: StripeClient, attempt: Attempt, params: PaymentIntentCreateParams) -> PaymentIntent:
    """Create a payment; with `"confirm": True` and a `payment_method` it is charged at once.

    Raises:
        CardError: the card was declined.
    """
    return PaymentIntent(await _post(client.v1.payment_intents.create_async, attempt, params))


@stripe.activity("v1.payment_intents.retrieve", permissions=["rak_payment_intent_read"], **_GET)
async def payment_intents_retrieve(
    client: StripeClient, attempt: Attempt, intent: str, /, params: PaymentIntentRetrieveParams | None = None
) -> PaymentIntent:
    """Get a payment."""
    return PaymentIntent(await _send(client.v1.payment_intents.retrieve_async, attempt, intent, params))


@stripe.activity("v1.payment_intents.update", permissions=["rak_payment_intent_write"], **_POST)
async def payment_intents_update(
    client: StripeClient, attempt: Attempt, intent: str, /, params: PaymentIntentUpdateParams | None = None
) -> PaymentIntent:
    """Change a payment that is not yet confirmed; of one that is, the metadata and the description."""
    return PaymentIntent(await _post(client.v1.payment_intents.update_async, attempt, intent, params))


@stripe.activity("v1.payment_intents.list", permissions=["rak_payment_intent_read"], **_GET)
async def payment_intents_list(
    client: StripeClient, attempt: Attempt, params: PaymentIntentListParams | None = None
) -> ListObject[PaymentIntent]:
    """Get a page of the payments, newest first."""
    return _page(PaymentIntent, await _send(client.v1.payment_intents.list_async, attempt, params))


@stripe.activity("v1.payment_intents.confirm", permissions=["rak_payment_intent_write"], **_POST)
async def payment_intents_confirm(
    client: StripeClient, attempt: Attempt, intent: str, /, params: PaymentIntentConfirmParams | None = None
) -> PaymentIntent:
    """Charge a payment.

    Raises:
        CardError: the card was declined.
    """
    return PaymentIntent(await _post(client.v1.payment_intents.confirm_async, attempt, intent, params))


@stripe.activity("v1.payment_intents.capture", permissions=["rak_payment_intent_write"], **_POST)
async def payment_intents_capture(
    client: StripeClient, attempt: Attempt, intent: str, /, params: PaymentIntentCaptureParams | None = None
) -> PaymentIntent:
    """Take the money of a payment that was made with `"capture_method": "manual"`."""
    return PaymentIntent(await _post(client.v1.payment_intents.capture_async, attempt, intent, params))


@stripe.activity("v1.payment_intents.cancel", permissions=["rak_payment_intent_write"], **_POST)
async def payment_intents_cancel(
    client: StripeClient, attempt: Attempt, intent: str, /, params: PaymentIntentCancelParams | None = None
) -> PaymentIntent:
    """Give up a payment that has not succeeded."""
    return PaymentIntent(await _post(client.v1.payment_intents.cancel_async, attempt, intent, params))


@stripe.activity("v1.refunds.create", permissions=["rak_charge_write"], **_POST)
async def refunds_create(client: StripeClient, attempt: Attempt, params: RefundCreateParams | None = None) -> Refund:
    """Give back a payment (`payment_intent` or `charge`), or `amount` of it."""
    return Refund(await _post(client.v1.refunds.create_async, attempt, params))


@stripe.activity("v1.refunds.retrieve", permissions=["rak_charge_read"], **_GET)
async def refunds_retrieve(client: StripeClient, attempt: Attempt, refund: str, /, params: RefundRetrieveParams | None = None) -> Refund:
    """Get a refund."""
    return Refund(await _send(client.v1.refunds.retrieve_async, attempt, refund, params))


@stripe.activity("v1.refunds.update", permissions=["rak_charge_write"], **_POST)
async def refunds_update(client: StripeClient, attempt: Attempt, refund: str, /, params: RefundUpdateParams | None = None) -> Refund:
    """Change a refund's metadata."""
    return Refund(await _post(client.v1.refunds.update_async, attempt, refund, params))


@stripe.activity("v1.refunds.list", permissions=["rak_charge_read"], **_GET)
async def refunds_list(client: StripeClient, attempt: Attempt, params: RefundListParams | None = None) -> ListObject[Refund]:
    """Get a page of the refunds, newest first."""
    return _page(Refund, await _send(client.v1.refunds.list_async, attempt, params))


@stripe.activity("v1.refunds.cancel", permissions=["rak_charge_write"], **_POST)
async def refunds_cancel(client: StripeClient, attempt: Attempt, refund: str, /, params: RefundCancelParams | None = None) -> Refund:
    """Cancel a refund that still needs something of the customer."""
    return Refund(await _post(client.v1.refunds.cancel_async, attempt, refund, params))


@customers_create.compensation
async def _delete_created(created: Customer, params: CustomerCreateParams | None = None) -> None:
    await customers_delete(created.id)


@payment_intents_create.compensation
async def _give_back(created: PaymentIntent, params: PaymentIntentCreateParams) -> None:
    # Later steps may have confirmed, captured or cancelled it.
    intent = await payment_intents_retrieve(created.id)
    if intent.status == "succeeded":
        await refunds_create({"payment_intent": intent.id})
    elif intent.status != "canceled":
        await payment_intents_cancel(intent.id)


_Method = Callable[..., Awaitable[Any]]
_Item = TypeVar("_Item", bound=Resource)


async def _send(method: _Method, attempt: Attempt, *arguments: Any, key: str | None = None) -> dict[str, Any]:
    options = {
        "stripe_version": attempt.settings["api_version"],
        "stripe_account": attempt.settings["stripe_account"],
        "idempotency_key": key,
    }
    answer = await method(*arguments, options=options)
    found: dict[str, Any] = without_secrets(answer.to_dict())
    return found


async def _post(method: _Method, attempt: Attempt, *arguments: Any) -> dict[str, Any]:
    return await _send(method, attempt, *arguments, key=str(attempt.key))


def _page(item: type[_Item], page: dict[str, Any]) -> ListObject[_Item]:
    return ListObject({**page, "data": [item(entry) for entry in page["data"]]})


async def _deleted(client: StripeClient, attempt: Attempt, customer: str, missing: Exception) -> Customer:
    try:
        found = Customer(await _send(client.v1.customers.retrieve_async, attempt, customer))
    except Exception as error:
        if not is_missing(error):
            raise
        # There never was such a customer, so no attempt deleted it.
        raise InvalidRequestError(str(classify(error)), settles=True, code="resource_missing", status=404) from error
    if found.get("deleted"):
        return found
    raise missing
