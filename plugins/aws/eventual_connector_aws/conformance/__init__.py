"""Samples with which AWS's promises are proven on its fake.

Full: what is declared here, and the operations that are most used. On the wire: what else `promises.toml` claims; `settings` has those of
them that the fake can carry out. Of all others the model alone speaks.
"""

from __future__ import annotations

from eventual_connectors.conformance import ConformanceSuite, SampleCall
from eventual_connectors.fakes import Headers, Request, Response

from .. import aws
from ..fakes import AwsFake
from .common import CommonSamples
from .filing import FileSamples
from .once import OnceSamples, StampedSamples
from .wired import wired

__all__ = ["AwsConformance"]


class AwsConformance(OnceSamples, StampedSamples, FileSamples, CommonSamples, ConformanceSuite):
    """A sample of each activity that is declared here or claimed in the table, and of the operations that are most used."""

    connector, fake = aws, AwsFake

    def operation(self, activity: str) -> str:
        """The operation of AWS that carries an activity out."""
        if activity.startswith("once.dynamodb."):
            return "dynamodb.transact_write_items"
        return activity.removeprefix("files.").removeprefix("once.").removeprefix("stamped.")

    def wire_call(self, activity: str) -> SampleCall | None:
        """Parameters that are good enough to be sent."""
        return wired(activity)

    def wire_answer(self, request: Request) -> Response:
        """An empty answer, in the form of the service."""
        action = dict(request.form()).get("Action")
        if action is not None:
            return Response(200, body=f"<{action}Response><{action}Result/></{action}Response>".encode())
        if "/s3/aws4_request" in request.headers.get("Authorization", ""):
            return Response(200, body=b"<Answer/>")
        if "/operation/" in request.path:
            return Response(200, Headers({"smithy-protocol": "rpc-v2-cbor", "Content-Type": "application/cbor"}), b"\xa0")
        return Response.json({}).with_header("x-amzn-RequestId", "wire")  # or it could be anybody's
