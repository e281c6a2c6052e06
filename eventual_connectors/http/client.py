"""One request, sent once: httpx with its retries, redirects and cookies left to us."""

from __future__ import annotations

import json as json_text
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from weakref import WeakSet

from pydantic_core import PydanticSerializationError, to_jsonable_python

from .. import __version__
from ..attempt import Attempt
from ..errors import InDoubt, Permanent, Retryable
from . import header_rules, links
from .addresses import Params, PathValue, expand, origin, query, with_query
from .connection import HttpConnection
from .credentials import Credentials, relative
from .header_rules import refused
from .response import KEPT, HttpResponse, decoded

if TYPE_CHECKING:
    import httpx

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that are defined to be read-only (RFC 9110, section 9.2.1)."""

MAX_REDIRECTS = 5

REDIRECTS = frozenset(
    {
        HTTPStatus.MOVED_PERMANENTLY,
        HTTPStatus.FOUND,
        HTTPStatus.SEE_OTHER,
        HTTPStatus.TEMPORARY_REDIRECT,
        HTTPStatus.PERMANENT_REDIRECT,
    }
)

REQUEST_IDS = ("x-request-id", "request-id", "x-amzn-requestid", "x-github-request-id", "x-correlation-id")
"""Headers in which APIs name a request, most common first."""

ASIDE = "eventual_connectors.location"
"""The extension of an answer that keeps its Location while httpx looks at it."""

SHORTEST = 0.001
"""Seconds; httpx takes 0 as a time-out that has passed, and None as none."""


class _HiddenInLogs(logging.Filter):
    """httpx logs whole URLs, and so the credentials in a query."""

    def __init__(self) -> None:
        super().__init__()
        self.known: WeakSet[Credentials] = WeakSet()

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(self._without(part) if type(part).__name__ == "URL" else part for part in record.args)
        return True

    def _without(self, url: Any) -> str:
        text = str(url)
        for credentials in list(self.known):
            text = credentials.hidden(text)
        return text


_hidden_in_logs = _HiddenInLogs()
logging.getLogger("httpx").addFilter(_hidden_in_logs)


class HttpStatusError(Exception):
    """An answer that is no success; `error_of` says what it means. It holds no credential.

    Attributes:
        response: the answer.
        method: of the request.
    """

    def __init__(self, response: HttpResponse, method: str) -> None:
        super().__init__(f"HTTP {response.status} for a {method}")
        self.response = response
        self.method = method


@dataclass(frozen=True)
class _Request:
    method: str
    url: str
    headers: Mapping[str, str]
    content: bytes | None
    elsewhere: bool = False
    """It has left the API's origin, and with it the credentials."""

    @property
    def writes(self) -> bool:
        return self.method not in SAFE


@dataclass(frozen=True)
class _Answer:
    """Its body is None where it has a problem: what is wrong with it, and its code."""

    status: int
    headers: Mapping[str, str]
    content: bytes | None
    problem: str = ""
    code: str = "unreadable_response"


