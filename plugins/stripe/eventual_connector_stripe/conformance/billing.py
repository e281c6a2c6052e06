"""Samples of products, prices, invoices, subscriptions and checkout sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventual_connectors.testing import ConformanceSuite, SampleCall, call, sample

from .. import stripe

if TYPE_CHECKING:
    from stripe.params import SubscriptionCreateParams

Two = tuple[SampleCall, SampleCall]


class BillingSamples(ConformanceSuite):
    """What is sold, and how it is paid for."""

    @sample("v1.products.create")
    def products_create(self) -> Two:
        return call({"name": "One"}), call({"name": "Two"})

    @sample("v1.products.update")
    async def products_update(self) -> Two:
        id = await _product()
        return call(id, {"name": "One"}), call(id, {"name": "Two"})

    @sample("v1.products.delete")
    async def products_delete(self) -> SampleCall:
        return call(await _product())

    @sample("v1.prices.create")
    async def prices_create(self) -> Two:
        price = {"currency": "eur", "product": await _product(), "unit_amount": 500}
        return call(price), call({**price, "unit_amount": 600})

    @sample("v1.prices.update")
    async def prices_update(self) -> Two:
        id = await _price()
        return call(id, {"nickname": "one"}), call(id, {"nickname": "two"})

    @sample("v1.invoices.create")
    async def invoices_create(self) -> Two:
        customer = await _payer()
        return call({"customer": customer, "description": "one"}), call({"customer": customer, "description": "two"})

    @sample("v1.invoices.update")
    async def invoices_update(self) -> Two:
        id = await _invoice()
        return call(id, {"description": "one"}), call(id, {"description": "two"})

    @sample("v1.invoices.delete")
    async def invoices_delete(self) -> SampleCall:
        return call(await _invoice())

    @sample("v1.invoices.finalize_invoice")
    async def invoices_finalize(self) -> Two:
        return call(await _invoice()), call(await _invoice())

    @sample("v1.invoices.pay")
    async def invoices_pay(self) -> Two:
        return call(await _open_invoice()), call(await _open_invoice())

    @sample("v1.invoices.send_invoice")
    async def invoices_send(self) -> Two:
        sent: dict[str, Any] = {"collection_method": "send_invoice", "days_until_due": 30}
        return call(await _invoice(**sent)), call(await _invoice(**sent))

    @sample("v1.invoices.void_invoice")
    async def invoices_void(self) -> Two:
        return call(await _open_invoice()), call(await _open_invoice())

    @sample("v1.invoices.mark_uncollectible")
    async def invoices_mark_uncollectible(self) -> Two:
        return call(await _open_invoice()), call(await _open_invoice())

    @sample("v1.invoices.add_lines")
    async def invoices_add_lines(self) -> Two:
        id = await _invoice()
        return call(id, {"lines": [{"amount": 100}]}), call(id, {"lines": [{"amount": 200}]})

    @sample("v1.invoices.update_lines")
    async def invoices_update_lines(self) -> Two:
        id = await _invoice()
        line = await _line(id)
        return call(id, {"lines": [{"id": line, "amount": 100}]}), call(id, {"lines": [{"id": line, "amount": 200}]})

    @sample("v1.invoices.remove_lines")
    async def invoices_remove_lines(self) -> Two:
        id = await _invoice()
        lines = [{"id": await _line(id), "behavior": "delete"} for _ in range(2)]
        return call(id, {"lines": lines[:1]}), call(id, {"lines": lines[1:]})

    @sample("v1.invoices.attach_payment")
    async def invoices_attach_payment(self) -> Two:
        id = await _open_invoice()
        intents = [(await stripe.v1.payment_intents.create({"amount": 500, "currency": "eur"})).id for _ in range(2)]
        return call(id, {"payment_intent": intents[0]}), call(id, {"payment_intent": intents[1]})

    @sample("v1.subscriptions.create")
    async def subscriptions_create(self) -> Two:
        params: dict[str, Any] = {**await _subscription()}
        return call(params), call({**params, "description": "two"})

    @sample("v1.subscriptions.update")
    async def subscriptions_update(self) -> Two:
        id = await _subscribed()
        return call(id, {"cancel_at_period_end": True}), call(id, {"description": "two"})

    @sample("v1.subscriptions.cancel")
    async def subscriptions_cancel(self) -> SampleCall:
        return call(await _subscribed())

    @sample("v1.subscriptions.migrate")
    async def subscriptions_migrate(self) -> Two:
        flexible: dict[str, Any] = {"billing_mode": {"type": "flexible"}}
        id = await _subscribed()
        return call(id, flexible), call(id, {**flexible, "expand": ["customer"]})

    @sample("v1.subscriptions.pause")
    async def subscriptions_pause(self) -> Two:
        params = _least("v1.subscriptions.pause")
        id = await _subscribed()
        return call(id, params), call(id, {**params, "expand": ["customer"]})

    @sample("v1.subscriptions.resume")
    async def subscriptions_resume(self) -> Two:
        subscription: Any = await _subscription()
        trial: Any = {"trial_period_days": 7, "trial_settings": {"end_behavior": {"missing_payment_method": "pause"}}}
        del subscription["default_payment_method"]
        params: Any = {**subscription, **trial}
        id = (await stripe.v1.subscriptions.create(params)).id
        await stripe.v1.subscriptions.update(id, {"trial_end": "now"})
        return call(id), call(id, {"billing_cycle_anchor": "now"})

    @sample("v1.subscription_items.list")
    async def subscription_items_list(self) -> SampleCall:
        return call({"subscription": await _subscribed()})

    @sample("v1.invoices.line_items.list")
    async def invoices_line_items_list(self) -> SampleCall:
        invoice = await _invoice()
        await _line(invoice)
        return call(invoice)

    @sample("v1.checkout.sessions.line_items.list")
    async def checkout_sessions_line_items_list(self) -> SampleCall:
        return call(await _session())

    @sample("v1.checkout.sessions.create")
    async def checkout_sessions_create(self) -> Two:
        session: dict[str, Any] = {"mode": "payment", "success_url": "https://example.com"}
        price = await _price()
        return call({**session, "line_items": [{"price": price, "quantity": 1}]}), call(
            {**session, "line_items": [{"price": price, "quantity": 2}]}
        )

    @sample("v1.checkout.sessions.update")
    async def checkout_sessions_update(self) -> Two:
        id = await _session()
        return call(id, {"metadata": {"why": "one"}}), call(id, {"metadata": {"why": "two"}})

    @sample("v1.checkout.sessions.expire")
    async def checkout_sessions_expire(self) -> Two:
        return call(await _session()), call(await _session())


def _least(activity: str) -> dict[str, Any]:
    from ..operations import operations
    from ..sdk import examples

    return examples.parameters(operations()[activity].params)


async def _product() -> str:
    return (await stripe.v1.products.create({"name": "Plan"})).id


async def _price(**more: Any) -> str:
    params: Any = {"currency": "eur", "product": await _product(), "unit_amount": 500, **more}
    return (await stripe.v1.prices.create(params)).id


async def _payer() -> str:
    return (await stripe.v1.customers.create({"name": "Ada"})).id


async def _invoice(**more: Any) -> str:
    params: Any = {"customer": await _payer(), "currency": "eur", **more}
    return (await stripe.v1.invoices.create(params)).id


async def _line(invoice: str) -> str:
    lines = (await stripe.v1.invoices.add_lines(invoice, {"lines": [{"amount": 500}]})).lines.data
    return lines[-1].id


async def _open_invoice() -> str:
    customer = await stripe.v1.customers.create({"invoice_settings": {"default_payment_method": "pm_card_visa"}})
    id = await _invoice(customer=customer.id)
    await _line(id)
    return (await stripe.v1.invoices.finalize_invoice(id)).id


async def _subscription() -> SubscriptionCreateParams:
    price = await _price(recurring={"interval": "month"})
    return {"customer": await _payer(), "items": [{"price": price}], "default_payment_method": "pm_card_visa"}


async def _subscribed() -> str:
    return (await stripe.v1.subscriptions.create(await _subscription())).id


async def _session() -> str:
    price = await _price()
    params: Any = {"mode": "payment", "success_url": "https://example.com", "line_items": [{"price": price, "quantity": 1}]}
    return (await stripe.v1.checkout.sessions.create(params)).id
