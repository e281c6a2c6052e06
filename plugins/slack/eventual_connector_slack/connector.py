"""The connector: one typed object, `slack`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventual_connectors import Connector

from .classify import classify
from .client import SlackClient
from .connection import SlackConnection
from .surface import SlackSurface

if TYPE_CHECKING:
    from .methods import Methods
else:
    Methods = object


class Slack(Connector, Methods):
    """Slack's Web API: `slack.chat_postMessage(channel="C1", text="…")`."""


def _probe(slack: Any) -> Any:
    return slack.auth_test()


slack = Slack(
    "slack",
    connection=SlackConnection,
    client=SlackClient,
    classify=classify,
    probe=_probe,
    surface=SlackSurface(),
    summary="All of Slack's Web API, messages posted once",
)
"""The connector."""
