"""How a Slack workspace is reached."""

from __future__ import annotations

from pydantic import Field

from eventual_connectors import Connection, Secret

BASE_URL = "https://slack.com/api/"


class SlackConnection(Connection):
    """One app in one workspace.

    Attributes:
        token: the bot token (`xoxb-…`); the variable SLACK_BOT_TOKEN unless given.
        base_url: where the Web API is.
        team_id: the workspace, for an app that is installed for a whole organisation.
        settle_seconds: how long after an attempt's deadline Slack may still post its message and show it in
            the channel's history. A message that shows up later than this may be posted twice.
        lookback_seconds: how far before a call's first attempt its message is looked for. It covers clocks that
            differ, and it is how long a business key (`with_options(key=…)`) is recognised. All of that history has to be
            read, so an app that Slack limits to a few messages a minute wants it small.
    """

    token: Secret = Field(default_factory=lambda: Secret("env:SLACK_BOT_TOKEN"))
    base_url: str = BASE_URL
    team_id: str | None = None
    settle_seconds: float = Field(default=10.0, ge=0)
    lookback_seconds: float = Field(default=3600.0, ge=60)

    def account(self) -> str | None:
        """The workspace, where it is set."""
        return self.team_id
