"""The app's manifest, its installation, and the tokens that are rotated."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.oauth.installation_store import FileInstallationStore

from eventual_connector_slack import SlackApp, SlackConnection, app_manifest, install, slack, use_installation
from eventual_connector_slack.fakes import SlackFake
from eventual_connectors import Secret, connections
from eventual_connectors.errors import ConfigurationError, UsageError
from eventual_connectors.requirements import Document, ManualStep, Use

NOBODY: Any = None


def test_the_manifest_asks_for_what_is_used() -> None:
    app = SlackApp(NOBODY, Secret("secret"))
    app.start("reaction_added", NOBODY)

    @app.on("command", "/deploy")
    async def deploy(command: Any) -> None: ...

    found = app_manifest("Orders", [slack.chat_update, slack.pins_add], app=app, url="https://example.com/slack")
    assert found["oauth_config"]["scopes"]["bot"] == ["chat:write", "commands", "pins:write", "reactions:read"]
    assert found["settings"]["event_subscriptions"]["bot_events"] == ["reaction_added"]
    assert found["features"]["slash_commands"][0]["command"] == "/deploy"


@pytest.mark.parametrize(
    ("name", "activities", "says"),
    [("x" * 36, [], "at most 35"), ("", [], "at most 35"), ("Orders", ["admin_users_list"], "not known here")],
)
def test_what_slack_would_refuse_is_said(name: str, activities: list[str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        app_manifest(name, [slack[one] for one in activities])


def test_each_workspace_gets_an_app_with_the_scopes_of_what_is_used_there() -> None:
    uses = [Use(slack.pins_add), Use(slack.admin_users_list), Use(slack.chat_update, connection="ops")]
    first, step, other, _ = slack.requirements(uses)
    assert isinstance(first, Document)
    assert isinstance(other, Document)
    assert isinstance(step, ManualStep)
    assert (first.name, other.name) == ("slack-app.json", "slack-app-ops.json")
    assert json.loads(first.content)["oauth_config"]["scopes"]["bot"] == ["pins:write"]
    assert json.loads(other.content)["oauth_config"]["scopes"]["bot"] == ["chat:write"]
    assert any("slack.admin_users_list" in line for line in step.lines)


def test_an_app_is_installed_and_its_token_rotated(tmp_path: Path) -> None:
    fake = SlackFake()
    store = FileInstallationStore(base_dir=str(tmp_path), client_id="1.2")
    with fake.serve() as url:
        app = SlackConnection(token=Secret("unused"), base_url=f"{url}/api/", client_id="1.2", client_secret=Secret("fake-client-secret"))
        with pytest.raises(ConfigurationError, match="not installed"):
            use_installation(store, "T0FAKE", connection=app)
        first = install("code-1", app, store)
        assert first.bot_token is not None
        assert first.bot_token_expires_at is not None
        assert first.bot_token_expires_at > time.time()
        use_installation(store, "T0FAKE", connection=app, name="one")  # within two hours of its end, so a new one is fetched
        used = connections.get("slack", SlackConnection, "one")
        assert used.token.reveal() != first.bot_token
        assert slack.with_options(connection="one").auth_test().run()["team_id"] == "T0FAKE"
