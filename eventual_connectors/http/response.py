"""What an API answered, as a value that a history can hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Any, NoReturn

KEPT = frozenset(
    {
        "content-language",
        "content-location",
        "content-type",
        "etag",
        "expires",
        "last-modified",
        "location",
        "ratelimit",
        "ratelimit-policy",
        "retry-after",
    }
)
"""The headers of an answer that are kept; a connector names others with `response_headers`."""


@dataclass(frozen=True)
class HttpResponse:
    """An answer; equal live and replayed, without credentials.

    Attributes:
        status: the HTTP status.
        headers: some of its headers, by their names in lower case.
        body: decoded by its media type: JSON as Python values, text as `str`, anything else as `bytes`; None where there is none.
        links: the targets of its Link header by relation (RFC 8288), such as `{"next": "/orders?cursor=x"}`: paths of this API as
            `get` takes them, URLs of elsewhere in full.
        request_id: the API's own name for the request, where it gives one.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    links: Mapping[str, str] = field(default_factory=dict)
    request_id: str | None = None

    def header(self, name: str) -> str | None:
        """A header by its name in any case, if it was kept."""
        return self.headers.get(name.lower())


def decoded(content: bytes, content_type: str | None) -> Any:
    """A body as its media type says.

    Raises:
        ValueError: it is not what its media type says.
    """
    if not content:
        return None
    media = Message()
    media["Content-Type"] = content_type or "application/octet-stream"
    kind = media.get_content_type()
    if kind == "application/json" or kind.endswith("+json"):
        return json.loads(content, parse_constant=_no_constant)
    if kind.startswith("text/") or kind == "application/xml" or kind.endswith("+xml"):
        return content.decode(_charset(media), "replace")
    return content


def _charset(media: Message) -> str:
    charset = media.get_content_charset("utf-8")
    try:
        "".encode(charset)
    except LookupError:
        return "utf-8"
    return charset


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
