"""Samples with which AWS's promises are proven on its fake.

Full: what is declared here, what `promises.toml` claims, and the operations that are most used. On the wire: those that the fake cannot
carry out. Of all others the model alone speaks.
"""

from __future__ import annotations

from eventual_connectors.conformance import ConformanceSuite, SampleCall, call
from eventual_connectors.fakes import Headers, Request, Response

from .. import aws
from ..fakes import AwsFake
from ..fakes.request import understood
from .computing import ContainerSamples, FunctionSamples, MachineSamples, SettingSamples
from .filing import FileSamples
from .messaging import EventSamples, MailSamples, QueueSamples, TopicSamples
from .once import OnceSamples, StampedSamples
from .storage import BucketSamples, DynamoSamples, ObjectSamples
from .wired import WIRED

__all__ = ["AwsConformance"]


class AwsConformance(
    OnceSamples,
    StampedSamples,
    FileSamples,
    DynamoSamples,
    ObjectSamples,
    BucketSamples,
    QueueSamples,
    TopicSamples,
    EventSamples,
    MailSamples,
    FunctionSamples,
    MachineSamples,
    ContainerSamples,
    SettingSamples,
    ConformanceSuite,
):
    """A sample of each activity that is declared here or claimed in the table, and of the operations that are most used."""

    connector, fake = aws, AwsFake

    def operation(self, activity: str) -> str:
        """The operation of AWS that carries an activity out."""
        if activity.startswith("once.dynamodb."):
            return "dynamodb.transact_write_items"
        return activity.removeprefix("files.").removeprefix("once.").removeprefix("stamped.")

    def wire_call(self, activity: str) -> SampleCall | None:
        """Parameters that are good enough to be sent."""
        return call(**WIRED[activity]) if activity in WIRED else None

    def wire_answer(self, request: Request) -> Response:
        """An empty answer, in the form of the service."""
        action = dict(request.form()).get("Action")
        if action is not None:
            return Response(200, body=f"<{action}Response><{action}Result/></{action}Response>".encode())
        if understood(request).protocol == "rest-xml":
            return Response(200, body=b"<Answer/>")
        if "/operation/" in request.path:
            return Response(200, Headers({"smithy-protocol": "rpc-v2-cbor", "Content-Type": "application/cbor"}), b"\xa0")
        return Response.json({})
