"""One request of a method, and what Slack's "it is so already" means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
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
            if attempt.in_doubt and (found := _made(client, attempt, operation.name, code, given)) is not None:
                return found
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


def _made(client: SlackClient, attempt: Attempt, name: str, code: str, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """What an earlier attempt of this call made under a name of which there is one; None where it is somebody else's, or older."""
    since = (attempt.first_started_at - CLOCKS).timestamp()
    found: Iterable[dict[str, Any]]
    match name, code:
        case "conversations_create", "name_taken":
            field, by, at = "channel", "creator", "created"
            found = _channels(client, attempt, private=bool(given.get("is_private")))
        case "usergroups_create", "name_already_exists":
            field, by, at = "usergroup", "created_by", "date_create"
            found = client.call("usergroups_list", attempt, include_disabled=True)["usergroups"]
        case _:
            return None
    own = client.call("auth_test", attempt)["user_id"]
    ours = (one for one in found if one.get("name") == given.get("name") and one.get(by) == own and one.get(at, 0) >= since)
    return next(({"ok": True, field: one} for one in ours), None)


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
