"""Which operation a request is: by its method and its path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from eventual_connectors.fakes import Request

from ..operations import Operation, operations


@cache
def _routes() -> Mapping[tuple[str, str, int], list[tuple[re.Pattern[str], Operation]]]:
    routes: dict[tuple[str, str, int], list[tuple[re.Pattern[str], Operation]]] = {}
    # What is spelled out goes before what stands for anything: /v1/invoices/create_preview before /v1/invoices/{invoice}.
    for operation in sorted(operations().values(), key=lambda one: one.path.count("{")):
        pattern = re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", operation.path))
        routes.setdefault(_address(operation.method, operation.path), []).append((pattern, operation))
    return routes


def route(request: Request) -> tuple[Operation, list[str]] | None:
    """The operation, and the ids that stand in its path; None where there is none.

    Of operations with one address the first is meant: `customers.create_source` is `sources.create` by another name.
    """
    for pattern, operation in _routes().get(_address(request.method, request.path), ()):
        if (found := pattern.fullmatch(request.path)) is not None:
            return operation, list(found.groups())
    return None


def _address(method: str, path: str) -> tuple[str, str, int]:
    parts = path.strip("/").split("/")
    return method, "/".join(parts[:2]), len(parts)
