"""A connector as its author declares it and as its users call it."""

from datetime import timedelta
from typing import assert_type

from eventual_connectors import Attempt, Connection, Connector, Secret
from eventual_connectors.errors import ConnectorError, Permanent


class AcmeConnection(Connection):
    api_key: Secret = Secret("env:ACME_API_KEY")


class AcmeClient:
    def __init__(self, connection: AcmeConnection) -> None:
        self.connection = connection

    async def create(self, customer: str, amount: int, *, idempotency_key: str) -> dict[str, str]:
        return {"id": idempotency_key, "customer": customer, "amount": str(amount)}


def classify(error: BaseException) -> ConnectorError | None:
    return Permanent(str(error)) if isinstance(error, ValueError) else None


acme = Connector("acme", connection=AcmeConnection, client=AcmeClient, classify=classify)


@acme.activity("invoices.create", effect="keyed", window=timedelta(hours=24), permissions=["invoices:write"])
async def create(client: AcmeClient, attempt: Attempt, *, customer: str, amount: int) -> dict[str, str]:
    return await client.create(customer, amount, idempotency_key=str(attempt.key))


@acme.activity("notes.add", effect="lookup")
def add_note(client: AcmeClient, attempt: Attempt, text: str) -> int:
    return len(text)


@acme.activity("notes.clear", effect="certainly")  # error
async def clear(client: AcmeClient, attempt: Attempt) -> None: ...


async def calls() -> None:
    assert_type(await create(customer="cus_1", amount=3), dict[str, str])
    assert_type(await add_note("hello"), int)
    assert_type(await create.with_options(connection="eu")(customer="cus_1", amount=3), dict[str, str])
    assert_type(acme.with_options(connection="eu"), Connector)
    await create(customer="cus_1", amount="3")  # error
    await create(customer="cus_1")  # error
    await create("cus_1", 3)  # error
    await create(AcmeClient(AcmeConnection()), customer="cus_1", amount=3)  # error
    await add_note(text=3)  # error
    acme.with_options(region="eu")  # error


Connector("acme", conection=AcmeConnection)  # error
