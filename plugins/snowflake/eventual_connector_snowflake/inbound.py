"""Rows of a change table as events. A stream's rows get there by one INSERT, which moves the stream on in its own transaction."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, Field

from eventual_connectors import ConnectorError

from .connector import snowflake
from .merging import checked_names
from .statements import Sql

_log = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds between two questions to which there was no answer."""


class RowChanged(BaseModel):
    """A row of a change table.

    Attributes:
        table: the change table.
        offset: the value of its offset column: rows have to become visible in its order.
        action: `INSERT` or `DELETE`, as the stream said; empty where the table does not say.
        is_update: whether it is one half of an update.
        row_id: Snowflake's id of the row in the stream's table.
        row: the columns by their names, Snowflake's own of streams apart.
    """

    table: str
    offset: int
    action: str = ""
    is_update: bool = False
    row_id: str = ""
    row: dict[str, Any] = Field(default_factory=dict)


snowflake.event("row.changed", RowChanged)

Handler = Callable[[RowChanged], Awaitable[object]]


def drain_statement(stream: str, table: str, columns: list[str]) -> Sql:
    """The INSERT that moves what a stream has to a change table; `execute` carries it out, once.

    The change table has the columns, then `ACTION`, `IS_UPDATE` and `ROW_ID`, and an offset column with `DEFAULT seq.NEXTVAL`.

    Args:
        stream: its name.
        table: the change table.
        columns: those of the stream's table.
    """
    checked_names(stream, table, *columns)
    names = ", ".join(columns)
    made = (
        f"INSERT INTO {table} ({names}, action, is_update, row_id)"
        f" SELECT {names}, METADATA$ACTION, METADATA$ISUPDATE, METADATA$ROW_ID FROM {stream}"
    )
    # Its names were checked, and it holds no values.
    return cast("Sql", made)  # type: ignore[redundant-cast]


def starts(engine: Any, workflow: Any) -> Handler:
    """A handler that starts an execution of a workflow for each row; the engine's record of executions is the consumer's ledger.

    The execution's id is the table's name and the row's offset: a row that is read again starts nothing.
    """

    async def handle(changed: RowChanged) -> None:
        await engine.start(workflow, changed, id=f"snowflake-{changed.table}-{changed.offset}")

    return handle


class ChangeConsumer:
    """Reads a change table's rows in the order of their offsets and hands them on, until it is cancelled.

        await ChangeConsumer("CHANGES", starts(engine, paid), offset_file="changes.json").run()

    The offset up to which everything is handled is kept in a file, replaced as a whole. A row may be handed on twice, so the handler
    keeps a ledger, as `starts` does.

    Args:
        table: its name.
        handle: what is done with each row. When it raises, the row comes again, and those after it wait.
        offset_file: where the offset is kept.
        offset_column: the column that orders the rows. Those of concurrent transactions have to become visible in its order: let one
            writer at a time fill the table.
        connection: the name of the connection.
        batch: how many rows are read at once.
    """

    def __init__(
        self,
        table: str,
        handle: Handler,
        *,
        offset_file: str | Path,
        offset_column: str = "OFFSET_ID",
        connection: str = "default",
        batch: int = 100,
    ) -> None:
        checked_names(table, offset_column)
        self.table = table
        self._handle = handle
        self._file = Path(offset_file)
        self._column = offset_column.upper()
        self._statement: str = f"SELECT * FROM {table} WHERE {offset_column} > ? ORDER BY {offset_column} LIMIT {int(batch)}"
        self._query = snowflake["query"].with_options(connection=connection)

    @property
    def offset(self) -> int:
        """Up to which everything is handled."""
        return int(json.loads(self._file.read_text(encoding="utf-8"))["offset"]) if self._file.exists() else 0

    async def run(self) -> None:
        """Read and hand on until this task is cancelled."""
        while True:
            try:
                if await self.once():
                    continue
            except ConnectorError as error:
                _log.warning("%s: %s", self.table, error)
            await asyncio.sleep(PAUSE)

    async def once(self) -> int:
        """Read one batch and hand it on; returns how many rows were handled."""
        found = await self._query(self._statement, [self.offset])
        for row in found.rows:
            changed = self._changed(dict(row))
            await self._handle(changed)
            self._keep(changed.offset)
        return len(found.rows)

    def _changed(self, row: dict[str, Any]) -> RowChanged:
        return RowChanged(
            table=self.table,
            offset=int(row.pop(self._column)),
            action=str(row.pop("ACTION", "") or ""),
            is_update=bool(row.pop("IS_UPDATE", False)),
            row_id=str(row.pop("ROW_ID", "") or ""),
            row=row,
        )

    def _keep(self, offset: int) -> None:
        beside = self._file.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            json.dump({"offset": offset}, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._file)
