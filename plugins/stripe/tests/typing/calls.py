"""Stripe's own parameters and objects."""

from typing import assert_type

from eventual_connector_stripe import Customer, ListObject, PaymentIntent, stripe


async def calls() -> None:
    intent = await stripe.v1.payment_intents.create({"amount": 1099, "currency": "eur", "metadata": {"order": "1"}})
    assert_type(intent, PaymentIntent)
    assert_type(intent.amount, int)
    assert_type(await stripe.v1.payment_intents.retrieve("pi_1", {"expand": ["customer"]}), PaymentIntent)
    assert_type(await stripe.v1.customers.list({"limit": 3}), ListObject[Customer])
    assert_type((await stripe.v1.customers.list()).data[0].email, str | None)
    assert_type(await stripe.with_options(connection="eu").v1.customers.create(), Customer)
    assert_type(await stripe.v1.customers.with_options(timeout=3).create.with_options(key="c-1")({"email": "a@example.com"}), Customer)
    await stripe.v1.payment_intents.create({"amount": "1099", "currency": "eur"})  # error
    await stripe.v1.payment_intents.create({"amount": 1099})  # error
    await stripe.v1.payment_intents.create({"amount": 1099, "currency": "eur", "colour": "red"})  # error
    await stripe.v1.payment_intents.create(amount=1099, currency="eur")  # error
    await stripe.v1.payment_intents.retrieve(3)  # error
    await stripe.v1.payment_intents.crate({"amount": 1099, "currency": "eur"})  # error
    stripe.v1.customers.with_options(colour="red")  # error
