"""Writes that happen once, whatever becomes of the answer, beside what boto3 does by itself."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from eventual_connector_aws import aws as typed
from eventual_connector_aws.fakes import AwsFake
from eventual_connector_aws.once.dynamodb import ledger_table
from eventual_connectors import AlreadyApplied, InDoubt, Permanent
from eventual_connectors.errors import KeyConflict, UsageError

aws: Any = typed
"""Without its types: what these tests pass is often wrong on purpose, or made."""

MACHINE = '{"StartAt": "a", "States": {"a": {"Type": "Pass", "End": true}}}'
NINE: dict[str, dict[str, str]] = {name: {} for name in "abcdefghi"}
ADD: dict[str, Any] = {
    "TableName": "t",
    "Key": {"pk": {"S": "a"}},
    "UpdateExpression": "ADD n :n",
    "ExpressionAttributeValues": {":n": {"N": "1"}},
}


@pytest.fixture
async def tables(fake: AwsFake) -> None:
    """The ledger's table, and one called `t`."""
    await aws.dynamodb.create_table(**ledger_table())
    await aws.dynamodb.create_table(**ledger_table("t"))


async def _n() -> str:
    found = await aws.dynamodb.get_item(TableName="t", Key={"pk": {"S": "a"}})
    return str(found["Item"]["n"]["N"])


# Beside boto3: the vendor does it, and the answer is lost each time.


async def test_boto3_adds_four_times_where_we_add_once(fake: AwsFake, plain: Callable[..., Any], tables: None) -> None:
    client = plain("dynamodb")
    fake.faults.drop_after_apply("dynamodb.update_item", times=3)
    client.update_item(**ADD)
    assert await _n() == "4"
    fake.faults.drop_after_apply("dynamodb.transact_write_items", times=3)
    assert isinstance(await aws.once.dynamodb.update_item(**ADD), AlreadyApplied)
    assert await _n() == "5"


async def test_boto3_sends_three_messages_where_we_send_one(fake: AwsFake, plain: Callable[..., Any]) -> None:
    queue = (await aws.sqs.create_queue(QueueName="q"))["QueueUrl"]
    fake.faults.drop_after_apply("sqs.send_message", times=2)
    plain("sqs").send_message(QueueUrl=queue, MessageBody="m")
    assert len(fake.effects.of("sqs.send_message")) == 3

    fifo = (await aws.sqs.create_queue(QueueName="q.fifo", Attributes={"FifoQueue": "true"}))["QueueUrl"]
    fake.faults.drop_after_apply("sqs.send_message", times=2)
    await aws.once.sqs.send_message(QueueUrl=fifo, MessageBody="m", MessageGroupId="g")
    assert len(fake.effects.of("sqs.send_message")) == 4

    # A standard queue recognises nothing: in a workflow this call parks, here it says that it does not know.
    fake.faults.drop_after_apply("sqs.send_message")
    with pytest.raises(InDoubt):
        await aws.sqs.send_message(QueueUrl=queue, MessageBody="m")
    assert len(fake.effects.of("sqs.send_message")) == 5


async def test_our_client_sends_once(fake: AwsFake) -> None:
    received: list[str] = []
    fake.on_received = lambda operation, request: received.append(operation)
    fake.faults.drop_before_apply("lambda.invoke")
    with pytest.raises(InDoubt):
        await aws.lambda_.invoke(FunctionName="echo")
    assert received == ["lambda.invoke"]


# DynamoDB.


async def test_a_business_key_is_known_for_good(fake: AwsFake, tables: None) -> None:
    update = aws.once.dynamodb.update_item.with_options(key=uuid.uuid4())
    first = await update(**ADD)
    assert not isinstance(first, AlreadyApplied)
    second = await update(**ADD)
    assert isinstance(second, AlreadyApplied)
    assert second.at is not None
    with pytest.raises(KeyConflict):
        await update(**ADD | {"UpdateExpression": "ADD n :n, m :n"})
    assert await _n() == "1"


async def test_a_condition_of_the_callers_own_is_an_answer(fake: AwsFake, tables: None) -> None:
    with pytest.raises(Permanent) as raised:
        await aws.once.dynamodb.put_item(TableName="t", Item={"pk": {"S": "a"}}, ConditionExpression="attribute_exists(pk)")
    assert [reason["Code"] for reason in raised.value.reasons] == ["None", "ConditionalCheckFailed"]  # type: ignore[attr-defined]


async def test_what_a_transaction_cannot_keep_is_refused(fake: AwsFake) -> None:
    with pytest.raises(TypeError, match="ReturnValues"):
        aws.once.dynamodb.update_item(**ADD, ReturnValues="ALL_NEW")
    with pytest.raises(UsageError, match="1 to 99 items, not 100"):
        await aws.once.dynamodb.transact_write_items(TransactItems=[{"Update": ADD}] * 100)


# Queues and topics.


async def test_a_message_bears_the_calls_marks(fake: AwsFake) -> None:
    queue = (await aws.sqs.create_queue(QueueName="q"))["QueueUrl"]
    key = uuid.uuid4()
    await aws.stamped.sqs.send_message.with_options(key=key)(QueueUrl=queue, MessageBody="m")
    (message,) = (await aws.sqs.receive_message(QueueUrl=queue, MessageAttributeNames=["All"]))["Messages"]
    assert message["MessageAttributes"]["ec-key"]["StringValue"] == str(key)
    assert set(message["MessageAttributes"]) == {"ec-key", "ec-digest"}


