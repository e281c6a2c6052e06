"""`HttpConnector`: a REST API, declared in a few words, called durably."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Generic, Literal, ParamSpec, TypeVar, cast, overload

from .. import codec
from ..activities import Activity, Arguments, application_activities
from ..attempt import Attempt
from ..call import Call
from ..call_options import call_options
from ..connector import Connector
from ..effect import Effect, EffectName
from ..errors import ConnectorError, InDoubt, Permanent, SerializationError, UsageError
from ..retry import Retry
from . import declaration, header_rules
from .addresses import Params, PathValue, expand
from .client import SAFE, HttpClient, HttpStatusError
from .connection import HttpConnection
from .failures import error_of
from .pages import MAX_PAGES, NextPage, Page, Pages, by_link
from .response import HttpResponse

P = ParamSpec("P")
R = TypeVar("R")

Method = Literal["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
METHODS: tuple[Method, ...] = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")

KEYED = frozenset({"POST", "PATCH"})
"""The methods that an idempotency header is for (draft-ietf-httpapi-idempotency-key-header-07, section 1)."""

GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
"""Answers to a repeated DELETE that say that nothing is left to delete."""

TRUE = frozenset({"true", "1", "?1", "yes"})


# What callers pass; the activities take their signatures from here. Written once for each shape, since editors read it.


def _read(
    url: str,
    /,
    *,
    path: Mapping[str, PathValue] | None = None,
    params: Params | None = None,
    headers: Mapping[str, str] | None = None,
) -> None: ...


def _write(
    url: str,
    /,
    *,
    path: Mapping[str, PathValue] | None = None,
    params: Params | None = None,
    headers: Mapping[str, str] | None = None,
    json: Any = None,
    data: Params | None = None,
    content: bytes | str | None = None,
) -> None: ...


def _declared(
    *,
    path: Mapping[str, PathValue] | None = None,
    params: Params | None = None,
    headers: Mapping[str, str] | None = None,
    json: Any = None,
    data: Params | None = None,
    content: bytes | str | None = None,
) -> None: ...


class Operation(Activity[..., R]):
    """An activity that sends one request. What must not be recorded, or cannot be sent, is refused when the call is made."""

    template: str | None = None
    reserved: frozenset[str] = frozenset()

    if TYPE_CHECKING:

        def __call__(
            self,
            /,
            *,
            path: Mapping[str, PathValue] | None = None,
            params: Params | None = None,
            headers: Mapping[str, str] | None = None,
            json: Any = None,
            data: Params | None = None,
            content: bytes | str | None = None,
        ) -> Call[R]: ...

    def bind(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Arguments:
        """Check the arguments, as any activity does, and the path and headers besides.

        Raises:
            UsageError: a header may not be set by a caller, or the path cannot be made.
        """
        bound = super().bind(args, kwargs)
        try:
            header_rules.check(bound.kwargs.get("headers") or {}, self.reserved)
            expand(self.template or bound.args[0], bound.kwargs.get("path"))
        except ConnectorError as error:
            raise UsageError(f"{self.name}: {error}") from None
        return bound


class _General(Generic[P]):
    """A method of HTTP: as an attribute of a connector, its activity with that connector's options."""

    def __init__(self, method: Method, shape: Callable[P, None]) -> None:
        self.method: Method = method
        self.shape = shape

    @overload
    def __get__(self, connector: None, owner: type[Connector]) -> _General[P]: ...
    @overload
    def __get__(self, connector: Connector, owner: type[Connector]) -> Activity[P, HttpResponse]: ...
    def __get__(self, connector: Connector | None, owner: type[Connector]) -> _General[P] | Activity[P, HttpResponse]:
        return self if connector is None else cast("Activity[P, HttpResponse]", connector[self.method.lower()])


