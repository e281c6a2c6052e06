"""Pages, waiters and batches, as durable calls in workflows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from eventual_connector_aws import aws as typed
from eventual_connector_aws.batches import BATCHES, send_all, write_all
from eventual_connector_aws.fakes import AwsFake
from eventual_connector_aws.once.dynamodb import ledger_table
from eventual_connector_aws.pages import pages
from eventual_connector_aws.waiters import waiter
from eventual_connectors import Permanent, workflow
from eventual_connectors.errors import UsageError
from eventual_connectors.fakes import Request, Response
from eventual_connectors.testing.runner import TestEngine

aws: Any = typed
"""Without its types: what these tests pass is often wrong on purpose, or made."""


@workflow(version="1")
async def list_items() -> list[int]:
    """Fills a table and reads it, two items at a time."""
    await aws.dynamodb.create_table(**ledger_table("t"))
    puts = [{"PutRequest": {"Item": {"pk": {"S": str(number)}}}} for number in range(5)]
    await write_all(aws.dynamodb.batch_write_item, RequestItems={"t": puts})
    return [len(page["Items"]) async for page in pages(aws.dynamodb.scan, TableName="t", Limit=2)]


def test_each_page_is_a_call_of_its_own(eventual: TestEngine, fake_aws: AwsFake) -> None:
    assert eventual.run(list_items) == [2, 2, 1]
    scheduled = [event.data["path"] for event in eventual.history() if event.type == "activity_scheduled"]
    assert [path for path in scheduled if "scan" in path] == ["aws.dynamodb.scan", "aws.dynamodb.scan#2", "aws.dynamodb.scan#3"]


async def test_an_operation_without_pages_is_named(fake: AwsFake) -> None:
    with pytest.raises(UsageError, match=r"no paginator for aws\.dynamodb\.get_item"):
        await anext(pages(aws.dynamodb.get_item))
    await aws.dynamodb.create_table(**ledger_table("t"))
    for number in range(2):
        await aws.dynamodb.put_item(TableName="t", Item={"pk": {"S": str(number)}})
    with pytest.raises(Permanent, match="more than 1 pages"):
        _ = [page async for page in pages(aws.dynamodb.scan, max_pages=1, TableName="t", Limit=1)]


@workflow(version="1")
async def wait_for_tables() -> Any:
    """One that is there, and one that is gone."""
    await aws.dynamodb.create_table(**ledger_table("t"))
    there = await waiter(aws.dynamodb.describe_table, "table_exists")(TableName="t")
    gone = await waiter(aws.dynamodb.describe_table, "table_not_exists")(TableName="other")
    return there["Table"]["TableStatus"], gone["Error"]["Code"]


def test_a_waiter_asks_until_it_is_content(eventual: TestEngine, fake_aws: AwsFake) -> None:
    assert tuple(eventual.run(wait_for_tables)) == ("ACTIVE", "ResourceNotFoundException")


def test_a_waiter_that_there_is_not_is_named() -> None:
    with pytest.raises(UsageError, match="has no waiter 'table_exist'; it has table_exists, table_not_exists"):
        waiter(aws.dynamodb.describe_table, "table_exist")


def test_every_batch_is_an_operation_of_boto3() -> None:
    for name, batch in BATCHES.items():
        assert batch.member in aws[name].operation.members


@workflow(version="1")
async def put_five() -> Any:
    """Puts five events, of which AWS refuses some at first."""
    entries = [{"Source": "s", "DetailType": "d", "Detail": json.dumps({"n": number})} for number in range(5)]
    return await send_all(aws.events.put_events, Entries=[*entries, {"Source": "s", "DetailType": "d", "Detail": "no JSON"}])


def test_only_what_was_refused_is_sent_again(eventual: TestEngine, fake_aws: AwsFake, monkeypatch: pytest.MonkeyPatch) -> None:
    """EventBridge has trouble with two of six in the first round, and one is malformed."""
    apply, rounds = AwsFake.apply, list[int]()

    def troubled(fake: AwsFake, request: Request) -> Response:
        if fake.operation(request) != "events.put_events":
            return apply(fake, request)
        entries = request.json()["Entries"]
        rounds.append(len(entries))
        if len(rounds) > 1:
            return apply(fake, request)
        taken = apply(fake, Request("POST", "/", "", request.headers, json.dumps({"Entries": entries[2:]}).encode()))
        answers = [{"ErrorCode": "ThrottlingException"}, {"ErrorCode": "InternalFailure"}, *json.loads(taken.body)["Entries"]]
        return Response.json({"FailedEntryCount": 3, "Entries": answers})

    monkeypatch.setattr(AwsFake, "apply", troubled)
    ((entry, code),) = eventual.run(put_five)
    assert (entry["Detail"], code) == ("no JSON", "MalformedDetail")
    assert rounds == [6, 2]
    assert sorted(json.loads(effect.data["Detail"])["n"] for effect in fake_aws.effects) == [0, 1, 2, 3, 4]
