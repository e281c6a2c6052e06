"""Snowflake's SQL as DuckDB's, by sqlglot, and what neither has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

HISTORY = "__QUERY_HISTORY"
"""The table of the fake's own that holds the query history."""

_HISTORY_OF = re.compile(r"TABLE\s*\(\s*(?:\w+\.)?information_schema\.query_history\w*\s*\([^()]*\)\s*\)", re.IGNORECASE)
_WAIT = re.compile(r"(?:CALL\s+)?SYSTEM\$WAIT\s*\(\s*(\d+(?:\.\d+)?)\s*(?:,\s*'(\w+)')?\s*\)", re.IGNORECASE)
_UNITS = {"MILLISECONDS": 0.001, "SECONDS": 1.0, "MINUTES": 60.0, "HOURS": 3600.0, "DAYS": 86400.0}


class SqlError(Exception):
    """Snowflake refuses a statement: a code of six digits, an SQLSTATE, a message."""

    def __init__(self, code: str, state: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.state = state


@dataclass(frozen=True)
class Translated:
    """A statement as DuckDB takes it.

    Attributes:
        sql: DuckDB's.
        kind: sqlglot's word for it, in small letters: `select`, `insert`, `create`, ….
        seconds: how long it takes, by the SYSTEM$WAIT in it.
        idle: it sets columns to what they are: it takes a lock, and nobody sees a change.
    """

    sql: str
    kind: str
    seconds: float = 0.0
    idle: bool = False


@lru_cache(maxsize=4096)
def translated(statement: str, database: str) -> Translated:
    """A statement of Snowflake as one of DuckDB.

    Args:
        statement: Snowflake's.
        database: the name of the one database that there is; DuckDB's tables are looked for without it.

    Raises:
        SqlError: it is none.
    """
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError
    from sqlglot.optimizer.normalize_identifiers import normalize_identifiers

    waits = [float(number) * _UNITS[(unit or "SECONDS").upper()] for number, unit in _WAIT.findall(statement)]
    text = _WAIT.sub(lambda found: ("SELECT " if found[0].upper().startswith("CALL") else "") + "'waited'", statement)
    text = _HISTORY_OF.sub(HISTORY, text)
    try:
        (tree,) = [tree for tree in sqlglot.parse(text, read="snowflake") if tree is not None]
    except (SqlglotError, ValueError) as error:
        line = str(error).splitlines()[0] if str(error) else "unexpected end"
        raise SqlError("001003", "42000", f"SQL compilation error: {line}") from None
    if not isinstance(tree, exp.Command):
        tree = normalize_identifiers(tree, dialect="snowflake")
    for table in tree.find_all(exp.Table):
        if table.catalog.upper() == database.upper():
            table.set("catalog", None)
        if table.db.upper() == "PUBLIC":
            table.set("db", None)
    for kind in tree.find_all(exp.DataType):
        if kind.this in (exp.DataType.Type.VARIANT, exp.DataType.Type.OBJECT) or (
            kind.this == exp.DataType.Type.ARRAY and not kind.expressions
        ):
            kind.replace(exp.DataType.build("JSON", dialect="duckdb"))
    if isinstance(tree, exp.Create) and tree.kind == "TABLE":
        _plain(tree)
    return Translated(tree.sql(dialect="duckdb"), type(tree).__name__.lower(), sum(waits), _idle(tree))


def _idle(tree: object) -> bool:
    from sqlglot import exp

    return isinstance(tree, exp.Update) and all(isinstance(one, exp.EQ) and one.left == one.right for one in tree.expressions)


def _plain(create: object) -> None:
    """Without what DuckDB's tables do not have: declared keys are not enforced by Snowflake."""
    from sqlglot import exp

    assert isinstance(create, exp.Create)
    create.set("properties", None)
    for constraint in list(create.find_all(exp.PrimaryKey, exp.UniqueColumnConstraint, exp.PrimaryKeyColumnConstraint, exp.ForeignKey)):
        holder = constraint.find_ancestor(exp.ColumnConstraint) or constraint
        holder.pop()
