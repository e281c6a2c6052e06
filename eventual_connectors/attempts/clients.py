"""Vendor clients: made once per connection and credential, on first use, so that importing a connector loads no SDK."""

from __future__ import annotations

import asyncio
import threading
from typing import Any
from weakref import WeakKeyDictionary

from ..connection import DEFAULT, Connection, connections
from ..connector import Connector

_Slot = tuple[str, str]


class Clients:
    """The clients of this process. An async client belongs to the event loop that it was made in."""

    def __init__(self) -> None:
        self._made: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[_Slot, tuple[Connection, str, Any]]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def get(self, connector: Connector, name: str | None) -> tuple[Connection, Any]:
        """The connection of this name and its client.

        Raises:
            ConfigurationError: there is no such connection, or a credential is missing.
        """
        connection = connections.get(connector.name, connector.connection, name or DEFAULT)
        version = connection.version()
        slot = (connector.name, name or DEFAULT)
        with self._lock:
            mine = self._made.setdefault(asyncio.get_running_loop(), {})
            made = mine.get(slot)
            if made is None or made[0] != connection or made[1] != version:
                client = connector.client(connection) if connector.client else connection
                made = mine[slot] = (connection, version, client)
        return connection, made[2]

    def forget(self, connector: Connector, name: str | None) -> None:
        """Read the credential again and make the client anew at its next use: it was refused."""
        with self._lock:
            refused = self._made.get(asyncio.get_running_loop(), {}).pop((connector.name, name or DEFAULT), None)
        if refused is not None:  # else another attempt has seen to it
            refused[0].expire_secrets()


clients = Clients()
"""The clients of this process."""
