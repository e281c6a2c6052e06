"""One request of a method, and what Slack's "it is so already" means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from eventual_connectors import Attempt, InDoubt

from .effects import NATURAL
from .operations import Operation

if TYPE_CHECKING:
    from .client import SlackClient

CLOCKS = timedelta(minutes=1)
"""How far Slack's clock and ours may be apart."""

SHOWN_BY = {"conversations_invite": "conversations_info"}
"""The read that gives what the write would have answered with."""

NAMED = ("channel", "ts")
"""What Slack repeats of a deletion's arguments."""


def requester(operation: Operation) -> Callable[..., dict[str, Any]]:
    """The function of a method's activity."""
    natural = NATURAL.get(operation.name)

    def request(client: SlackClient, attempt: Attempt, **arguments: Any) -> dict[str, Any]:
        given = {name: value for name, value in arguments.items() if value is not None}
        try:
            return client.call(operation.name, attempt, **given)
        except Exception as error:
            code = code_of(error)
            if natural is None or code is None:
                raise
            if operation.name == "conversations_create" and code == "name_taken" and attempt.in_doubt:
                return _created(client, attempt, given, error)
            if code not in natural.done and not (attempt.in_doubt and code in natural.gone):
                raise
            return _already(client, attempt, operation.name, given, error)

    request.__doc__ = operation.summary or f"`slack_sdk.WebClient.{operation.name}`"
    return request


def code_of(error: BaseException) -> str | None:
    """Slack's code for a refusal; None of any other error."""
    answer = getattr(getattr(error, "response", None), "data", None)
    return answer.get("error") if isinstance(answer, Mapping) else None


def _already(client: SlackClient, attempt: Attempt, name: str, given: Mapping[str, Any], error: Exception) -> dict[str, Any]:
    """The answer of a write whose effect is there."""
    if name == "conversations_invite" and len(_listed(given.get("users"))) > 1:
        # Slack refuses all of them when one is there; whether the others are, it does not say.
        if attempt.in_doubt:
            raise InDoubt("some of the users are in the channel; Slack does not say which", code="already_in_channel") from error
        raise error
    if name in SHOWN_BY:
        return client.call(SHOWN_BY[name], attempt, channel=given["channel"])
    return {"ok": True, **({one: given[one] for one in NAMED if one in given} if name == "chat_delete" else {})}


def _created(client: SlackClient, attempt: Attempt, given: Mapping[str, Any], error: Exception) -> dict[str, Any]:
    """The channel that an earlier attempt of this call made.

    Raises:
        SlackApiError: it is somebody else's, or older than the call.
    """
    own = client.call("auth_test", attempt)["user_id"]
    since = (attempt.first_started_at - CLOCKS).timestamp()
    for channel in _channels(client, attempt, private=bool(given.get("is_private"))):
        if channel.get("name") == given.get("name") and channel.get("creator") == own and channel.get("created", 0) >= since:
            return {"ok": True, "channel": channel}
    raise error


def _channels(client: SlackClient, attempt: Attempt, *, private: bool) -> Iterator[dict[str, Any]]:
    arguments: dict[str, Any] = {"types": "private_channel" if private else "public_channel", "limit": 200}
    while True:
        page = client.call("conversations_list", attempt, **arguments)
        yield from page["channels"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
        arguments["cursor"] = cursor


def _listed(users: Any) -> list[str]:
    return users.split(",") if isinstance(users, str) else list(users or ())
