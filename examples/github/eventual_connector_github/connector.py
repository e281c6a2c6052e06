"""The connector that the activities belong to."""

from __future__ import annotations

from eventual_connectors import Connector
from eventual_connectors.http import HttpClient

from .classify import KEPT, classify
from .connection import GitHubConnection

github = Connector(
    "github",
    connection=GitHubConnection,
    client=lambda connection: HttpClient(connection, response_headers=KEPT),
    classify=classify,
    summary="GitHub issues, opened and commented once",
)
"""The connector; `issues` has its activities."""
