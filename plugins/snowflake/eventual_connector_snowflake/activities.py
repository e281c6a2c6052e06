"""What goes over the SQL API.

A request that is sent again is recognised by its request id; a statement that runs for long is asked for by its handle.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from eventual_connectors import Attempt, Permanent
from eventual_connectors.errors import Pending, UsageError

from . import values
from .connector import snowflake
from .models import Changed, Rows, Status, Submitted
from .statements import DML, READS, Sql, bare, check, checked_words, copies_out

if TYPE_CHECKING:
    from .client import Json, SnowflakeClient

WINDOW = timedelta(minutes=10)
"""For how long a request id is relied on.

Snowflake documents that a request which is sent again with it is not executed twice, and for how long it does not say. A crash is over in
minutes; what comes later is an operator's to decide, with the query history at hand (`find`).
"""

MECHANISM = "the SQL API's requestId with retry=true"

DDL = frozenset({"CREATE", "ALTER", "DROP", "UNDROP", "TRUNCATE", "GRANT", "REVOKE", "COMMENT"})

Binds = Sequence[Any]


@snowflake.activity("query", effect="read", mechanism="the SQL API", permissions=["SELECT"])
async def query(client: SnowflakeClient, attempt: Attempt, statement: Sql, binds: Binds = ()) -> Rows:
    """The rows of a query; those of a large result in parts, of which this is the first (`rows` gives all).

    A query that runs for longer than 45 seconds is asked for by its handle, also by the next worker. What a query does beside reading (a
    sequence, a function with effects of its own) may be done again.

    Args:
        client: injected.
        attempt: injected.
        statement: a SELECT, SHOW, DESCRIBE, LIST or EXPLAIN; values stand in it as `?`.
        binds: those values.
    """
    found = await _followed(client, attempt, statement, binds, "query", request_id=uuid.uuid4())
    return _rows(found, 0)


@query.check
def _reads(statement: str, binds: Binds = ()) -> None:
    check(statement, binds, verbs=READS, what="snowflake.query")


@snowflake.activity("fetch", effect="read", mechanism="the statement's handle")
async def fetch(client: SnowflakeClient, attempt: Attempt, handle: str, partition: int = 0) -> Rows:
    """A part of the result of a statement; waits for one that still runs.

    Args:
        client: injected.
        attempt: injected.
        handle: of the statement, which Snowflake knows for a day.
        partition: which part, from 0.
    """
    found = await client.fetch(attempt, handle, partition)
    if _runs(found):
        raise Pending(after=client.connection.poll_seconds)
    return _rows(found, partition)


async def rows(statement: Sql, binds: Binds = ()) -> AsyncIterator[dict[str, Any]]:
    """All rows of a query, part after part; each part is a call of its own, so a crash repeats one part at most."""
    part = await query(statement, binds)
    for row in part.rows:
        yield row
    for number in range(1, part.partitions):
        for row in (await fetch(part.handle, number)).rows:
            yield row


@snowflake.activity("show", effect="read", mechanism="the SQL API")
async def show(client: SnowflakeClient, attempt: Attempt, kind: str, within: str = "") -> Rows:
    """The tasks, streams or other objects that there are: `show("TASKS", within="SCHEMA sales.public")`.

    Args:
        client: injected.
        attempt: injected.
        kind: such as `TASKS`, `STREAMS` or `TABLES`.
        within: `ACCOUNT`, `DATABASE name` or `SCHEMA name`; the current schema unless given.
    """
    statement = f"SHOW {kind}" + (f" IN {within}" if within else "")
    return _rows(await _followed(client, attempt, statement, (), "show", request_id=uuid.uuid4()), 0)


@show.check
def _shows(kind: str, within: str = "") -> None:
    checked_words(kind, within)


@snowflake.activity("find", effect="read", mechanism="the query tag, which holds the key")
async def find(client: SnowflakeClient, attempt: Attempt, key: str) -> Rows:
    """The statements of the last seven days that were sent under a key, by the query history.

    For the operator of a call in doubt. That a statement is not there is no proof: the history may be behind, and shows a role
    what it may see.

    Args:
        client: injected.
        attempt: injected.
        key: the key of the call, as `eventual executions show` gives it.
    """
    statement = (
        "SELECT query_id, query_text, execution_status, error_code, start_time FROM TABLE(information_schema.query_history("
        "result_limit => 10000)) WHERE CONTAINS(query_tag, ?) AND NOT CONTAINS(query_tag, '\"snowflake.find\"')"
    )
    return _rows(await _followed(client, attempt, statement, [key], "snowflake.find", request_id=uuid.uuid4()), 0)


@snowflake.activity(
    "execute", effect="keyed", window=WINDOW, mechanism=MECHANISM, tells_conflicts=False, permissions=["INSERT", "UPDATE", "DELETE"]
)
async def execute(client: SnowflakeClient, attempt: Attempt, statement: Sql, binds: Binds = ()) -> Changed:
    """Execute an INSERT, UPDATE, DELETE, MERGE, or a statement that defines something, once.

    A statement that runs for long is asked for by its handle, which is recorded as soon as Snowflake gives it.

    Args:
        client: injected.
        attempt: injected.
        statement: the statement; values stand in it as `?`.
        binds: those values.

    Raises:
        Permanent: Snowflake refused it; `code` is its error code. Nothing was changed.
    """
    return _changed(await _written(client, attempt, statement, binds, "execute"))


@execute.check
def _writes(statement: str, binds: Binds = ()) -> None:
    check(statement, binds, verbs=DML | DDL, what="snowflake.execute")


@snowflake.activity("copy_into", effect="natural", mechanism="the table's load metadata, for 64 days", permissions=["INSERT"])
async def copy_into(client: SnowflakeClient, attempt: Attempt, statement: Sql) -> Changed:
    """Load staged files: `COPY INTO table FROM @stage …`. Loading them again changes nothing.

    The table remembers for 64 days which files it has loaded, by name and content; so `FORCE = TRUE` is refused. Name the files, or a path
    that nobody adds to: a repetition loads what came meanwhile.

    Args:
        client: injected.
        attempt: injected.
        statement: the statement.
    """
    return _changed(await _written(client, attempt, statement, (), "copy_into"))


@copy_into.check
def _loads(statement: str) -> None:
    check(statement, (), verbs=frozenset({"COPY"}), what="snowflake.copy_into")
    if copies_out(statement):
        raise UsageError("snowflake.copy_into loads a table; what writes files, and would write them again, is snowflake.unload")
    words = bare(statement).upper().replace("=", " ").split()
    if ("FORCE", "TRUE") in pairwise(words):
        raise UsageError("snowflake.copy_into: with FORCE = TRUE files are loaded again; leave it out")


@snowflake.activity("unload", effect="keyed", window=WINDOW, mechanism=MECHANISM, tells_conflicts=False, permissions=["SELECT", "WRITE"])
async def unload(client: SnowflakeClient, attempt: Attempt, statement: Sql, binds: Binds = ()) -> Changed:
    """Write rows to a stage: `COPY INTO @stage/path FROM (SELECT …)`, once.

    Args:
        client: injected.
        attempt: injected.
        statement: the statement; values stand in it as `?`.
        binds: those values.
    """
    return _changed(await _written(client, attempt, statement, binds, "unload"))


@unload.check
def _unloads(statement: str, binds: Binds = ()) -> None:
    check(statement, binds, verbs=frozenset({"COPY"}), what="snowflake.unload")
    if not copies_out(statement):
        raise UsageError("snowflake.unload writes files: COPY INTO @stage …; a table is loaded by snowflake.copy_into")


@snowflake.activity("call", effect="keyed", window=WINDOW, mechanism=MECHANISM, tells_conflicts=False, permissions=["USAGE"])
async def call(client: SnowflakeClient, attempt: Attempt, statement: Sql, binds: Binds = ()) -> Changed:
    """Call a procedure, once: `CALL name(?, ?)`.

    A procedure that fails keeps what it committed before; the error says that it failed, and not that it did nothing.

    Args:
        client: injected.
        attempt: injected.
        statement: the CALL; values stand in it as `?`.
        binds: those values.
    """
    return _changed(await _written(client, attempt, statement, binds, "call"))


@call.check
def _calls(statement: str, binds: Binds = ()) -> None:
    check(statement, binds, verbs=frozenset({"CALL"}), what="snowflake.call")


@snowflake.activity("submit", effect="keyed", window=WINDOW, mechanism=MECHANISM, tells_conflicts=False)
async def submit(client: SnowflakeClient, attempt: Attempt, statement: Sql, binds: Binds = ()) -> Submitted:
    """Begin a statement, once, and do not wait for it: `status.until(lambda s: s.done)(handle)` does, and `fetch` gives its rows.

    Args:
        client: injected.
        attempt: injected.
        statement: the statement; values stand in it as `?`.
        binds: those values.
    """
    found = await client.submit(attempt, statement, binds, request_id=attempt.key, wait=False, activity="submit")
    return Submitted(handle=found["statementHandle"])


@submit.check
def _submits(statement: str, binds: Binds = ()) -> None:
    check(statement, binds, verbs=READS | DML | DDL | {"CALL", "COPY"}, what="snowflake.submit")


@snowflake.activity("status", effect="read", mechanism="the statement's handle")
async def status(client: SnowflakeClient, attempt: Attempt, handle: str) -> Status:
    """How a submitted statement stands.

    Args:
        client: injected.
        attempt: injected.
        handle: of the statement.
    """
    from .client import StatementFailed

    try:
        found = await client.fetch(attempt, handle)
    except StatementFailed as error:
        return Status(handle=handle, state="failed", code=error.code, message=str(error))
    return Status(handle=handle, state="running" if _runs(found) else "succeeded", message=str(found.get("message", "")))


@snowflake.activity("cancel", effect="natural", mechanism="the statement's handle")
async def cancel(client: SnowflakeClient, attempt: Attempt, handle: str) -> Status:
    """Stop a statement. One that has ended stays as it is.

    Args:
        client: injected.
        attempt: injected.
        handle: of the statement.
    """
    found = await client.cancel(attempt, handle)
    return Status(handle=handle, state="failed", message=str(found.get("message", "")))


async def _written(client: SnowflakeClient, attempt: Attempt, statement: str, binds: Binds, activity: str) -> Json:
    """Carry out a write under the call's key."""
    from .client import StatementFailed

    try:
        return await _followed(client, attempt, statement, binds, activity, request_id=attempt.key)
    except StatementFailed as error:
        raise _final(error, begun=attempt.details is not None) from error


