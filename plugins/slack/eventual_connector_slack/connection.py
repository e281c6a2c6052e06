"""How a Slack workspace is reached."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from eventual_connectors import Connection, Secret

BASE_URL = "https://slack.com/api/"


class SlackConnection(Connection):
    """One app in one workspace.

    Attributes:
        token: the bot token (`xoxb-…`); the variable SLACK_BOT_TOKEN unless given.
        base_url: where the Web API is.
        team_id: the workspace, for an app that is installed for a whole organisation.
        app_token: the app-level token (`xapp-…`), which Socket Mode needs.
        client_id: of the app, for the installation by OAuth.
        client_secret: of the app, for the same.
        refresh_token: of a token that is rotated.
        ambiguity: what follows when a message may have been posted: `lookup` searches the channel's history for it, `fail` leaves it to an
            operator, `resend` posts it again, perhaps a second time. History is limited to a few requests a minute for some apps.
        settle_seconds: how long after an attempt's deadline Slack may still post its message and show it in
            the channel's history. A message that shows up later than this may be posted twice.
        lookback_seconds: how far before a call's first attempt its message is looked for. It covers clocks that
            differ, and it is how long a business key (`with_options(key=…)`) is recognised. All of that history has to be
            read, so an app that Slack limits to a few messages a minute wants it small.
    """

    token: Secret = Field(default_factory=lambda: Secret("env:SLACK_BOT_TOKEN"))
    base_url: str = BASE_URL
    team_id: str | None = None
    app_token: Secret | None = None
    client_id: str | None = None
    client_secret: Secret | None = None
    refresh_token: Secret | None = None
    ambiguity: Literal["lookup", "fail", "resend"] = "lookup"
    settle_seconds: float = Field(default=10.0, ge=0)
    lookback_seconds: float = Field(default=3600.0, ge=60)

    def account(self) -> str | None:
        """The workspace, where it is set."""
        return self.team_id
