"""An AWS account behind AWS's wire: moto's services, with AWS's idempotency where moto has another or none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from eventual_connectors.fakes import Fake, Request, Response

from .. import promises
from ..answers import REQUEST_IDS
from . import fifo, inferring, invoking, keys, repeated, starting
from .moto_world import MotoWorld
from .request import AwsRequest, understood

ACCOUNT = "123456789012"
ACCESS_KEY = "AKIAFAKE000000000000"
SECRET_KEY = "fake-secret-access-key-0123456789abcdefg"
REGION = "us-east-1"

Rule = Callable[["AwsFake", AwsRequest], Response | None]
"""What is done in moto's place with a request; None: moto does it."""

RULES: tuple[Rule, ...] = (fifo.send, inferring.infer, invoking.invoke, starting.start, repeated.answer)


class AwsFake(Fake):
    """An AWS account in which every region is there.

    Args:
        seed: of all ids.
        start: freezes the clock at this time (aware).
        account: the account's id.
    """

    name: ClassVar[str] = "aws"
    corrects: ClassVar[bool] = True
    """Whether anything is done in moto's place; without it this is moto as it comes."""

    def __init__(self, seed: int = 0, *, start: datetime | None = None, account: str = ACCOUNT) -> None:
        self.account = account
        self.url = ""
        self.world = MotoWorld(account, corrected=self.corrects)
        super().__init__(seed, start=start)

    # What its users say.

    def function(self, name: str, answer: Any) -> None:
        """Say what a Lambda function answers; moto runs none.

        Args:
            name: the function's.
            answer: its result; JSON.
        """
        self.state["functions"][name] = answer

    def model(self, name: str, answer: Any) -> None:
        """Say what a model of Bedrock, or a guardrail, answers; `{}` unless said.

        Args:
            name: its id.
            answer: what boto3's answer has; JSON.
        """
        self.state["models"][name] = answer

    # The wire.

    def new_state(self) -> dict[str, Any]:
        """An account in which nothing is but a function `echo`, which answers `{}`."""
        return {"tokens": {}, "fifo": {}, "functions": {"echo": {}}, "models": {}, "durable": {}, "started": {}}

    def operation(self, request: Request) -> str:
        """boto3's names: `dynamodb.put_item`."""
        try:
            return understood(request).operation.local_name
        except LookupError:
            return "unknown"

    def key_of(self, request: Request) -> str | None:
        """The key that a connector put into the request, wherever it is the operation's place for one."""
        try:
            return keys.key_of(understood(request))
        except LookupError:
            return None

    def settings(self, url: str) -> dict[str, Any]:
        """A connection's settings."""
        return {
            "endpoint_url": url,
            "region_name": REGION,
            "aws_access_key_id": ACCESS_KEY,
            "aws_secret_access_key": SECRET_KEY,
        }

    def apply(self, request: Request) -> Response:
        """Answer as AWS does."""
        try:
            asked = understood(request)
        except LookupError as error:
            return Response.json({"__type": "UnknownOperationException", "message": str(error)}, status=404)
        if asked.access_key not in ("", ACCESS_KEY) and not asked.access_key.startswith("ASIA"):
            return self.refusal(request, 401)
        rules = RULES if self.corrects else ()
        response = next((found for rule in rules if (found := rule(self, asked)) is not None), None) or self.done_by_moto(asked)
        # moto does not put one on every answer.
        return response if any(name in response.headers for name in REQUEST_IDS) else response.with_header("x-amzn-RequestId", "fake")

    def refusal(self, request: Request, status: int, *, after: float | None = None) -> Response:
        """AWS's own words for a refused rate or credential; a page of HTML from what stands in front of it else."""
        try:
            asked = understood(request)
        except LookupError:
            return super().refusal(request, status, after=after)
        if status == 429:
            code, said = _RATE.get(asked.operation.service, ("ThrottlingException", 400))
            return asked.failure(code, "Rate exceeded", said, {"Retry-After": f"{1 if after is None else after:g}"})
        if status == 401:
            code, said = _REFUSED.get(asked.protocol, ("UnrecognizedClientException", 400))
            return asked.failure(code, "The security token included in the request is invalid.", said)
        return Response(status=status, body=b"<html>The server is having trouble.</html>")

    # What the rules use.

    def done_by_moto(self, asked: AwsRequest, *, counts: bool = True) -> Response:
        """Have moto do it, and record the effect of a write that it accepted, unless that changes nothing (`counts=False`)."""
        key = keys.key_of(asked)
        response = self.world.handle(asked, now=self.clock.now(), seed=self.id("", key or _digest(asked)))
        if counts and response.status < 300 and promises.promise(asked.operation).effect != "read":
            for name, data in keys.effects_of(asked, response):
                self.effect(asked.operation.local_name, name, data, key=key)
        return response

    # State: what moto holds follows from the journal of the requests that it got.

    def reset(self) -> None:
        """As on the first day."""
        with self._lock:
            super().reset()
            self.world = MotoWorld(self.account, corrected=self.corrects)

    def snapshot(self) -> dict[str, Any]:
        """State, effects, ids, and the journal of what moto was asked; `state.holds` is what the account holds."""
        with self._lock:
            found = super().snapshot()
            found["state"]["holds"] = self.world.holds()
            return {**found, "journal": list(self.world.journal)}

    def restore(self, snapshot: dict[str, Any]) -> None:
        """Go back to what `snapshot` returned."""
        with self._lock:
            super().restore(snapshot)
            self.state.pop("holds", None)
            self.world = MotoWorld(self.account, corrected=self.corrects)
            self.world.replay(snapshot["journal"])


_RATE = {"s3": ("SlowDown", 503), "lambda": ("TooManyRequestsException", 429)}
"""Code and status of a refused rate, where it is not `ThrottlingException`."""

_REFUSED = {"query": ("InvalidClientTokenId", 403), "ec2": ("AuthFailure", 401), "rest-xml": ("InvalidAccessKeyId", 403)}
"""Code and status of a refused credential, by protocol."""


def _digest(asked: AwsRequest) -> str:
    request = asked.request
    what = f"{asked.operation.local_name}\0{request.path}\0{request.query}\0".encode() + request.body
    return hashlib.sha256(what).hexdigest()
