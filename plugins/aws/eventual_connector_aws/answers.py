"""Is it AWS's whole answer? botocore does not ask, and takes half a JSON document or a proxy's page for an answer with nothing in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from eventual_connectors import InDoubt

REQUEST_IDS = ("x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id", "x-amz-id-2", "x-amz-cf-id")
"""Headers of which every answer of AWS has one."""

_PAGE = (b"<!doctype html", b"<html")


def check_answer(response_dict: Mapping[str, Any], operation_model: Any, **event: Any) -> None:
    """A handler of botocore's `before-parse` event, which refuses what AWS cannot have answered.

    Raises:
        InDoubt: the answer was cut off, or is of something between here and AWS; the request may have been applied.
    """
    status, headers, body = response_dict["status_code"], response_dict["headers"], response_dict["body"]
    if operation_model.http.get("method") == "HEAD":
        return
    said = headers.get("content-length", "")
    if isinstance(body, bytes) and said.isdecimal() and len(body) < int(said):
        raise InDoubt("the connection was cut in the middle of AWS's answer", status=status)
    if status < 300 and not _is_of_aws(headers, body, operation_model):
        raise InDoubt("something answered that is not AWS", code="unreadable", status=status)


def _is_of_aws(headers: Mapping[str, str], body: Any, operation_model: Any) -> bool:
    """Whether a success is worded as the operation's protocol words it; of a payload, which is the caller's own, only the headers tell.

    They tell of an empty body, too: many operations have no more to say, and so has a proxy that gave up. Of JSON without them it is AWS's
    if it has a member that the operation answers with.
    """
    told = any(name in headers for name in REQUEST_IDS)
    if not isinstance(body, bytes) or _is_payload(operation_model.output_shape):
        return told
    text = body.lstrip()
    if not text:
        return told
    if operation_model.service_model.resolved_protocol.endswith("cbor"):
        return not text.startswith((b"<", b"{"))
    if "json" in operation_model.service_model.resolved_protocol:
        found = _json(text)
        return found is not None and (told or any(name in found for name in _members(operation_model.output_shape)))
    return not text[:32].lower().startswith((*_PAGE, b"{"))


def _members(shape: Any) -> list[str]:
    """What the members of an answer are called on the wire."""
    if shape is None:
        return []
    document = shape.members[payload] if (payload := shape.serialization.get("payload")) else shape
    return [member.serialization.get("name", name) for name, member in getattr(document, "members", {}).items()]


def _is_payload(shape: Any) -> bool:
    """Whether the body is one member's content, and not a document of the protocol."""
    if shape is None or (member := shape.serialization.get("payload")) is None:
        return False
    return shape.members[member].type_name in {"blob", "string"}


def _json(text: bytes) -> dict[str, Any] | list[Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict | list) else None
