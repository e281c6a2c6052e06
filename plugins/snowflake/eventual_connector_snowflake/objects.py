"""Which privileges on which objects a statement needs, as far as that can be read off."""

from __future__ import annotations

import re
from collections.abc import Iterator

_COPY = re.compile(r"^\s*COPY\s+INTO\s+(?P<into>@?[\w.\"$/~%-]+)\s+FROM\s+(?P<source>@?[\w.\"$/~%-]+|\()", re.IGNORECASE)
_CALL = re.compile(r"^\s*CALL\s+(?P<name>[\w.\"$]+)\s*\(", re.IGNORECASE)

Grant = tuple[str, str, str]
"""Privilege, kind of object, name: `("INSERT", "TABLE", "SALES.PUBLIC.ORDERS")`."""


def grants(statement: str) -> list[Grant] | None:
    """What a statement needs; None where that cannot be read off.

    Args:
        statement: the statement.
    """
    import logging

    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    if found := _COPY.match(statement):
        return sorted(set(_copied(found["into"], found["source"])))
    if found := _CALL.match(statement):
        return [("USAGE", "PROCEDURE", found["name"].upper())]
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    try:
        tree = sqlglot.parse_one(statement, read="snowflake")
    except SqlglotError:
        return None
    if not isinstance(tree, exp.Query | exp.Insert | exp.Update | exp.Delete | exp.Merge):
        return None
    needed: set[Grant] = set()
    target = tree.this if isinstance(tree, exp.Insert | exp.Update | exp.Delete | exp.Merge) else None
    written = target.find(exp.Table) if target is not None else None
    if written is not None:
        needed |= {(privilege, "TABLE", _name(written)) for privilege in _privileges(tree)}
    own = {cte.alias.upper() for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if table is not written and table.name and table.name.upper() not in own:
            needed.add(("SELECT", "TABLE", _name(table)))
    return sorted(needed)


def _privileges(tree: object) -> Iterator[str]:
    from sqlglot import exp

    assert isinstance(tree, exp.Query | exp.Insert | exp.Update | exp.Delete | exp.Merge)
    if isinstance(tree, exp.Insert) or list(tree.find_all(exp.Insert)):
        yield "INSERT"
    if isinstance(tree, exp.Update) or list(tree.find_all(exp.Update)):
        yield "UPDATE"
    if isinstance(tree, exp.Delete):
        yield "DELETE"
    if not isinstance(tree, exp.Insert):
        yield "SELECT"


def _copied(into: str, source: str) -> Iterator[Grant]:
    if into.startswith("@"):
        yield "WRITE", "STAGE", _stage(into)
        return
    yield "INSERT", "TABLE", into.upper()
    if source.startswith("@"):
        yield "READ", "STAGE", _stage(source)


def _stage(written: str) -> str:
    return written.lstrip("@").partition("/")[0].upper()


def _name(table: object) -> str:
    from sqlglot import exp

    assert isinstance(table, exp.Table)
    return ".".join(part.name if part.quoted else part.name.upper() for part in table.parts if isinstance(part, exp.Identifier))
