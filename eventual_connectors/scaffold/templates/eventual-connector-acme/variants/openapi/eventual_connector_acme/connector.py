"""The connector itself; `activities.py` adds what can be asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventual_connectors import Connector

from .classify import classify
from .connection import AcmeConnection

if TYPE_CHECKING:
    from .client import AcmeClient


def make_client(connection: AcmeConnection) -> AcmeClient:
    """The client of a connection. Called in the worker, once for each credential."""
    from .client import AcmeClient

    return AcmeClient(connection)


acme = Connector(
    "acme",
    connection=AcmeConnection,
    client=make_client,
    classify=classify,
    summary="The API of Acme",
)
