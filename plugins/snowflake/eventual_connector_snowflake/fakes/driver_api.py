"""The protocol of the vendor's own connector: log-in, queries, transactions, what became of a query."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from eventual_connectors.fakes import Request, Response

from .database import Outcome, bound_all, text_column
from .translating import SqlError, translated

if TYPE_CHECKING:
    import duckdb

    from .fake import SnowflakeFake

Json = dict[str, Any]

_TAG = re.compile(r"QUERY_TAG\s*=\s*'((?:[^']|'')*)'", re.IGNORECASE)
_WORDS = {"begin": "query.begin", "start": "query.begin", "commit": "query.commit", "rollback": "query.rollback"}

OPERATIONS = frozenset(
    {"session.login", "session.token", "session.close", "session.heartbeat", "session.telemetry", "query.execute", "query.result"}
    | {"query.monitor", "query.abort", *_WORDS.values()}
)

_PATHS = {
    "/session/v1/login-request": "session.login",
    "/session/token-request": "session.token",
    "/session/heartbeat": "session.heartbeat",
    "/session": "session.close",
    "/telemetry/send": "session.telemetry",
    "/queries/v1/abort-request": "query.abort",
}


@dataclass
class Session:
    """A session and its transaction.

    Attributes:
        token: what its requests carry.
        cursor: DuckDB's, with its transaction.
        tag: its query tag.
        open: whether a transaction is.
        used: when it was last used.
        done: what was written in the transaction that is open.
        answers: what its requests were answered, by their ids.
    """

    token: str
    cursor: duckdb.DuckDBPyConnection
    used: datetime
    tag: str = ""
    open: bool = False
    autocommit: bool = True
    done: list[tuple[Json, Outcome]] = field(default_factory=list)
    answers: dict[str, Json] = field(default_factory=dict)

    def end(self, word: str) -> None:
        """End the transaction by `COMMIT` or `ROLLBACK`."""
        if self.open:
            self.open = False
            self.cursor.execute(word)


def operation(request: Request) -> str:
    """Which of its operations a request is; a COMMIT is one of its own, since that is when others see what was done."""
    if request.path == "/queries/v1/query-request":
        found = re.match(r"\s*(\w+)", str(content_of(request).get("sqlText", "")))
        return _WORDS.get(found[1].lower() if found else "", "query.execute")
    if request.path.startswith("/monitoring/queries/"):
        return "query.monitor"
    if re.match(r"^/queries/[\w-]+/result$", request.path):
        return "query.result"
    return _PATHS.get(request.path, "unknown")


def content_of(request: Request) -> Json:
    """The body, unpacked."""
    body = gzip.decompress(request.body) if request.headers.get("Content-Encoding") == "gzip" else request.body
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def key_of(fake: SnowflakeFake, request: Request) -> str | None:
    """The key in the query tag of the request's session."""
    session = fake.sessions.get(_token(request))
    return _key(session.tag) if session else None


def _key(tag: str) -> str | None:
    try:
        found = json.loads(tag)
    except ValueError:
        return None
    return str(found["eventual_key"]) if isinstance(found, dict) and "eventual_key" in found else None


def _token(request: Request) -> str:
    found = re.search(r'Token="([^"]*)"', request.headers.get("Authorization", ""))
    return found[1] if found else ""


def apply(fake: SnowflakeFake, request: Request) -> Response:
    """Answer a request of the connector's protocol."""
    kind = operation(request)
    if kind == "session.login":
        return _login(fake, request)
    session = fake.sessions.get(_token(request))
    if session is None:
        return _said({"success": False, "code": "390111", "message": "Session no longer exists. New login required.", "data": None})
    if kind == "session.close":
        session.end("ROLLBACK")
        del fake.sessions[session.token]
    if kind == "query.abort":
        session.done.clear()
        session.end("ROLLBACK")
    if kind in ("query.monitor", "query.result"):
        return _asked(fake, request, kind)
    if kind.startswith("query.") and kind != "query.abort":
        session.used = fake.clock.now()
        return _query(fake, session, request)
    return _said({"success": True, "code": None, "message": None, "data": {}})


