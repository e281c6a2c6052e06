"""What goes over the vendor's own connector: statements in one transaction with a row of the ledger, which knows the call for good.

The connector of 5.x lets nobody choose a request id, and that of 4.8 repeats one within one call alone; so it is the ledger that
recognises a call here, whichever of them is installed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from eventual_connectors import Attempt
from eventual_connectors.errors import UsageError

from .connector import snowflake
from .merging import checked_names
from .models import Changed
from .statements import DML, Sql, check, verb

if TYPE_CHECKING:
    from .client import SnowflakeClient
    from .session import Transaction

LEDGER = "a row of the ledger in the same transaction"


@snowflake.activity("execute_once", effect="ledger", mechanism=LEDGER, permissions=["INSERT", "UPDATE", "DELETE"])
def execute_once(client: SnowflakeClient, attempt: Attempt, statement: Sql, binds: Sequence[Any] = ()) -> Changed:
    """Execute an INSERT, UPDATE, DELETE or MERGE, once, however much later it is tried again.

    All writes over one ledger table wait for one another, so use `execute` where its window is long enough.

    Args:
        client: injected.
        attempt: injected.
        statement: the statement; values stand in it as `?`.
        binds: those values.

    Raises:
        Permanent: Snowflake refused it; `code` is its error code. Nothing was changed.
        KeyConflict: its key belongs to a call with another input.
    """
    return _once(client, attempt, "execute_once", statement, lambda transaction: transaction.execute(statement, binds))


@execute_once.check
def _one(statement: str, binds: Sequence[Any] = ()) -> None:
    check(statement, binds, verbs=DML, what="snowflake.execute_once")


@snowflake.activity("execute_many", effect="ledger", mechanism=LEDGER, permissions=["INSERT", "UPDATE", "DELETE"])
def execute_many(client: SnowflakeClient, attempt: Attempt, statement: Sql, rows: Sequence[Sequence[Any]]) -> Changed:
    """Execute an INSERT, UPDATE, DELETE or MERGE for several rows of values: for all of them, once, or for none.

    Args:
        client: injected.
        attempt: injected.
        statement: the statement; values stand in it as `?`.
        rows: those values, a list for each time.
    """
    return _once(client, attempt, "execute_many", statement, lambda transaction: transaction.execute_many(statement, rows))


@execute_many.check
def _many(statement: str, rows: Sequence[Sequence[Any]]) -> None:
    if not rows:
        raise UsageError("snowflake.execute_many: there are no rows")
    for row in rows:
        check(statement, row, verbs=DML, what="snowflake.execute_many")


@snowflake.activity("write_rows", effect="ledger", mechanism=LEDGER, permissions=["INSERT"])
def write_rows(client: SnowflakeClient, attempt: Attempt, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Changed:
    """Insert a batch of rows: all of them, once, or none. Some thousand rows are a good batch: the call is recorded with them.

    Args:
        client: injected.
        attempt: injected.
        table: its name.
        columns: the names of the columns.
        rows: their values, a list for each row.
    """
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' for _ in columns)})"
    return _once(client, attempt, "write_rows", statement, lambda transaction: transaction.execute_many(statement, rows))


@write_rows.check
def _batch(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    checked_names(table, *columns)
    if not rows or any(len(row) != len(columns) for row in rows):
        raise UsageError(f"snowflake.write_rows: each row has to have {len(columns)} values, and there has to be one")


def _once(client: SnowflakeClient, attempt: Attempt, activity: str, statement: str, work: Callable[[Transaction], int]) -> Changed:
    with client.sessions.transaction(attempt, activity) as transaction:
        row = transaction.row()
        if row is not None:
            transaction.end()
            attempt.already_applied(row.digest)
            return Changed.model_validate_json(row.result)
        count = work(transaction)
        kind = {"INSERT": "inserted", "UPDATE": "updated", "DELETE": "deleted"}.get(verb(statement), "inserted")
        changed = Changed.model_validate({"handle": transaction.query_id, kind: count})
        transaction.commit(activity, changed.model_dump_json())
    return changed
