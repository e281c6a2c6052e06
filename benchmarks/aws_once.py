"""What boto3's defaults and this connector leave at AWS when a request is carried out and its answer is lost.

Prints a table, or one JSON object with `--json`: `{"rows": [{"operation", "boto3", "ours", "status", "how"}]}`.
Against the fake of eventual-connector-aws, which counts. boto3 sends a message to a FIFO queue without an id, which SQS
refuses, so its row is the standard queue's.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import HTTPClientError

from eventual_connector_aws import AwsConnection
from eventual_connector_aws import aws as typed
from eventual_connector_aws.fakes import AwsFake
from eventual_connector_aws.once.dynamodb import ledger_table
from eventual_connectors import connect, connections, workflow

aws: Any = typed

LOST = 10
"""Answers that are lost in a row: more than anybody's retries."""

ADD = {
    "TableName": "t",
    "Key": {"pk": {"S": "a"}},
    "UpdateExpression": "ADD n :one",
    "ExpressionAttributeValues": {":one": {"N": "1"}},
}


@workflow(version="1")
async def fifo(queue: str) -> Any:
    """A message to a FIFO queue."""
    return await aws.once.sqs.send_message(QueueUrl=queue, MessageBody="m", MessageGroupId="g")


@workflow(version="1")
async def standard(queue: str) -> Any:
    """A message to a standard queue."""
    return await aws.stamped.sqs.send_message(QueueUrl=queue, MessageBody="m")


@workflow(version="1")
async def add(queue: str) -> Any:
    """An addition to an item."""
    return await aws.once.dynamodb.update_item(**ADD)


def by_boto3(operation: str, call: Callable[[Any, str], Any], name: str) -> int:
    """Effects of one call of boto3 as it comes, all of whose answers are lost."""
    fake = AwsFake()
    with fake.serve() as url:
        client = _made(url, fake, name)
        fake.faults.drop_after_apply(operation, times=LOST)
        with suppress(HTTPClientError):  # what boto3 makes of it at last
            call(client[operation.partition(".")[0]], client["queue"])
        return len(fake.effects.of(operation))


async def by_us(operation: str, program: Any, name: str) -> tuple[int, str]:
    """Effects of one call in a workflow, whose first answer is lost, and how the execution goes on."""
    fake = AwsFake()
    with fake.serve() as url, tempfile.TemporaryDirectory() as folder, connections.override("aws", AwsConnection(**fake.settings(url))):
        client = _made(url, fake, name)
        fake.faults.drop_after_apply(operation)
        async with connect(f"sqlite:///{Path(folder) / 'bench.db'}") as engine, engine.worker([program]):
            handle = await engine.start(program, client["queue"], id="one")
            while (status := await handle.status()) not in ("completed", "parked", "failed"):  # noqa: ASYNC110  (a parked one has no end)
                await asyncio.sleep(0.05)
        return len(fake.effects.of(operation)), status


def _made(url: str, fake: AwsFake, name: str) -> dict[str, Any]:
    """boto3's clients, with its own retries, and what the calls need."""
    sqs, dynamodb = (boto3.client(service, **fake.settings(url)) for service in ("sqs", "dynamodb"))
    attributes = {"FifoQueue": "true"} if name.endswith(".fifo") else {}
    queue = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    for table in (ledger_table(), ledger_table("t")):
        dynamodb.create_table(**table)
    return {"sqs": sqs, "dynamodb": dynamodb, "queue": queue}


async def main(as_json: bool) -> None:
    """Measure, and print."""
    plain = by_boto3("sqs.send_message", lambda sqs, queue: sqs.send_message(QueueUrl=queue, MessageBody="m"), "q")
    added = by_boto3("dynamodb.update_item", lambda dynamodb, queue: dynamodb.update_item(**ADD), "q")
    measured = [
        ("SQS send_message, standard queue", plain, *await by_us("sqs.send_message", standard, "q"), "aws.stamped.sqs.send_message"),
        ("SQS send_message, ours to a FIFO queue", plain, *await by_us("sqs.send_message", fifo, "q.fifo"), "aws.once.sqs.send_message"),
        ("DynamoDB update_item ADD", added, *await by_us("dynamodb.transact_write_items", add, "q"), "aws.once.dynamodb.update_item"),
    ]
    rows = [{"operation": o, "boto3": b, "ours": n, "status": s, "how": how} for o, b, n, s, how in measured]
    if as_json:
        print(json.dumps({"rows": rows}))
        return
    for row in rows:
        print(f"{row['operation']:34} boto3 {row['boto3']} effects, {row['how']} {row['ours']} ({row['status']})")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--json", action="store_true")
    asyncio.run(main(arguments.parse_args().json))
