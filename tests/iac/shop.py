"""An application whose workflows reach their connectors in every way that the reading of their source has to follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from eventual_connector_aws import aws
from eventual_connector_stripe import stripe
from eventual_connectors import Attempt, Connection, Connector, Secret, activity, durable, workflow
from eventual_connectors.requirements import Document, ManualStep, Queue, Requirement, Statement, Use, Webhook

JOBS = Queue("jobs", fifo=True)
ACCOUNTS = "accounts"


class ParcelsConnection(Connection):
    """Of a carrier."""

    token: Secret = Secret("env:PARCELS_TOKEN")
    webhook_secret: Secret | None = None


def parcels_need(uses: Sequence[Use]) -> Iterator[Requirement]:
    """A queue of jobs, and what the carrier has to know."""
    because = tuple(f"{use.place} {use.activity.local_name}" for use in uses)
    yield JOBS
    yield Statement(("sqs:SendMessage",), (JOBS,), because)
    yield ManualStep(
        "Parcels: an account", ("Ask the carrier for one that may:", "", *sorted({f"- {use.activity.local_name}" for use in uses}))
    )
    yield Document("parcels.json", '{"labels": true}\n')


parcels = Connector("parcels", connection=ParcelsConnection)
parcels.requires(Webhook("/parcels"), parcels_need)


@parcels.activity("labels.print", effect="unsafe")
async def print_label(client: Any, attempt: Attempt, *, order: str) -> None:
    """Print one."""


@activity(effect="unsafe")
async def reserve(order: str) -> None:
    """An application's own activity, which makes a call itself."""
    await aws.s3.put_object(Bucket="reservations", Key=f"{order}.json", Body=b"{}")
    await aws.s3.get_object(Bucket="reservations", Key="${all}\\*`?")


@dataclass
class Ledger:
    """Keeps books over a connector that it holds."""

    vendor: Any = None

    async def book(self, amount: int) -> None:
        """Through `self`."""
        await self.post(amount)

    async def post(self, amount: int) -> None:
        """By a name that was given to a service, and one that was given to a table."""
        database = aws.once.dynamodb
        table = ACCOUNTS
        await database.update_item(
            TableName=table,
            Key={"pk": {"S": "a"}},
            UpdateExpression="ADD balance :n",
            ExpressionAttributeValues={":n": {"N": str(amount)}},
        )


ledger = Ledger()
stripe_eu = stripe.with_options(connection="eu")


async def notify(topic: str = "arn:aws:sns:eu-central-1:123456789012:orders") -> None:
    """A helper of the application."""
    await aws.sns.publish(TopicArn="arn:aws:sns:eu-central-1:123456789012:orders", Message=topic)


@workflow()
async def ship(order: str) -> None:
    """A child."""
    await print_label(order=order)
    await aws.ecs.run_task(cluster="jobs", taskDefinition="payout")


@workflow(version="1")
async def checkout(order: str) -> None:
    """The whole."""
    await reserve(order)
    async with durable.saga() as saga:
        await stripe.v1.payment_intents.create({"amount": 5, "currency": "eur"})
        saga.undo_with(stripe_eu.v1.refunds.create, {"charge": "ch_1"})
    await ledger.book(5)
    await notify()
    await durable.child(ship, order)


@workflow()
async def obscure(service: str) -> None:
    """What nobody can find in the source."""
    await getattr(aws, service).list_things()
