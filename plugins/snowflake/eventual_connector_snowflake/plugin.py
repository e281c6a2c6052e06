"""What the core finds through the entry point."""

from __future__ import annotations

from collections.abc import Callable

from eventual_connectors import Connector
from eventual_connectors.hookspecs import hookimpl

from .connector import snowflake


@hookimpl
def eventual_register_connectors(register: Callable[[Connector], None]) -> None:
    """Register the connector `snowflake`."""
    # What declares the activities.
    from . import activities, inbound, sessions  # noqa: F401

    register(snowflake)
