"""Snowflake, durably: `await snowflake.execute("insert into t values (?)", [1])` inserts one row.

Importing this package loads neither an HTTP client nor the vendor's connector; the first attempt does.
"""

from .activities import (
    call,
    cancel,
    copy_into,
    execute,
    fetch,
    find,
    query,
    rows,
    show,
    status,
    submit,
    unload,
)
from .connection import SnowflakeConnection
from .connector import snowflake
from .inbound import ChangeConsumer, RowChanged, drain_statement, starts
from .merging import merge_statement
from .models import Changed, Column, Rows, Status, Submitted
from .sessions import execute_many, execute_once, write_rows

__all__ = [
    "ChangeConsumer",
    "Changed",
    "Column",
    "RowChanged",
    "Rows",
    "SnowflakeConnection",
    "Status",
    "Submitted",
    "call",
    "cancel",
    "copy_into",
    "drain_statement",
    "execute",
    "execute_many",
    "execute_once",
    "fetch",
    "find",
    "merge_statement",
    "query",
    "rows",
    "show",
    "snowflake",
    "starts",
    "status",
    "submit",
    "unload",
    "write_rows",
]
