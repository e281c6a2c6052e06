"""What samples need in the account, each made by the connector itself."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from .. import aws as typed
from ..once.dynamodb import ledger_table
from .sampling import Parameters

aws: Any = typed
"""Without its types: what AWS's answers may leave out, these do not."""

MACHINE = '{"StartAt": "a", "States": {"a": {"Type": "Pass", "End": true}}}'
ROLE = "arn:aws:iam::123456789012:role/conformance"
FIRST = {"pk": {"S": "a"}}
BUCKET, OBJECT = "bucket", "k"
TAGS = [{"Key": "team", "Value": "a"}]
LOWER_TAGS = [{"key": "team", "value": "a"}]
TAG_KEYS = ["team"]


def policy(resource: str, action: str = "*") -> str:
    """A resource's policy that lets the account do something."""
    statement = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


# DynamoDB.


async def tables() -> Parameters:
    """The ledger's table, and the table `t`."""
    await aws.dynamodb.create_table(**ledger_table())
    await aws.dynamodb.create_table(**ledger_table("t"))
    return {}


async def table() -> Parameters:
    """The table `t`."""
    await tables()
    return {"TableName": "t"}


async def table_arn() -> Parameters:
    """The table `t`, by its ARN."""
    await tables()
    return {"ResourceArn": (await aws.dynamodb.describe_table(TableName="t"))["Table"]["TableArn"]}


async def item() -> Parameters:
    """The item `a` of the table `t`."""
    await tables()
    await aws.dynamodb.put_item(TableName="t", Item=FIRST)
    return {"TableName": "t", "Key": FIRST}


# S3.


async def locked_thing() -> Parameters:
    """An object in a bucket that can lock."""
    await aws.s3.create_bucket(Bucket=BUCKET, ObjectLockEnabledForBucket=True)
    await aws.s3.put_object(Bucket=BUCKET, Key=OBJECT, Body=b"1")
    return {"Bucket": BUCKET, "Key": OBJECT}


async def bucket() -> Parameters:
    """A bucket."""
    await aws.s3.create_bucket(Bucket=BUCKET)
    return {"Bucket": BUCKET}


async def thing() -> Parameters:
    """An object in a bucket."""
    await bucket()
    await aws.s3.put_object(Bucket=BUCKET, Key=OBJECT, Body=b"1")
    return {"Bucket": BUCKET, "Key": OBJECT}


async def upload() -> Parameters:
    """A multipart upload."""
    await thing()
    begun = await aws.s3.create_multipart_upload(Bucket=BUCKET, Key="u")
    return {"Bucket": BUCKET, "Key": "u", "UploadId": begun["UploadId"]}


# Messages.


async def queue() -> Parameters:
    """A standard queue."""
    return {"QueueUrl": (await aws.sqs.create_queue(QueueName="q"))["QueueUrl"]}


async def fifo_queue() -> Parameters:
    """A FIFO queue."""
    return {"QueueUrl": (await aws.sqs.create_queue(QueueName="q.fifo", Attributes={"FifoQueue": "true"}))["QueueUrl"]}


async def received() -> Parameters:
    """A message that was received."""
    named = await queue()
    await aws.sqs.send_message(**named, MessageBody="1")
    (message,) = (await aws.sqs.receive_message(**named))["Messages"]
    return {**named, "ReceiptHandle": message["ReceiptHandle"]}


async def received_batch() -> Parameters:
    """A message that was received, as an entry of a batch."""
    named = await received()
    return {"QueueUrl": named["QueueUrl"], "Entries": [{"Id": "a", "ReceiptHandle": named["ReceiptHandle"]}]}


async def topic() -> Parameters:
    """A standard topic."""
    return {"TopicArn": (await aws.sns.create_topic(Name="t"))["TopicArn"]}


async def fifo_topic() -> Parameters:
    """A FIFO topic."""
    return {"TopicArn": (await aws.sns.create_topic(Name="t.fifo", Attributes={"FifoTopic": "true"}))["TopicArn"]}


async def topic_arn() -> Parameters:
    """A topic as something that has tags."""
    return {"ResourceArn": (await topic())["TopicArn"]}


async def subscription() -> Parameters:
    """A queue's subscription of a topic."""
    await queue()
    made = await aws.sns.subscribe(**await topic(), Protocol="sqs", Endpoint="arn:aws:sqs:us-east-1:123456789012:q")
    return {"SubscriptionArn": made["SubscriptionArn"]}


