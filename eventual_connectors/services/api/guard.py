"""Who may call: whom the application's hook lets in; without one, whoever is on this machine."""

from __future__ import annotations

import inspect
import ipaddress
from collections.abc import Awaitable, Callable

from starlette.requests import Request

from .problems import Problem

Authorize = Callable[[Request, str], bool | Awaitable[bool]]
"""Gets the request and what it asks for, such as `command:place` or `executions:cancel`; whether it may."""

_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


async def check(authorize: Authorize | None, request: Request, what: str) -> None:
    """Let the request pass.

    Raises:
        Problem: it may not.
    """
    if authorize is None:
        if not _local(request):
            raise Problem(403, "this API answers to its own machine alone until authorize= is configured")
        return
    allowed = authorize(request, what)
    if inspect.isawaitable(allowed):
        allowed = await allowed
    if allowed is not True:
        raise Problem(403, f"not allowed: {what}")


def _local(request: Request) -> bool:
    """Whether it comes from this machine, and was not handed on by a proxy; nor by a browser that was told another name for it."""
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    return _loopback(request.client.host) and _loopback(request.url.hostname or "")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
