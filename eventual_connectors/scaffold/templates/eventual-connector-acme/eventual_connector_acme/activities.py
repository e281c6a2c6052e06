"""What can be asked of Acme: one operation of each effect class.

A class is a promise that the vendor makes, so each says here how it is kept.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from eventual_connectors import Attempt
from eventual_connectors.errors import KeyConflict

from .connection import AcmeConnection
from .connector import acme
from .models import Credit, Invoice, Label, Mail, Note

if TYPE_CHECKING:
    from .client import AcmeClient

WINDOW = timedelta(hours=24)
"""For how long Acme remembers an idempotency key."""


@acme.activity("invoices.list", effect="read", permissions=["invoices:read"])
async def list_invoices(client: AcmeClient, attempt: Attempt) -> list[Invoice]:
    """List all invoices."""
    answer = await client.send(attempt, "GET", "/invoices")
    return [Invoice.model_validate(invoice) for invoice in answer["invoices"]]


@acme.activity(
    "invoices.create",
    effect="keyed",
    window=WINDOW,
    permissions=["invoices:write"],
    mechanism="the header Idempotency-Key",
)
async def create_invoice(client: AcmeClient, attempt: Attempt, *, customer: str, amount: int) -> Invoice:
    """Create an invoice of `amount` cents. Acme answers a repeated key with the invoice that it led to."""
    content = {"customer": customer, "amount": amount}
    headers = {"Idempotency-Key": str(attempt.key)}
    return Invoice.model_validate(await client.send(attempt, "POST", "/invoices", content=content, headers=headers))


@acme.activity("credits.add", effect="ledger", permissions=["credits:write"], mechanism="the credit's reference")
async def add_credit(client: AcmeClient, attempt: Attempt, *, customer: str, amount: int) -> Credit:
    """Give a customer a credit of `amount` cents.

    Acme changes the balance and writes down the credit's reference in one transaction. A reference that it has already
    is answered with its credit.

    Raises:
        KeyConflict: the credit of this key is another one.
    """
    content = {"customer": customer, "amount": amount}
    credit = Credit.model_validate(await client.send(attempt, "PUT", f"/credits/{attempt.key}", content=content))
    if (credit.customer, credit.amount) != (customer, amount):
        raise KeyConflict(f"the key {attempt.key} was used for another credit, {credit.id}", settles=True)
    return credit


@acme.activity("notes.add", effect="lookup", permissions=["notes:write", "notes:read"], mechanism="the external_id")
async def add_note(client: AcmeClient, attempt: Attempt, *, text: str) -> Note:
    """Add a note. Acme takes an external_id twice, so after doubt the note is looked for before it is sent again."""
    content = {"text": text, "external_id": str(attempt.key)}
    return Note.model_validate(await client.send(attempt, "POST", "/notes", content=content))


def settle_time(connection: AcmeConnection) -> timedelta:
    """How long after its deadline an attempt's note may still appear."""
    return timedelta(seconds=connection.settle_seconds)


@add_note.lookup(settle=settle_time)
async def find_note(client: AcmeClient, attempt: Attempt, *, text: str) -> Note | None:
    """Look for the note that an earlier attempt may have added.

    Returns:
        None where Acme shows all its notes of this key, and there is none.

    Raises:
        KeyConflict: the note of this key is another one.
    """
    answer = await client.send(attempt, "GET", "/notes", query={"external_id": str(attempt.key)})
    notes = [Note.model_validate(note) for note in answer["notes"]]
    if any(note.text != text for note in notes):
        raise KeyConflict(f"the key {attempt.key} was used for another note", settles=True)
    return notes[0] if notes else None


@acme.activity("labels.put", effect="natural", permissions=["labels:write"], mechanism="the label's name")
async def put_label(client: AcmeClient, attempt: Attempt, *, name: str, value: str) -> Label:
    """Set a label. Repeating it leaves the same label."""
    path = f"/labels/{quote(name, safe='')}"
    return Label.model_validate(await client.send(attempt, "PUT", path, content={"value": value}))


@acme.activity("mails.send", effect="unsafe", permissions=["mails:write"])
async def send_mail(client: AcmeClient, attempt: Attempt, *, to: str, text: str) -> Mail:
    """Send a mail. Acme knows no key and shows no mails, so after doubt the call waits for an operator."""
    return Mail.model_validate(await client.send(attempt, "POST", "/mails", content={"to": to, "text": text}))
