"""A MERGE whose rows have ids of the caller's: repeating it changes nothing, whoever sends it and whenever."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from eventual_connectors.errors import UsageError

from .statements import Sql

_NAME = re.compile(r'^(?:[A-Za-z_][\w$]*|"[^"]+")(?:\.(?:[A-Za-z_][\w$]*|"[^"]+"))*$')


def merge_statement(table: str, key: Sequence[str], columns: Sequence[str], rows: int = 1) -> Sql:
    """A MERGE of `rows` rows: those of a known key are updated, the others inserted. It binds the columns of each row in their order.

    Args:
        table: its name.
        key: the columns that tell rows apart.
        columns: all columns, those of the key among them.
        rows: how many.

    Raises:
        UsageError: a name is none, or a column of the key is missing.
    """
    checked_names(table, *columns)
    if not key or not set(key) <= set(columns):
        raise UsageError("the columns of the key have to be among the columns")
    names = ", ".join(columns)
    source = " UNION ALL ".join(["SELECT " + ", ".join(f"? AS {column}" for column in columns)] * rows)
    matched = " AND ".join(f"t.{column} = s.{column}" for column in key)
    changes = ", ".join(f"{column} = s.{column}" for column in columns if column not in key)
    update = f" WHEN MATCHED THEN UPDATE SET {changes}" if changes else ""
    given = ", ".join(f"s.{column}" for column in columns)
    made = f"MERGE INTO {table} t USING ({source}) s ON {matched}{update} WHEN NOT MATCHED THEN INSERT ({names}) VALUES ({given})"
    # Its names were checked, and it holds no values.
    return cast("Sql", made)  # type: ignore[redundant-cast]


def checked_names(*names: str) -> None:
    """Refuse what is no name, since names cannot be bound.

    Raises:
        UsageError: one is none.
    """
    for name in names:
        if not _NAME.match(name):
            raise UsageError(f"{name!r} is no name of a table or column")
