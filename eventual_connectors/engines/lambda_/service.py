"""Lambda's API, as far as it is of use here. Everything in this module blocks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from botocore.config import Config
from botocore.exceptions import ClientError

from ...clock import SECOND, Micros
from .address import Address

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
PAGE = 100

PAST = frozenset({"ResourceNotFoundException", "CallbackTimeoutException", "InvalidParameterValueException"})
PAST_STATUS = frozenset({404, 409, 410})
"""What Lambda says of a callback for which nobody waits any more; the local runner says it by the status alone."""


@dataclass(frozen=True)
class Found:
    """A durable execution.

    Attributes:
        arn: by which it is told from all others.
        name: see `payload.durable_name`.
        status: Lambda's own word for its state.
        started_at: when Lambda began it.
        ended_at: when it ended; None while it runs.
    """

    arn: str
    name: str
    status: str
    started_at: Micros
    ended_at: Micros | None

    @property
    def open(self) -> bool:
        """It has not ended."""
        return self.status in ("RUNNING", "PAUSING", "PAUSED")

    @classmethod
    def of(cls, answer: dict[str, Any]) -> Found:
        """From Lambda's answer."""
        ended = answer.get("EndTimestamp")
        name = answer.get("DurableExecutionName", "")
        return cls(answer["DurableExecutionArn"], name, answer["Status"], _micros(answer["StartTimestamp"]), ended and _micros(ended))


class Service:
    """A client of Lambda.

    Args:
        client: boto3's.
    """

    def __init__(self, client: Any) -> None:
        self.client = client

    def start(self, target: str, name: str, payload: str) -> str | None:
        """Start a durable execution, or find the one that was started so; its ARN, empty where Lambda does not say it at once.

        Returns None where the name is taken by another payload.
        """
        function, _, qualifier = target.partition(":")
        try:
            answer = self.client.invoke(
                FunctionName=function,
                Qualifier=qualifier,
                InvocationType="Event",
                DurableExecutionName=name,
                Payload=payload.encode(),
            )
        except self.client.exceptions.DurableExecutionAlreadyStartedException:
            return None
        arn: str = answer.get("DurableExecutionArn") or ""
        return arn

    def find(self, function: str, name: str) -> Found | None:
        """The latest durable execution of this name."""
        found = [each for each in self.listed(function, DurableExecutionName=name) if each.name == name]
        return max(found, key=lambda each: each.started_at, default=None)

    def listed(self, function: str, **filters: Any) -> Iterator[Found]:
        """The durable executions of a function, newest first."""
        pages = self.client.get_paginator("list_durable_executions_by_function").paginate(
            FunctionName=function, PaginationConfig={"PageSize": PAGE}, **filters
        )
        for page in pages:
            yield from sorted(map(Found.of, page["DurableExecutions"]), key=lambda each: each.started_at, reverse=True)

    def describe(self, arn: str) -> tuple[Found, str, str]:
        """A durable execution, its input, and its result, if there is one."""
        answer = self.client.get_durable_execution(DurableExecutionArn=arn)
        return Found.of(answer), answer.get("InputPayload") or "", answer.get("Result") or ""

    def error(self, arn: str) -> str:
        """What Lambda says of an execution that has failed."""
        error = self.client.get_durable_execution(DurableExecutionArn=arn).get("Error") or {}
        return ": ".join(part for part in (error.get("ErrorType"), error.get("ErrorMessage")) if part)

    def results(self, arn: str, step: str) -> Iterator[str]:
        """The results of all steps of this name, in their order."""
        pages = self.client.get_paginator("get_durable_execution_history").paginate(
            DurableExecutionArn=arn, IncludeExecutionData=True, PaginationConfig={"PageSize": PAGE}
        )
        for page in pages:
            for event in page["Events"]:
                if event["EventType"] == "StepSucceeded" and event.get("Name") == step:
                    yield event["StepSucceededDetails"]["Result"]["Payload"]

    def wake(self, callback: str) -> None:
        """Have an execution go on that waits for this callback; nothing where it does not wait any more."""
        try:
            self.client.send_durable_execution_callback_success(CallbackId=callback, Result=json.dumps("wake").encode())
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            if error.response["Error"]["Code"] not in PAST and status not in PAST_STATUS:
                raise


def lambda_client(address: Address | None = None) -> Any:
    """boto3's client of Lambda; on loopback nobody looks at its credentials."""
    import boto3

    config = Config(retries={"mode": "standard", "total_max_attempts": 8}, connect_timeout=10)
    options: dict[str, Any] = {"config": config}
    if address is not None:
        options |= {"region_name": address.region, "endpoint_url": address.endpoint}
        if address.endpoint and urlsplit(address.endpoint).hostname in LOOPBACK:
            options |= {"aws_access_key_id": "local", "aws_secret_access_key": "local", "region_name": address.region or "us-west-2"}
    return boto3.client("lambda", **options)


def _micros(at: datetime) -> Micros:
    return round(at.timestamp() * SECOND)
