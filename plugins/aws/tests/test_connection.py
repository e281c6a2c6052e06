"""Profiles, roles, regions and several accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eventual_connector_aws import AwsConnection
from eventual_connector_aws import aws as typed
from eventual_connector_aws.fakes import AwsFake
from eventual_connectors import Retry, Secret, connections
from eventual_connectors.errors import ConfigurationError, ConnectorError
from eventual_connectors.fakes import Request

aws: Any = typed
"""Without its types: what these tests pass is often wrong on purpose, or made."""

ROLE = "arn:aws:iam::123456789012:role/writer"


@pytest.fixture
def no_aws_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any setting of AWS; returns where its shared files would be."""
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    return tmp_path


async def test_a_profile(fake: AwsFake, no_aws_here: Path) -> None:
    settings = fake.settings(fake.url)
    (no_aws_here / "credentials").write_text(
        f"[shop]\naws_access_key_id = {settings['aws_access_key_id']}\naws_secret_access_key = {settings['aws_secret_access_key']}\n"
    )
    (no_aws_here / "config").write_text("[profile shop]\nregion = eu-central-1\n")
    with connections.override("aws", AwsConnection(profile_name="shop", endpoint_url=fake.url)):
        queue = await aws.sqs.create_queue(QueueName="q")
    assert queue["QueueUrl"].startswith("https://sqs.eu-central-1.")


async def test_a_role_is_assumed_once_and_then_used(fake: AwsFake) -> None:
    seen: list[tuple[str, str]] = []

    def received(operation: str, request: Request) -> None:
        seen.append((operation, request.headers["Authorization"].split("Credential=")[1][:4]))

    fake.on_received = received
    as_writer = AwsConnection(**fake.settings(fake.url), role_arn=ROLE, external_id="shop")
    with connections.override("aws", as_writer):
        await aws.sqs.create_queue(QueueName="q")
        await aws.sns.create_topic(Name="t")
    assert seen == [("sts.assume_role", "AKIA"), ("sqs.create_queue", "ASIA"), ("sns.create_topic", "ASIA")]


async def test_accounts_and_regions_are_connections(fake: AwsFake) -> None:
    other = AwsFake(account="210987654321")
    with other.serve() as url:
        settings: dict[str, Any] = other.settings(url) | {"region_name": "eu-west-1", "account_id": "210987654321"}
        with connections.override("aws", AwsConnection(**settings), name="eu"):
            await aws.dynamodb.with_options(connection="eu").create_table(
                TableName="t",
                KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )
            found = await aws.with_options(connection="eu").dynamodb.describe_table(TableName="t")
    assert found["Table"]["TableArn"] == "arn:aws:dynamodb:eu-west-1:210987654321:table/t"
    assert (len(other.effects), len(fake.effects)) == (1, 0)
    assert AwsConnection(account_id="210987654321").account() == "210987654321"


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ({"profile_name": "nobody"}, "nobody"),
        ({"region_name": "us-east-1"}, "credentials"),
        ({"region_name": "us-east-1", "aws_access_key_id": Secret("AKIAX")}, "goes with an aws_secret_access_key"),
        ({"aws_access_key_id": Secret("AKIAX"), "aws_secret_access_key": Secret("s3cr3t")}, "region"),
    ],
)
async def test_what_is_missing_here_is_said(no_aws_here: Path, settings: dict[str, Any], what: str) -> None:
    """It is for whoever configures the machine; nothing was sent, and no attempt is used up."""
    with connections.override("aws", AwsConnection(**settings)), pytest.raises((ConfigurationError, ConnectorError), match=what) as raised:
        await aws.sqs.list_queues.with_options(retry=Retry())()
    assert getattr(raised.value, "code", None) in (None, "not_configured", "not_sent", "unconfigured")


async def test_the_credentials_are_in_no_error(fake: AwsFake) -> None:
    settings: dict[str, Any] = fake.settings(fake.url) | {"aws_access_key_id": "AKIAOTHER00000000000"}
    with connections.override("aws", AwsConnection(**settings)), pytest.raises(ConnectorError) as raised:
        await aws.sqs.list_queues()
    assert raised.value.code == "UnrecognizedClientException"
    assert "AKIAOTHER" not in repr(raised.value)
    assert settings["aws_secret_access_key"] not in repr(AwsConnection(**settings))
