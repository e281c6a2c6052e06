"""The SQL API as its documentation describes it: request ids, handles, parts of results."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from eventual_connectors.fakes import Request, Response

from .database import Outcome, bound_all
from .translating import SqlError, translated

if TYPE_CHECKING:
    from .fake import SnowflakeFake

Json = dict[str, Any]

ROOT = "/api/v2/statements"
SYNCHRONOUS = 45.0
"""Seconds after which a request that waits gets a handle instead of a result."""

_PATH = re.compile(rf"^{ROOT}(?:/(?P<handle>[\w-]+)(?P<cancel>/cancel)?)?/?$")


def operation(request: Request) -> str:
    """Which of its operations a request is."""
    found = _PATH.match(request.path)
    if found is None:
        return "unknown"
    if found["handle"] is None:
        return "statements.submit" if request.method == "POST" else "unknown"
    return "statements.cancel" if found["cancel"] else "statements.get"


def apply(fake: SnowflakeFake, request: Request) -> Response:
    """Answer a request of the SQL API whose credential is good."""
    asked = dict(request.query_pairs())
    found = _PATH.match(request.path)
    assert found is not None
    if found["handle"] is None:
        return _submit(fake, request, asked)
    statement = fake.statements.get(found["handle"])
    if statement is None:
        return Response.json({"code": "390404", "message": f"Statement {found['handle']} not found"}, status=404)
    if found["cancel"]:
        if statement["status"] == "running":
            fake.ended(statement, error=SqlError("000604", "57014", "SQL execution canceled"))
            fake.state["cancelled"].append(statement["id"])
            fake.effect("statements.cancel", statement["id"], {"statement": statement["text"]})
        return Response.json(
            {"code": "000604", "sqlState": "57014", "message": "SQL execution canceled", "statementHandle": statement["id"]}
        )
    return answer(fake, statement, int(asked.get("partition") or 0))


def _submit(fake: SnowflakeFake, request: Request, asked: dict[str, str]) -> Response:
    request_id = asked.get("requestId")
    known = fake.requests.get(request_id) if request_id and asked.get("retry") == "true" else None
    if known is not None and fake.remembers(known):
        return answer(fake, fake.statements[known])
    content = request.json()
    statement = fake.statement(
        content["statement"],
        bound_all(content.get("bindings") or {}),
        tag=str((content.get("parameters") or {}).get("QUERY_TAG", "")),
        key=request_id,
        operation="statements.submit",
        context={name: content.get(name) for name in ("role", "warehouse", "database", "schema")},
    )
    if request_id:
        fake.requests[request_id] = statement["id"]
    seconds = statement["seconds"]
    if seconds == 0 or (asked.get("async") != "true" and seconds <= SYNCHRONOUS):
        fake.finish(statement)
    if asked.get("async") == "true":
        return _running(statement)
    return answer(fake, statement)


def answer(fake: SnowflakeFake, statement: Json, partition: int = 0) -> Response:
    """How a statement stands, or its result."""
    if statement["status"] == "running":
        return _running(statement)
    about = {"statementHandle": statement["id"], "statementStatusUrl": f"{ROOT}/{statement['id']}"}
    if statement["status"] == "failed":
        error = {"code": statement["code"], "sqlState": statement["state"], "message": statement["message"]}
        return Response.json({**error, **about}, status=408 if statement["code"] == "000630" else 422)
    rows, size = statement["rows"], fake.partition_rows
    parts = [rows[start : start + size] for start in range(0, len(rows), size)] or [[]]
    if partition >= len(parts):
        return Response.json({"code": "391911", "message": "no such partition"}, status=400)
    body: Json = {
        **about,
        "code": "090001",
        "sqlState": "00000",
        "message": "Statement executed successfully.",
        "createdOn": int(datetime.fromisoformat(statement["at"]).timestamp() * 1000),
        "data": parts[partition],
    }
    if partition == 0:
        infos = [{"rowCount": len(part), "uncompressedSize": sum(len(str(row)) for row in part)} for part in parts]
    else:
        infos = [{"rowCount": len(part)} for part in parts]
    body["resultSetMetaData"] = {"numRows": len(rows), "format": "jsonv2", "partitionInfo": infos, "rowType": statement["row_type"]}
    if statement["changed"]:
        body["stats"] = {f"numRows{name.capitalize()}": count for name, count in statement["changed"].items()}
    return Response.json(body)


def _running(statement: Json) -> Response:
    body = {
        "code": "333334",
        "message": "Asynchronous execution in progress. Use provided query id to perform query monitoring and management.",
        "statementHandle": statement["id"],
        "statementStatusUrl": f"{ROOT}/{statement['id']}",
    }
    return Response.json(body, status=202)


def describe(outcome: Outcome) -> Json:
    """An outcome as the fake keeps it."""
    return {"row_type": outcome.row_type, "rows": outcome.rows, "changed": outcome.changed}


def due(at: datetime, statement: str, database: str) -> tuple[float, datetime]:
    """How long a statement takes, and when it is done."""
    try:
        seconds = translated(statement, database).seconds
    except SqlError:
        seconds = 0.0
    return seconds, at + timedelta(seconds=seconds)
