"""A Slack workspace behind Slack's wire: `/api/METHOD`, form or JSON, errors as HTTP 200 with `ok: false`.

What it knows of Slack is what Slack documents. It does not recognise a repeated `client_msg_id`: Slack mentions such a thing in a table
of errors and promises it nowhere, so a connector that relied on it here would be proven against a wish.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from eventual_connectors.fakes import Fake, Request, Response

Json = dict[str, Any]

API = "/api/"
MICROS = 1_000_000
PAGE = 100
MAX_PAGE = 999
MAX_ATTACHMENTS = 100
CONTENT = ("text", "blocks", "attachments", "markdown_text")
"""What a message can say; one of them at least."""
STRUCTURED = ("blocks", "attachments", "metadata")
"""Arguments that are JSON text in a form."""
SHOWN = (*CONTENT, "metadata", "thread_ts", "username", "icon_emoji", "icon_url", "client_msg_id")
"""Arguments of a message that are kept with it."""


class SlackError(Exception):
    """Slack refuses: `{"ok": false, "error": code}`."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.answer = {"ok": False, "error": code, **details}


class SlackFake(Fake):
    """One workspace with one app. A channel exists as soon as it is named, unless `channel` says otherwise.

    Args:
        seed: of the ids that the workspace gives out.
        start: freezes the clock at this time (aware); the machine's time unless given.
        token: the app's bot token.
    """

    name: ClassVar[str] = "slack"
    operations: ClassVar[frozenset[str]] = frozenset(
        {
            "auth_test",
            "chat_delete",
            "chat_postMessage",
            "chat_update",
            "conversations_history",
            "conversations_replies",
        }
    )

    def __init__(self, seed: int = 0, *, start: datetime | None = None, token: str = "xoxb-fake") -> None:
        super().__init__(seed, start=start)
        self.token = token
        self.visible_after: timedelta = timedelta()
        """How long after it was posted a message shows up in what is read."""

    # What tests set and see.

    def channel(self, channel: str, *, error: str | None = None, history_error: str | None = None) -> None:
        """Say what Slack answers about a channel.

        Args:
            channel: its ID.
            error: to everything, such as `channel_not_found`.
            history_error: to reading it, such as `missing_scope` or `not_in_channel`.
        """
        self._channel(channel).update(error=error, history_error=history_error)

    def messages(self, channel: str) -> list[Json]:
        """The messages of a channel, threads included, oldest first."""
        return list(self._channel(channel)["messages"].values())

    # The wire.

    def new_state(self) -> Json:
        """An empty workspace."""
        return {"channels": {}}

    def operation(self, request: Request) -> str:
        """`/api/chat.postMessage` is `chat_postMessage`, the method's name in the SDK."""
        return request.path.removeprefix(API).replace(".", "_")

    def key_of(self, request: Request) -> str | None:
        """The mark in a message's metadata."""
        return _key(_arguments(request))

    def settings(self, url: str) -> dict[str, Any]:
        """A connection's settings."""
        return {"token": self.token, "base_url": url + API}

    def apply(self, request: Request) -> Response:
        """Answer as Slack does."""
        try:
            self._authenticate(request)
            method = self._methods().get(request.path.removeprefix(API))
            if method is None:
                raise SlackError("unknown_method", req_method=request.path.removeprefix(API))
            return self._respond({"ok": True, **method(_arguments(request))})
        except SlackError as error:
            return self._respond(error.answer)

    def refusal(self, request: Request, status: int, *, after: float | None = None) -> Response:
        """Slack's own words for a refused rate or credential; a page of HTML from what stands in front of it else."""
        if status == 429:
            wait = {"Retry-After": f"{1 if after is None else after:g}"}
            return self._respond({"ok": False, "error": "ratelimited"}, status=429, headers=wait)
        if status == 401:
            return self._respond({"ok": False, "error": "token_revoked"})
        return Response(status=status, body=b"<html>The server is having trouble.</html>")

    def _respond(self, answer: Json, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
        request_id = {"X-Slack-Req-Id": self.id("", "request")}
        return Response.json(answer, status=status, headers={**request_id, **(headers or {})})

    def _authenticate(self, request: Request) -> None:
        given = request.headers.get("Authorization", "")
        if not given:
            raise SlackError("not_authed")
        if given != f"Bearer {self.token}":
            raise SlackError("invalid_auth")

    def _methods(self) -> Mapping[str, Callable[[Json], Json]]:
        return {
            "auth.test": self._auth_test,
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "chat.delete": self._delete,
            "conversations.history": self._history,
            "conversations.replies": self._replies,
        }

    # Methods.

    def _auth_test(self, arguments: Json) -> Json:
        return {
            "url": "https://fake.slack.com/",
            "team": "Fake",
            "user": "app",
            "team_id": "T0FAKE",
            "user_id": "U0FAKE",
            "bot_id": "B0FAKE",
            "is_enterprise_install": False,
        }

    def _post(self, arguments: Json) -> Json:
        name = _needed(arguments, "channel", "channel_not_found")
        channel = self._open(name)
        _check_content(arguments)
        thread = arguments.get("thread_ts")
        if thread is not None and thread not in channel["messages"]:
            raise SlackError("thread_not_found")
        ts = self._next_ts(channel)
        shown = {key: arguments[key] for key in SHOWN if arguments.get(key) is not None}
        author = {"user": "U0FAKE", "bot_id": "B0FAKE", "app_id": "A0FAKE", "team": "T0FAKE"}
        message: Json = {"type": "message", "ts": ts, "text": "", **author, **shown}
        if thread is not None and _is_true(arguments.get("reply_broadcast")):
            message["subtype"] = "thread_broadcast"
        channel["messages"][ts] = message
        channel["visible_from"][ts] = self.clock.timestamp() + self.visible_after.total_seconds()
        self.effect("chat_postMessage", f"{name}:{ts}", message, key=_key(message))
        return {"channel": name, "ts": ts, "message": message}

    def _update(self, arguments: Json) -> Json:
        name, message = self._message(arguments)
        _check_content(arguments)
        changed = {key: arguments[key] for key in (*CONTENT, "metadata") if key in arguments and arguments[key] != message.get(key)}
        if "text" in changed and "blocks" not in arguments:
            message.pop("blocks", None)  # as Slack does: the new text is what is shown
        if changed:
            message.update(changed, edited={"user": "U0FAKE", "ts": f"{self.clock.timestamp():.6f}"})
            self.effect("chat_update", f"{name}:{message['ts']}", message)
        return {"channel": name, "ts": message["ts"], "text": message["text"], "message": message}

    def _delete(self, arguments: Json) -> Json:
        name, message = self._message(arguments)
        del self._channel(name)["messages"][message["ts"]]
        self.effect("chat_delete", f"{name}:{message['ts']}", message)
        return {"channel": name, "ts": message["ts"]}

    def _history(self, arguments: Json) -> Json:
        channel = self._readable(arguments)
        top = [message for message in self._visible(channel) if not _only_in_thread(message)]
        return _page(top[::-1], arguments)

    def _replies(self, arguments: Json) -> Json:
        channel = self._readable(arguments)
        ts = _needed(arguments, "ts", "thread_not_found")
        if ts not in channel["messages"]:
            raise SlackError("thread_not_found")
        thread = [m for m in self._visible(channel) if ts in (m["ts"], m.get("thread_ts"))]
        return _page(thread, arguments)

    # Channels.

    def _channel(self, name: str) -> Json:
        new = {"messages": {}, "visible_from": {}, "last": 0, "error": None, "history_error": None}
        channel: Json = self.state["channels"].setdefault(name, new)
        return channel

    def _open(self, name: str) -> Json:
        channel = self._channel(name)
        if channel["error"]:
            raise SlackError(channel["error"])
        return channel

    def _readable(self, arguments: Json) -> Json:
        channel = self._open(_needed(arguments, "channel", "channel_not_found"))
        if channel["history_error"]:
            raise SlackError(channel["history_error"])
        return channel

    def _message(self, arguments: Json) -> tuple[str, Json]:
        name = _needed(arguments, "channel", "channel_not_found")
        message = self._open(name)["messages"].get(arguments.get("ts"))
        if message is None:
            raise SlackError("message_not_found")
        return name, message

    def _visible(self, channel: Json) -> list[Json]:
        now = self.clock.timestamp()
        return [message for ts, message in channel["messages"].items() if channel["visible_from"][ts] <= now]

    def _next_ts(self, channel: Json) -> str:
        # Slack's ts is a time and the message's name in its channel, so no two are equal.
        channel["last"] = max(channel["last"] + 1, round(self.clock.timestamp() * MICROS))
        return f"{channel['last'] // MICROS}.{channel['last'] % MICROS:06d}"


def _arguments(request: Request) -> Json:
    """The arguments of a request; a JSON body keeps its types, a form has text."""
    is_json = request.headers.get("Content-Type", "").startswith("application/json")
    if is_json and request.body:  # the SDK labels a request without arguments as JSON, too
        try:
            found = request.json()
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(found, dict):
            raise SlackError("json_not_object")
        return found
    arguments: Json = dict([*request.query_pairs(), *request.form()])
    for name in STRUCTURED:
        if name in arguments:
            try:
                arguments[name] = json.loads(arguments[name])
            except ValueError:
                raise SlackError(f"invalid_{name}_format") from None
    return arguments


def _needed(arguments: Json, name: str, code: str) -> str:
    value = arguments.get(name)
    if not isinstance(value, str) or not value:
        raise SlackError(code)
    return value


def _check_content(arguments: Json) -> None:
    if not any(arguments.get(name) for name in CONTENT):
        raise SlackError("no_text")
    attachments = arguments.get("attachments")
    if isinstance(attachments, list) and len(attachments) > MAX_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    metadata = arguments.get("metadata")
    if metadata is None:
        return
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")


def _key(message: Json) -> str | None:
    """The key of the call that posts the message, where a connector left it."""
    key = ((message.get("metadata") or {}).get("event_payload") or {}).get("ec_key")
    return key if isinstance(key, str) else None


def _only_in_thread(message: Json) -> bool:
    broadcast = message.get("subtype") == "thread_broadcast"
    return message.get("thread_ts", message["ts"]) != message["ts"] and not broadcast


def _is_true(value: Any) -> bool:
    return value in (True, "true", "1")


def _page(messages: list[Json], arguments: Json) -> Json:
    """One page of `messages`, which are in the order in which Slack lists them."""
    found = [message for message in messages if _in_range(message["ts"], arguments)]
    start = _position(found, arguments.get("cursor"))
    end = start + min(int(arguments.get("limit") or PAGE), MAX_PAGE)
    whole = _is_true(arguments.get("include_all_metadata"))
    page = [{k: v for k, v in m.items() if whole or k != "metadata"} for m in found[start:end]]
    answer: Json = {"messages": page, "has_more": end < len(found)}
    if end < len(found):
        answer["response_metadata"] = {"next_cursor": _cursor(found[end]["ts"])}
    return answer


def _in_range(ts: str, arguments: Json) -> bool:
    inclusive = _is_true(arguments.get("inclusive"))
    oldest, latest = arguments.get("oldest"), arguments.get("latest")
    after = not oldest or float(ts) > float(oldest) or (inclusive and float(ts) == float(oldest))
    return after and (not latest or float(ts) < float(latest) or (inclusive and float(ts) == float(latest)))


def _cursor(ts: str) -> str:
    return base64.b64encode(f"next_ts:{ts}".encode()).decode()


def _position(messages: list[Json], cursor: str | None) -> int:
    """Where the page begins: at the message that the cursor names."""
    if not cursor:
        return 0
    try:
        ts = base64.b64decode(cursor, validate=True).decode().removeprefix("next_ts:")
    except (binascii.Error, UnicodeDecodeError):
        raise SlackError("invalid_cursor") from None
    for position, message in enumerate(messages):
        if message["ts"] == ts:
            return position
    raise SlackError("invalid_cursor")
