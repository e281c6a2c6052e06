"""A request and a response as they are on the wire: all that a fake sees of its caller."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class Headers(Mapping[str, str]):
    """HTTP headers: read by name in any case, listed as they were given; of a repeated header the last counts."""

    __slots__ = ("_by_name",)

    def __init__(self, headers: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> None:
        self._by_name = {name.lower(): (name, value) for name, value in dict(headers).items()}

    def __getitem__(self, name: str) -> str:
        return self._by_name[name.lower()][1]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._by_name

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    def __repr__(self) -> str:
        return f"<headers {', '.join(self)}>"  # names alone: a value may be a credential


@dataclass(frozen=True)
class Request:
    """What reached the vendor.

    Attributes:
        method: in capitals.
        path: decoded, without the query.
        query: the raw query string.
        headers: by name in any case.
        body: the raw bytes.
    """

    method: str
    path: str
    query: str = ""
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    @classmethod
    def to(cls, method: str, url: str, headers: Mapping[str, str] | Iterable[tuple[str, str]] = (), body: bytes = b"") -> Request:
        """A request to a URL, absolute or from the root."""
        parts = urlsplit(url)
        return cls(method.upper(), unquote(parts.path) or "/", parts.query, Headers(headers), body)

    def query_pairs(self) -> list[tuple[str, str]]:
        """The query as (name, value) pairs in order."""
        return parse_qsl(self.query, keep_blank_values=True)

    def form(self) -> list[tuple[str, str]]:
        """The body of an HTML form as (name, value) pairs in order."""
        return parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True)

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            ValueError: it is none.
        """
        return json.loads(self.body)


@dataclass(frozen=True)
class Response:
    """What the vendor answers.

    Attributes:
        delay: seconds that the vendor takes to answer.
    """

    status: int = 200
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    delay: float = 0.0

    @classmethod
    def json(cls, value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
        """An answer in JSON."""
        body = json.dumps(value, ensure_ascii=False).encode("utf-8")
        return cls(status, Headers({"Content-Type": "application/json", **(headers or {})}), body)

    def with_header(self, name: str, value: str) -> Response:
        """The same answer, with this header."""
        return replace(self, headers=Headers({**self.headers, name: value}))

    def after(self, delay: float) -> Response:
        """The same answer, later."""
        return replace(self, delay=self.delay + delay)


class Dropped(Exception):
    """The connection is cut without an answer."""


class HungUp(Dropped):
    """The connection is closed without an answer, in order, as an idle one is: no reset says that something went wrong."""


class CutShort(Dropped):
    """The connection is cut in the middle of the answer."""

    def __init__(self, answer: Response) -> None:
        super().__init__("cut in the middle of the answer")
        self.answer = answer


class Unanswered(Dropped):
    """The connection stays open and no answer comes: the caller's timeout ends it."""
