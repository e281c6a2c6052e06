"""The vendor's client, loaded at the first attempt."""

from __future__ import annotations

import copy
import json
from typing import Any

from eventual_connectors import Attempt, Permanent

from .connection import SlackConnection


class SlackClient:
    """Calls methods of `slack_sdk.WebClient`, each once: only the core retries."""

    def __init__(self, connection: SlackConnection) -> None:
        from slack_sdk import WebClient

        self.connection = connection
        self._web = WebClient(
            token=connection.token.reveal(),
            base_url=connection.base_url,
            team_id=connection.team_id,
            # The SDK's default handlers send a message a second time after a dropped connection.
            retry_handlers=[],
        )

    def call(self, method: str, attempt: Attempt, **arguments: Any) -> dict[str, Any]:
        """Call a method of the SDK within the attempt's time and return Slack's answer."""
        try:
            json.dumps(arguments)
        except (TypeError, ValueError) as error:
            message = f"slack.{method}: the arguments cannot be sent as JSON: {error}"
            raise Permanent(message, code="not_sent") from None
        # The SDK has one timeout per client; a copy is cheap, since it keeps no connections.
        web = copy.copy(self._web)
        web.timeout = attempt.timeout  # type: ignore[assignment]
        return dict(getattr(web, method)(**arguments).data)
