"""What Slack sends to an app: events, interactions and slash commands, signed as Slack signs them."""

from __future__ import annotations

import hashlib
import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from .protocol import Json, SlackError

if TYPE_CHECKING:
    from .fake import SlackFake

PATIENCE = 3.0
"""Seconds for which Slack waits for an answer."""
RETRIES = 3
TRIGGER_LIFE = 3.0
"""Seconds for which a trigger opens a view."""


@dataclass(frozen=True)
class Delivery:
    """One request to the app.

    Attributes:
        body: as it is sent.
        headers: with its signature.
        status: what the app answered; None where it did not in time.
        answer: the answer's body.
    """

    body: bytes
    headers: Mapping[str, str] = field(repr=False)
    status: int | None
    answer: bytes = b""


Receiver = Callable[[bytes, Mapping[str, str]], tuple[int, Mapping[str, str], bytes]]


class Deliveries:
    """The app's end. `receiver` is its request URL, or a function of body and headers that answers with status, headers and body."""

    def __init__(self, fake: SlackFake) -> None:
        self._fake = fake
        self.receiver: str | Receiver | None = None
        self.sent: list[Delivery] = []
        """Every delivery, oldest first."""

    def verify_url(self) -> str:
        """What Slack does before it takes a request URL: the challenge has to come back. Returns what came."""
        challenge = self._fake.id("", "challenge")
        body = {"token": "deprecated", "challenge": challenge, "type": "url_verification"}
        done = self._send(json.dumps(body).encode(), "application/json")
        given = done.answer.decode()
        found = json.loads(given).get("challenge") if given.startswith("{") else given
        if done.status != 200 or found != challenge:
            raise SlackError("url_verification_failed")
        return str(found)

    def event(self, event: Json, *, retries: bool = True) -> list[Delivery]:
        """Send an event until the app takes it, with Slack's headers of a repeated delivery; at once, where Slack waits for minutes."""
        whole = {
            "token": "deprecated",
            "team_id": self._fake.caller["team"],
            "api_app_id": "A0FAKE",
            "type": "event_callback",
            "event_id": self._fake.id("Ev", "event", length=10),
            "event_time": int(self._fake.clock.timestamp()),
            "event": event,
        }
        return self.again(json.dumps(whole).encode(), retries=RETRIES if retries else 0)

    def again(self, body: bytes, *, retries: int = RETRIES) -> list[Delivery]:
        """Send the body of an event, which the app may have had before."""
        made: list[Delivery] = []
        for number in range(retries + 1):
            retry = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": _reason(made[-1])} if made else {}
            made.append(self._send(body, "application/json", retry))
            if made[-1].status is not None and 200 <= made[-1].status < 300:
                break
        return made

    def say(self, channel: str, user: str, text: str, **content: Any) -> list[Delivery]:
        """A person writes into a channel: the app hears of a `message`, and of an `app_mention` where it is named."""
        message = self._fake.say(channel, {"user": user, "text": text, **content})
        kinds = ["message"] + (["app_mention"] if f"<@{self._fake.caller['user']}>" in text else [])
        return [one for kind in kinds for one in self.event({**message, "type": kind, "channel": channel})]

    def click(self, channel: str, ts: str, label: str, *, user: str = "U1") -> Delivery:
        """A person clicks the button of this label."""
        message = self._fake.channel_of(channel)["messages"][ts]
        buttons = [element for block in message.get("blocks", ()) for element in block.get("elements", ())]
        button = next(one for one in buttons if one.get("type") == "button" and one["text"]["text"] == label)
        action = {**button, "block_id": "b", "action_ts": f"{self._fake.clock.timestamp():.6f}"}
        container = {"type": "message", "message_ts": ts, "channel_id": channel}
        return self.interact({"type": "block_actions", "container": container, "message": message, "actions": [action]}, user=user)

    def submit(self, view_id: str, values: Json, *, user: str = "U1") -> Delivery:
        """A person sends a modal off."""
        view = self._fake.table("views")[view_id]
        return self.interact({"type": "view_submission", "view": {**view, "state": {"values": values}}}, user=user)

    def shortcut(self, callback_id: str, *, user: str = "U1") -> Delivery:
        """A person uses a global shortcut."""
        return self.interact({"type": "shortcut", "callback_id": callback_id}, user=user)

    def interact(self, payload: Json, *, user: str = "U1") -> Delivery:
        """Send an interaction. It is not repeated, whatever the app answers."""
        person = {"id": user, "name": self._fake.person(user)["name"]}
        team = {"id": self._fake.caller["team"]}
        whole = {**payload, "team": team, "user": person, "api_app_id": "A0FAKE", "trigger_id": self._trigger(user)}
        return self._send(urlencode({"payload": json.dumps(whole)}).encode(), "application/x-www-form-urlencoded")

    def command(self, command: str, text: str = "", *, channel: str = "C1", user: str = "U1") -> Delivery:
        """A person uses a slash command, such as `/deploy`."""
        ids = {"team_id": self._fake.caller["team"], "channel_id": channel, "user_id": user, "api_app_id": "A0FAKE"}
        form = {**ids, "command": command, "text": text, "user_name": self._fake.person(user)["name"], "trigger_id": self._trigger(user)}
        return self._send(urlencode(form).encode(), "application/x-www-form-urlencoded")

    def _trigger(self, user: str) -> str:
        id = self._fake.id("", "trigger")
        self._fake.state["triggers"][id] = {"user": user, "until": self._fake.clock.timestamp() + TRIGGER_LIFE}
        return id

    def _send(self, body: bytes, kind: str, extra: Mapping[str, str] | None = None) -> Delivery:
        headers = {"Content-Type": kind, **sign(body, self._fake.signing_secret, int(self._fake.clock.timestamp())), **(extra or {})}
        status, answer = self._post(body, headers)
        self.sent.append(Delivery(body, headers, status, answer))
        return self.sent[-1]

    def _post(self, body: bytes, headers: Mapping[str, str]) -> tuple[int | None, bytes]:
        if self.receiver is None:
            raise ValueError("nobody receives: set fake.app.receiver to the app's request URL, or to a function")
        if not isinstance(self.receiver, str):
            status, _, answer = self.receiver(body, headers)
            return status, answer
        request = urllib.request.Request(self.receiver, body, dict(headers), method="POST")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=PATIENCE) as answered:
                return answered.status, answered.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            return None, b""


def sign(body: bytes, secret: str, timestamp: int) -> dict[str, str]:
    """The headers of a signed request."""
    signature = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={signature}"}


def _reason(delivery: Delivery) -> str:
    return "http_timeout" if delivery.status is None else "http_error"
