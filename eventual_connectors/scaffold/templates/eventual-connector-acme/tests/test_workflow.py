"""From a workflow, as applications use the connector."""

from __future__ import annotations

import pytest
from eventual_connectors import Permanent, workflow
from eventual_connectors.testing import TestEngine

from eventual_connector_acme import create_invoice, list_invoices, send_mail
from eventual_connector_acme.fakes import AcmeFake


@workflow(version="1")
async def bill(customer: str, amount: int) -> str:
    invoice = await create_invoice(customer=customer, amount=amount)
    await send_mail(to=customer, text=f"Your invoice is {invoice.id}.")
    return invoice.id


@workflow(version="1")
async def total() -> int:
    return sum(invoice.amount for invoice in await list_invoices())


def test_a_lost_answer_leads_to_one_invoice(eventual: TestEngine, fake_acme: AcmeFake) -> None:
    fake_acme.faults.drop_after_apply("invoices.create")
    invoice = eventual.run(bill, "c_1", 4200)
    (effect,) = fake_acme.effects.of("invoices.create")
    assert effect.object_id == invoice
    assert eventual.run(total) == 4200


def test_a_refusal_is_raised(eventual: TestEngine, fake_acme: AcmeFake) -> None:
    fake_acme.faults.error_before_apply("invoices.create", status=400)
    with pytest.raises(Permanent) as caught:
        eventual.run(bill, "c_1", 4200)
    assert caught.value.status == 400
