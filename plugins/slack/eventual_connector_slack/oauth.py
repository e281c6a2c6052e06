"""Installing an app in several workspaces, with the SDK's own stores: each installation is a connection of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventual_connectors import Secret, connections
from eventual_connectors.errors import ConfigurationError

from .connection import SlackConnection

if TYPE_CHECKING:
    from slack_sdk.oauth.installation_store import Installation, InstallationStore


def install(code: str, connection: SlackConnection, store: InstallationStore, *, redirect_uri: str | None = None) -> Installation:
    """Turn the code of Slack's redirect into an installation, and keep it in a store of `slack_sdk.oauth`.

    Check the redirect's `state` first, with a state store of `slack_sdk.oauth`. Not for workflow code: what comes back holds the tokens.

    Raises:
        ConfigurationError: the connection has no `client_id` or `client_secret`.
    """
    from .client import install_with

    if connection.client_id is None or connection.client_secret is None:
        raise ConfigurationError("the slack connection needs client_id and client_secret to install the app")
    installation: Installation = install_with(code, connection, redirect_uri)
    store.save(installation)
    return installation


def use_installation(store: InstallationStore, team_id: str, *, connection: SlackConnection, name: str | None = None) -> None:
    """Make a workspace's installation the connection of this name (the workspace's ID unless given), with a token that is fresh.

    A token that expires within two hours is exchanged first, and kept in the store. Call it again before it expires.

    Raises:
        ConfigurationError: the app is not installed there.
    """
    from .client import rotated

    found = store.find_installation(enterprise_id=None, team_id=team_id)
    if found is None:
        raise ConfigurationError(f"the app is not installed in the workspace {team_id}")
    fresh = rotated(found, connection)
    if fresh is not None:
        store.save(fresh)
        found = fresh
    settings: dict[str, Any] = {"token": Secret(str(found.bot_token)), "team_id": team_id}
    connections.configure("slack", connection.model_copy(update=settings), name=name or team_id)
