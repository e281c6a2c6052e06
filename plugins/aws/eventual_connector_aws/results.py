"""boto3's answers as values that can be recorded: streams read, credentials left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from eventual_connectors import Permanent

KEPT_METADATA = ("RequestId", "HTTPStatusCode", "HostId")
"""What stays of `ResponseMetadata`; the headers and boto3's own count of attempts go."""


def plain(answer: Mapping[str, Any], *, limit: int) -> dict[str, Any]:
    """An answer without what lives only now.

    Args:
        answer: boto3's.
        limit: the longest stream, in bytes.

    Raises:
        Permanent: a stream is longer. It settles: the request was carried out.
    """
    found = {name: _value(value, name, limit) for name, value in answer.items()}
    if "ResponseMetadata" in found:
        metadata = found["ResponseMetadata"]
        found["ResponseMetadata"] = {name: metadata[name] for name in KEPT_METADATA if name in metadata}
    return found


def _value(value: Any, name: str, limit: int) -> Any:
    from botocore.eventstream import EventStream
    from botocore.response import StreamingBody

    if isinstance(value, StreamingBody):
        return _read(value, name, limit)
    if isinstance(value, EventStream):
        return [plain(event, limit=limit) for event in value]
    if isinstance(value, Mapping):
        return {key: _value(item, key, limit) for key, item in value.items()}
    if isinstance(value, list):
        return [_value(item, name, limit) for item in value]
    return value


def _read(stream: Any, name: str, limit: int) -> bytes:
    content: bytes = stream.read(limit + 1)
    if len(content) > limit:
        stream.close()
        message = f"{name} has more than max_result_bytes={limit}; ask for a Range of it, or read it where it is needed"
        raise Permanent(message, code="too_large", settles=True)
    return content


CREDENTIAL = re.compile(
    r"(secret|password|privatekey|plaintext|sessiontoken|authorizationtoken|credential|apikey|accesstoken)", re.IGNORECASE
)
