"""Which peer is right, for which behaviour: the same calls against the fake and against moto as it comes.

A row says what AWS documents and what each of them does. The fake has to do what AWS does; where moto does something else, the
fake corrects it, and the row says so. A row that has become wrong (a new moto) fails.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from eventual_connector_aws.fakes import AwsFake
from eventual_connector_aws.once.dynamodb import ledger_table

Make = Callable[[str], Any]
ROLE = "arn:aws:iam::123456789012:role/r"
MACHINE = '{"StartAt": "a", "States": {"a": {"Type": "Pass", "End": true}}}'


class Moto(AwsFake):
    """moto as it comes: nothing is done in its place."""

    corrects = False


@dataclass(frozen=True)
class Row:
    """A behaviour.

    Attributes:
        says: what AWS documents.
        play: does it, and returns what can be told.
        aws: what AWS answers, and so the fake.
        moto: what moto answers.
        ministack: what ministack answers, or the name of the error that comes of it; None: it cannot be asked.
            `benchmarks/aws_differential.py` asks it.
        explained: why a peer differs.
    """

    says: str
    play: Callable[[Make, AwsFake], Any]
    aws: Any
    moto: Any
    ministack: Any
    explained: str = ""


def _code(call: Callable[..., Any], **parameters: Any) -> str:
    """The error's code; empty where there is none."""
    try:
        call(**parameters)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


def _add(number: str, token: str) -> dict[str, Any]:
    update = {
        "TableName": "things",
        "Key": {"pk": {"S": "a"}},
        "UpdateExpression": "ADD n :n",
        "ExpressionAttributeValues": {":n": {"N": number}},
    }
    return {"TransactItems": [{"Update": update}], "ClientRequestToken": token}


def dynamodb_token(make: Make, fake: AwsFake) -> Any:
    dynamodb = make("dynamodb")
    dynamodb.create_table(**ledger_table("things"))
    for _ in range(3):
        dynamodb.transact_write_items(**_add("1", "token"))
    code = _code(dynamodb.transact_write_items, **_add("2", "token"))
    return dynamodb.get_item(TableName="things", Key={"pk": {"S": "a"}})["Item"]["n"]["N"], code


def dynamodb_ledger(make: Make, fake: AwsFake) -> Any:
    dynamodb = make("dynamodb")
    dynamodb.create_table(**ledger_table("things"))
    put = {"TableName": "things", "Item": {"pk": {"S": "key"}, "digest": {"S": "d"}}, "ConditionExpression": "attribute_not_exists(pk)"}
    write = {"TransactItems": [{"Put": {**put, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}}]}
    dynamodb.transact_write_items(**write)
    with pytest.raises(dynamodb.exceptions.TransactionCanceledException) as raised:
        dynamodb.transact_write_items(**write)
    (reason,) = raised.value.response["CancellationReasons"]
    return reason["Code"], reason["Item"]["digest"]


def fifo_after_delete(make: Make, fake: AwsFake) -> Any:
    sqs = make("sqs")
    queue = sqs.create_queue(QueueName="q.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    message = {"QueueUrl": queue, "MessageBody": "m", "MessageGroupId": "g", "MessageDeduplicationId": "d"}
    first = sqs.send_message(**message)["MessageId"]
    received = sqs.receive_message(QueueUrl=queue)["Messages"]
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=received[0]["ReceiptHandle"])
    second = sqs.send_message(**message)["MessageId"]
    return len(sqs.receive_message(QueueUrl=queue).get("Messages", ())), first == second


def fifo_after_the_interval(make: Make, fake: AwsFake) -> Any:
    sqs = make("sqs")
    queue = sqs.create_queue(QueueName="q.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    message = {"QueueUrl": queue, "MessageBody": "m", "MessageGroupId": "g", "MessageDeduplicationId": "d"}
    sqs.send_message(**message)
    fake.clock.advance(timedelta(minutes=5, seconds=1))
    sqs.send_message(**message)
    return sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]["ApproximateNumberOfMessages"]


def s3_conditions(make: Make, fake: AwsFake) -> Any:
    s3 = make("s3")
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="k", Body=b"1", IfNoneMatch="*")
    return _code(s3.put_object, Bucket="bucket", Key="k", Body=b"2", IfNoneMatch="*")


def stepfunctions_names(make: Make, fake: AwsFake) -> Any:
    machines = make("stepfunctions")
    arn = machines.create_state_machine(name="m", definition=MACHINE, roleArn=ROLE)["stateMachineArn"]
    first = machines.start_execution(stateMachineArn=arn, name="n", input="{}")["executionArn"]
    same = machines.start_execution(stateMachineArn=arn, name="n", input="{}")["executionArn"] == first
    other = _code(machines.start_execution, stateMachineArn=arn, name="n", input='{"a": 1}')
    machines.stop_execution(executionArn=first)
    return same, other, _code(machines.start_execution, stateMachineArn=arn, name="n", input="{}")


def scheduler_token(make: Make, fake: AwsFake) -> Any:
    scheduler = make("scheduler")
    schedule = {
        "Name": "s",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": "arn:aws:sqs:us-east-1:123456789012:q", "RoleArn": ROLE},
    }
    hourly = {**schedule, "ScheduleExpression": "rate(1 hour)", "ClientToken": "t"}
    scheduler.create_schedule(**hourly)
    return _code(scheduler.create_schedule, **hourly), _code(scheduler.create_schedule, **hourly | {"ClientToken": "u"})


