"""Installing the app: codes and refresh tokens are exchanged for tokens that expire within the hour."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from eventual_connectors.fakes import Request

from .protocol import Json, SlackError, does, needed

if TYPE_CHECKING:
    from .fake import SlackFake

LIFE = 3600
CLIENT_SECRET = "fake-client-secret"


def authenticate(request: Request) -> None:
    """The credential here is the client's secret, in the header of HTTP's basic authentication."""
    given = request.headers.get("Authorization", "").removeprefix("Basic ")
    try:
        _, _, secret = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise SlackError("bad_client_secret") from None
    if secret != CLIENT_SECRET:
        raise SlackError("bad_client_secret")


@does("oauth.v2.access")
def access(fake: SlackFake, given: Json) -> Json:
    """A fresh token; a code and a refresh token are good once."""
    used = given.get("refresh_token") or needed(given, "code", "invalid_code")
    if used in fake.state["used"]:
        raise SlackError("invalid_refresh_token" if given.get("refresh_token") else "code_already_used")
    fake.state["used"].append(used)
    token = fake.id("xoxe.xoxb-", "token")
    fake.state["tokens"][token] = fake.caller["team"]
    fake.effect("oauth_v2_access", fake.caller["team"])
    return {
        "access_token": token,
        "refresh_token": fake.id("xoxe-", "refresh"),
        "expires_in": LIFE,
        "token_type": "bot",
        "scope": "chat:write",
        "bot_user_id": fake.caller["user"],
        "app_id": "A0FAKE",
        "team": {"id": fake.caller["team"], "name": "Fake"},
        "authed_user": {"id": "U1"},
    }
