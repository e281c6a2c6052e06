"""The endpoints of executions: start, list, show, result, signal, cancel. Only those of the service's own workflows are there."""

from __future__ import annotations

import inspect
import json
import uuid
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ...engines.port import CLOSED, STATUSES, ExecutionSummary
from ...errors import ExecutionCancelled, ExecutionFailed, ExecutionNotFound, SerializationError
from ...workflows.definition import Workflow
from .bodies import idempotency_key, read_json
from .problems import Problem

if TYPE_CHECKING:
    from ...engines.embedded.client import EmbeddedHandle
    from ..service import Service

MAX_WAIT = 30.0
"""Seconds that a request for a result may wait."""

MAX_LISTED = 1000


async def start(service: Service, request: Request) -> Response:
    """Start an execution. With `Idempotency-Key` the same request starts the same one, and another input under it is a conflict."""
    name = request.path_params["name"]
    workflow = service.workflows.get(name)
    if workflow is None:
        raise Problem(404, f"the service has no workflow {name!r}")
    arguments = _arguments(workflow, await read_json(request))
    key = idempotency_key(request)
    id = f"{service.name}.{name}.{key or uuid.uuid4().hex}"
    handle = await service.engine.start(workflow, *arguments, id=id)
    return JSONResponse({"id": handle.id}, 201)


async def listed(service: Service, request: Request) -> Response:
    """List executions, newest first."""
    status, limit = request.query_params.get("status"), request.query_params.get("limit", "100")
    if status is not None and status not in STATUSES:
        raise Problem(400, f"status is one of {', '.join(STATUSES)}")
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit[:9]) <= MAX_LISTED):
        raise Problem(400, f"limit is a number from 1 to {MAX_LISTED}")
    found = await service.engine.executions(status=status, limit=MAX_LISTED)
    ours = [summary.to_json() for summary in found if summary.workflow in service.workflows]
    return JSONResponse({"executions": ours[: int(limit)]})


async def show(service: Service, request: Request) -> Response:
    """Show an execution."""
    _, summary = await _found(service, request)
    return JSONResponse(summary.to_json())


async def result(service: Service, request: Request) -> Response:
    """How an execution ended; 202 while it has not. `?wait=SECONDS` waits for it."""
    handle, summary = await _found(service, request)
    try:
        seconds = float(request.query_params.get("wait", "0"))
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= MAX_WAIT:
        raise Problem(400, f"wait is a number of seconds from 0 to {MAX_WAIT:g}")
    if summary.status not in CLOSED and seconds == 0:
        return JSONResponse({"status": summary.status}, 202)
    try:
        value = await handle.result(timeout=max(seconds, 1.0))
    except TimeoutError:
        return JSONResponse({"status": await handle.status()}, 202)
    except ExecutionCancelled:
        return JSONResponse({"status": "cancelled"})
    except ExecutionFailed as error:
        return JSONResponse({"status": "failed", "error": type(error.__cause__).__name__})
    kind = service.workflows[summary.workflow].result_type
    return JSONResponse({"status": "completed", "result": json.loads(TypeAdapter(kind).dump_json(value, by_alias=True))})


async def signal(service: Service, request: Request) -> Response:
    """Send a signal. With `Idempotency-Key` it is taken once."""
    handle, _ = await _found(service, request)
    kind = service.signals.get(request.path_params["name"])
    if kind is None:
        raise Problem(404, f"the service has no signal {request.path_params['name']!r}")
    tree = await read_json(request)
    await handle.signal(kind, kind.decode(tree), id=idempotency_key(request))
    return Response(status_code=202)


async def cancel(service: Service, request: Request) -> Response:
    """Ask an execution to cancel."""
    handle, _ = await _found(service, request)
    tree = await read_json(request, optional=True)
    reason = tree.get("reason", "") if isinstance(tree, dict) else "" if tree is None else None
    if not isinstance(reason, str):
        raise Problem(422, 'the body is an object such as {"reason": "…"}, or empty')
    await handle.cancel(reason)
    return Response(status_code=202)


async def _found(service: Service, request: Request) -> tuple[EmbeddedHandle[Any], ExecutionSummary]:
    id = request.path_params["id"]
    missing = Problem(404, "no execution has this id")
    try:
        handle = await service.engine.handle(id)
        summary = await handle.summary()
    except ExecutionNotFound:
        raise missing from None
    if summary.workflow not in service.workflows:
        raise missing
    return await service.engine.handle(id, service.workflows[summary.workflow]), summary


def _arguments(workflow: Workflow[..., Any], tree: Any) -> tuple[Any, ...]:
    """One parameter takes the whole body; several take an object with their names."""
    names = list(inspect.signature(workflow.function).parameters)
    named = {names[0]: tree} if len(names) == 1 else tree
    if not isinstance(named, dict) or named.keys() - set(names):
        raise Problem(422, f"the body is an object of {', '.join(names) or 'nothing'}")
    try:
        bound = workflow.decode_input(named)
        workflow.encode_input(bound.args, bound.kwargs)
    except SerializationError:
        raise
    except (TypeError, ValueError, ArithmeticError) as error:
        raise Problem(422, f"the body does not fit: {type(error).__name__}") from None
    return bound.args