async def test_each_entry_of_a_batch_has_a_key(fake: AwsFake) -> None:
    queue = (await aws.sqs.create_queue(QueueName="q.fifo", Attributes={"FifoQueue": "true"}))["QueueUrl"]
    send = aws.once.sqs.send_message_batch.with_options(key=uuid.uuid4())
    one, two = ({"Id": id, "MessageBody": "m", "MessageGroupId": "g"} for id in "ab")
    assert len((await send(QueueUrl=queue, Entries=[one]))["Successful"]) == 1
    assert len((await send(QueueUrl=queue, Entries=[one, two]))["Successful"]) == 2
    assert len(fake.effects.of("sqs.send_message_batch")) == 2


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("once.sqs.send_message", {"QueueUrl": "q", "MessageBody": "m", "MessageGroupId": "g"}, "q is no FIFO queue"),
        ("once.sns.publish", {"TopicArn": "t", "Message": "m", "MessageGroupId": "g"}, "t is no FIFO topic"),
        (
            "once.sqs.send_message_batch",
            {"QueueUrl": "q.fifo", "Entries": [{"Id": "a", "MessageDeduplicationId": "d"}]},
            "is the call's key",
        ),
        ("stamped.sqs.send_message", {"QueueUrl": "q", "MessageBody": "m", "MessageAttributes": {"ec-key": {}}}, "the call's mark"),
        (
            "stamped.sqs.send_message",
            {"QueueUrl": "q", "MessageBody": "m", "MessageAttributes": NINE},
            "8 attributes",
        ),
        ("stamped.events.put_events", {"Entries": [{"Detail": "[]"}]}, "JSON object"),
        ("stamped.lambda.invoke", {"FunctionName": "f", "Payload": b'{"ec": 1}'}, "without a field 'ec'"),
        ("once.s3.put_object", {"Bucket": "b", "Key": "k", "Metadata": {"EC-Key": "x"}}, "the call's mark"),
        ("once.stepfunctions.start_execution", {"stateMachineArn": "arn:aws:states:r:1:stateMachine:m:1"}, "not the ARN"),
    ],
)
async def test_refusals_before_anything_is_sent(fake: AwsFake, name: str, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        await aws[name](**arguments)


# S3, Step Functions, Lambda.


async def test_an_object_is_made_once_and_never_replaced(fake: AwsFake) -> None:
    await aws.s3.create_bucket(Bucket="bucket")
    fake.faults.drop_after_apply("s3.put_object", times=2)
    made = await aws.once.s3.put_object(Bucket="bucket", Key="a b/é", Body=b"1", Metadata={"mine": "x"})
    assert made["ETag"]
    assert len(fake.effects.of("s3.put_object")) == 1
    with pytest.raises(Permanent) as raised:
        await aws.once.s3.put_object(Bucket="bucket", Key="a b/é", Body=b"2")
    assert raised.value.code == "PreconditionFailed"
    found = await aws.s3.get_object(Bucket="bucket", Key="a b/é")
    assert (found["Body"], found["Metadata"]["mine"]) == (b"1", "x")


async def test_an_execution_that_has_ended_is_not_started_again(fake: AwsFake) -> None:
    machine = await aws.stepfunctions.create_state_machine(name="m", definition=MACHINE, roleArn="arn:aws:iam::123456789012:role/r")
    arn = machine["stateMachineArn"]
    start = aws.once.stepfunctions.start_execution.with_options(key=uuid.uuid4())
    first = await start(stateMachineArn=arn)
    await aws.stepfunctions.stop_execution(executionArn=first["executionArn"])
    assert (await start(stateMachineArn=arn))["executionArn"] == first["executionArn"]
    with pytest.raises(KeyConflict):
        await start(stateMachineArn=arn, input='{"other": 1}')
    assert len(fake.effects.of("stepfunctions.start_execution")) == 1


async def test_an_express_execution_is_not_started_a_second_time(fake: AwsFake) -> None:
    role = "arn:aws:iam::123456789012:role/r"
    machine = await aws.stepfunctions.create_state_machine(name="m", definition=MACHINE, roleArn=role, type="EXPRESS")
    fake.faults.drop_after_apply("stepfunctions.start_execution")
    with pytest.raises(InDoubt):
        await aws.once.stepfunctions.start_execution(stateMachineArn=machine["stateMachineArn"])
    assert len(fake.effects.of("stepfunctions.start_execution")) == 1


async def test_a_durable_function_runs_once_and_an_ordinary_one_gets_the_key(fake: AwsFake) -> None:
    fake.function("f", {"total": 5})
    fake.faults.drop_after_apply("lambda.invoke", times=2)
    answer = await aws.once.lambda_.invoke(FunctionName="f", Payload="{}")
    assert json.loads(answer["Payload"]) == {"total": 5}
    assert len(fake.effects.of("lambda.invoke")) == 1
    key = uuid.uuid4()
    await aws.stamped.lambda_.invoke.with_options(key=key)(FunctionName="f", Payload='{"a": 1}')
    assert json.loads(fake.effects[-1].data["payload"])["ec"]["key"] == str(key)
