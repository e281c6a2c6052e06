"""boto3's answers as values that can be recorded: streams read, credentials left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from eventual_connectors import InDoubt, Permanent

KEPT_METADATA = ("RequestId", "HTTPStatusCode", "HostId")
"""What stays of `ResponseMetadata`; the headers and boto3's own count of attempts go."""

WITHHELD = "***"

CREDENTIALS = frozenset(
    {
        *("accesstoken", "authorizationtoken", "clientsecret", "idtoken", "password", "privatekey", "refreshtoken"),
        *("secretaccesskey", "secretbinary", "secretstring", "sessiontoken"),
    }
)
"""Members that are credentials in every service, in lower case."""

LAST_EVENTS = frozenset({"End", "InvokeComplete"})
"""Events without which a stream is not whole, as AWS documents them: of S3's SelectObjectContent, of Lambda's InvokeWithResponseStream."""

SOUNDS_SECRET = re.compile(r"secret|password|privatekey|plaintext|token|credential|apikey")
"""Of members that the model calls sensitive those that are credentials. Others are people's data: a prompt, an address."""


def plain(answer: Mapping[str, Any], *, limit: int) -> dict[str, Any]:
    """An answer without what lives only now.

    Args:
        answer: boto3's.
        limit: the longest stream, in bytes.

    Raises:
        Permanent: a stream is longer. It settles: the request was carried out.
        InDoubt: a stream of events was cut off.
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
        return _events(value, limit)
    if isinstance(value, Mapping):
        return {key: _value(item, key, limit) for key, item in value.items()}
    if isinstance(value, list):
        return [_value(item, name, limit) for item in value]
    return value


def _events(stream: Any, limit: int) -> list[dict[str, Any]]:
    """The events of a stream. botocore takes one that was cut between two of them for a whole one."""
    events = [plain(event, limit=limit) for event in stream]
    last = LAST_EVENTS.intersection(stream._output_shape.members)
    if last and not any(last.intersection(event) for event in events):
        raise InDoubt("the connection was cut in the middle of AWS's answer", code="cut_off")
    return events


def _read(stream: Any, name: str, limit: int) -> bytes:
    content: bytes = stream.read(limit + 1)
    if len(content) > limit:
        stream.close()
        message = f"{name} has more than max_result_bytes={limit}; ask for a Range of it, or read it where it is needed"
        raise Permanent(message, code="too_large", settles=True)
    stream.read(1)  # at the end, botocore compares what came with what was announced
    return content


def without_credentials(value: Any, shape: Any, name: str = "") -> Any:
    """An answer as it may be recorded: what lets its holder act for somebody is left out, as `***`.

    Args:
        value: the answer, or a part of it.
        shape: botocore's, of the answer.
        name: of the member that holds the value.
    """
    if shape is None or value is None:
        return value
    if shape.type_name == "structure" and isinstance(value, Mapping):
        # Of SSM's parameters those that are encrypted say so in the field beside.
        secure = value.get("Type") == "SecureString"
        known = shape.members
        return {
            member: WITHHELD if secure and member == "Value" else without_credentials(item, known.get(member), member)
            for member, item in value.items()
        }
    if shape.type_name == "list" and isinstance(value, list):
        return [without_credentials(item, shape.member, name) for item in value]
    if shape.type_name == "map" and isinstance(value, Mapping):
        return {key: without_credentials(item, shape.value, key) for key, item in value.items()}
    return WITHHELD if _is_credential(name, shape) else value


def _is_credential(name: str, shape: Any) -> bool:
    bare = name.replace("_", "").lower()
    return bare in CREDENTIALS or ("sensitive" in shape.metadata and SOUNDS_SECRET.search(bare) is not None)
