"""The connector object: `aws`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from eventual_connectors import Connector
from eventual_connectors.connector import ConnectorEvent
from eventual_connectors.surface import Group

from .classify import classify
from .connection import AwsConnection
from .requirements import needs
from .surface import AwsSurface

if TYPE_CHECKING:
    from .typed.athena import Athena
    from .typed.batch import Batch
    from .typed.bedrock_runtime import BedrockRuntime
    from .typed.dynamodb import DynamoDB
    from .typed.ecs import ECS
    from .typed.events import EventBridge as Operations
    from .typed.glue import Glue
    from .typed.kinesis import Kinesis
    from .typed.lambda_ import Lambda
    from .typed.once import Once, Stamped
    from .typed.s3 import S3
    from .typed.scheduler import EventBridgeScheduler
    from .typed.secretsmanager import SecretsManager
    from .typed.ses import SES
    from .typed.sns import SNS
    from .typed.sqs import SQS
    from .typed.ssm import SSM
    from .typed.stepfunctions import SFN
else:
    Operations = Group


class EventBridge(Operations):
    """EventBridge, which boto3 calls `events`: `aws.events.put_events(…)`. Called, it gives the connector's inbound events, as of any."""

    def __init__(self, connector: Aws, path: str = "events") -> None:
        super().__init__(connector, path)
        self._inbound = connector.inbound

    def __call__(self) -> Iterable[ConnectorEvent]:
        """Every declared event."""
        return self._inbound()


class Aws(Connector):
    """AWS, by the names of boto3: `aws.dynamodb.put_item(TableName=…)`, `aws.lambda_.invoke(FunctionName=…)`."""

    def inbound(self) -> Iterable[ConnectorEvent]:
        """What AWS sends: the envelopes of SQS, SNS, EventBridge, S3, DynamoDB streams and Kinesis."""
        return super().events()

    @property
    def events(self) -> EventBridge:  # pyright: ignore[reportIncompatibleMethodOverride]
        """EventBridge. It has the name of a method of every connector, so it is that, too."""
        return EventBridge(self)

    if TYPE_CHECKING:
        once: Once
        stamped: Stamped

        athena: Athena
        batch: Batch
        bedrock_runtime: BedrockRuntime
        dynamodb: DynamoDB
        ecs: ECS
        glue: Glue
        kinesis: Kinesis
        lambda_: Lambda
        s3: S3
        scheduler: EventBridgeScheduler
        secretsmanager: SecretsManager
        ses: SES
        sns: SNS
        sqs: SQS
        ssm: SSM
        stepfunctions: SFN

        def __getattr__(self, service: str) -> Any: ...


def _client(connection: AwsConnection) -> Any:
    from .client import AwsClient

    return AwsClient(connection)


def _settings(connection: AwsConnection) -> dict[str, Any]:
    # A token is known in one region and account: the attempts of one call must not go to two.
    return {
        "region_name": connection.region_name,
        "profile_name": connection.profile_name,
        "role_arn": connection.role_arn,
        "ledger_table": connection.ledger_table,
    }


aws = Aws(
    "aws",
    connection=AwsConnection,
    client=_client,
    classify=classify,
    settings=_settings,
    probe=lambda aws: aws.sts.get_caller_identity(),
    surface=AwsSurface(),
    summary="Every operation of boto3, with the guarantee that AWS gives for it",
)
"""AWS. `await aws.sqs.send_message(QueueUrl=…, MessageBody=…)`; another account or region: `aws.with_options(connection="eu")`."""

aws.requires(needs)