def _final(error: Any, *, begun: bool) -> Permanent:
    """A failure under a request id is the last word under it: the same request would get the same answer, also where another would not.

    Of a statement that is asked for by its handle it is how that statement ended, which settles the call.
    """
    from .classify import statement_error

    found = statement_error(error.code, str(error), status=error.status, request_id=error.handle)
    return Permanent(str(found), unseen=True, settles=begun, code=found.code, status=found.status, request_id=found.request_id)


async def _followed(
    client: SnowflakeClient, attempt: Attempt, statement: str, binds: Binds, activity: str, *, request_id: uuid.UUID
) -> Json:
    """Submit a statement, or ask for the one that an earlier attempt has submitted.

    Raises:
        Pending: it still runs; the handle is recorded.
    """
    handle = attempt.details
    if handle is None:
        found = await client.submit(attempt, statement, binds, request_id=request_id, activity=activity)
    elif attempt.cancel_requested:
        await client.cancel(attempt, handle)
        found = await client.fetch(attempt, handle)
    else:
        found = await client.fetch(attempt, handle)
    if _runs(found):
        raise Pending(after=client.connection.poll_seconds, details=found["statementHandle"])
    return found


def _runs(found: Json) -> bool:
    return "resultSetMetaData" not in found and "data" not in found


def _rows(found: Json, partition: int) -> Rows:
    about = found.get("resultSetMetaData") or {}
    columns = values.columns(about.get("rowType", ()))
    return Rows(
        handle=str(found.get("statementHandle", "")),
        columns=columns,
        rows=values.rows(columns, found.get("data") or ()),
        total=int(about.get("numRows", 0)),
        partition=partition,
        partitions=max(1, len(about.get("partitionInfo") or ())),
    )


def _changed(found: Json) -> Changed:
    stats = found.get("stats") or {}
    return Changed(
        handle=str(found["statementHandle"]),
        inserted=int(stats.get("numRowsInserted", 0)),
        updated=int(stats.get("numRowsUpdated", 0)),
        deleted=int(stats.get("numRowsDeleted", 0)),
        rows=_rows(found, 0).rows,
    )
