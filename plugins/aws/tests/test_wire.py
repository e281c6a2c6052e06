"""Operations that no fake models, chosen by chance: the call's key is on the wire, where the member that takes it belongs."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from tenacity import stop_after_attempt

from eventual_connector_aws import AwsConnection, aws, models, promises, tokens
from eventual_connector_aws.fakes import AwsFake
from eventual_connectors import ConnectorError, Retry, connections
from eventual_connectors.fakes import Headers, Request, Response

SERVICES = 10
SEED = 20300101
ONCE = Retry(stop=stop_after_attempt(1))


class Silent(AwsFake):
    """Answers everything with nothing."""

    def apply(self, request: Request) -> Response:
        if "/operation/" in request.path:
            return Response(200, Headers({"smithy-protocol": "rpc-v2-cbor", "Content-Type": "application/cbor"}), b"\xa0")
        return Response.json({})


def _filled(shape: Any) -> Any:
    """The least value that botocore takes for a shape."""
    match shape.type_name:
        case "structure":
            required = shape.required_members or (list(shape.members)[:1] if shape.is_tagged_union else [])
            return {name: _filled(shape.members[name]) for name in required}
        case "list":
            return [_filled(shape.member) for _ in range(int(shape.metadata.get("min", 0)))]
        case "map":
            return {}
        case "string":
            return (shape.enum or ["x" * max(1, int(shape.metadata.get("min", 1)))])[0]
        case "blob":
            return b"x"
        case "timestamp":
            return datetime(2030, 1, 1, tzinfo=UTC)
        case "boolean":
            return True
        case _:
            return max(1, int(shape.metadata.get("min", 1)))


def _keyed(service: str) -> list[str]:
    return [name for name in models.operations(service) if promises.promise(models.operation(service, name)).effect == "keyed"]


def _chosen() -> list[str]:
    """Services in a random order; of each of the first that have some, one operation that takes a token."""
    chance = random.Random(SEED)
    found: list[str] = []
    for service in chance.sample(models.services(), len(models.services())):
        if keyed := _keyed(service):
            found.append(f"{service}.{chance.choice(keyed)}")
        if len(found) == SERVICES:
            break
    return found


async def test_the_key_is_sent_the_same_each_time_and_another_for_another_call() -> None:
    received: list[bytes] = []
    fake = Silent()
    fake.on_received = lambda operation, request: received.append(_whole(request))
    with fake.serve() as url, connections.override("aws", AwsConnection(**fake.settings(url))):
        for name in _chosen():
            operation = models.operation(*name.rsplit(".", 1))
            member = promises.token_member(operation)
            assert member is not None
            parameters = {key: value for key, value in _filled(operation.input).items() if key != member}
            one, other = uuid.uuid4(), uuid.uuid4()
            for key, times in ((one, 2), (other, 1)):
                received.clear()
                for _ in range(times):
                    await _sent(name, key, parameters)
                token = tokens.render(key, promises.constraints(operation, member))
                assert token is not None
                assert len(received) == times, name
                assert all(token.encode() in request for request in received), name


async def _sent(name: str, key: uuid.UUID, parameters: dict[str, Any]) -> None:
    try:
        await aws[name].with_options(key=key, retry=ONCE)(**parameters)
    except ConnectorError as error:  # an answer that says nothing is not what some services' parsers expect
        if error.code == "not_sent":
            pytest.fail(f"{name}: {error}")


def _whole(request: Request) -> bytes:
    headers = (value.encode() for value in request.headers.values())
    return b"\n".join([request.path.encode(), request.query.encode(), *headers, request.body])


class Page(AwsFake):
    """Something between here and AWS answers everything with a page, which happens to be well-formed XML."""

    def apply(self, request: Request) -> Response:
        return Response(200, Headers({"Content-Type": "text/html"}), b"<html><body>Please sign in</body></html>")


class Silence(AwsFake):
    """Something between here and AWS answers everything with nothing, and calls it a success."""

    def apply(self, request: Request) -> Response:
        return Response(200, Headers(), b"")


@pytest.mark.parametrize("between", [Page, Silence])
@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("sqs.send_message", {"QueueUrl": "http://127.0.0.1/1/q", "MessageBody": "m"}),
        ("s3.put_object", {"Bucket": "b", "Key": "k", "Body": b"c"}),
        ("s3.get_object", {"Bucket": "b", "Key": "k"}),
        ("sts.get_caller_identity", {}),
        ("ec2.describe_instances", {}),
        ("lambda.invoke", {"FunctionName": "f"}),
        ("cloudwatch.put_metric_data", {"Namespace": "n", "MetricData": []}),
    ],
)
async def test_what_is_not_awss_is_taken_for_no_answer_in_any_protocol(
    name: str, parameters: dict[str, Any], between: type[AwsFake]
) -> None:
    fake = between()
    with (
        fake.serve() as url,
        connections.override("aws", AwsConnection(**fake.settings(url))),
        pytest.raises(ConnectorError, match="not AWS"),
    ):
        await aws[name].with_options(retry=ONCE)(**parameters)
