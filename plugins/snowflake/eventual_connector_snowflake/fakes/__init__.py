"""Snowflake in memory, for tests: SQL is executed by DuckDB. Needs the extra `[fakes]`."""

from .fake import SnowflakeFake

__all__ = ["SnowflakeFake"]
