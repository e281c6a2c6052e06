"""Slack's requests as events of a service: verified, stored and answered within its three seconds, then handled by subscriptions.

`SlackApp` is for what has to answer with content, such as a slash command's reply; this is for what may take as long as it takes.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from eventual_connectors import Secret
from eventual_connectors.errors import ExecutionClosed, ExecutionNotFound

from .ask import answer_of
from .events import Interaction, model
from .signature import SignatureError, verify_signature

if TYPE_CHECKING:
    from eventual_connectors.services import Answer, Event, EventType, Received, Service, Webhook

log = logging.getLogger("eventual.slack")


def webhook(signing_secret: Secret | Iterable[Secret], *, name: str = "slack") -> Webhook:
    """Slack's request URL for a service: `Service("shop", webhooks=[webhook(Secret("env:SLACK_SIGNING_SECRET"))])`.

    Events have the type `slack.TYPE`, such as `slack.app_mention`; interactions `slack.interaction.TYPE`; slash commands `slack.command`.
    The verification token that Slack still sends in the body is left out.

    Args:
        signing_secret: the app's; several while it is rotated.
        name: the last part of the address.
    """
    from eventual_connectors.services import Refused, Webhook

    secrets = (signing_secret,) if isinstance(signing_secret, Secret) else tuple(signing_secret)

    def read(body: bytes, headers: Mapping[str, str]) -> Received | Answer:
        try:
            verify_signature(body, headers, secrets)
        except SignatureError as error:
            raise Refused(str(error), status=401) from None
        try:
            return _event(json.loads(body)) if body[:1] == b"{" else _form(body)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refused(f"the body is nothing that Slack sends: {type(error).__name__}") from None

    return Webhook(name, read)


def event_type(name: str) -> EventType[Any]:
    """The type of Slack's events of this name, to subscribe to: `@shop.subscribe(event_type("app_mention"))`."""
    from eventual_connectors.services import EventType

    return EventType(f"slack.{name}", Interaction if name.startswith("interaction.") else model(name))


def take_answers(service: Service, *, name: str = "slack_answers") -> None:
    """Have the buttons of `ask_human` answer the executions that ask."""

    async def signal(event: Event[Interaction]) -> None:
        for action in event.data.actions:
            if (answer := answer_of(action)) is None:
                continue
            try:
                await event.signal(answer.execution_id, answer.signal, answer.value)
            except ExecutionNotFound:
                log.warning("a button was clicked for an execution that is not there")
            except ExecutionClosed:
                log.info("a button was clicked when its execution had ended")

    service.subscribe(event_type("interaction.block_actions"), name=name)(signal)


def _event(whole: dict[str, Any]) -> Received | Answer:
    from eventual_connectors.services import Answer, Received

    if whole.get("type") == "url_verification":
        told = json.dumps({"challenge": str(whole["challenge"])}).encode()
        return Answer(body=told, headers={"Content-Type": "application/json"})
    whole.pop("token", None)
    return Received(id=f"{whole['team_id']}.{whole['event_id']}", type=f"slack.{whole['event']['type']}", data=whole)


def _form(body: bytes) -> Received:
    from eventual_connectors.services import Received

    form: dict[str, Any] = {name: values[-1] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
    found = json.loads(form["payload"]) if "payload" in form else form
    found.pop("token", None)
    kind = f"slack.interaction.{found['type']}" if "payload" in form else "slack.command"
    if kind == "slack.command" and not found.get("command"):
        raise ValueError("no command")
    # One per click; the few that have none are known by what they say.
    return Received(id=str(found.get("trigger_id") or hashlib.sha256(body).hexdigest()), type=kind, data=found)
