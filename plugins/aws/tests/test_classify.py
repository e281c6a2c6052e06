"""What AWS's errors say: was it applied, and may it be sent again?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError, ParamValidationError, ReadTimeoutError
from tenacity import stop_after_attempt

from eventual_connector_aws import AwsConnection, models
from eventual_connector_aws import aws as typed
from eventual_connector_aws.classify import answered, classify
from eventual_connector_aws.errors import TransactionCanceled
from eventual_connector_aws.fakes import AwsFake
from eventual_connectors import ConnectorError, InDoubt, Permanent, RateLimited, Retry, Retryable, Unauthorized, connections
from eventual_connectors.errors import KeyConflict

aws: Any = typed
"""Without its types: what these tests pass is often wrong on purpose, or made."""

ONCE = Retry(stop=stop_after_attempt(1))


def _answer(code: str, status: int, **more: Any) -> Mapping[str, Any]:
    return {"Error": {"Code": code, "Message": "why"}, "ResponseMetadata": {"HTTPStatusCode": status, "RequestId": "r"}, **more}


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("ThrottlingException", 400, RateLimited),
        ("ProvisionedThroughputExceededException", 400, RateLimited),
        ("SlowDown", 503, RateLimited),
        ("RequestThrottled", 403, RateLimited),
        ("TooManyRequestsException", 429, RateLimited),
        ("SomethingNew", 429, RateLimited),
        ("TransactionInProgressException", 400, Retryable),
        ("ConditionalRequestConflict", 409, Retryable),
        ("PreconditionFailed", 412, Permanent),
        ("ResourceNotReadyException", 502, Retryable),
        ("InvalidRuntimeException", 502, Permanent),
        ("InvalidZipFileException", 502, Permanent),
        ("KMSDisabledException", 502, Permanent),
        ("ServiceException", 500, InDoubt),
        ("InternalServerError", 500, InDoubt),
        ("502", 502, InDoubt),
        ("RequestTimeout", 400, InDoubt),
        ("ExpiredTokenException", 400, Unauthorized),
        ("SignatureDoesNotMatch", 403, Unauthorized),
        ("AccessDeniedException", 400, Permanent),
        ("AWS.SimpleQueueService.NonExistentQueue", 400, Permanent),
        ("IdempotentParameterMismatchException", 400, KeyConflict),
        ("DurableExecutionAlreadyStartedException", 409, KeyConflict),
        ("ExecutionAlreadyExists", 400, Permanent),
    ],
)
def test_codes_come_first_then_the_status(code: str, status: int, kind: type[ConnectorError]) -> None:
    error = answered(_answer(code, status))
    assert type(error) is kind
    assert (error.code, error.status, error.request_id) == (code, status, "r")


def test_then_the_errors_shape_in_the_model() -> None:
    shapes = models.description("lambda")["shapes"]
    assert type(answered(_answer("New", 400), shapes["ServiceException"])) is InDoubt
    assert type(answered(_answer("New", 400), {"retryable": {"throttling": True}})) is RateLimited
    assert type(answered(_answer("New", 400), {"retryable": {"throttling": False}})) is Retryable


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        (["None", "ConditionalCheckFailed"], TransactionCanceled),
        (["TransactionConflict", "ConditionalCheckFailed"], TransactionCanceled),
        (["ValidationError"], TransactionCanceled),
        (["TransactionConflict", "None"], Retryable),
        (["ThrottlingError"], RateLimited),
        (["ProvisionedThroughputExceeded", "None"], RateLimited),
    ],
)
def test_a_transaction_is_cancelled_for_its_items_reasons(codes: list[str], kind: type[ConnectorError]) -> None:
    reasons = [{"Code": code} for code in codes]
    error = answered(_answer("TransactionCanceledException", 400, CancellationReasons=reasons))
    assert type(error) is kind
    assert getattr(error, "reasons", reasons) == reasons


def test_the_transport() -> None:
    assert type(classify(EndpointConnectionError(endpoint_url="u", error="e"))) is Retryable
    assert type(classify(ReadTimeoutError(endpoint_url="u"))) is InDoubt
    assert type(classify(ConnectionClosedError(endpoint_url="u"))) is InDoubt
    assert type(classify(ParamValidationError(report="r"))) is Permanent
    assert classify(KeyError("k")) is None


async def test_a_rate_says_when(fake: AwsFake) -> None:
    fake.faults.rate_limit("lambda.invoke", after=7)
    with pytest.raises(RateLimited) as raised:
        await aws.lambda_.invoke.with_options(retry=ONCE)(FunctionName="echo")
    assert (raised.value.after, raised.value.code) == (7.0, "TooManyRequestsException")


async def test_parameters_that_botocore_refuses_are_not_sent(fake: AwsFake) -> None:
    with pytest.raises(Permanent, match="MessageBody") as raised:
        await aws.sqs.send_message(QueueUrl="https://q", MessageBody=5)
    assert raised.value.code == "not_sent"
    assert not fake.effects


async def test_a_missing_thing_is_permanent_with_awss_code(fake: AwsFake) -> None:
    with pytest.raises(Permanent) as raised:
        await aws.dynamodb.get_item(TableName="nothing", Key={"pk": {"S": "a"}})
    assert (raised.value.code, raised.value.status) == ("ResourceNotFoundException", 400)
    assert raised.value.request_id


async def test_a_page_of_something_else_is_doubt(fake: AwsFake) -> None:
    for name, arguments in (
        ("sns.publish", {"TopicArn": "t", "Message": "m"}),
        ("sqs.send_message", {"QueueUrl": "q", "MessageBody": "m"}),
    ):
        fake.faults.error_after_apply(name, status=503)
        with pytest.raises(InDoubt):
            await aws[name](**arguments)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("sqs.send_message", {"QueueUrl": "q", "MessageBody": "m"}),
        ("sns.publish", {"TopicArn": "t", "Message": "m"}),
        ("s3.put_object", {"Bucket": "b", "Key": "k", "Body": b"m"}),
        ("dynamodb.put_item", {"TableName": "t", "Item": {"pk": {"S": "a"}}}),
        ("scheduler.create_schedule_group", {"Name": "g"}),
    ],
)
async def test_json_of_something_else_is_doubt(fake: AwsFake, name: str, arguments: dict[str, Any]) -> None:
    fake.faults.stranger(name, times=None)
    with pytest.raises(InDoubt, match="not AWS"):
        await aws[name].with_options(retry=ONCE)(**arguments)
    assert not fake.effects


async def test_nobody_listens() -> None:
    settings = AwsFake().settings("http://127.0.0.1:9")
    with connections.override("aws", AwsConnection(**settings)), pytest.raises(Retryable) as raised:
        await aws.sqs.send_message.with_options(retry=ONCE)(QueueUrl="q", MessageBody="m")
    assert raised.value.code == "not_sent"
