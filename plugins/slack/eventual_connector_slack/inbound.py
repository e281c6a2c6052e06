"""An app's end of Slack: one request URL for events, interactions and slash commands.

Slack wants an answer within three seconds. So what takes longer is an execution, which is on disk before Slack gets its answer: its id is
made of the event's, and the engine takes a second start with it for the same execution. That is the ledger; the retry headers are no
reason to drop anything, for the first delivery may have been lost.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from eventual_connectors import Secret
from eventual_connectors.errors import EventualError, ExecutionClosed, ExecutionNotFound

from .ask import answer_of
from .events import Event, Interaction, SlashCommand, model
from .signature import SignatureError, verify_signature

if TYPE_CHECKING:
    from eventual_connectors.engines.port import Engine

log = logging.getLogger("eventual.slack")

PATIENCE = 2.5
"""Seconds for an answer; Slack gives up after three."""

Handler = Callable[[Any], Awaitable[Any]]


@dataclass(frozen=True)
class Answer:
    """What to answer Slack with."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class SlackApp:
    """Takes Slack's requests, checks each, and hands it on.

    Args:
        engine: where executions are started and signalled.
        signing_secret: the app's; several while it is rotated.
        clock: reads the time, in seconds since 1970; the machine's unless given.
    """

    def __init__(self, engine: Engine, signing_secret: Secret | Iterable[Secret], *, clock: Callable[[], float] | None = None) -> None:
        self._engine = engine
        self._secrets = (signing_secret,) if isinstance(signing_secret, Secret) else tuple(signing_secret)
        self._clock = clock
        self.workflows: dict[str, Any] = {}
        self.handlers: dict[tuple[str, str], Handler] = {}

    def start(self, event: str, workflow: Any) -> None:
        """Have each event of this type start an execution of a workflow, which gets the event as a dict, once."""
        self.workflows[event] = workflow

    def on(self, kind: str, name: str) -> Callable[[Handler], Handler]:
        """Have an `async def` answer: `("command", "/deploy")`, `("action", id)`, `("view", callback_id)`, `("shortcut", callback_id)`.

        It gets the model; what it returns (a text or a dict) is the answer, which Slack shows. It has 2.5 seconds.
        """

        def mark(handler: Handler) -> Handler:
            self.handlers[kind, name] = handler
            return handler

        return mark

    async def handle(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Take a request. Anything but a 2xx has Slack send an event again."""
        try:
            verify_signature(body, headers, self._secrets, now=self._clock() if self._clock else None)
        except SignatureError as error:
            log.warning("a request was refused: %s", error)
            return Answer(401)
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._take(body)
        except (ValueError, KeyError, TypeError) as error:
            log.warning("a request of Slack could not be read: %s", type(error).__name__)
            return Answer(400)
        except TimeoutError:
            return Answer(503)
        except EventualError as error:
            log.error("a request of Slack could not be taken: %s", error)
            return Answer(503)

    async def _take(self, body: bytes) -> Answer:
        if body[:1] == b"{":
            return await self._event(json.loads(body))
        form = {name: values[-1] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
        if "payload" in form:
            return await self._interaction(Interaction.model_validate_json(form["payload"]))
        command = SlashCommand.model_validate(form)
        return await self._answered("command", command.command, command)

    async def _event(self, whole: dict[str, Any]) -> Answer:
        if whole.get("type") == "url_verification":
            return _json({"challenge": str(whole["challenge"])})
        event = read_event(whole)
        workflow = self.workflows.get(event.event.type)
        if workflow is not None:
            await self._engine.start(workflow, whole, id=f"slack.{event.team_id}.{event.event_id}.{event.event.type}")
        return Answer()

    async def _interaction(self, found: Interaction) -> Answer:
        for action in found.actions:
            answer = answer_of(action)
            if answer is not None:
                await self._signal(answer, f"{found.user['id']}.{action.get('action_ts', '')}")
            elif ("action", str(action.get("action_id"))) in self.handlers:
                return await self._answered("action", str(action["action_id"]), found)
        if found.type == "view_submission" and found.view is not None:
            return await self._answered("view", str(found.view.get("callback_id")), found)
        if found.type in ("shortcut", "message_action"):
            return await self._answered("shortcut", str(found.callback_id), found)
        return Answer()

    async def _signal(self, answer: Any, id: str) -> None:
        try:
            handle = await self._engine.handle(answer.execution_id)
            await handle.signal(answer.signal, answer.value, id=id)
        except ExecutionNotFound:
            log.warning("a button was clicked for an execution that is not there")
        except ExecutionClosed:
            log.info("a button was clicked when its execution had ended")

    async def _answered(self, kind: str, name: str, found: Any) -> Answer:
        handler = self.handlers.get((kind, name))
        if handler is None:
            log.warning("nobody handles the %s %s", kind, name)
            return Answer()
        said = await handler(found)
        if said is None:
            return Answer()
        return (
            _json(said)
            if isinstance(said, dict)
            else Answer(body=str(said).encode(), headers={"Content-Type": "text/plain; charset=utf-8"})
        )

    async def __call__(
        self, scope: Mapping[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
    ) -> None:
        """As an ASGI application, for any server."""
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        answer = await self.handle(body, {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]})
        headers = [(name.lower().encode(), value.encode()) for name, value in answer.headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})


def read_event(whole: Mapping[str, Any]) -> Event:
    """An event as the model of its type.

    Raises:
        ValueError: it is no event.
    """
    inner = whole.get("event")
    return model(str(inner.get("type")) if isinstance(inner, Mapping) else "").model_validate(whole)


def _json(value: Any) -> Answer:
    return Answer(body=json.dumps(value).encode(), headers={"Content-Type": "application/json"})
