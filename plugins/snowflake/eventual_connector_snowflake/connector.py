"""The connector itself; `activities.py` and `sessions.py` add what can be asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventual_connectors import Connector

from .classify import classify
from .connection import SnowflakeConnection
from .requirements import needs

if TYPE_CHECKING:
    from .client import SnowflakeClient


def make_client(connection: SnowflakeConnection) -> SnowflakeClient:
    """The client of a connection. Called in the worker, once for each credential."""
    from .client import SnowflakeClient

    return SnowflakeClient(connection)


def _settings(connection: SnowflakeConnection) -> dict[str, Any]:
    """Where a statement runs: a later attempt runs there too, whatever the configuration says by then."""
    return {
        "role": connection.role,
        "warehouse": connection.warehouse,
        "database": connection.database,
        "schema": connection.schema_name,
    }


def _probe(connector: Any) -> Any:
    return connector.query("select current_user(), current_role(), current_warehouse()")


snowflake = Connector(
    "snowflake",
    connection=SnowflakeConnection,
    client=make_client,
    classify=classify,
    settings=_settings,
    probe=_probe,
    summary="Snowflake: statements once, rows once, long queries that outlive a worker",
)
"""The connector."""

snowflake.requires(needs)