def _login(fake: SnowflakeFake, request: Request) -> Response:
    data = content_of(request).get("data", {})
    if not fake.admitted(str(data.get("TOKEN") or data.get("PASSWORD") or "")):
        said = "Programmatic access token is invalid."
        return _said({"success": False, "code": "390303", "message": said, "data": {"authnMethod": "PAT", "nextAction": "RETRY_LOGIN"}})
    parameters = data.get("SESSION_PARAMETERS") or {}
    session = Session(fake.id("session-"), fake.database.cursor(), fake.clock.now(), tag=str(parameters.get("QUERY_TAG", "")))
    session.autocommit = str(parameters.get("AUTOCOMMIT", "true")).lower() == "true"
    fake.sessions[session.token] = session
    known: Json = {
        "token": session.token,
        "masterToken": f"master-{session.token}",
        "validityInSeconds": 3600,
        "masterValidityInSeconds": 14400,
        "sessionId": len(fake.sessions),
        "displayUserName": "FAKE",
        "serverVersion": "9.0.0",
        "healthCheckInterval": 45,
        "parameters": [
            {"name": "AUTOCOMMIT", "value": session.autocommit},
            {"name": "CLIENT_TELEMETRY_ENABLED", "value": False},
            {"name": "CLIENT_STAGE_ARRAY_BINDING_THRESHOLD", "value": 65280},
        ],
        "sessionInfo": {"databaseName": fake.database.name, "schemaName": "PUBLIC", "warehouseName": "WH", "roleName": "PUBLIC"},
    }
    return _said({"success": True, "code": None, "message": None, "data": known})


def _query(fake: SnowflakeFake, session: Session, request: Request) -> Response:
    asked = dict(request.query_pairs())
    request_id = asked.get("requestId", "")
    if request_id in session.answers:
        return _said(session.answers[request_id])
    content = content_of(request)
    answer = _described(fake, content) if content.get("describeOnly") else _executed(fake, session, content, request_id)
    session.answers[request_id] = answer
    return _said(answer)


def _described(fake: SnowflakeFake, content: Json) -> Json:
    """What a statement would answer; it is not executed."""
    kind = translated(content["sqlText"], fake.database.name).kind
    return _answer(fake, fake.id("query-"), Outcome(kind, [text_column("number of rows inserted")]), count=content["sqlText"].count("?"))


def _executed(fake: SnowflakeFake, session: Session, content: Json, request_id: str) -> Json:
    text = content["sqlText"]
    statement = fake.statement(
        text,
        (),
        tag=session.tag,
        key=_key(session.tag),
        operation="query.commit",
        context={"role": None, "warehouse": None, "database": None, "schema": None, "request": request_id},
    )
    try:
        outcome = _in_session(fake, session, statement, bound_all(content.get("bindings") or {}))
    except SqlError as error:
        fake.ended(statement, error=error)
        data = {"errorCode": error.code, "sqlState": error.state, "queryId": statement["id"], "internalError": False}
        return {"success": False, "code": error.code, "message": str(error), "data": data}
    fake.ended(statement, outcome=outcome)
    return _answer(fake, statement["id"], outcome)


def _in_session(fake: SnowflakeFake, session: Session, statement: Json, binds: list[Any]) -> Outcome:
    text = statement["text"]
    word = _WORDS.get(text.strip().rstrip(";").split()[0].lower())
    done = Outcome("transaction", [text_column("status")], [["Statement executed successfully."]])
    if tag := _TAG.search(text):
        session.tag = tag[1].replace("''", "'")
        return done
    if word == "query.begin":
        if not session.open:
            session.cursor.execute("BEGIN")
            session.open = True
        return done
    if word in ("query.commit", "query.rollback"):
        _end(fake, session, "COMMIT" if word == "query.commit" else "ROLLBACK")
        return done
    kind = translated(text, fake.database.name).kind
    if kind in ("alter", "use", "set") and not text.upper().lstrip().startswith("ALTER TABLE"):
        return done
    if not session.open and not session.autocommit:
        session.cursor.execute("BEGIN")
        session.open = True
    outcome = _patiently(fake, session, text, binds)
    if outcome.writes:
        session.done.append((statement, outcome))
        if not session.open:
            _end(fake, session, "COMMIT")
    return outcome


