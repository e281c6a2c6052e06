"""What an application uses is found in its source, wherever it stands there; and what is not found is said."""

from __future__ import annotations

import dataclasses
import functools
from pathlib import Path
from typing import Any

import pytest

from eventual_connector_aws import aws
from eventual_connector_slack import slack
from eventual_connector_stripe import stripe
from eventual_connectors import Workflow, durable, workflow
from eventual_connectors.iac.usage import Usage, usage_of
from tests.iac import shop

PLUGINS = ("eventual_connector_stripe", "eventual_connector_slack")


def found(*workflows: Workflow[..., Any]) -> dict[str, dict[str, Any]]:
    return {use.activity.name: dict(use.arguments) for use in usage_of(workflows, PLUGINS).uses}


def test_an_application_is_read_through_helpers_methods_activities_and_children() -> None:
    usage = usage_of([shop.checkout], PLUGINS)
    assert {(use.activity.name, use.connection) for use in usage.uses} == {
        ("reserve", "default"),
        ("stripe.v1.payment_intents.create", "default"),
        ("stripe.v1.refunds.create", "eu"),
        ("aws.s3.get_object", "default"),
        ("aws.s3.put_object", "default"),
        ("aws.sns.publish", "default"),
        ("parcels.labels.print", "default"),
        ("aws.ecs.run_task", "default"),
        ("aws.once.dynamodb.update_item", "default"),
    }
    assert usage.unresolved == ()


def test_arguments_that_the_code_says_are_known_and_others_are_not() -> None:
    arguments = found(shop.checkout)
    assert arguments["aws.s3.put_object"] == {"Bucket": "reservations", "Key": ..., "Body": b"{}"}
    assert arguments["aws.once.dynamodb.update_item"]["TableName"] == "accounts"
    assert arguments["aws.once.dynamodb.update_item"]["ExpressionAttributeValues"] == {":n": {"N": ...}}


def test_each_use_has_its_line() -> None:
    lines = Path(shop.__file__).read_text(encoding="utf-8").splitlines()
    for use in usage_of([shop.checkout], PLUGINS).uses:
        file, _, line = use.place.partition(":")
        assert file == "tests/iac/shop.py"
        assert {"labels.print": "print_label"}.get(use.activity.local_name, use.activity.__name__) in lines[int(line) - 1]


def test_what_cannot_be_followed_is_said() -> None:
    (place,) = usage_of([shop.obscure]).unresolved
    assert place.startswith("tests/iac/shop.py:")
    assert place.endswith(": await getattr(aws, service).list_things()")


@workflow()
async def passes_it_on() -> None:
    def over(connector: Any) -> Any:
        return connector.chat_postMessage

    await over(slack)(channel="C1", text="x")


@workflow()
async def names_no_connection(account: str) -> None:
    await stripe.with_options(connection=account).v1.refunds.create({"charge": "ch_1"})


@workflow()
async def misspells() -> None:
    await stripe.v1.refunds.creat({})  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("reads", [passes_it_on, names_no_connection, misspells])
def test_no_way_around_the_source_is_silent(reads: Workflow[..., Any]) -> None:
    usage = usage_of([reads])
    assert len(usage.unresolved) == 1, usage


def test_an_unknown_connection_needs_the_permissions_of_any() -> None:
    assert [use.activity.name for use in usage_of([names_no_connection]).uses] == ["stripe.v1.refunds.create"]


@workflow()
async def by_other_means() -> None:
    from eventual_connector_aws import aws as amazon

    await amazon["sqs.send_message"](QueueUrl="q", MessageBody="x")
    await durable.fan_out(stripe.v1.refunds.retrieve, [], limit=1)
    async with durable.saga() as saga:
        await saga.run(stripe.v1.customers.create, {"email": "a@example.com"})
    for each in [slack.chat_update]:
        await each(channel="C1", ts="1", text="y")
    assert [await call for call in (stripe.v1.customers.retrieve("cus_1"),)]


def test_an_import_an_item_a_value_and_what_undoes_a_step_are_seen() -> None:
    assert found(by_other_means).keys() == {
        "aws.sqs.send_message",
        "stripe.v1.refunds.retrieve",
        "stripe.v1.customers.create",
        "stripe.v1.customers.delete",
        "slack.chat_update",
        "stripe.v1.customers.retrieve",
    }


@workflow()
async def shadows(stripe: Any) -> None:
    await stripe.v1.refunds.create({})