@dataclass(frozen=True)
class _Policy:
    """How one operation is sent and its answer read.

    Attributes:
        template: its path; None where the caller gives one.
        key_header: takes the call's key; None where the operation has none.
    """

    method: Method
    template: str | None
    effect: Effect
    key_header: str | None
    in_flight: Collection[int | str]
    key_conflict: Collection[int | str]
    replayed_header: str | None

    async def send(self, client: HttpClient, attempt: Attempt, args: Sequence[Any], kwargs: Mapping[str, Any]) -> HttpResponse:
        """Send the request, once.

        Raises:
            ConnectorError: the answer is no success, or cannot be used.
        """
        url = self.template or args[0]
        headers = dict(kwargs.get("headers") or {})
        if self.key_header is not None:
            # That of the first attempt: the vendor knows the key by it, whatever a later release calls it.
            headers[attempt.settings.get(KEY_HEADER, self.key_header)] = str(attempt.key)
        try:
            return await client.request(self.method, url, attempt, **{**kwargs, "headers": headers})
        except HttpStatusError as error:
            if self._is_done(error.response, attempt):
                return error.response
            raise self._error(error.response) from error

    def _is_done(self, answer: HttpResponse, attempt: Attempt) -> bool:
        """A lost DELETE may have left nothing for this one to delete: then it is what was asked for."""
        return self.method == "DELETE" and self.effect is Effect.NATURAL and attempt.in_doubt and answer.status in GONE

    def _error(self, answer: HttpResponse) -> ConnectorError:
        if self.key_header is None:
            return error_of(answer)
        marker = answer.header(self.replayed_header) if self.replayed_header else None
        stored = marker is not None and marker.strip().lower() in TRUE
        return error_of(answer, in_flight=self.in_flight, key_conflict=self.key_conflict, stored=stored)


KEY_HEADER = "idempotency_header"
"""The setting of an attempt that names the header with its key."""


