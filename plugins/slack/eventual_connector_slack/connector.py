"""The connector: one typed object, `slack`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from eventual_connectors import Connector

from .classify import classify
from .client import SlackClient
from .connection import SlackConnection
from .requirements import needs
from .signature import verify_signature
from .surface import SlackSurface

if TYPE_CHECKING:
    from eventual_connectors.connector import ConnectorEvent

    from .methods import Methods
else:
    Methods = object


class Slack(Connector, Methods):
    """Slack's Web API: `slack.chat_postMessage(channel="C1", text="…")`."""

    def events(self) -> Iterable[ConnectorEvent]:
        """Every type of event, and what people do; the models are made when they are asked for."""
        if not super().events():
            from .events import EVENT_TYPES, Interaction, SlashCommand, model

            for name in EVENT_TYPES:
                self.event(name, model(name), verify=verify_signature)
            for kind in (Interaction, SlashCommand):
                self.event(kind.name, kind, verify=verify_signature)
        return super().events()


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

slack.requires(needs)
