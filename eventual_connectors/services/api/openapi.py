"""The OpenAPI 3.1 document of a service's API."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Literal

from pydantic import TypeAdapter

from ...engines.port import STATUSES
from .executions import MAX_LISTED, MAX_WAIT

if TYPE_CHECKING:
    from ...workflows.definition import Workflow
    from ..service import Service

Json = dict[str, Any]

_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
_KEY = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"}}
_PROBLEM: Json = {
    "type": "object",
    "properties": {"type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"}},
    "required": ["type", "title", "status", "detail"],
}
_ENDED: Json = {"type": "object", "properties": {"status": {"enum": list(STATUSES)}}, "required": ["status"]}
_SUMMARY: Json = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "workflow": {"type": "string"}, "status": {"enum": list(STATUSES)}},
}


def document(service: Service, title: str, version: str) -> Json:
    """The document."""
    schemas, definitions = _schemas(service)
    paths: Json = {}
    for command in service.commands.values():
        content = {200: _content(schemas["out", command.name]), 422: None}
        paths[f"/commands/{command.name}"] = {"post": _operation(f"command_{command.name}", content, body=schemas["in", command.name])}
    for name, workflow in service.workflows.items():
        started = {201: _content({"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}), 409: None, 422: None}
        body = _input(workflow, schemas)
        paths[f"/workflows/{name}/executions"] = {"post": _operation(f"start_{name}", started, body=body, parameters=[_KEY])}
    paths |= _execution_paths(service, schemas)
    components = {"schemas": definitions | {"Problem": _PROBLEM, "Execution": _SUMMARY}}
    return {"openapi": "3.1.0", "info": {"title": title, "version": version}, "paths": paths, "components": components}


def _execution_paths(service: Service, schemas: dict[Any, Json]) -> Json:
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": MAX_LISTED}}
    status = {"name": "status", "in": "query", "schema": {"enum": list(STATUSES)}}
    wait = {"name": "wait", "in": "query", "schema": {"type": "number", "minimum": 0, "maximum": MAX_WAIT}}
    summary = {"$ref": "#/components/schemas/Execution"}
    listed = {"type": "object", "properties": {"executions": {"type": "array", "items": summary}}}
    reason = {"type": "object", "properties": {"reason": {"type": "string"}}}
    cancelled = _operation("cancel_execution", {202: {}, 404: None, 409: None, 422: None}, [_ID], reason, required=False)
    paths: Json = {
        "/executions": {"get": _operation("list_executions", {200: _content(listed)}, [status, limit])},
        "/executions/{id}": {"get": _operation("show_execution", {200: _content(summary), 404: None}, [_ID])},
        "/executions/{id}/result": {
            "get": _operation("execution_result", {200: _content(_ENDED), 202: _content(_ENDED), 404: None}, [_ID, wait])
        },
        "/executions/{id}/cancel": {"post": cancelled},
    }
    for name in service.signals:
        taken: dict[int, Json | None] = {202: {}, 404: None, 409: None, 422: None}
        path = f"/executions/{{id}}/signals/{name}"
        paths[path] = {"post": _operation(f"signal_{name}", taken, [_ID, _KEY], schemas["signal", name])}
    return paths


def _schemas(service: Service) -> tuple[dict[Any, Json], Json]:
    """The schema of each input and output, and the definitions that they share."""
    wanted: list[tuple[Any, Literal["validation", "serialization"], TypeAdapter[Any]]] = []
    for command in service.commands.values():
        wanted.append((("in", command.name), "validation", TypeAdapter(command.input)))
        wanted.append((("out", command.name), "serialization", TypeAdapter(command.output)))
    for name, workflow in service.workflows.items():
        for parameter in inspect.signature(workflow.function).parameters:
            wanted.append((("workflow", name, parameter), "validation", TypeAdapter(workflow.annotations.get(parameter, Any))))
    for name, signal in service.signals.items():
        wanted.append((("signal", name), "validation", TypeAdapter(signal.type)))
    found, shared = TypeAdapter.json_schemas(wanted, ref_template="#/components/schemas/{model}")
    return {key: schema for (key, _), schema in found.items()}, shared.get("$defs", {})


def _input(workflow: Workflow[..., Any], schemas: dict[Any, Json]) -> Json:
    parameters = inspect.signature(workflow.function).parameters
    if len(parameters) == 1:
        (name,) = parameters
        return schemas["workflow", workflow.name, name]
    required = [name for name, one in parameters.items() if one.default is one.empty]
    properties = {name: schemas["workflow", workflow.name, name] for name in parameters}
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _operation(
    name: str, answers: dict[int, Json | None], parameters: list[Json] | None = None, body: Json | None = None, *, required: bool = True
) -> Json:
    problems = {400, 403, 503} | ({413, 415} if body is not None else set())
    refused = {"$ref": "#/components/schemas/Problem"}
    said = {"description": "A problem", "content": {"application/problem+json": {"schema": refused}}}
    responses = {str(status): said if content is None else {"description": "Done", **content} for status, content in answers.items()}
    responses |= {str(status): said for status in sorted(problems)}
    found: Json = {"operationId": name, "responses": responses}
    if parameters:
        found["parameters"] = parameters
    if body is not None:
        found["requestBody"] = {"required": required, "content": {"application/json": {"schema": body}}}
    return found


def _content(schema: Json) -> Json:
    return {"content": {"application/json": {"schema": schema}}}