class HttpConnector(Connector):
    """A REST API: `warehouse = HttpConnector("warehouse")`, then `await warehouse.get("/orders/{id}", path={"id": 7})`.

    Its connections are `HttpConnection`s: `[connections.warehouse.default]` in `eventual.toml`. What an attempt may repeat follows from
    the effect class of the method:

    - GET, HEAD and OPTIONS are `read`: they are defined to be safe (RFC 9110, section 9.2.1).
    - POST and PATCH are `keyed` where an `idempotency_header` is given, else `unsafe`.
    - PUT and DELETE are `unsafe`, too. RFC 9110, section 9.2.2, defines them to be idempotent, but that is what an API should do, and
      nobody can see from here whether it does. Where it does, say so: `effects={"PUT": "natural", "DELETE": "natural"}`.

    Args:
        name: the connector's name; the first part of its activities' names.
        idempotency_header: the header in which the API takes an idempotency key, such as `Idempotency-Key`. It gets the call's key, a
            UUID, as it is.
        window: for how long the API remembers a key; needed with `idempotency_header`.
        effects: the effect class by method, where it is another one.
        in_flight: answers to a keyed request, by status or by the API's code, that say that a request with its key is still being carried
            out; the call asks again. 409 unless given (section 2.7 of the draft). Give the API's code, or nothing, where a 409 also means
            other conflicts: until it is known, such a call is in doubt.
        key_conflict: the same for a key that was used for another request; raised as `KeyConflict`. None unless given: the draft's 422 is
            also the status of any invalid request.
        replayed_header: a header that marks an answer as the one stored under the key, such as `Idempotent-Replayed: true`. A refusal
            that is marked ends a call in doubt.
        response_headers: headers of answers that are kept beside the usual ones; never those that hold credentials.
        summary: one line.

    Raises:
        UsageError: the declaration contradicts itself.
    """

    get = _General("GET", _read)
    head = _General("HEAD", _read)
    post = _General("POST", _write)
    put = _General("PUT", _write)
    patch = _General("PATCH", _write)
    delete = _General("DELETE", _write)

    def __init__(
        self,
        name: str,
        *,
        idempotency_header: str | None = None,
        window: timedelta | None = None,
        effects: Mapping[Method, EffectName] | None = None,
        in_flight: Collection[int | str] = (HTTPStatus.CONFLICT,),
        key_conflict: Collection[int | str] = (),
        replayed_header: str | None = None,
        response_headers: Sequence[str] = (),
        summary: str = "",
    ) -> None:
        place = declaration.place_of(self)
        declaration.check_name(name, place)
        declaration.check_policy(name, METHODS, effects or {}, idempotency_header, window)
        kept = [*response_headers, *([replayed_header] if replayed_header else ())]
        super().__init__(
            name,
            connection=HttpConnection,
            client=lambda connection: HttpClient(connection, response_headers=kept),
            summary=summary,
        )
        self._idempotency_header = idempotency_header
        self._window = window
        self._effects = dict(effects or {})
        self._in_flight = tuple(in_flight)
        self._key_conflict = tuple(key_conflict)
        self._replayed_header = replayed_header
        self.declared_at = place
        for general in vars(HttpConnector).values():
            if isinstance(general, _General):
                self._declare(general.method.lower(), general.method, None, shape=general.shape, returns=HttpResponse)

    @overload
    def operation(
        self,
        method: Method,
        template: str,
        *,
        name: str | None = None,
        effect: EffectName | None = None,
        window: timedelta | None = None,
        idempotency_header: str | None = None,
        permissions: Sequence[str] = (),
        timeout: float | timedelta | None = None,
        retry: Retry | None = None,
    ) -> Operation[HttpResponse]: ...
    @overload
    def operation(
        self,
        method: Method,
        template: str,
        *,
        returns: type[R],
        name: str | None = None,
        effect: EffectName | None = None,
        window: timedelta | None = None,
        idempotency_header: str | None = None,
        permissions: Sequence[str] = (),
        timeout: float | timedelta | None = None,
        retry: Retry | None = None,
    ) -> Operation[R]: ...
    def operation(
        self,
        method: Method,
        template: str,
        *,
        returns: type[Any] = HttpResponse,
        name: str | None = None,
        effect: EffectName | None = None,
        window: timedelta | None = None,
        idempotency_header: str | None = None,
        permissions: Sequence[str] = (),
        timeout: float | timedelta | None = None,
        retry: Retry | None = None,
    ) -> Operation[Any]:
        """Declare an operation of the API: `create = warehouse.operation("POST", "/orders", returns=Order)`.

        Args:
            method: in capitals.
            template: its path, such as `/orders/{id}`; a call gives `path={"id": …}`.
            returns: the type of the answer's body, such as a pydantic model; the whole answer unless given.
            name: the activity's name inside the connector; made of method and template unless given: `get_orders_id`.
            effect: its effect class, where it is not the method's.
            window: for how long the API remembers a key, where it is not the connector's.
            idempotency_header: the header for the key, where it is not the connector's.
            permissions: what the credential must be allowed to do.
            timeout: seconds (or a timedelta) that one attempt may take; the connection's unless given.
            retry: its retry policy.

        Raises:
            UsageError: the declaration contradicts itself, or the name is taken.
        """
        return self._declare(
            name or "_".join([method.lower(), *re.findall(r"\w+", template)]),
            method,
            template,
            shape=_declared,
            returns=returns,
            effect=effect,
            window=window,
            idempotency_header=idempotency_header,
            permissions=permissions,
            options=call_options(timeout=timeout, retry=retry),
        )

    def pages(
        self,
        url: str,
        /,
        *,
        path: Mapping[str, PathValue] | None = None,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        following: NextPage | None = None,
        max_pages: int = MAX_PAGES,
    ) -> Pages:
        """The pages of a listing, each read by a call of `get`: `async for page in warehouse.pages("/orders"): …`.

        Args:
            url: a path below the connection's `base_url`, with placeholders.
            path: the values of the placeholders.
            params: the query of the first page.
            headers: further headers of every page's request.
            following: how a page leads to the next: `by_link()` (the Link header, unless given), `by_cursor(…)` or `by_page(…)`.
            max_pages: a listing that has more raises `Permanent` (code `too_many_pages`).

        Raises:
            UsageError: max_pages is less than 1.
        """
        if max_pages < 1:
            raise UsageError(f"max_pages must be at least 1, not {max_pages}")
        common: dict[str, Any] = {} if headers is None else {"headers": headers}

        def get(page: Page) -> Call[HttpResponse]:
            given = {name: value for name, value in (("path", page.path), ("params", page.params)) if value}
            return self.get(page.url, **given, **common)

        return Pages(get, Page(1, url, dict(path or {}), dict(params or {})), following or by_link(), max_pages)

    def add(self, activity: Activity[P, R]) -> Activity[P, R]:
        """Take in an activity. As one of the application's own it is found by its name, too, when nothing but its record is left."""
        added = super().add(activity)
        application_activities[added.name] = added
        return added

    def _declare(
        self,
        name: str,
        method: Method,
        template: str | None,
        *,
        shape: Callable[..., Any],
        returns: type[Any],
        effect: EffectName | None = None,
        window: timedelta | None = None,
        idempotency_header: str | None = None,
        **declared: Any,
    ) -> Operation[Any]:
        if template is not None:
            _check_template(self.name, template)
        if effect is not None:
            declaration.check_effect(f"connector {self.name}: effect= of {name}", effect)
        declaration.check_key(f"connector {self.name}: {name}", idempotency_header, window)
        header = idempotency_header or self._idempotency_header
        chosen = Effect(effect or self._effects.get(method) or _effect_of(method, header))
        keyed = chosen is Effect.KEYED
        if keyed and header is None:
            raise UsageError(f"connector {self.name}: {name} is 'keyed' and has no idempotency_header=")
        if chosen in (Effect.LOOKUP, Effect.LEDGER):
            raise UsageError(f"connector {self.name}: {name}: effect={str(chosen)!r} needs a function; use @{self.name}.activity(…)")
        key_header = header if keyed else None
        policy = _Policy(method, template, chosen, key_header, self._in_flight, self._key_conflict, self._replayed_header)

        async def send(client: HttpClient, attempt: Attempt, *args: Any, **kwargs: Any) -> Any:
            answer = await policy.send(client, attempt, args, kwargs)
            return answer if returns is HttpResponse else _typed(answer, returns, chosen)

        send.__doc__ = f"{method} {template or 'of a path'}."
        send.__annotations__ = {"return": returns}
        made: Operation[Any] = Operation(
            name,
            send,
            effect=cast("EffectName", chosen.value),
            window=(window or self._window) if keyed else None,
            mechanism=_mechanism(chosen, method, header),
            connector=self,
            signature=inspect.signature(shape),
            **declared,
        )
        made.template = template
        made.settings = {} if key_header is None else {KEY_HEADER: key_header}
        made.reserved = frozenset(() if key_header is None else {key_header.lower()})
        self.add(made)
        return made


