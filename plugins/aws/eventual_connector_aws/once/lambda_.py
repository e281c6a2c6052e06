"""Lambda: a durable function, run once: the call's key names its durable execution."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from eventual_connectors import Attempt

from ..connector import aws

if TYPE_CHECKING:
    from ..client import AwsClient
else:
    AwsClient = Any

SHORTEST_RETENTION = timedelta(days=1)
"""A durable execution is remembered until its function's retention ends, which is a day at least."""


@aws.activity(
    "once.lambda.invoke",
    effect="keyed",
    window=SHORTEST_RETENTION,
    mechanism="DurableExecutionName",
    permissions=("lambda:InvokeFunction",),
)
def invoke(
    client: AwsClient,
    attempt: Attempt,
    *,
    FunctionName: str,
    Payload: bytes | str = b"",
    InvocationType: str | None = None,
    Qualifier: str | None = None,
) -> dict[str, Any]:
    """Invoke a durable function. Ordinary functions know no names: `aws.stamped.lambda_.invoke` hands them the key.

    Returns:
        boto3's answer with `Payload` as bytes. `FunctionError` in it says that the function itself has failed.
    """
    given = {"InvocationType": InvocationType, "Qualifier": Qualifier}
    parameters = {
        **{name: value for name, value in given.items() if value is not None},
        "FunctionName": FunctionName,
        "Payload": Payload,
        "DurableExecutionName": attempt.key.hex,
    }
    return client.call("lambda", "invoke", attempt, parameters)
