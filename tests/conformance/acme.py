"""A vendor with an operation of each effect class, its fake, and an honest connector."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any, ClassVar

import httpx

from eventual_connectors import Attempt, Connection, Connector, ConnectorError, InDoubt, Permanent, RateLimited, Secret, Unauthorized
from eventual_connectors.conformance import ConformanceSuite, SampleCall, call, sample
from eventual_connectors.errors import KeyConflict
from eventual_connectors.fakes import Fake, Request, Response

Json = dict[str, Any]
KEY = "Idempotency-Key"
MARK = "X-Mark"
WINDOW = timedelta(hours=1)
TOKEN = "acme-token"


class AcmeFake(Fake):
    """Invoices are keyed, notes can be found by their mark, credits have a ledger, labels are put, mails are sent, and all can be read."""

    name: ClassVar[str] = "acme"
    operations: ClassVar[frozenset[str]] = frozenset(
        {"invoices.create", "invoices.void", "notes.add", "notes.list", "accounts.credit", "labels.put", "mails.send", "invoices.list"}
    )

    def new_state(self) -> Json:
        return {"keys": {}, "invoices": [], "notes": [], "ledger": {}, "balance": 0, "labels": {}, "mails": []}

    def operation(self, request: Request) -> str:
        return request.path.strip("/").replace("/", ".")

    def key_of(self, request: Request) -> str | None:
        return request.headers.get(KEY) or request.headers.get(MARK)

    def settings(self, url: str) -> Json:
        return {"url": url, "token": TOKEN}

    def refusal(self, request: Request, status: int, *, after: float | None = None) -> Response:
        return Response.json({"error": "refused"}, status=status, headers={} if after is None else {"Retry-After": f"{after:g}"})

    def apply(self, request: Request) -> Response:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self.refusal(request, 401)
        operation = self.operation(request)
        content = request.json() if request.body else {}
        handler = getattr(self, "_" + operation.replace(".", "_"))
        answer: Response = handler(content, self.key_of(request))
        return answer

    def _invoices_create(self, content: Json, key: str | None) -> Response:
        if any(other.body != json.dumps(content).encode() and self.key_of(other) == key for other in self.in_flight):
            return self.refusal_of(409)
        known = self.state["keys"].get(key) if key else None
        if known and known["until"] > self.clock.timestamp():
            return Response.json(known["answer"]) if known["content"] == content else Response.json({"error": "key_reused"}, status=422)
        invoice = {"id": self.id("in_", key), **content}
        self.state["invoices"].append(invoice)
        if key:
            self.state["keys"][key] = {"content": content, "answer": invoice, "until": (self.clock.now() + WINDOW).timestamp()}
        self.effect("invoices.create", invoice["id"], invoice, key=key)
        return Response.json(invoice)

    def _invoices_void(self, content: Json, key: str | None) -> Response:
        invoice = next(invoice for invoice in self.state["invoices"] if invoice["id"] == content["id"])
        invoice["void"] = True
        self.effect("invoices.void", invoice["id"], invoice)
        return Response.json(invoice)

    def _notes_add(self, content: Json, key: str | None) -> Response:
        note = {"id": self.id("no_"), "mark": key, "at": self.clock.timestamp(), **content}
        self.state["notes"].append(note)
        self.effect("notes.add", note["id"], note, key=key)
        return Response.json(note)

    def _notes_list(self, content: Json, key: str | None) -> Response:
        return Response.json({"notes": self.state["notes"]})

    def _accounts_credit(self, content: Json, key: str | None) -> Response:
        row = self.state["ledger"].get(key)
        if row is not None:
            return Response.json({"error": "already_applied", **row}, status=409)
        self.state["balance"] += content["amount"]
        answer = {"balance": self.state["balance"]}
        if key:
            self.state["ledger"][key] = {"digest": content["digest"], "answer": answer}
        self.effect("accounts.credit", "account", answer, key=key)
        return Response.json(answer)

    def _labels_put(self, content: Json, key: str | None) -> Response:
        self.state["labels"][content["name"]] = content["value"]
        self.effect("labels.put", content["name"], content)
        return Response.json(content)

    def _mails_send(self, content: Json, key: str | None) -> Response:
        mail = {"id": self.id("ma_"), **content}
        self.state["mails"].append(mail)
        self.effect("mails.send", mail["id"], mail)
        return Response.json(mail)

    def _invoices_list(self, content: Json, key: str | None) -> Response:
        return Response.json({"invoices": self.state["invoices"]})

    def refusal_of(self, status: int) -> Response:
        return Response.json({"error": "refused"}, status=status)


class AcmeConnection(Connection):
    url: str = "https://api.acme.example"
    token: Secret = Secret("env:ACME_TOKEN")
    settle_seconds: float = 5.0


class AcmeError(Exception):
    """An answer that is an error, as an SDK has one."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(f"HTTP {answer.status_code}")
        self.status = answer.status_code
        self.after = float(answer.headers.get("Retry-After", 0))
        self.body = answer.json() if "json" in answer.headers.get("Content-Type", "") else {}


