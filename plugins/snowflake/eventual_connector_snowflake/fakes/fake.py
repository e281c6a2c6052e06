"""A Snowflake account in memory: one database, executed by DuckDB."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from eventual_connectors.fakes import EffectLog, Fake, Request, Response

from ..ledger import ledger_statements
from . import driver_api, sql_api
from .database import Database, Outcome
from .translating import SqlError

Json = dict[str, Any]

DATABASE = "EVENTUAL"
LEDGER = ledger_statements("EVENTUAL_LEDGER")
REMEMBERED = timedelta(hours=1)
"""For how long a request id is known here. Snowflake says that it is, and not for how long."""


class SnowflakeFake(Fake):
    """A Snowflake account in which the ledger's table is made. Its tables are in DuckDB, its clock says how long `SYSTEM$WAIT` takes.

    Args:
        seed: of all ids.
        start: freezes the clock at this time (aware).
        token: the token that it takes.
    """

    name: ClassVar[str] = "snowflake"
    operations: ClassVar[frozenset[str]] = frozenset({"statements.submit", "statements.get", "statements.cancel", *driver_api.OPERATIONS})
    idle_seconds: ClassVar[float] = 300.0
    """After which a transaction that nobody uses is undone, if it stands in the way of another."""
    partition_rows: ClassVar[int] = 1000
    """Rows in one part of a result."""

    def __init__(self, seed: int = 0, *, start: datetime | None = None, token: str = "fake-token") -> None:
        self.token = token
        self.public_key: bytes | None = None
        """The PEM of a user's public key, whose JWTs are taken too."""
        self._begin(*LEDGER)
        super().__init__(seed, start=start)

    def _begin(self, *statements: str) -> None:
        self.database = Database(DATABASE)
        for statement in statements:
            self.database.execute(self.database.cursor(), statement)
        self.statements: dict[str, Json] = {}
        self.requests: dict[str, str] = {}
        self.sessions: dict[str, driver_api.Session] = {}

    # What its users use.

    def sql(self, statement: str, binds: Sequence[Any] = ()) -> list[list[str | None]]:
        """Execute a statement here and now, without an effect; the rows as they are on the wire."""
        with self._lock:
            return self.database.execute(self.database.cursor(), statement, binds).rows

    def put(self, path: str, text: str) -> None:
        """Put a CSV file onto a stage: `put("orders/1.csv", "1,a\\n")` is `@orders/1.csv`."""
        self.database.files[path] = text

    def procedure(self, name: str, statement: str) -> None:
        """Say what a procedure does: the one statement that it executes, with its arguments as binds."""
        self.database.procedures[name.lower()] = statement

    # The wire.

    def new_state(self) -> Json:
        """The statements that were stopped; what the tables hold is in DuckDB, and in `snapshot`."""
        return {"cancelled": []}

    def operation(self, request: Request) -> str:
        """`statements.…` of the SQL API, `session.…` and `query.…` of the connector's protocol."""
        found = sql_api.operation(request)
        return driver_api.operation(request) if found == "unknown" else found

    def key_of(self, request: Request) -> str | None:
        """The request id of the SQL API; of a session the key in its query tag."""
        if sql_api.operation(request) != "unknown":
            return dict(request.query_pairs()).get("requestId")
        return driver_api.key_of(self, request)

    def settings(self, url: str) -> Json:
        """A connection's settings."""
        return {
            "base_url": url,
            "account_identifier": "fake",
            "user": "fake",
            "token": self.token,
            "database": DATABASE,
            "schema_name": "PUBLIC",
            "poll_seconds": 0.05,
        }

    def refusal(self, request: Request, status: int, *, after: float | None = None) -> Response:
        """Snowflake's words, without a statement's handle."""
        headers = {} if after is None else {"Retry-After": f"{after:g}"}
        code = {401: "390303", 429: "390429"}.get(status, "000001")
        said: Json = {"code": code, "message": f"refused with status {status}"}
        if sql_api.operation(request) == "unknown":
            said |= {"success": False, "data": None}
        return Response.json(said, status=status, headers=headers)

    def apply(self, request: Request) -> Response:
        """Answer as Snowflake does."""
        if sql_api.operation(request) == "unknown":
            return driver_api.apply(self, request)
        if not self.admitted(request.headers.get("Authorization", "").removeprefix("Bearer ")):
            return self.refusal(request, 401)
        return sql_api.apply(self, request)

    def admitted(self, token: str) -> bool:
        """Whether a credential is good: the token, or a JWT of the user's key."""
        if token == self.token:
            return True
        if self.public_key is None:
            return False
        import jwt

        try:
            jwt.decode(token, self.public_key, algorithms=["RS256"])
        except jwt.InvalidTokenError:
            return False
        return True

    # Statements.

    def statement(self, text: str, binds: Sequence[Any], *, tag: str, key: str | None, operation: str, context: Json) -> Json:
        """Take a statement in; it runs until `finish`."""
        at = self.clock.now()
        seconds, due = sql_api.due(at, text, DATABASE)
        made = {
            "id": self._handle(key or text),
            "text": text,
            "binds": list(binds),
            "tag": tag,
            "key": key,
            "operation": operation,
            "status": "running",
            "code": "",
            "state": "",
            "message": "",
            "at": at.isoformat(),
            "due": due.isoformat(),
            "seconds": seconds,
            "row_type": [],
            "rows": [],
            "changed": {},
            **context,
        }
        self.statements[made["id"]] = made
        self.database.history.append(made)
        return made

    def finish(self, statement: Json) -> None:
        """Execute a statement that was taken in, in a transaction of its own."""
        try:
            outcome = self.database.execute(self.database.cursor(), statement["text"], statement["binds"])
        except SqlError as error:
            self.ended(statement, error=error)
            return
        self.ended(statement, outcome=outcome)
        if outcome.writes:
            self.written((statement, outcome))

    def written(self, *done: tuple[Json, Outcome]) -> None:
        """Record the effect of a statement, or of a transaction of several, which is one effect."""
        data = {"statements": [statement["text"] for statement, _ in done], "changed": [outcome.changed for _, outcome in done]}
        last, _ = done[-1]
        self.effect(last["operation"], last["id"], data, key=last["key"])

    def ended(self, statement: Json, *, outcome: Outcome | None = None, error: SqlError | None = None) -> None:
        """Write down how a statement ended."""
        if error is not None:
            statement.update(status="failed", code=error.code, state=error.state, message=str(error))
        if outcome is not None:
            statement.update(status="success", **sql_api.describe(outcome))
        statement["binds"] = []

    def remembers(self, handle: str) -> bool:
        """Whether the request id of a statement is still known."""
        return self.clock.now() < datetime.fromisoformat(self.statements[handle]["at"]) + REMEMBERED

    def land_due(self) -> None:
        """Apply late requests, and finish the statements whose time is over."""
        super().land_due()
        with self._applying():
            now = self.clock.now()
            for statement in list(self.statements.values()):
                if statement["status"] == "running" and datetime.fromisoformat(statement["due"]) <= now:
                    self.finish(statement)

    def _handle(self, what: str) -> str:
        return str(uuid.UUID(bytes=hashlib.sha256(self.id("", what).encode()).digest()[:16]))

    # State.

    def reset(self) -> None:
        """As on the first day."""
        with self._lock:
            super().reset()
            self.database.close()
            self._begin(*LEDGER)

    def snapshot(self) -> Json:
        """State, effects, ids, statements; `state.holds` is what the tables hold."""
        self.land_due()
        with self._lock:
            found = super().snapshot()
            found["state"]["holds"] = self.database.holds()
            found["state"]["files"] = dict(self.database.files)
            found["state"]["loaded"] = {table: dict(files) for table, files in self.database.loaded.items()}
            found["state"]["procedures"] = dict(self.database.procedures)
            kept = [{**one, "binds": []} for one in self.statements.values()]
            return {**found, "statements": kept, "requests": dict(self.requests)}

    def restore(self, snapshot: Json) -> None:
        """Go back to what `snapshot` returned; sessions are over."""
        with self._lock:
            super().restore(snapshot)
            kept = {name: self.state.pop(name, {}) for name in ("holds", "files", "loaded", "procedures")}
            self.database.close()
            self._begin()
            self.database.fill(kept["holds"])
            self.database.files, self.database.loaded, self.database.procedures = kept["files"], kept["loaded"], kept["procedures"]
            self.statements = {one["id"]: dict(one) for one in snapshot["statements"]}
            self.requests = dict(snapshot["requests"])
            self.database.history = list(self.statements.values())

    @property
    def effects(self) -> EffectLog:
        """Everything that happened so far."""
        return super().effects