def test_a_parameter_of_the_same_name_is_another_thing() -> None:
    assert usage_of([shadows]) == Usage((), ())


class Store:
    def __init__(self) -> None:
        self.table: Any = None
        self.database = aws.dynamodb

    async def save(self) -> None:
        await self.database.put_item(TableName="kept", Item={})


def audited(function: Any) -> Any:
    @functools.wraps(function)
    async def wrapper(*args: Any) -> Any:
        await slack.chat_postMessage(channel="C1", text="audited")
        return await function(*args)

    return wrapper


@audited
async def helper() -> None:
    await slack.chat_update(channel="C1", ts="1", text="x")


@workflow()
async def keeps_and_decorates() -> None:
    await Store().save()
    await helper()


def test_what_an_instance_keeps_and_what_a_decorator_does_is_seen() -> None:
    usage = usage_of([keeps_and_decorates])
    assert {use.activity.name for use in usage.uses} == {"aws.dynamodb.put_item", "slack.chat_postMessage", "slack.chat_update"}
    assert usage.unresolved == ()


async def pins(text: str) -> None:
    await slack.pins_add(channel="C1", timestamp=text)


HANDLERS = [pins]
BY_NAME: dict[str, Any] = {"a": lambda text: slack.reactions_add(channel="C1", name=text, timestamp="1"), "b": slack.chat_delete}


@workflow()
async def by_tables(text: str) -> None:
    for handler in HANDLERS:
        await handler(text)
    await BY_NAME[text](text)


def test_what_a_table_of_handlers_holds_is_used_by_whoever_names_it() -> None:
    assert found(by_tables).keys() == {"slack.pins_add", "slack.reactions_add", "slack.chat_delete"}


class Base:
    database: Any = None

    async def purge(self) -> None:
        await self.database.delete_item(TableName="kept", Key={})


class Child(Base):
    database = aws.dynamodb


@workflow()
async def by_inheritance() -> None:
    await Child().purge()


def test_an_inherited_method_uses_what_the_class_itself_has() -> None:
    assert found(by_inheritance).keys() == {"aws.dynamodb.delete_item"}


put_account = functools.partial(aws.dynamodb.put_item, TableName="accounts")
over_a_topic = functools.partial(lambda topic, text: topic.publish(Message=text), aws.sns)


@dataclasses.dataclass
class Desk:
    call: Any = aws.sns.publish
    other: Any = dataclasses.field(default=aws.kms.encrypt)


class Office:
    decrypt = staticmethod(aws.kms.decrypt)
    start = functools.partialmethod(aws.batch.submit_job, jobQueue="q")

    def __init__(self) -> None:
        self.queue = aws.sqs

    @property
    def table(self) -> Any:
        return aws.athena


@workflow()
async def uses_a_partial() -> None:
    await put_account(Item={})


@workflow()
async def uses_a_partial_of_a_connector() -> None:
    await over_a_topic("x")


@workflow()
async def uses_what_other_objects_keep() -> None:
    desk, office = Desk(), Office()
    await desk.call(Message="x")
    await desk.other(KeyId="k")
    await office.decrypt(KeyId="k")
    await office.queue.send_message(QueueUrl="u", MessageBody="m")


@workflow()
async def uses_a_property() -> None:
    await Office().table.start_query_execution(QueryString="q")


@workflow()
async def uses_the_namespace() -> None:
    await globals()["aws"].glue.start_job_run(JobName="j")


@workflow()
async def looks_for_a_name(name: str) -> None:
    await globals()[name].glue.start_job_run(JobName="j")


def test_a_partial_is_what_it_calls_with_what_it_gives() -> None:
    assert found(uses_a_partial) == {"aws.dynamodb.put_item": {"TableName": "accounts", "Item": {}}}


def test_what_other_objects_keep_is_found_by_its_name() -> None:
    used = found(uses_what_other_objects_keep)
    assert used["aws.sns.publish"] in ({"Message": "x"}, {})
    assert {"aws.kms.encrypt", "aws.kms.decrypt", "aws.sqs.send_message"} <= used.keys()
    assert found(uses_the_namespace) == {"aws.glue.start_job_run": {"JobName": "j"}}


@pytest.mark.parametrize("reads", [uses_a_partial_of_a_connector, uses_a_property, looks_for_a_name])
def test_what_is_passed_on_in_other_ways_is_said(reads: Workflow[..., Any]) -> None:
    assert usage_of([reads], PLUGINS).unresolved