class HttpClient:
    """Sends requests over one connection, each once: only the core retries.

    For activities of connectors to vendors without an SDK: `Connector("acme", connection=HttpConnection, client=HttpClient, …)`.

    Args:
        connection: where to, and as whom.
        response_headers: headers of answers that are kept beside the usual ones.

    Raises:
        ConfigurationError: a credential is missing.
    """

    def __init__(self, connection: HttpConnection, *, response_headers: Sequence[str] = ()) -> None:
        import httpx

        self.connection = connection
        self._credentials = Credentials(connection)
        self._kept = (KEPT | {name.lower() for name in response_headers}) - header_rules.NEVER_KEPT
        self._reserved = {name.lower() for name in self._credentials.headers}
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=connection.max_concurrency)
        # No cookie is kept: what one call is told must not change what another one sends.
        no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))
        hooks = {"response": [_location_aside]}
        self._http = httpx.AsyncClient(follow_redirects=False, limits=limits, cookies=no_cookies, event_hooks=hooks)
        self._closing = _closed_with_its_loop(self._http)
        self._entered = False
        _hidden_in_logs.known.add(self._credentials)

    async def request(
        self,
        method: str,
        url: str,
        attempt: Attempt,
        *,
        path: Mapping[str, PathValue] | None = None,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        data: Params | None = None,
        content: bytes | str | None = None,
    ) -> HttpResponse:
        """Send one request within the attempt's time.

        A redirect of a read is followed, elsewhere without credentials; one of a write only where it asks for the same request again
        (307, 308) and stays with the same origin. The 303 of a write is its answer: it was carried out.

        Args:
            method: in capitals.
            url: a path below the connection's `base_url`, with placeholders, such as `/orders/{id}`.
            attempt: whose time bounds it.
            path: the values of the placeholders.
            params: the query; a list gives several of one name, None none.
            headers: further headers. No credential: those are the connection's.
            json: the body as JSON; what pydantic writes as JSON can stand in it.
            data: the body as a form.
            content: the body as it is.

        Raises:
            HttpStatusError: the answer is no success.
            Permanent: the request cannot be sent (code `not_sent`); or it was carried out and its answer cannot be used: too large
                (`response_too_large`) or damaged (`unreadable_response`); or it was redirected where it must not go (`redirected`).
            InDoubt: a write was redirected in a way that does not say whether it was carried out.
        """
        header_rules.check(headers or {}, self._reserved)
        if taken := sorted(self._credentials.params.keys() & (params or {}).keys()):
            raise refused(f"the parameter {taken[0]} holds a credential; it is set by the connection")
        target = with_query(expand(url, path), query(params))
        body, kind = _body(json, data, content)
        mine = {"Accept": "application/json, */*;q=0.5", "User-Agent": f"eventual-connectors/{__version__}"}
        sent = _merged(mine, kind, self.connection.headers, headers or {}, self._credentials.headers)
        address = self._credentials.in_query(f"{self.connection.base_url}{target}")
        request = _Request(method, address, sent, body)
        answer = await self._exchange(request, attempt)
        for _ in range(MAX_REDIRECTS):
            following = self._redirected(request, answer)
            if following is None:
                return self._value(request, answer)
            request, answer = following, await self._exchange(following, attempt)
        if self._redirected(request, answer) is None:
            return self._value(request, answer)
        raise Permanent(f"the {method} was redirected more than {MAX_REDIRECTS} times", code="redirected")

    async def _exchange(self, request: _Request, attempt: Attempt) -> _Answer:
        import httpx

        if not self._entered:
            self._entered = True
            await anext(self._closing)
        left = max(attempt.remaining(), SHORTEST)
        timeout = httpx.Timeout(left, connect=min(left, self.connection.connect_timeout))
        try:
            made = self._http.build_request(
                request.method, request.url, headers=dict(request.headers), content=request.content, timeout=timeout
            )
        except (httpx.InvalidURL, ValueError) as error:
            raise refused(f"the request cannot be built: {type(error).__name__}") from None
        try:
            answer = await self._http.send(made, stream=True)
            answer.headers.update(answer.extensions.get(ASIDE, {}))
            try:
                return await self._read(answer)
            finally:
                await answer.aclose()
        except (httpx.LocalProtocolError, httpx.UnsupportedProtocol) as error:  # h11 found a credential that is no header's value
            raise refused(f"the request cannot be sent: {type(error).__name__}") from None
        except httpx.ProxyError as error:
            raise Retryable(f"the proxy gives no connection: {type(error).__name__}", code="not_sent") from None
        except httpx.RequestError as error:
            # The request holds the credentials; whoever looks into the error must not find them there.
            error.request = httpx.Request(request.method, self.connection.base_url)
            raise

    async def _read(self, answer: httpx.Response) -> _Answer:
        import httpx

        limit = self.connection.max_response_bytes
        content = bytearray()
        try:
            async for chunk in answer.aiter_bytes():
                content += chunk
                if len(content) > limit:
                    problem = f"the answer is larger than {limit:,} bytes; ask for less, or raise the connection's max_response_bytes"
                    return _Answer(answer.status_code, answer.headers, None, problem, "response_too_large")
        except httpx.DecodingError:
            return _Answer(answer.status_code, answer.headers, None, "the answer is not compressed as its headers say")
        return _Answer(answer.status_code, answer.headers, bytes(content))

    def _redirected(self, request: _Request, answer: _Answer) -> _Request | None:
        """The request that a redirect asks for; None where the answer is none that is followed."""
        location = answer.headers.get("location")
        if answer.status not in REDIRECTS or not location:
            return None
        if request.writes and answer.status == HTTPStatus.SEE_OTHER:  # RFC 9110, section 15.4.4: it says where the result is
            return None
        try:
            target = urljoin(request.url, location).partition("#")[0]
            here, there = origin(request.url), origin(target)
        except ValueError:
            kind = InDoubt if request.writes else Permanent
            raise kind(f"the {request.method} was redirected to what is no URL", code="redirected", status=answer.status) from None
        if request.writes:
            return self._repeated_write(request, answer, target)
        if there[0] not in ("http", "https") or (here[0] == "https" and there[0] == "http"):
            raise Permanent(f"the {request.method} was redirected to {there[0]}://{there[1]}, which is not followed", code="redirected")
        if there == here and not request.elsewhere:
            return replace(request, url=self._credentials.in_query(target))
        # What the caller and the connection have set was meant for this API only.
        kept = {name: value for name, value in request.headers.items() if name in ("Accept", "User-Agent")}
        return replace(request, url=self._credentials.out_of_query(target), headers=kept, elsewhere=True)

    def _repeated_write(self, request: _Request, answer: _Answer, target: str) -> _Request:
        """RFC 9110, section 15.4: 307 and 308 ask for the same request again, 301 and 302 leave it open."""
        where = f"the {request.method} was redirected (HTTP {answer.status}) to {origin(target)[1]}"
        if answer.status in (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND):
            raise InDoubt(f"{where}, which does not say whether it was carried out", code="redirected", status=answer.status)
        if origin(target) != origin(request.url):
            raise Permanent(f"{where}; a write is not sent to another origin", code="redirected", status=answer.status)
        return replace(request, url=self._credentials.in_query(target))

    def _value(self, request: _Request, answer: _Answer) -> HttpResponse:
        succeeded = HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES
        expected = HTTPStatus.SEE_OTHER if request.writes else HTTPStatus.NOT_MODIFIED
        body, problem = None, answer.problem
        if answer.content is not None:
            try:
                body = self._credentials.hidden(decoded(answer.content, answer.headers.get("content-type")))
            except ValueError as error:
                problem = f"the answer is not what its content type says: {error}"
            except RecursionError:
                problem = "the answer is nested too deeply"
        response = self._response(request, answer, body)
        if not succeeded and answer.status != expected:
            raise HttpStatusError(response, request.method)
        if problem:
            # It was carried out, whatever its answer looks like, so this ends a call in doubt as well.
            raise Permanent(problem, code=answer.code, status=answer.status, request_id=response.request_id, settles=request.writes)
        return response

    def _response(self, request: _Request, answer: _Answer, body: Any) -> HttpResponse:
        """The answer as callers get it; its body holds no credential any more."""
        kept = {name.lower(): value for name, value in answer.headers.items() if name.lower() in self._kept}
        if "location" in kept:
            kept["location"] = self._own(request, kept["location"])
        targets = {relation: self._own(request, target) for relation, target in links.parse(answer.headers.get("link", "")).items()}
        request_id = next((answer.headers[name] for name in REQUEST_IDS if name in answer.headers), None)
        hidden = self._credentials.hidden
        return HttpResponse(answer.status, hidden(kept), body, hidden(targets), hidden(request_id))

    def _own(self, request: _Request, reference: str) -> str:
        """A URL of the API as a path, without credentials."""
        try:
            target = self._credentials.out_of_query(urljoin(request.url, reference))
            return relative(target, self.connection.base_url)
        except ValueError:  # no URL; who follows it will hear of that
            return reference


