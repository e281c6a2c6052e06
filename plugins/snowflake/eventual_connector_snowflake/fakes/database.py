"""The tables of the fake, in DuckDB, and what a statement answers in Snowflake's words."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .translating import HISTORY, SqlError, translated

if TYPE_CHECKING:
    import duckdb

EPOCH = datetime(1970, 1, 1)
WRITES = {"insert": "inserted", "update": "updated", "delete": "deleted"}

_ONE_ROW = re.compile(r"(INSERT INTO .*) VALUES \((?:\?, )*\?\)", re.DOTALL)

Json = dict[str, Any]


@dataclass
class Outcome:
    """What a statement answers.

    Attributes:
        kind: of the statement, as `Translated` has it.
        row_type: Snowflake's description of the columns.
        rows: the cells as text.
        changed: how many rows were `inserted`, `updated` and `deleted`.
        writes: whether anybody else could see that it was executed.
        note: the one word of a statement that has no rows.
    """

    kind: str
    row_type: list[Json] = field(default_factory=list)
    rows: list[list[str | None]] = field(default_factory=list)
    changed: dict[str, int] = field(default_factory=dict)
    writes: bool = False


class Database:
    """One database; its schema PUBLIC is DuckDB's `main`."""

    def __init__(self, name: str) -> None:
        import duckdb

        self.name = name
        self._duck = duckdb.connect(":memory:")
        self.history: list[Json] = []
        self.files: dict[str, str] = {}
        """What is on the stages, by `stage/path`."""
        self.loaded: dict[str, dict[str, str]] = {}
        """What each table has loaded: the digest of each file."""
        self.procedures: dict[str, str] = {}
        """The statement that stands for a procedure, by its name in small letters."""

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own, with transactions of its own."""
        return self._duck.cursor()

    def close(self) -> None:
        """Free what DuckDB holds."""
        self._duck.close()

    def execute(self, cursor: duckdb.DuckDBPyConnection, statement: str, binds: Sequence[Any] = ()) -> Outcome:
        """Execute a statement.

        Args:
            cursor: in whose transaction.
            statement: Snowflake's SQL.
            binds: the values of its `?`, or several rows of them (lists).

        Raises:
            SqlError: it failed; nothing of it is left.
        """
        import duckdb

        from . import stages

        other = stages.executed(self, cursor, statement, binds)
        if other is not None:
            return other
        if statement.lstrip()[:4].upper() == "SHOW":
            return self._shown(cursor)
        found = translated(statement, self.name)
        if HISTORY in found.sql:
            self._show_history(cursor)
        try:
            outcome = self._done(cursor, found.kind, found.sql, binds)
            outcome.writes = outcome.writes and not found.idle
            return outcome
        except duckdb.TransactionException as error:
            raise SqlError("000625", "40001", f"Statement was aborted: {_first_line(error)}") from None
        except duckdb.CatalogException as error:
            raise _catalogue(error) from None
        except (duckdb.ParserException, duckdb.BinderException) as error:
            raise SqlError("000904", "42000", f"SQL compilation error: {_first_line(error)}") from None
        except duckdb.Error as error:
            raise SqlError("100038", "22018", _first_line(error)) from None

    def _done(self, cursor: duckdb.DuckDBPyConnection, kind: str, sql: str, binds: Sequence[Any]) -> Outcome:
        many = bool(binds) and isinstance(binds[0], list)
        if kind == "merge":
            return _merged(cursor, sql, binds)
        if many:
            if plain := _ONE_ROW.fullmatch(sql):
                # By columns: DuckDB is slow row by row.
                cursor.execute(
                    f"{plain[1]} SELECT {', '.join('unnest(?)' for _ in binds[0])}", [list(one) for one in zip(*binds, strict=True)]
                )
            else:
                cursor.executemany(sql, binds)
            return _dml(kind, len(binds))
        cursor.execute(sql, list(binds))
        if kind in WRITES:
            row = cursor.fetchone()
            return _dml(kind, int(row[0]) if row else 0)
        if kind in ("select", "union", "values", "subquery", "table", "describe", "show", "intersect", "except"):
            return _selected(kind, cursor)
        return Outcome(kind, [text_column("status")], [["Statement executed successfully."]], writes=kind not in TRANSACTIONS)

    def _shown(self, cursor: duckdb.DuckDBPyConnection) -> Outcome:
        """The tables, whatever kind of object is asked for: there are no others."""
        names = cursor.execute(
            "SELECT table_name, schema_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary ORDER BY ALL"
        ).fetchall()
        columns = [text_column("name"), text_column("schema_name")]
        return Outcome("show", columns, [[str(name), {"main": "PUBLIC"}.get(schema, schema)] for name, schema in names])

    def _show_history(self, cursor: duckdb.DuckDBPyConnection) -> None:
        cursor.execute(
            f"CREATE OR REPLACE TEMP TABLE {HISTORY} (QUERY_ID TEXT, QUERY_TEXT TEXT, QUERY_TAG TEXT, EXECUTION_STATUS TEXT,"
            " ERROR_CODE TEXT, START_TIME TIMESTAMPTZ)"
        )
        rows = [[one[name] for name in ("id", "text", "tag", "status", "code", "at")] for one in self.history]
        if rows:
            cursor.executemany(f"INSERT INTO {HISTORY} VALUES (?, ?, ?, ?, ?, ?)", rows)

    # State.

    def holds(self) -> Json:
        """Every table as plain data: how it was made, and its rows as texts, in an order of their own."""
        cursor = self.cursor()
        found = {}
        tables = cursor.execute(
            "SELECT schema_name, table_name, sql FROM duckdb_tables() WHERE NOT internal AND NOT temporary ORDER BY ALL"
        ).fetchall()
        for schema, name, sql in tables:
            columns = [row[0] for row in cursor.execute(f'DESCRIBE "{schema}"."{name}"').fetchall()]
            texts = ", ".join(f'CAST("{column}" AS VARCHAR)' for column in columns)
            rows = cursor.execute(f'SELECT {texts} FROM "{schema}"."{name}" ORDER BY ALL').fetchall()
            found[f"{schema}.{name}"] = {"sql": sql, "columns": columns, "rows": [list(row) for row in rows]}
        return found

    def fill(self, holds: Json) -> None:
        """Make the tables that `holds` returned."""
        cursor = self.cursor()
        for name, table in holds.items():
            schema, _, bare = name.partition(".")
            cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
            cursor.execute(table["sql"])
            if table["rows"]:
                places = ", ".join("?" for _ in table["columns"])
                cursor.executemany(f'INSERT INTO "{schema}"."{bare}" VALUES ({places})', table["rows"])


TRANSACTIONS = frozenset({"transaction", "commit", "rollback", "use", "set"})
"""The kinds of statements that show nothing to others by themselves."""


def text_column(name: str) -> Json:
    """A column of texts."""
    return {"name": name, "type": "text", "nullable": True, "length": 16777216, "byteLength": 16777216, "scale": None, "precision": None}


def number_column(name: str, precision: int = 38, scale: int = 0) -> Json:
    """A column of numbers."""
    return {"name": name, "type": "fixed", "nullable": True, "length": None, "byteLength": None, "scale": scale, "precision": precision}


def _dml(kind: str, count: int) -> Outcome:
    changed = {WRITES[kind]: count}
    names = [f"number of rows {WRITES[kind]}"] + (["number of multi-joined rows updated"] if kind == "update" else [])
    row: list[str | None] = [str(count), "0"] if kind == "update" else [str(count)]
    return Outcome(kind, [number_column(name) for name in names], [row], changed, writes=count > 0)


def _merged(cursor: duckdb.DuckDBPyConnection, sql: str, binds: Sequence[Any]) -> Outcome:
    actions = [row[0] for row in cursor.execute(f"{sql} RETURNING merge_action", list(binds)).fetchall()]
    changed = {"inserted": actions.count("INSERT"), "updated": actions.count("UPDATE"), "deleted": actions.count("DELETE")}
    names = [name for name in ("inserted", "updated", "deleted") if f"THEN {name[:6].upper()}" in sql.upper()]
    columns = [number_column(f"number of rows {name}") for name in names]
    return Outcome("merge", columns, [[str(changed[name]) for name in names]], changed, writes=bool(actions))


def _selected(kind: str, cursor: duckdb.DuckDBPyConnection) -> Outcome:
    description = cursor.description or []
    row_type = [_column(name, str(of)) for name, of, *_ in description]
    rows = [[cell(value) for value in row] for row in cursor.fetchall()]
    return Outcome(kind, row_type, rows)


def _column(name: str, duck: str) -> Json:
    if duck.startswith("DECIMAL"):
        precision, scale = (int(part) for part in duck[8:-1].split(","))
        return number_column(name, precision, scale)
    if duck in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"):
        return number_column(name)
    of = {
        "DOUBLE": "real",
        "FLOAT": "real",
        "BOOLEAN": "boolean",
        "DATE": "date",
        "TIME": "time",
        "TIMESTAMP WITH TIME ZONE": "timestamp_ltz",
        "BLOB": "binary",
        "JSON": "variant",
    }.get(duck, "timestamp_ntz" if duck.startswith("TIMESTAMP") else "text")
    return {
        **text_column(name),
        "type": of,
        "scale": 9 if of.startswith("time") else None,
        "length": 16777216 if of in ("text", "binary") else None,
    }


def cell(value: Any) -> str | None:
    """A value as it is on Snowflake's wire."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case float():
            return repr(value)
        case Decimal() | int() | str():
            return str(value)
        case datetime() if value.tzinfo is not None:
            return _seconds(value.astimezone(UTC).replace(tzinfo=None) - EPOCH)
        case datetime():
            return _seconds(value - EPOCH)
        case date():
            return str((value - EPOCH.date()).days)
        case time():
            return _seconds(datetime.combine(EPOCH, value) - EPOCH)
        case bytes():
            return value.hex().upper()
    return json.dumps(value, default=str)


