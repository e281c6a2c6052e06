"""One request of an operation, by the method of the SDK that makes it."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from eventual_connectors import Attempt, InDoubt

from .classify import classify, is_missing
from .errors import InvalidRequestError
from .operations import Operation
from .resource import LAST_RESPONSE, Resource, resource, without_secrets
from .stamps import stamped

if TYPE_CHECKING:
    from stripe import StripeClient

KEPT = frozenset({"v1.customers.delete"})
"""Deletions after which Stripe still shows the object, as deleted: where it shows none, there never was one."""


def requester(operation: Operation) -> Callable[..., Awaitable[Any]]:
    """The function of an operation's activity."""

    async def request(client: StripeClient, attempt: Attempt, *ids: str, params: Any = None) -> Any:
        try:
            return await send(client, attempt, operation, *ids, params=params)
        except Exception as error:
            if operation.effect != "natural" or not attempt.in_doubt or not is_missing(error):
                raise
            return await _deleted(client, attempt, operation, ids, error)

    request.__doc__ = f"{operation.method} {operation.path}"
    request.__annotations__["return"] = bytes if operation.streams else type(None) if operation.result == "None" else Resource
    return request


async def send(client: StripeClient, attempt: Attempt, operation: Operation, *ids: str, params: Any = None) -> Any:
    """Send the request, with the call's key where it is one that Stripe heeds.

    Returns:
        A `Resource` with `last_response`; bytes of an operation that streams; None where Stripe answers with nothing.
    """
    *path, last = operation.name.split(".")
    service: Any = client
    for name in path:
        service = getattr(service, name)
    keyed = operation.effect == "keyed"
    settings = attempt.settings
    options = {
        "stripe_version": settings["api_version"],
        "stripe_account": settings["stripe_account"],
        "stripe_context": settings.get("stripe_context"),
        "idempotency_key": str(attempt.key) if keyed else None,
    }
    if operation.creates and operation.takes_metadata and settings.get("stamp"):
        params = stamped(params, attempt.key)
    answer = await getattr(service, f"{last}_async")(*ids, _wire(params), options=options)
    if operation.streams:
        return await answer.read_async()
    return None if answer is None else _result(answer)


def _result(answer: Any) -> Resource:
    found = resource(without_secrets(answer.to_dict()))
    response = answer.last_response
    if response is not None:
        if response.request_id is None and "object" not in found:
            raise InDoubt("something answered that is not Stripe", code="unreadable", status=response.code)
        found[LAST_RESPONSE] = Resource(code=response.code, request_id=response.request_id, idempotency_key=response.idempotency_key)
    return found


def _wire(value: Any) -> Any:
    """Parameters as each attempt sends them: in one order, since a history sorts them; bytes as the file that the SDK wants."""
    if isinstance(value, Mapping):
        return {name: _wire(value[name]) for name in sorted(value, key=str)}
    if isinstance(value, list | tuple):
        return [_wire(item) for item in value]
    return _File(value) if isinstance(value, bytes) else value


class _File(io.BytesIO):
    name = "file"


async def _deleted(client: StripeClient, attempt: Attempt, operation: Operation, ids: tuple[str, ...], missing: Exception) -> Any:
    """What a deletion is answered with whose object is gone, when an earlier attempt may have deleted it.

    Raises:
        InvalidRequestError: there never was such an object.
    """
    shown = await _shown(client, attempt, operation, ids)
    if shown is not None:
        if shown.get("deleted") or shown.get("status") == "canceled":
            return shown
        raise missing
    if operation.name in KEPT:
        raise InvalidRequestError(str(classify(missing)), settles=True, code="resource_missing", status=404) from missing
    return Resource(id=ids[-1], deleted=True) if operation.path.endswith("}") else Resource(deleted=True)


async def _shown(client: StripeClient, attempt: Attempt, operation: Operation, ids: tuple[str, ...]) -> Resource | None:
    from .operations import operations

    retrieve = operations().get(operation.name.rpartition(".")[0] + ".retrieve")
    if retrieve is None or retrieve.path != operation.path:
        return None
    try:
        found: Resource = await send(client, attempt, retrieve, *ids)
    except Exception as error:
        if not is_missing(error):
            raise
        return None
    return found