def _typed(answer: HttpResponse, returns: type[Any], effect: Effect) -> Any:
    try:
        return codec.decode(codec.encode(answer.body), returns)
    except SerializationError as error:
        if effect.writes and "html" in (answer.header("Content-Type") or "").lower():
            # No API answers a program with a page: a gateway did, and whether it was carried out is not known.
            raise InDoubt("the answer is a page of HTML", code="unreadable_response", status=answer.status) from None
        # It was carried out, whatever its answer looks like.
        problem = f"the body of the answer is not as declared: {error}"
        raise Permanent(
            problem, code="unreadable_response", status=answer.status, request_id=answer.request_id, settles=effect.writes
        ) from None


def _effect_of(method: Method, idempotency_header: str | None) -> EffectName:
    if method in SAFE:
        return "read"
    return "keyed" if method in KEYED and idempotency_header is not None else "unsafe"


def _mechanism(effect: Effect, method: Method, header: str | None) -> str:
    match effect:
        case Effect.KEYED:
            return f"header {header}"
        case Effect.NATURAL:
            return f"{method} of the same resource"
        case _:
            return ""


def _check_template(connector: str, template: str) -> None:
    names = dict.fromkeys(template.replace("}", "{").split("{")[1::2], "x")
    try:
        expand(template, names)
    except ConnectorError as error:
        raise UsageError(f"connector {connector}: {error}") from None
