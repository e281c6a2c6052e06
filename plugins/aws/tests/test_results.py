"""Results are values that may be recorded."""

from __future__ import annotations

from typing import Any

import pytest
from tenacity import stop_after_attempt

from eventual_connector_aws import AwsConnection
from eventual_connector_aws import aws as typed
from eventual_connector_aws.fakes import AwsFake
from eventual_connectors import ConnectorError, InDoubt, Permanent, Retry, connections

aws: Any = typed
"""Without its types: what these tests pass is often wrong on purpose, or made."""


async def test_a_stream_is_read(fake: AwsFake) -> None:
    await aws.s3.create_bucket(Bucket="bucket")
    await aws.s3.put_object(Bucket="bucket", Key="k", Body=b"12345")
    assert (await aws.s3.get_object(Bucket="bucket", Key="k"))["Body"] == b"12345"
    small = AwsConnection(**fake.settings(fake.url), max_result_bytes=4)
    with connections.override("aws", small, name="small"), pytest.raises(Permanent, match="more than max_result_bytes=4") as raised:
        await aws.s3.with_options(connection="small").get_object(Bucket="bucket", Key="k")
    assert raised.value.settles


async def test_metadata_keeps_what_support_asks_for(fake: AwsFake) -> None:
    answer = await aws.s3.create_bucket(Bucket="bucket")
    assert set(answer["ResponseMetadata"]) <= {"RequestId", "HTTPStatusCode", "HostId"}


async def test_credentials_are_left_out(fake: AwsFake) -> None:
    """A history holds results, and no credential."""

    async def secret() -> Any:
        await aws.secretsmanager.create_secret(Name="s", SecretString="hidden")
        return (await aws.secretsmanager.get_secret_value(SecretId="s"))["SecretString"]

    async def parameter(kind: str) -> Any:
        await aws.ssm.put_parameter(Name=kind, Value="hidden", Type=kind)
        return (await aws.ssm.get_parameter(Name=kind, WithDecryption=True))["Parameter"]["Value"]

    role = await aws.sts.assume_role(RoleArn="arn:aws:iam::123456789012:role/r", RoleSessionName="session")
    assert (role["Credentials"]["SecretAccessKey"], role["Credentials"]["SessionToken"]) == ("***", "***")
    assert role["Credentials"]["AccessKeyId"].startswith("ASIA")
    assert await secret() == "***"
    assert await parameter("SecureString") == "***"
    assert await parameter("String") == "hidden"


async def test_an_answer_that_was_cut_off_is_none(fake: AwsFake) -> None:
    """boto3 takes half an answer in JSON for one in which nothing stands, and half an object for the object."""
    once = Retry(stop=stop_after_attempt(1))
    queue = (await aws.sqs.create_queue(QueueName="q"))["QueueUrl"]
    fake.faults.drop_in_answer("sqs.send_message")
    with pytest.raises(InDoubt, match="cut in the middle"):
        await aws.sqs.send_message(QueueUrl=queue, MessageBody="m")
    await aws.s3.create_bucket(Bucket="bucket")
    await aws.s3.put_object(Bucket="bucket", Key="k", Body=b"0123456789")
    fake.faults.drop_in_answer("s3.get_object")
    with pytest.raises(ConnectorError):
        await aws.s3.get_object.with_options(retry=once)(Bucket="bucket", Key="k")
    assert (await aws.s3.get_object(Bucket="bucket", Key="k"))["Body"] == b"0123456789"
    assert (await aws.s3.head_object(Bucket="bucket", Key="k"))["ContentLength"] == 10