async def _location_aside(answer: httpx.Response) -> None:
    """We follow redirects ourselves; httpx makes a request of each Location all the same, and raises where it is no URL."""
    if answer.has_redirect_location:
        answer.extensions[ASIDE] = {"location": answer.headers.pop("location")}


async def _closed_with_its_loop(client: httpx.AsyncClient) -> AsyncIterator[None]:
    """A loop that ends finishes its generators first, while connections can still be closed; so does one whose client is dropped."""
    try:
        yield
    finally:
        await client.aclose()


def _merged(*given: Mapping[str, str]) -> dict[str, str]:
    """Headers of one name, in any case, count once: the last."""
    merged: dict[str, tuple[str, str]] = {}
    for headers in given:
        merged |= {name.lower(): (name, value) for name, value in headers.items()}
    return dict(merged.values())


def _body(json: Any, data: Params | None, content: bytes | str | None) -> tuple[bytes | None, dict[str, str]]:
    """The body and its type. Names are sorted, as in a history, so that an attempt after a restart sends the same bytes."""
    if sum(each is not None for each in (json, data, content)) > 1:
        raise refused("json=, data= and content= exclude one another")
    if json is not None:
        try:
            text = json_text.dumps(to_jsonable_python(json), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
        except (PydanticSerializationError, TypeError, ValueError) as error:
            raise refused(f"json= cannot be written as JSON: {error}") from None
        return text.encode(), {"Content-Type": "application/json"}
    if data is not None:
        return query(data).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
    if content is not None:
        kind = "text/plain; charset=utf-8" if isinstance(content, str) else "application/octet-stream"
        return content.encode() if isinstance(content, str) else content, {"Content-Type": kind}
    return None, {}
