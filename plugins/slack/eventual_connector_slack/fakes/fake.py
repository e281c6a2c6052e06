"""A Slack workspace behind Slack's wire: `/api/METHOD`, form or JSON, errors as HTTP 200 with `ok: false`.

What it knows of Slack is what Slack documents. It does not recognise a repeated `client_msg_id`: Slack mentions such a thing in a table
of errors and promises it nowhere, so a connector that relied on it here would be proven against a wish.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from eventual_connectors.fakes import Fake, Request, Response

from ..effects import is_read
from ..scopes import scopes
from . import channels, files, messages, people, tokens
from .deliveries import Deliveries
from .protocol import METHODS, Json, SlackError, arguments, needed
from .render import as_html, as_text

API = "/api/"
MICROS = 1_000_000
TEAM, APP_USER = "T0FAKE", "U0FAKE"
TABLES = ("channels", "users", "files", "scheduled", "usergroups", "bookmarks", "views", "homes", "ephemeral")
PEOPLE = {APP_USER: "app", "U1": "ada", "U2": "grace", "U3": "alan"}
"""Who is in a workspace at first."""

_MODULES = (channels, files, messages, people, tokens)  # they say what METHODS holds


class SlackFake(Fake):
    """Workspaces with one app. A channel exists as soon as it is named, unless `channel` says otherwise.

    Args:
        seed: of the ids that the workspace gives out.
        start: freezes the clock at this time (aware); the machine's time unless given.
        token: the app's bot token.
    """

    name: ClassVar[str] = "slack"
    operations: ClassVar[frozenset[str]] = frozenset(method.replace(".", "_") for method in METHODS) | {"upload"}
    # An address for an upload shows to nobody; the others are begun by a person.
    generic: ClassVar[frozenset[str]] = frozenset({"files_getUploadURLExternal", "oauth_v2_access", "views_open", "views_update"})

    def __init__(self, seed: int = 0, *, start: datetime | None = None, token: str = "xoxb-fake") -> None:
        super().__init__(seed, start=start)
        self.token = token
        self.signing_secret = "fake-signing-secret"
        """The secret with which what the app gets is signed."""
        self.visible_after: timedelta = timedelta()
        """How long after it was posted a message shows up in what is read."""
        self.scopes: set[str] | None = None
        """The scopes of the app's token; all unless given."""
        self.limits: dict[str, int] = {}
        """How often a minute a method may be called, by its name: `{"conversations_history": 1}`."""
        self.caller: Json = {"team": TEAM, "user": APP_USER}
        self.address = ""
        self.app = Deliveries(self)
        """The app's end: what is sent to it, signed."""
        self._heard: dict[str, list[float]] = {}

    # What tests set and see.

    def channel(self, channel: str, *, error: str | None = None, history_error: str | None = None) -> None:
        """Say what Slack answers about a channel.

        Args:
            channel: its ID.
            error: to everything, such as `channel_not_found`.
            history_error: to reading it, such as `missing_scope` or `not_in_channel`.
        """
        self.channel_of(channel).update(error=error, history_error=history_error)

    def messages(self, channel: str) -> list[Json]:
        """The messages of a channel, threads included, oldest first."""
        return list(self.channel_of(channel)["messages"].values())

    def install(self, team: str, token: str) -> None:
        """Have another workspace, in which the app has this token."""
        self.state["teams"][team] = _team(team)
        self.state["tokens"][token] = team

    def user(self, user: str, name: str, **profile: str) -> None:
        """Have another person in the workspace."""
        self.table("users")[user] = _user(self.caller["team"], user, name, profile)

    def render(self, channel: str) -> str:
        """A channel as text, for people to look at."""
        return as_text(self.channel_of(channel), self.table("users"))

    def render_html(self, channel: str) -> str:
        """A channel as a page of HTML."""
        return as_html(self.channel_of(channel), self.table("users"))

    def deliver_due(self) -> list[Json]:
        """Post the scheduled messages whose time has come; returns them."""
        due = [one for one in self.table("scheduled").values() if one["post_at"] <= self.clock.timestamp()]
        posted = []
        for one in due:
            del self.table("scheduled")[one["id"]]
            author = {"user": one["caller"]["user"], "bot_id": "B0FAKE", "team": one["caller"]["team"]}
            posted.append(self.say(one["channel_id"], {**author, **one["message"]}))
        return posted

    # The wire.

    def new_state(self) -> Json:
        """A workspace in which nobody has said anything."""
        return {"teams": {TEAM: _team(TEAM)}, "tokens": {}, "triggers": {}, "used": []}

    def operation(self, request: Request) -> str:
        """`/api/chat.postMessage` is `chat_postMessage`, the method's name in the SDK."""
        if request.path.startswith(files.UPLOAD):
            return "upload"
        return request.path.removeprefix(API).replace(".", "_")

    def key_of(self, request: Request) -> str | None:
        """The mark in a message's metadata."""
        try:
            return messages.key_of(arguments(request))
        except SlackError:
            return None

    def settings(self, url: str) -> dict[str, Any]:
        """A connection's settings."""
        self.address = url
        return {"token": self.token, "base_url": url + API}

    @contextmanager
    def serve(self, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
        """Serve the fake over HTTP for the length of a `with` block, and give its URL."""
        with super().serve(host, port) as url:
            self.address = url
            yield url

    def handle(self, request: Request) -> Response:
        """Take a request as Slack does, which takes GET and POST alike: whether it changes something its method's name says alone."""
        return super().handle(replace(request, method="GET" if is_read(SlackFake.operation(self, request)) else "POST"))

    def apply(self, request: Request) -> Response:
        """Answer as Slack does."""
        if request.path.startswith(files.UPLOAD):  # the address itself is the credential
            taken = files.receive(self, request.path.removeprefix(files.UPLOAD), request.body)
            return Response(200 if taken else 400, body=b"OK" if taken else b"no such upload")
        try:
            method = request.path.removeprefix(API)
            if method == "oauth.v2.access":
                tokens.authenticate(request)
            else:
                self._authenticate(request)
            does = METHODS.get(method)
            if does is None:
                raise SlackError("unknown_method", req_method=method)
            self._check_scopes(method.replace(".", "_"))
            wait = self._wait(method.replace(".", "_"))
            if wait:
                return self.refusal(request, 429, after=wait)
            return self._respond({"ok": True, **does(self, arguments(request))})
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
        token = given.removeprefix("Bearer ")
        team = TEAM if token == self.token else self.state["tokens"].get(token)
        if team is None:
            raise SlackError("invalid_auth")
        self.caller = {"team": team, "user": APP_USER}

    def _check_scopes(self, operation: str) -> None:
        wanted = scopes(operation, reads=is_read(operation)) or ()
        if operation == "chat_postMessage":
            wanted = ("chat:write",)  # the rest is what looking it up needs
        if self.scopes is not None and wanted and not self.scopes & set(wanted):
            raise SlackError("missing_scope", needed=",".join(wanted), provided=",".join(sorted(self.scopes)))

    def _wait(self, operation: str) -> float:
        """Seconds until this method may be called again; 0 where it may be called now."""
        if operation not in self.limits:
            return 0
        now = self.clock.timestamp()
        lately = self._heard[operation] = [at for at in self._heard.get(operation, ()) if at > now - 60]
        if len(lately) >= self.limits[operation]:
            return max(1, round(lately[0] + 60 - now))
        lately.append(now)
        return 0

    # What the methods use.

    def table(self, name: str) -> dict[str, Any]:
        """One of the workspace's tables, by id."""
        found: dict[str, Any] = self.state["teams"][self.caller["team"]][name]
        return found

    def channels(self) -> Sequence[Json]:
        """The workspace's channels."""
        return list(self.table("channels").values())

    def channel_of(
        self, id: str, *, name: str | None = None, private: bool = False, im: bool = False, members: Sequence[str] = (APP_USER,)
    ) -> Json:
        """A channel, which is made where it is not there."""
        table = self.table("channels")
        if id not in table:
            table[id] = _channel(id, name or id.lower(), int(self.clock.timestamp()), private, im, members)
        found: Json = table[id]
        return found

    def opened(self, name: str) -> Json:
        """A channel that there is."""
        channel = self.channel_of(name)
        if channel["error"]:
            raise SlackError(channel["error"])
        return channel

    def entered(self, given: Json) -> tuple[str, Json]:
        """A channel that the app may write to, and its ID."""
        name = needed(given, "channel", "channel_not_found")
        channel = self.opened(name)
        if channel["is_archived"]:
            raise SlackError("is_archived")
        if self.caller["user"] not in channel["members"]:
            raise SlackError("not_in_channel")
        return name, channel

    def read(self, given: Json) -> Json:
        """A channel that the app may read."""
        channel = self.opened(needed(given, "channel", "channel_not_found"))
        if channel["history_error"]:
            raise SlackError(channel["history_error"])
        if self.caller["user"] not in channel["members"]:
            raise SlackError("not_in_channel")
        return channel

    def person(self, id: str) -> Json:
        """Somebody in the workspace."""
        found: Json | None = self.table("users").get(id)
        if found is None:
            raise SlackError("user_not_found")
        return found

    def say(self, name: str, content: Json) -> Json:
        """Have a message in a channel."""
        channel = self.channel_of(name)
        ts = self.next_ts(channel)
        message: Json = {"type": "message", "ts": ts, "text": "", **content}
        channel["messages"][ts] = message
        channel["visible_from"][ts] = self.clock.timestamp() + self.visible_after.total_seconds()
        return message

    def visible(self, channel: Json) -> list[Json]:
        """The messages that what is read shows."""
        now = self.clock.timestamp()
        return [message for ts, message in channel["messages"].items() if channel["visible_from"][ts] <= now]

    def next_ts(self, channel: Json) -> str:
        """Slack's ts is a time and the message's name in its channel, so no two are equal."""
        channel["last"] = max(channel["last"] + 1, round(self.clock.timestamp() * MICROS))
        return f"{channel['last'] // MICROS}.{channel['last'] % MICROS:06d}"


def _team(team: str) -> Json:
    tables: Json = {name: {} for name in TABLES}
    tables["users"] = {id: _user(team, id, name, {"email": f"{name}@example.com"}) for id, name in PEOPLE.items()}
    return tables


def _user(team: str, id: str, name: str, profile: Mapping[str, str]) -> Json:
    return {"id": id, "team_id": team, "name": name, "is_bot": id == APP_USER, "deleted": False, "profile": {"real_name": name, **profile}}


def _channel(id: str, name: str, created: int, private: bool, im: bool, members: Sequence[str]) -> Json:
    flags = {"is_private": private, "is_im": im, "is_archived": False, "topic": "", "purpose": "", "read_to": ""}
    inside = {"messages": {}, "visible_from": {}, "last": 0, "pins": [], "members": list(members)}
    return {"id": id, "name": name, "creator": APP_USER, "created": created, **flags, **inside, "error": None, "history_error": None}