class AcmeClient:
    """The vendor's SDK: one request each."""

    def __init__(self, connection: AcmeConnection) -> None:
        authorization = {"Authorization": f"Bearer {connection.token.reveal()}"}
        self._http = httpx.AsyncClient(base_url=connection.url, headers=authorization)

    async def post(self, path: str, content: Json, timeout: float = 60.0, **headers: str) -> Json:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await self._http.post(path, json=content, headers=sent, timeout=timeout)
        if answer.status_code != 200:
            raise AcmeError(answer)
        found: Json = answer.json()
        return found


def classify(error: BaseException) -> ConnectorError | None:
    if not isinstance(error, AcmeError):
        return None
    match error.status:
        case 429:
            return RateLimited(str(error), after=error.after)
        case 401:
            return Unauthorized(str(error))
        case 422:
            return KeyConflict(str(error))
        case status if status >= 500 or status == 408:
            return InDoubt(str(error), status=status, after=error.after or None)
        case _:
            return Permanent(str(error))


def digest(content: Json) -> str:
    return json.dumps(content, sort_keys=True)


def connector(name: str = "acme") -> Connector:
    """A connector whose activities are yet to be declared."""
    return Connector(name, connection=AcmeConnection, client=AcmeClient, classify=classify)


acme = connector()


@acme.activity("invoices.create", effect="keyed", window=WINDOW)
async def invoices_create(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    return await client.post("/invoices/create", {"amount": amount}, Idempotency_Key=str(attempt.key))


@acme.activity("invoices.void", effect="natural")
async def invoices_void(client: AcmeClient, attempt: Attempt, *, id: str) -> Json:
    return await client.post("/invoices/void", {"id": id})


@invoices_create.compensation
async def void_created(created: Json, *, amount: int) -> None:
    await invoices_void(id=created["id"])


@acme.activity("notes.add", effect="lookup")
async def notes_add(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    return await client.post("/notes/add", {"text": text}, X_Mark=str(attempt.key))


@notes_add.lookup(settle=timedelta(seconds=0.1))
async def find_note(client: AcmeClient, attempt: Attempt, *, text: str) -> Json | None:
    for note in (await client.post("/notes/list", {}))["notes"]:
        if note["mark"] == str(attempt.key):
            if note["text"] != text:
                raise KeyConflict("the mark is on another note", settles=True)
            return dict(note)
    return None


@acme.activity("accounts.credit", effect="ledger")
async def accounts_credit(client: AcmeClient, attempt: Attempt, *, amount: int) -> Json:
    content = {"amount": amount}
    try:
        return await client.post("/accounts/credit", {**content, "digest": digest(content)}, X_Mark=str(attempt.key))
    except AcmeError as error:
        if error.body.get("error") != "already_applied":
            raise
        if error.body["digest"] != digest(content):
            raise KeyConflict("the ledger's row is of another credit", settles=True) from error
        return dict(error.body["answer"])


@acme.activity("labels.put", effect="natural")
async def labels_put(client: AcmeClient, attempt: Attempt, *, name: str, value: str) -> Json:
    return await client.post("/labels/put", {"name": name, "value": value})


@acme.activity("mails.send", effect="unsafe")
async def mails_send(client: AcmeClient, attempt: Attempt, *, text: str) -> Json:
    return await client.post("/mails/send", {"text": text})


@acme.activity("invoices.list", effect="read")
async def invoices_list(client: AcmeClient, attempt: Attempt) -> Json:
    return await client.post("/invoices/list", {})


class Samples(ConformanceSuite):
    """The sample calls of every connector that offers these activities."""

    fake = AcmeFake

    @sample("invoices.create")
    def an_invoice(self) -> tuple[SampleCall, SampleCall]:
        return call(amount=5), call(amount=6)

    @sample("notes.add")
    def a_note(self) -> tuple[SampleCall, SampleCall]:
        return call(text="one"), call(text="two")

    @sample("accounts.credit")
    def a_credit(self) -> tuple[SampleCall, SampleCall]:
        return call(amount=5), call(amount=6)

    @sample("labels.put")
    def a_label(self) -> SampleCall:
        return call(name="size", value="large")

    @sample("mails.send")
    def a_mail(self) -> tuple[SampleCall, SampleCall]:
        return call(text="one"), call(text="two")

    @sample("invoices.list")
    def the_invoices(self) -> SampleCall:
        return call()


class AcmeConformance(Samples):
    connector = acme

    @sample("invoices.void")
    async def a_void_invoice(self) -> SampleCall:
        return call(id=(await invoices_create(amount=5))["id"])


class UnknownFake(AcmeFake):
    """Does not say what it has."""

    operations = frozenset()


class AcmeOnTheWire(ConformanceSuite):
    """As a generated connector has it: no samples, and arguments that are just good enough to be sent."""

    connector, fake = acme, UnknownFake

    def wire_call(self, activity: str) -> SampleCall | None:
        return WIRE_CALLS.get(activity)


WIRE_CALLS = {
    "invoices.create": call(amount=1),
    "invoices.void": call(id="in_1"),
    "accounts.credit": call(amount=1),
    "labels.put": call(name="a", value="b"),
    "mails.send": call(text="hello"),
}
