"""The vendor's client, loaded at the first attempt."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.request import Request

from eventual_connectors import Attempt, Permanent, Retryable, Secret
from eventual_connectors.errors import ConfigurationError

from .connection import SlackConnection

SENDS = "_perform_urllib_http_request_internal"
"""The SDK's method that sends one request: `(url, urllib.request.Request)`. Whatever opener, proxy and TLS it uses stay its own."""

CREDENTIALS_OF = {
    "apps_connections_open": ("app_token",),
    "apps_uninstall": ("client_id", "client_secret"),
    "oauth_access": ("client_id", "client_secret"),
    "oauth_v2_access": ("client_id", "client_secret", "refresh_token"),
    "oauth_v2_exchange": ("client_id", "client_secret", "token"),
    "openid_connect_token": ("client_id", "client_secret", "refresh_token"),
    "tooling_tokens_rotate": ("refresh_token",),
}
"""The methods of which the SDK wants credentials as arguments."""

TAKE_FILES = frozenset({"apps_icon_set", "files_remote_add", "files_remote_update", "files_upload", "users_setPhoto"})
"""The methods of which the SDK wants bytes as an open file."""

SECRETS = frozenset(
    {
        "access_token",
        "app_token",
        "bot_access_token",
        "client_secret",
        "credentials",
        "id_token",
        "refresh_token",
        "signing_secret",
        "token",
        "verification_token",
    }
)
"""Fields of answers that let their holder act for the app. A result is recorded, so they are left out."""

SHORTEST = 0.001
"""Seconds; a socket takes 0 as "do not wait at all"."""


class SlackClient:
    """Calls methods of `slack_sdk.WebClient`, each once: only the core retries."""

    def __init__(self, connection: SlackConnection) -> None:
        from slack_sdk import WebClient
        from slack_sdk.version import __version__

        if not hasattr(WebClient, SENDS):
            raise ConfigurationError(f"slack-sdk {__version__} is not known to eventual-connector-slack; install an older one")
        self.connection = connection
        self._web = WebClient(
            token=connection.token.reveal(),
            base_url=connection.base_url,
            team_id=connection.team_id,
            # The SDK's default handlers send a message a second time after a dropped connection.
            retry_handlers=[],
        )

    def call(self, method: str, attempt: Attempt, **arguments: Any) -> dict[str, Any]:
        """Call a method of the SDK within the attempt's time and return Slack's answer, without the credentials that stand in it."""
        try:
            json.dumps(arguments, default=_bytes)
        except (TypeError, ValueError) as error:
            message = f"slack.{method}: the arguments cannot be sent as JSON: {error}"
            raise Permanent(message, code="not_sent") from None
        # The SDK has one timeout per client; a copy is cheap, since it keeps no connections.
        web = copy.copy(self._web)
        web.timeout = max(attempt.remaining(), SHORTEST)  # type: ignore[assignment]
        _send_in_time(web, attempt)
        if method in TAKE_FILES:
            arguments = {name: io.BytesIO(value) if isinstance(value, bytes) else value for name, value in arguments.items()}
        answer = getattr(web, method)(**self._credentials(method), **arguments).data
        return without_secrets(dict(answer)) if isinstance(answer, Mapping) else {"ok": True, "content": answer}

    def _credentials(self, method: str) -> dict[str, str]:
        """What the SDK wants as arguments and a history must not hold: it comes from the connection."""
        taken = CREDENTIALS_OF.get(method, ())
        found = {}
        for name in taken:
            value = getattr(self.connection, name)
            if value is not None:
                found[name] = value.reveal() if isinstance(value, Secret) else value
        if "app_token" in taken and "app_token" not in found:
            raise Permanent(f"slack.{method}: the connection has no app_token", code="not_sent")
        return found


def _bytes(value: Any) -> str:
    if isinstance(value, bytes):  # a file, which is no part of a JSON body
        return ""
    raise TypeError(f"{type(value).__name__} is no JSON")


def without_secrets(answer: Any) -> Any:
    """The answer as it may be recorded."""
    if isinstance(answer, Mapping):
        return {name: without_secrets(value) for name, value in answer.items() if not _is_secret(name, value)}
    return [without_secrets(value) for value in answer] if isinstance(answer, list) else answer


def _is_secret(name: str, value: Any) -> bool:
    return name in SECRETS or (name == "url" and isinstance(value, str) and value.startswith("wss:"))


def _send_in_time(web: Any, attempt: Attempt) -> None:
    """Let this client send nothing when the attempt is over.

    Its timeout holds for each operation of the socket alone, and for none while a name is resolved: so a connection may stand long after
    the attempt was given up, and what is sent then could be missed by the look-up that follows.
    """
    send = getattr(web, SENDS)

    def in_time(url: str, request: Request) -> Any:
        if isinstance(request.data, bytes):
            length = len(request.data)
            request.data = _Body(request.data, attempt)
            request.add_unredirected_header("Content-length", str(length))
        return send(url, request)

    setattr(web, SENDS, in_time)


class _Body:
    """A request's body that is handed out once the connection stands, if the attempt is not over by then."""

    def __init__(self, content: bytes, attempt: Attempt) -> None:
        self._content = content
        self._attempt = attempt

    def __iter__(self) -> Iterator[bytes]:
        if not self._attempt.remaining():
            # Without its body a request is not whole, so Slack does nothing.
            raise Retryable("the attempt was over before its request was sent", code="not_sent")
        yield self._content


def install_with(code: str, connection: SlackConnection, redirect_uri: str | None) -> Any:
    """The installation that Slack gives for a code."""
    from slack_sdk import WebClient
    from slack_sdk.oauth.installation_store import Installation

    assert connection.client_secret is not None
    web = WebClient(base_url=connection.base_url, retry_handlers=[])
    given = web.oauth_v2_access(
        client_id=str(connection.client_id), client_secret=connection.client_secret.reveal(), code=code, redirect_uri=redirect_uri
    )
    team, user, enterprise = given.get("team") or {}, given.get("authed_user") or {}, given.get("enterprise") or {}
    return Installation(
        app_id=given.get("app_id"),
        enterprise_id=enterprise.get("id"),
        team_id=team.get("id"),
        team_name=team.get("name"),
        user_id=user.get("id") or "",
        bot_token=given.get("access_token"),
        bot_user_id=given.get("bot_user_id"),
        bot_scopes=given.get("scope") or "",
        bot_refresh_token=given.get("refresh_token"),
        bot_token_expires_in=given.get("expires_in"),
    )


def rotated(installation: Any, connection: SlackConnection) -> Any:
    """The installation with a fresh token, where its own is about to expire; None where it is good."""
    from slack_sdk import WebClient
    from slack_sdk.oauth.token_rotation import TokenRotator

    if connection.client_id is None or connection.client_secret is None:
        return None
    web = WebClient(base_url=connection.base_url, retry_handlers=[])
    rotator = TokenRotator(client_id=connection.client_id, client_secret=connection.client_secret.reveal(), client=web)
    return rotator.perform_token_rotation(installation=installation)
