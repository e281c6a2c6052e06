"""Durable calls to any REST API: declare it once with `HttpConnector`, then call it from a workflow.

    warehouse = HttpConnector("warehouse", idempotency_header="Idempotency-Key", window=timedelta(hours=24))
    order = await warehouse.post("/orders", json={"item": "lamp"})

`HttpClient`, `error_of` and `retry_after` are for the authors of connectors to vendors without an SDK. The names are loaded on first use;
httpx is not imported before the first attempt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .client import HttpClient as HttpClient
    from .client import HttpStatusError as HttpStatusError
    from .connection import HttpConnection as HttpConnection
    from .connector import HttpConnector as HttpConnector
    from .connector import Operation as Operation
    from .failures import error_of as error_of
    from .failures import retry_after as retry_after
    from .pages import by_cursor as by_cursor
    from .pages import by_link as by_link
    from .pages import by_page as by_page
    from .response import HttpResponse as HttpResponse

_HOME = {
    "HttpClient": "client",
    "HttpConnection": "connection",
    "HttpConnector": "connector",
    "HttpResponse": "response",
    "HttpStatusError": "client",
    "Operation": "connector",
    "by_cursor": "pages",
    "by_link": "pages",
    "by_page": "pages",
    "error_of": "failures",
    "retry_after": "failures",
}

__all__ = [
    "HttpClient",
    "HttpConnection",
    "HttpConnector",
    "HttpResponse",
    "HttpStatusError",
    "Operation",
    "by_cursor",
    "by_link",
    "by_page",
    "error_of",
    "retry_after",
]


def __getattr__(name: str) -> object:
    import importlib

    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_HOME[name]}", __name__), name)
