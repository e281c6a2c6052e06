"""Acme as its documentation describes it: what it stores, and what it does with a request that it has seen before."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from eventual_connectors import Secret
from eventual_connectors.fakes import Fake, Request, Response

from ..activities import WINDOW
from ..events import SIGNATURE, InvoicePaid, signature

Json = dict[str, Any]

OPERATIONS = {
    ("GET", "invoices"): "invoices.list",
    ("POST", "invoices"): "invoices.create",
    ("PUT", "credits"): "credits.add",
    ("GET", "notes"): "notes.list",
    ("POST", "notes"): "notes.add",
    ("PUT", "labels"): "labels.put",
    ("POST", "mails"): "mails.send",
}
"""What a request is, by its method and the first part of its path."""


class AcmeFake(Fake):
    """Acme in memory.

    Invoices have an idempotency key, credits a reference, notes an external id, and labels a name. Mails have nothing.
    """

    name: ClassVar[str] = "acme"
    operations: ClassVar[frozenset[str]] = frozenset(OPERATIONS.values())
    api_key: ClassVar[str] = "acme-key"

    def new_state(self) -> Json:
        return {"keys": {}, "invoices": [], "credits": {}, "notes": [], "labels": {}, "mails": []}

    def settings(self, url: str) -> Json:
        return {"base_url": url, "api_key": self.api_key}

    def operation(self, request: Request) -> str:
        return OPERATIONS.get((request.method, _parts(request)[0]), "unknown")

    def key_of(self, request: Request) -> str | None:
        match self.operation(request):
            case "credits.add":
                return _parts(request)[1]
            case "notes.add":
                return str(request.json()["external_id"])
            case _:
                return request.headers.get("Idempotency-Key")

    def refusal(self, request: Request, status: int, *, after: float | None = None) -> Response:
        headers = {} if after is None else {"Retry-After": f"{after:g}"}
        return Response.json({"error": "refused"}, status=status, headers=headers)

    def apply(self, request: Request) -> Response:
        if request.headers.get("Authorization") != f"Bearer {self.api_key}":
            return self.refusal(request, 401)
        match self.operation(request):
            case "invoices.list":
                return Response.json({"invoices": self.state["invoices"]})
            case "invoices.create":
                return self._create_invoice(request)
            case "credits.add":
                return self._add_credit(reference=_parts(request)[1], **request.json())
            case "notes.list":
                return self._list_notes(**dict(request.query_pairs()))
            case "notes.add":
                return self._add_note(**request.json())
            case "labels.put":
                return self._put_label(name=_parts(request)[1], **request.json())
            case "mails.send":
                return self._send_mail(**request.json())
            case _:
                return self.refusal(request, 404)

    def invoice_paid(self, invoice: str, amount: int, secret: Secret) -> tuple[bytes, dict[str, str]]:
        """The body and the headers with which Acme tells a webhook that an invoice was paid."""
        body = InvoicePaid(invoice=invoice, amount=amount).model_dump_json().encode()
        return body, {SIGNATURE: signature(body, secret)}

    def _create_invoice(self, request: Request) -> Response:
        key, content = self.key_of(request), request.json()
        known = self.state["keys"].get(key) if key else None
        if known and datetime.fromisoformat(known["until"]) > self.clock.now():
            if known["content"] != content:
                return self.refusal(request, 422)
            return Response.json(known["answer"])
        invoice = {"id": self.id("in_", key), **content}
        self.state["invoices"].append(invoice)
        if key:
            until = (self.clock.now() + WINDOW).isoformat()
            self.state["keys"][key] = {"content": content, "answer": invoice, "until": until}
        self.effect("invoices.create", invoice["id"], invoice, key=key)
        return Response.json(invoice)

    def _add_credit(self, reference: str, customer: str, amount: int) -> Response:
        credit = self.state["credits"].get(reference)
        if credit is None:
            credit = {"id": self.id("cr_", reference), "customer": customer, "amount": amount}
            self.state["credits"][reference] = credit
            self.effect("credits.add", credit["id"], credit, key=reference)
        return Response.json(credit)

    def _list_notes(self, external_id: str) -> Response:
        return Response.json({"notes": [note for note in self.state["notes"] if note["external_id"] == external_id]})

    def _add_note(self, text: str, external_id: str) -> Response:
        note = {"id": self.id("no_", external_id), "text": text, "external_id": external_id}
        self.state["notes"].append(note)
        self.effect("notes.add", note["id"], note, key=external_id)
        return Response.json(note)

    def _put_label(self, name: str, value: str) -> Response:
        label = {"name": name, "value": value}
        self.state["labels"][name] = label
        self.effect("labels.put", name, label)
        return Response.json(label)

    def _send_mail(self, to: str, text: str) -> Response:
        mail = {"id": self.id("ma_"), "to": to, "text": text}
        self.state["mails"].append(mail)
        self.effect("mails.send", mail["id"], mail)
        return Response.json(mail)


def _parts(request: Request) -> tuple[str, str]:
    """The first part of the path, and the rest of it."""
    first, _, rest = request.path.strip("/").partition("/")
    return first, rest