def _patiently(fake: SnowflakeFake, session: Session, text: str, binds: list[Any]) -> Outcome:
    """Execute a statement. One that meets another transaction's lock fails, and that transaction is undone if nobody uses it any more."""
    try:
        return fake.database.execute(session.cursor, text, binds)
    except SqlError as error:
        if session.open and error.code == "000625":
            session.done.clear()
            session.end("ROLLBACK")
            idle = fake.clock.now() - timedelta(seconds=fake.idle_seconds)
            for other in fake.sessions.values():
                if other.open and other.used <= idle:
                    other.done.clear()
                    other.end("ROLLBACK")
        elif session.open:
            _still_open(session)
        raise


def _still_open(session: Session) -> None:
    """DuckDB gives a transaction up with its first error; in Snowflake the rest of it goes on, and here it is undone as a whole."""
    session.done.clear()
    session.end("ROLLBACK")


def _end(fake: SnowflakeFake, session: Session, word: str) -> None:
    import duckdb

    done, session.done = session.done, []
    try:
        session.end(word)
    except duckdb.TransactionException as error:
        raise SqlError("000625", "40001", f"Statement was aborted: {str(error).splitlines()[0]}") from None
    if word == "COMMIT" and done:
        fake.written(*done)


def _answer(fake: SnowflakeFake, query: str, outcome: Outcome, *, count: int = 0) -> Json:
    rows = [[_cell(column, value) for column, value in zip(outcome.row_type, row, strict=True)] for row in outcome.rows]
    kinds = {"insert": 12544, "update": 12800, "delete": 13056, "merge": 13312, "select": 4096, "union": 4096, "create": 24576}
    data = {
        "parameters": [],
        "rowtype": [{**column, "database": "", "schema": "", "table": "", "collation": None} for column in outcome.row_type],
        "rowset": rows,
        "total": len(rows),
        "returned": len(rows),
        "queryId": query,
        "finalDatabaseName": fake.database.name,
        "finalSchemaName": "PUBLIC",
        "finalWarehouseName": "WH",
        "finalRoleName": "PUBLIC",
        "numberOfBinds": count,
        "arrayBindSupported": True,
        "statementTypeId": kinds.get(outcome.kind, 4096 if outcome.kind in ("values", "subquery") else 8192),
        "version": 1,
        "sendResultTime": int(fake.clock.now().timestamp() * 1000),
        "queryResultFormat": "json",
        "stats": {f"numRows{name.capitalize()}": count for name, count in outcome.changed.items()},
    }
    return {"success": True, "code": None, "message": None, "data": data}


def _cell(column: Json, value: str | None) -> str | None:
    return {"true": "1", "false": "0"}.get(value, value) if value is not None and column["type"] == "boolean" else value


def _asked(fake: SnowflakeFake, request: Request, kind: str) -> Response:
    """How a query stands, or its result once more."""
    query = request.path.split("/")[3 if kind == "query.monitor" else 2]
    statement = fake.statements.get(query)
    if statement is None:
        return _said({"success": False, "code": "000709", "message": f"Statement {query} not found", "data": None})
    if kind == "query.monitor":
        word = {"running": "RUNNING", "success": "SUCCESS", "failed": "FAILED_WITH_ERROR"}[statement["status"]]
        known = {"id": query, "status": word, "errorCode": statement["code"], "errorMessage": statement["message"]}
        return _said({"success": True, "code": None, "message": None, "data": {"queries": [known]}})
    if statement["status"] == "failed":
        data = {"errorCode": statement["code"], "sqlState": statement["state"], "queryId": query}
        return _said({"success": False, "code": statement["code"], "message": statement["message"], "data": data})
    return _said(_answer(fake, query, Outcome("select", statement["row_type"], statement["rows"], statement["changed"])))


def _said(body: Json) -> Response:
    return Response.json(body)