def _seconds(since: timedelta) -> str:
    micros = since // timedelta(microseconds=1)
    return f"{micros // 1_000_000}.{micros % 1_000_000:06}000"


def bound(one: Json) -> Any:
    """A bind as DuckDB's value; of several rows a list."""
    value = one.get("value")
    if isinstance(value, list):
        return [bound({"type": one["type"], "value": item}) for item in value]
    if value is None:
        return None
    match str(one["type"]).upper():
        case "FIXED":
            return Decimal(value) if "." in value else int(value)
        case "REAL":
            return float(value)
        case "BOOLEAN":
            return value.lower() in ("true", "1")
        case "DATE":
            return EPOCH.date() + timedelta(milliseconds=int(value))
        case "TIME":
            return (EPOCH + timedelta(microseconds=int(value) // 1000)).time()
        case "TIMESTAMP_NTZ":
            return EPOCH + timedelta(microseconds=int(value) // 1000)
        case "TIMESTAMP_LTZ":
            return (EPOCH + timedelta(microseconds=int(value) // 1000)).replace(tzinfo=UTC)
        case "TIMESTAMP_TZ":
            nanos, _, offset = value.partition(" ")
            zone = timezone(timedelta(minutes=int(offset or 1440) - 1440))
            return (EPOCH + timedelta(microseconds=int(nanos) // 1000)).replace(tzinfo=UTC).astimezone(zone)
        case "BINARY":
            return bytes.fromhex(value)
    return value


def bound_all(bindings: Json) -> list[Any]:
    """The binds of a statement in order; several rows of them as lists."""
    values = [bound(bindings[name]) for name in sorted(bindings, key=int)]
    if values and all(isinstance(value, list) for value in values):
        return [list(row) for row in zip(*values, strict=True)]
    return values


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0]


def _catalogue(error: BaseException) -> SqlError:
    said = _first_line(error)
    if "already exists" in said:
        return SqlError("002002", "42710", f"SQL compilation error: {said}")
    return SqlError("002003", "42S02", f"SQL compilation error: {said} or not authorized.")