def secret_versions(make: Make, fake: AwsFake) -> Any:
    secrets = make("secretsmanager")
    secrets.create_secret(Name="s", SecretString="0")
    token = "5b1c04f6-93ae-4d0e-9a52-0123456789ab"
    first = secrets.put_secret_value(SecretId="s", SecretString="1", ClientRequestToken=token)["VersionId"]
    again = secrets.put_secret_value(SecretId="s", SecretString="1", ClientRequestToken=token)["VersionId"]
    return first == again == token, _code(secrets.put_secret_value, SecretId="s", SecretString="2", ClientRequestToken=token)


def event_details(make: Make, fake: AwsFake) -> Any:
    answer = make("events").put_events(Entries=[{"Source": "s", "DetailType": "d", "Detail": detail} for detail in ("{}", "no JSON")])
    return answer["FailedEntryCount"], answer["Entries"][1]["ErrorCode"]


def events_account(make: Make, fake: AwsFake) -> Any:
    events, sqs = make("events"), make("sqs")
    queue = sqs.create_queue(QueueName="q")["QueueUrl"]
    events.put_rule(Name="r", EventPattern=json.dumps({"source": ["s"]}))
    events.put_targets(Rule="r", Targets=[{"Id": "q", "Arn": "arn:aws:sqs:us-east-1:123456789012:q"}])
    events.put_events(Entries=[{"Source": "s", "DetailType": "d", "Detail": "{}"}])
    (message,) = sqs.receive_message(QueueUrl=queue)["Messages"]
    return json.loads(message["Body"]).get("account")


def durable_names(make: Make, fake: AwsFake) -> Any:
    functions = make("lambda")
    codes = []
    for payload in (b"1", b"1", b"2"):
        with suppress(Exception):
            codes.append(_code(functions.invoke, FunctionName="echo", Payload=payload, DurableExecutionName="n"))
    return codes


TABLE = [
    Row(
        "a token is known for ten minutes, other parameters are refused",
        dynamodb_token,
        ("1", "IdempotentParameterMismatchException"),
        ("5", ""),
        ("1", "IdempotentParameterMismatchException"),
        "moto ignores the token",
    ),
    Row(
        "a failed condition gives the item that is there",
        dynamodb_ledger,
        ("ConditionalCheckFailed", {"S": "d"}),
        ("ConditionalCheckFailed", {"S": "d"}),
        ("ConditionalCheckFailed", {"S": "d"}),
    ),
    Row(
        "a deduplication id outlives its message",
        fifo_after_delete,
        (0, True),
        (1, False),
        (0, True),
        "moto forgets the id with the message",
    ),
    Row("and is forgotten after five minutes", fifo_after_the_interval, "2", "2", None, "ministack's clock cannot be moved"),
    Row("IfNoneMatch creates once", s3_conditions, "PreconditionFailed", "PreconditionFailed", "PreconditionFailed"),
    Row(
        "a running execution is answered again; a closed one, or one with other input, is not",
        stepfunctions_names,
        (True, "ExecutionAlreadyExists", "ExecutionAlreadyExists"),
        (True, "ExecutionAlreadyExists", "ExecutionAlreadyExists"),
        "ExecutionAlreadyExists",
        "ministack refuses the repetition of a running execution, which AWS answers with it",
    ),
    Row(
        "a token is known; a name with another one is taken",
        scheduler_token,
        ("", "ConflictException"),
        ("ConflictException", "ConflictException"),
        ("ConflictException", "ConflictException"),
        "neither knows the token",
    ),
    Row(
        "a token is a version's id",
        secret_versions,
        (True, "ResourceExistsException"),
        (True, "ResourceExistsException"),
        (True, ""),
        "ministack takes another value for a version that is there",
    ),
    Row(
        "a detail that is no JSON fails by itself",
        event_details,
        (1, "MalformedDetail"),
        (1, "MalformedDetail"),
        "KeyError",
        "ministack takes a detail that is no JSON",
    ),
    Row(
        "an event names its account",
        events_account,
        "123456789012",
        None,
        "KeyError",
        "moto leaves the account out; ministack did not deliver the event to the queue when it was asked",
    ),
    Row(
        "a durable execution's name is known with its payload",
        durable_names,
        ["", "", "DurableExecutionAlreadyStartedException"],
        ["ResourceNotFoundException"] * 3,
        ["ResourceNotFoundException"] * 3,
        "neither has durable functions, nor a function that nobody created",
    ),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.play.__name__)
@pytest.mark.parametrize("peer", ["fake", "moto"])
def test_who_is_right(row: Row, peer: str) -> None:
    made = AwsFake() if peer == "fake" else Moto()
    with made.serve() as url:
        settings = made.settings(url)
        assert row.play(lambda service: boto3.client(service, **settings), made) == (row.aws if peer == "fake" else row.moto), row.says


def test_every_difference_is_explained() -> None:
    unexplained = [row.play.__name__ for row in TABLE if not row.explained and not row.aws == row.moto == row.ministack]
    assert unexplained == []
