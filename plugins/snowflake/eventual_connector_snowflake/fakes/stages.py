"""Stages and COPY INTO, of CSV files alone, and procedures; sqlglot and DuckDB know neither as Snowflake does."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .database import Outcome, number_column, text_column
from .translating import SqlError

if TYPE_CHECKING:
    import duckdb

    from .database import Database

Json = dict[str, Any]

_LOAD = re.compile(r"^\s*COPY\s+INTO\s+(?P<table>[\w.\"$]+)\s+FROM\s+@(?P<stage>[\w./~%-]+)", re.IGNORECASE)
_UNLOAD = re.compile(r"^\s*COPY\s+INTO\s+@(?P<stage>[\w./~%-]+)\s+FROM\s+\((?P<query>.*)\)[^()]*$", re.IGNORECASE | re.DOTALL)
_CALL = re.compile(r"^\s*CALL\s+(?P<name>[\w.]+)\s*\(", re.IGNORECASE)
_FORCED = re.compile(r"FORCE\s*=\s*TRUE", re.IGNORECASE)


def executed(database: Database, cursor: duckdb.DuckDBPyConnection, statement: str, binds: Sequence[Any]) -> Outcome | None:
    """Carry out what is a COPY or a CALL; None: it is something else."""
    if found := _LOAD.match(statement):
        return _loaded(database, cursor, found["table"], found["stage"], force=bool(_FORCED.search(statement)))
    if found := _UNLOAD.match(statement):
        return _unloaded(database, cursor, found["stage"], found["query"], binds)
    if (found := _CALL.match(statement)) and not found["name"].upper().startswith("SYSTEM"):
        return _called(database, cursor, found["name"].lower(), binds)
    return None


def _loaded(database: Database, cursor: duckdb.DuckDBPyConnection, table: str, stage: str, *, force: bool) -> Outcome:
    """Load the files that the table has not loaded: it remembers name and content of each."""
    columns = [text_column("file"), text_column("status"), number_column("rows_parsed"), number_column("rows_loaded")]
    known = database.loaded.setdefault(table.upper(), {})
    rows: list[list[str | None]] = []
    for name, text in sorted(database.files.items()):
        digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
        if not name.startswith(stage) or (known.get(name) == digest and not force):
            continue
        records = [[cell or None for cell in record] for record in csv.reader(io.StringIO(text)) if record]
        for record in records:
            places = ", ".join("?" for _ in record)
            database.execute(cursor, f"INSERT INTO {table} VALUES ({places})", record)
        known[name] = digest
        rows.append([name, "LOADED", str(len(records)), str(len(records))])
    if not rows:
        return Outcome("copy", [text_column("status")], [["Copy executed with 0 files processed."]])
    return Outcome("copy", columns, rows, {"inserted": sum(int(row[3] or 0) for row in rows)}, writes=True)


def _unloaded(database: Database, cursor: duckdb.DuckDBPyConnection, stage: str, query: str, binds: Sequence[Any]) -> Outcome:
    """Write a file of the rows; Snowflake names it after the query, here it is numbered."""
    found = database.execute(cursor, query, binds)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(found.rows)
    name = f"{stage}_{sum(one.startswith(stage) for one in database.files)}.csv"
    database.files[name] = out.getvalue()
    names = ("rows_unloaded", "input_bytes", "output_bytes")
    size = str(len(out.getvalue()))
    return Outcome("copy", [number_column(one) for one in names], [[str(len(found.rows)), size, size]], writes=True)


def _called(database: Database, cursor: duckdb.DuckDBPyConnection, name: str, binds: Sequence[Any]) -> Outcome:
    """Execute the statement that stands for a procedure; what it changed is its effect."""
    body = database.procedures.get(name)
    if body is None:
        raise SqlError("002141", "42601", f"SQL compilation error: Unknown user-defined function {name.upper()}")
    done = database.execute(cursor, body, binds)
    return Outcome("call", [text_column(name.upper())], [[str(sum(done.changed.values()))]], writes=done.writes)