async def application() -> Parameters:
    """A mobile application."""
    made = await aws.sns.create_platform_application(Name="a", Platform="GCM", Attributes={"PlatformCredential": "c"})
    return {"PlatformApplicationArn": made["PlatformApplicationArn"]}


async def endpoint() -> Parameters:
    """A mobile application on a device."""
    return {"EndpointArn": (await aws.sns.create_platform_endpoint(**await application(), Token="device"))["EndpointArn"]}


# Events and machines.


async def rule() -> Parameters:
    """A rule."""
    await aws.events.put_rule(Name="r", EventPattern='{"source": ["s"]}')
    return {"Name": "r"}


async def rule_arn() -> Parameters:
    """A rule as something that has tags."""
    return {"ResourceARN": (await aws.events.put_rule(Name="r", EventPattern='{"source": ["s"]}'))["RuleArn"]}


async def targeted_rule() -> Parameters:
    """A rule with a target."""
    await rule()
    await aws.events.put_targets(Rule="r", Targets=[{"Id": "q", "Arn": "arn:aws:sqs:us-east-1:123456789012:q"}])
    return {"Rule": "r"}


async def machine() -> Parameters:
    """A state machine."""
    return {
        "stateMachineArn": (await aws.stepfunctions.create_state_machine(name="m", definition=MACHINE, roleArn=ROLE))["stateMachineArn"]
    }


async def machine_arn() -> Parameters:
    """A state machine as something that has tags."""
    return {"resourceArn": (await machine())["stateMachineArn"]}


async def execution() -> Parameters:
    """A running execution."""
    return {"executionArn": (await aws.stepfunctions.start_execution(**await machine(), name="e", input="{}"))["executionArn"]}


# Lambda.


async def function() -> Parameters:
    """A function."""
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role: dict[str, Any] = await aws.iam.create_role(RoleName="conformance", AssumeRolePolicyDocument=document)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("f.py"), "def handler(event, context): ...")
    await aws.lambda_.create_function(
        FunctionName="f", Runtime="python3.11", Role=role["Role"]["Arn"], Handler="f.handler", Code={"ZipFile": packed.getvalue()}
    )
    return {"FunctionName": "f"}


async def function_arn() -> Parameters:
    """A function as something that has tags."""
    await function()
    return {"Resource": "arn:aws:lambda:us-east-1:123456789012:function:f"}


async def alias() -> Parameters:
    """A function's alias."""
    named = await function()
    await aws.lambda_.create_alias(**named, Name="live", FunctionVersion="$LATEST")
    return {**named, "Name": "live"}


# Others.


async def secret() -> Parameters:
    """A secret."""
    await aws.secretsmanager.create_secret(Name="s", SecretString="0")
    return {"SecretId": "s"}


async def parameter() -> Parameters:
    """A parameter."""
    await aws.ssm.put_parameter(Name="p", Value="1", Type="String")
    return {"Name": "p"}


async def parameter_id() -> Parameters:
    """A parameter as something that has tags."""
    await parameter()
    return {"ResourceType": "Parameter", "ResourceId": "p"}


async def stream() -> Parameters:
    """A stream of Kinesis."""
    await aws.kinesis.create_stream(StreamName="s", ShardCount=1)
    return {"StreamName": "s"}


async def cluster_arn() -> Parameters:
    """A cluster of ECS."""
    return {"resourceArn": (await aws.ecs.create_cluster(clusterName="c"))["cluster"]["clusterArn"]}


async def task_definition() -> Parameters:
    """A task definition."""
    await aws.ecs.register_task_definition(family="t", containerDefinitions=[{"name": "c", "image": "i", "memory": 64}])
    return {"taskDefinition": "t:1"}


async def service() -> Parameters:
    """A service that has no tasks."""
    await cluster_arn()
    await aws.ecs.create_service(cluster="c", serviceName="s", desiredCount=0, **await task_definition())
    return {"cluster": "c", "service": "s"}


async def identity() -> Parameters:
    """An address that may send."""
    await aws.ses.verify_email_identity(EmailAddress="a@example.com")
    return {"Identity": "a@example.com"}


TEMPLATE = {"TemplateName": "t", "SubjectPart": "s", "TextPart": "1"}
