"""Samples of payment methods, set-ups, payouts, transfers and webhook endpoints."""

from __future__ import annotations

from typing import Any

from eventual_connectors.testing import ConformanceSuite, SampleCall, call, sample

from .. import stripe

Two = tuple[SampleCall, SampleCall]

CARD: dict[str, Any] = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2050, "cvc": "123"}


class MoneySamples(ConformanceSuite):
    """Payment methods, set-ups, and money that leaves."""

    @sample("v1.payment_methods.create")
    def payment_methods_create(self) -> Two:
        return call({"type": "card", "card": CARD}), call({"type": "card", "card": {**CARD, "exp_year": 2051}})

    @sample("v1.payment_methods.retrieve")
    async def payment_methods_retrieve(self) -> SampleCall:
        return call(await _method())

    @sample("v1.payment_methods.update")
    async def payment_methods_update(self) -> Two:
        id = await _method()
        return call(id, {"metadata": {"why": "one"}}), call(id, {"metadata": {"why": "two"}})

    @sample("v1.payment_methods.attach")
    async def payment_methods_attach(self) -> Two:
        id = await _method()
        return call(id, {"customer": await _customer()}), call(id, {"customer": await _customer()})

    @sample("v1.payment_methods.detach")
    async def payment_methods_detach(self) -> Two:
        attached = [await stripe.v1.payment_methods.attach(await _method(), {"customer": await _customer()}) for _ in range(2)]
        return call(attached[0].id), call(attached[1].id)

    @sample("v1.setup_intents.create")
    def setup_intents_create(self) -> Two:
        return call({"payment_method": "pm_card_visa"}), call({"payment_method": "pm_card_mastercard"})

    @sample("v1.setup_intents.update")
    async def setup_intents_update(self) -> Two:
        id = await _setup_intent()
        return call(id, {"description": "one"}), call(id, {"description": "two"})

    @sample("v1.setup_intents.confirm")
    async def setup_intents_confirm(self) -> Two:
        id = await _setup_intent()
        return call(id, {"payment_method": "pm_card_visa"}), call(id, {"payment_method": "pm_card_mastercard"})

    @sample("v1.setup_intents.cancel")
    async def setup_intents_cancel(self) -> Two:
        id = await _setup_intent()
        return call(id, {"cancellation_reason": "abandoned"}), call(id, {"cancellation_reason": "duplicate"})

    @sample("v1.setup_intents.verify_microdeposits")
    async def setup_intents_verify_microdeposits(self) -> Two:
        id = await _setup_intent()
        return call(id, {"amounts": [32, 45]}), call(id, {"amounts": [32, 46]})

    @sample("v1.payouts.create")
    def payouts_create(self) -> Two:
        return call({"amount": 500, "currency": "eur"}), call({"amount": 600, "currency": "eur"})

    @sample("v1.payouts.update")
    async def payouts_update(self) -> Two:
        id = (await stripe.v1.payouts.create({"amount": 500, "currency": "eur"})).id
        return call(id, {"metadata": {"why": "one"}}), call(id, {"metadata": {"why": "two"}})

    @sample("v1.payouts.cancel")
    async def payouts_cancel(self) -> Two:
        payouts = [await stripe.v1.payouts.create({"amount": 500, "currency": "eur"}) for _ in range(2)]
        return call(payouts[0].id), call(payouts[1].id)

    @sample("v1.payouts.reverse")
    async def payouts_reverse(self) -> Two:
        id = (await stripe.v1.payouts.create({"amount": 500, "currency": "eur", "method": "instant"})).id
        return call(id, {"metadata": {"why": "one"}}), call(id, {"metadata": {"why": "two"}})

    @sample("v1.transfers.create")
    def transfers_create(self) -> Two:
        transfer = {"amount": 500, "currency": "eur", "destination": "acct_1"}
        return call(transfer), call({**transfer, "amount": 600})

    @sample("v1.transfers.update")
    async def transfers_update(self) -> Two:
        id = (await stripe.v1.transfers.create({"amount": 500, "currency": "eur", "destination": "acct_1"})).id
        return call(id, {"description": "one"}), call(id, {"description": "two"})

    @sample("v1.balance.retrieve")
    def balance_retrieve(self) -> SampleCall:
        return call()

    @sample("v1.webhook_endpoints.create")
    def webhook_endpoints_create(self) -> Two:
        endpoint = {"url": "https://example.com/stripe", "enabled_events": ["invoice.paid"]}
        return call(endpoint), call({**endpoint, "enabled_events": ["*"]})

    @sample("v1.webhook_endpoints.update")
    async def webhook_endpoints_update(self) -> Two:
        id = await _endpoint()
        return call(id, {"enabled_events": ["invoice.paid"]}), call(id, {"enabled_events": ["charge.failed"]})

    @sample("v1.webhook_endpoints.delete")
    async def webhook_endpoints_delete(self) -> SampleCall:
        return call(await _endpoint())


async def _customer() -> str:
    return (await stripe.v1.customers.create()).id


async def _method() -> str:
    return (await stripe.v1.payment_methods.create({"type": "card", "card": {"token": "tok_visa"}})).id


async def _setup_intent() -> str:
    return (await stripe.v1.setup_intents.create()).id


async def _endpoint() -> str:
    return (await stripe.v1.webhook_endpoints.create({"url": "https://example.com/stripe", "enabled_events": ["*"]})).id
