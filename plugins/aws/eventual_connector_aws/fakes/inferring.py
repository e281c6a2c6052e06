"""Bedrock's models: what a test says they answer, and nothing else; moto infers nothing. A stream ends at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventual_connectors.fakes import Headers, Response

from .request import AwsRequest

if TYPE_CHECKING:
    from .fake import AwsFake

STREAMED = ("converse_stream", "invoke_model_with_response_stream")
ASKED = frozenset({"apply_guardrail", "converse", "count_tokens", "invoke_model", *STREAMED})


def infer(fake: AwsFake, asked: AwsRequest) -> Response | None:
    """Ask a model or a guardrail; None for any other request."""
    if asked.operation.service != "bedrock-runtime" or asked.operation.name not in ASKED:
        return None
    if asked.operation.name in STREAMED:
        return Response(200, Headers({"Content-Type": "application/vnd.amazon.eventstream"}), b"")
    name = asked.parameters.get("modelId") or asked.parameters.get("guardrailIdentifier")
    return Response.json(fake.state["models"].get(name, {}))
