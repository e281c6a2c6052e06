"""Samples with which AWS's promises are proven on its fake.

Full: what is declared here, and the operations of the common services that are most used. On the wire: operations whose service no fake
models. The manifest does not name this suite: `eventual conformance` asks for a proof of every write, and there are more than eleven
thousand here, which claim what their model says. Parts are proven with `run_suite(AwsConformance, activities="once.*")`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from eventual_connectors.conformance import ConformanceSuite, SampleCall, call, sample
from eventual_connectors.fakes import Request, Response

from . import aws
from .fakes import AwsFake
from .once.dynamodb import ledger_table

Two = tuple[SampleCall, SampleCall]

MACHINE = '{"StartAt": "a", "States": {"a": {"Type": "Pass", "End": true}}}'
ROLE = "arn:aws:iam::123456789012:role/conformance"
FIRST = {"pk": {"S": "a"}}
SILENT = (
    "AWS takes a second message with a known deduplication id for the first one, whatever it says; the digest among its attributes tells"
)

WIRED: Mapping[str, Mapping[str, Any]] = {
    "athena.start_query_execution": {"QueryString": "select 1"},
    "athena.create_named_query": {"Name": "n", "Database": "d", "QueryString": "select 1"},
    "batch.submit_job": {"jobName": "j", "jobQueue": "q", "jobDefinition": "d"},
    "bedrock-runtime.start_async_invoke": {
        "modelId": "m",
        "modelInput": {},
        "outputDataConfig": {"s3OutputDataConfig": {"s3Uri": "s3://b"}},
    },
    "ec2.run_instances": {"MinCount": 1, "MaxCount": 1},
    "ecs.run_task": {"taskDefinition": "t"},
    "kinesis.put_record": {"StreamName": "s", "Data": b"d", "PartitionKey": "p"},
    "ses.send_email": {
        "Source": "a@example.com",
        "Destination": {"ToAddresses": ["b@example.com"]},
        "Message": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}},
    },
    "ssm.send_command": {"DocumentName": "d"},
    "glue.start_job_run": {"JobName": "j"},
}
"""What is proven on the wire alone, and with which parameters."""


class AwsConformance(ConformanceSuite):
    """A sample of each activity that is declared here, and of the operations that are most used."""

    connector, fake = aws, AwsFake
    skips: ClassVar = {
        ("once.sqs.*", "other_content"): SILENT,
        ("once.sqs.*", "conflict_in_doubt"): SILENT,
        ("once.sns.*", "other_content"): SILENT,
        ("once.sns.*", "conflict_in_doubt"): SILENT,
        (
            "scheduler.create_schedule",
            "other_content",
        ): "its ConflictException also says that the schedule's name is taken, so it stays one",
    }

    def operation(self, activity: str) -> str:
        """The operation of AWS that carries an activity out."""
        if activity.startswith("once.dynamodb."):
            return "dynamodb.transact_write_items"
        return activity.removeprefix("once.").removeprefix("stamped.")

    def wire_call(self, activity: str) -> SampleCall | None:
        """Parameters that are good enough to be sent."""
        return call(**WIRED[activity]) if activity in WIRED else None

    def wire_answer(self, request: Request) -> Response:
        """An empty answer, in the form of the service."""
        action = dict(request.form()).get("Action")
        if action is not None:
            return Response(200, body=f"<{action}Response><{action}Result/></{action}Response>".encode())
        return Response.json({})

    # Once.

    @sample("once.dynamodb.put_item")
    async def once_put_item(self) -> Two:
        await _tables()
        return call(TableName="t", Item={**FIRST, "n": {"N": "1"}}), call(TableName="t", Item={**FIRST, "n": {"N": "2"}})

    @sample("once.dynamodb.update_item")
    async def once_update_item(self) -> Two:
        await _tables()
        return call(**_adds("1")), call(**_adds("2"))

    @sample("once.dynamodb.delete_item")
    async def once_delete_item(self) -> Two:
        await _tables()
        return call(TableName="t", Key=FIRST), call(TableName="t", Key={"pk": {"S": "b"}})

    @sample("once.dynamodb.transact_write_items")
    async def once_transact_write_items(self) -> Two:
        await _tables()
        return call(TransactItems=[{"Update": _adds("1")}]), call(TransactItems=[{"Update": _adds("2")}])

    @sample("once.sqs.send_message")
    async def once_send_message(self) -> Two:
        queue = await _queue("q.fifo")
        return call(QueueUrl=queue, MessageBody="1", MessageGroupId="g"), call(QueueUrl=queue, MessageBody="2", MessageGroupId="g")

    @sample("once.sqs.send_message_batch")
    async def once_send_message_batch(self) -> Two:
        queue = await _queue("q.fifo")
        one, two = ([{"Id": id, "MessageBody": body, "MessageGroupId": "g"} for id in "ab"] for body in "12")
        return call(QueueUrl=queue, Entries=one), call(QueueUrl=queue, Entries=two)

    @sample("once.sns.publish")
    async def once_publish(self) -> Two:
        topic = (await aws.sns.create_topic(Name="t.fifo", Attributes={"FifoTopic": "true"}))["TopicArn"]
        return call(TopicArn=topic, Message="1", MessageGroupId="g"), call(TopicArn=topic, Message="2", MessageGroupId="g")

    @sample("once.s3.put_object")
    async def once_put_object(self) -> Two:
        await aws.s3.create_bucket(Bucket="bucket")
        return call(Bucket="bucket", Key="k", Body=b"1"), call(Bucket="bucket", Key="k", Body=b"2")

    @sample("once.stepfunctions.start_execution")
    async def once_start_execution(self) -> Two:
        machine = (await aws.stepfunctions.create_state_machine(name="m", definition=MACHINE, roleArn=ROLE))["stateMachineArn"]
        return call(stateMachineArn=machine, input='{"n": 1}'), call(stateMachineArn=machine, input='{"n": 2}')

    @sample("once.lambda.invoke")
    def once_invoke(self) -> Two:
        return call(FunctionName="echo", Payload='{"n": 1}'), call(FunctionName="echo", Payload='{"n": 2}')

    # Stamped.

    @sample("stamped.sqs.send_message")
    async def stamped_send_message(self) -> SampleCall:
        return call(QueueUrl=await _queue("q"), MessageBody="1")

    @sample("stamped.sns.publish")
    async def stamped_publish(self) -> SampleCall:
        return call(TopicArn=(await aws.sns.create_topic(Name="t"))["TopicArn"], Message="1")

    @sample("stamped.events.put_events")
    def stamped_put_events(self) -> SampleCall:
        return call(Entries=[{"Source": "s", "DetailType": "d", "Detail": "{}"}])

    @sample("stamped.lambda.invoke")
    def stamped_invoke(self) -> SampleCall:
        return call(FunctionName="echo", Payload="{}")

    # boto3's own.

    @sample("dynamodb.get_item")
    async def get_item(self) -> SampleCall:
        await _tables()
        return call(TableName="t", Key=FIRST)

    @sample("dynamodb.put_item")
    async def put_item(self) -> SampleCall:
        await _tables()
        return call(TableName="t", Item={**FIRST, "n": {"N": "1"}})

    @sample("dynamodb.delete_item")
    async def delete_item(self) -> SampleCall:
        await _tables()
        await aws.dynamodb.put_item(TableName="t", Item=FIRST)
        return call(TableName="t", Key=FIRST)

    @sample("dynamodb.batch_write_item")
    async def batch_write_item(self) -> SampleCall:
        await _tables()
        return call(RequestItems={"t": [{"PutRequest": {"Item": FIRST}}]})

    @sample("dynamodb.update_item")
    async def update_item(self) -> SampleCall:
        await _tables()
        return call(**_adds("1"))

    @sample("dynamodb.transact_write_items")
    async def transact_write_items(self) -> Two:
        await _tables()
        return call(TransactItems=[{"Update": _adds("1")}]), call(TransactItems=[{"Update": _adds("2")}])

    @sample("s3.put_object")
    async def put_object(self) -> SampleCall:
        await aws.s3.create_bucket(Bucket="bucket")
        return call(Bucket="bucket", Key="k", Body=b"1")

    @sample("s3.copy_object")
    async def copy_object(self) -> SampleCall:
        await aws.s3.create_bucket(Bucket="bucket")
        await aws.s3.put_object(Bucket="bucket", Key="k", Body=b"1")
        return call(Bucket="bucket", Key="copy", CopySource="bucket/k")

    @sample("s3.delete_object")
    async def delete_object(self) -> SampleCall:
        await aws.s3.create_bucket(Bucket="bucket")
        await aws.s3.put_object(Bucket="bucket", Key="k", Body=b"1")
        return call(Bucket="bucket", Key="k")

    @sample("sqs.send_message")
    async def send_message(self) -> SampleCall:
        return call(QueueUrl=await _queue("q"), MessageBody="1")

    @sample("sns.publish")
    async def publish(self) -> SampleCall:
        return call(TopicArn=(await aws.sns.create_topic(Name="t"))["TopicArn"], Message="1")

    @sample("events.put_events")
    def put_events(self) -> SampleCall:
        return call(Entries=[{"Source": "s", "DetailType": "d", "Detail": "{}"}])

    @sample("events.put_rule")
    def put_rule(self) -> SampleCall:
        return call(Name="r", EventPattern='{"source": ["s"]}')

    @sample("lambda.invoke")
    def invoke(self) -> SampleCall:
        return call(FunctionName="echo")

    @sample("ssm.put_parameter")
    def put_parameter(self) -> SampleCall:
        return call(Name="p", Value="1", Type="String", Overwrite=True)

    @sample("secretsmanager.put_secret_value")
    async def put_secret_value(self) -> Two:
        await aws.secretsmanager.create_secret(Name="s", SecretString="0")
        return call(SecretId="s", SecretString="1"), call(SecretId="s", SecretString="2")

    @sample("scheduler.create_schedule")
    def create_schedule(self) -> Two:
        return call(**_schedule("rate(1 hour)")), call(**_schedule("rate(2 hours)"))


def _adds(number: str) -> dict[str, Any]:
    return {
        "TableName": "t",
        "Key": FIRST,
        "UpdateExpression": "ADD n :n",
        "ExpressionAttributeValues": {":n": {"N": number}},
    }


def _schedule(when: str) -> dict[str, Any]:
    target = {"Arn": "arn:aws:sqs:us-east-1:123456789012:q", "RoleArn": ROLE}
    return {"Name": "s", "ScheduleExpression": when, "FlexibleTimeWindow": {"Mode": "OFF"}, "Target": target}


async def _tables() -> None:
    await aws.dynamodb.create_table(**ledger_table())
    await aws.dynamodb.create_table(**ledger_table("t"))


async def _queue(name: str) -> str:
    fifo = name.endswith(".fifo")
    return (await aws.sqs.create_queue(QueueName=name, Attributes={"FifoQueue": "true"} if fifo else {}))["QueueUrl"]
