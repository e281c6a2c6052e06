"""What the activities of Snowflake return."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field


class Column(BaseModel):
    """A column of a result; `type` is Snowflake's, such as `fixed`."""

    name: str
    type: str
    nullable: bool = True
    scale: int | None = None
    precision: int | None = None


class Rows(BaseModel):
    """The rows of a query, or a part of them.

    Attributes:
        handle: of the statement; for a day Snowflake gives the result again to who has it.
        columns: what the rows consist of.
        rows: by the names of the columns. Numbers are `int`, `Decimal` or `float`, times `date`, `time` or `datetime`, the rest text; JSON
            of a VARIANT is text as well.
        total: how many rows the whole result has.
        partition: which part this is, from 0.
        partitions: how many parts there are; `fetch` gives the others.
    """

    handle: str
    columns: list[Column] = Field(default_factory=list)
    rows: list[dict[str, Any]] = Field(default_factory=list)
    total: int = 0
    partition: int = 0
    partitions: int = 1


class Changed(BaseModel):
    """What a statement changed.

    Attributes:
        handle: of the statement (its query id).
        inserted: how many rows.
        updated: how many rows.
        deleted: how many rows.
        rows: what else the statement answered: the files that COPY INTO loaded, what a procedure returned.
    """

    handle: str
    inserted: int = 0
    updated: int = 0
    deleted: int = 0
    rows: list[dict[str, Any]] = Field(default_factory=list)


class Submitted(BaseModel):
    """A statement that was submitted; `handle` is its query id, by which it is asked for."""

    handle: str


class Status(BaseModel):
    """How a submitted statement stands.

    Attributes:
        handle: of the statement.
        state: `running`, `succeeded` or `failed`.
        code: Snowflake's error code, of one that failed.
        message: what Snowflake says of it.
    """

    handle: str
    state: str
    code: str = ""
    message: str = ""

    @property
    def done(self) -> bool:
        """Whether it runs no more."""
        return self.state != "running"
