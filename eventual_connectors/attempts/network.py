"""What an error says of the request, where no vendor is needed to understand it.

A connector's function makes one request, so a connection that was refused proves that nothing was applied. An application's function may
do several things: what its last step says is no proof for the first.
"""

from __future__ import annotations

import http.client
import sys
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError, URLError

from ..activities import Activity
from ..error_records import said
from ..errors import ConnectorError, InDoubt, Permanent, Retryable

_LIBRARIES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    # module, errors before anything was sent, errors that leave it open
    ("httpx", ("ConnectError", "ConnectTimeout", "PoolTimeout"), ("TransportError",)),
    ("requests.exceptions", ("ConnectTimeout",), ("Timeout", "ConnectionError", "ChunkedEncodingError")),
    ("urllib3.exceptions", ("NewConnectionError", "ConnectTimeoutError"), ("TimeoutError", "ProtocolError", "MaxRetryError", "SSLError")),
    ("aiohttp", ("ClientConnectorError",), ("ClientConnectionError", "ClientPayloadError")),
)


NOT_SENT = "not_sent"
"""The code of an error that came before the first byte."""


def network_error(error: BaseException) -> ConnectorError | None:
    """An error of the transport as what it means for one request; None for any other error."""
    if isinstance(error, ConnectionRefusedError):
        return Retryable(f"connection refused: {said(error)}", code=NOT_SENT)
    for module, never_sent, open_ended in _LIBRARIES:
        if _is_one_of(error, module, never_sent):
            return Retryable(_said(error), code=NOT_SENT)
        if _is_one_of(error, module, open_ended):
            return InDoubt(_said(error))
    if isinstance(error, TimeoutError | ConnectionError | http.client.HTTPException):
        return InDoubt(_said(error))
    if isinstance(error, URLError) and not isinstance(error, HTTPError) and isinstance(error.reason, BaseException):
        return network_error(error.reason)
    return None


def application_error(activity: Activity[..., Any], error: BaseException) -> BaseException:
    """What an application's own function raised: its answer, unless it comes from the network."""
    for one in _leaves(error):
        found = network_error(one)
        if found is not None and (one is not error or activity.effect.writes):
            return InDoubt(_said(one))
        if found is not None:
            return found
        if one is not error and isinstance(one, InDoubt):
            return InDoubt(str(one), code=one.code)
    return error


def own_error(activity: Activity[..., Any], key: uuid.UUID, error: BaseException) -> BaseException:
    """The error as what it says of this call: that of a call made inside the function proves nothing of what this one did before."""
    if not isinstance(error, ConnectorError) or error.key in (None, key) or not activity.effect.writes:
        return error
    if isinstance(error, Permanent):
        error.settles = error.unseen = False
        return error
    return InDoubt(f"a call inside it failed: {said(error)}", code="nested_call")


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    else:
        yield error


def _is_one_of(error: BaseException, module: str, names: tuple[str, ...]) -> bool:
    loaded = sys.modules.get(module)  # what was never imported was never raised
    kinds = tuple(kind for name in names if isinstance(kind := getattr(loaded, name, None), type))
    return isinstance(error, kinds)


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {said(error)}".removesuffix(": ")  # a dropped connection has no words of its own
