"""Asking a person in a channel, from a workflow."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from eventual_connectors import Signal, durable
from eventual_connectors.errors import UsageError

from .connector import Slack, slack

MAX_CHOICES = 25
"""Slack's limit of buttons side by side."""


class Answer(NamedTuple):
    """A click on one of `ask_human`'s buttons: `await engine.handle(execution_id).signal(signal, value, id=…)`.

    Attributes:
        execution_id: who asked.
        signal: what it waits for.
        value: the choice.
    """

    execution_id: str
    signal: Signal[str]
    value: str


async def ask_human(*, channel: str, text: str, choices: Sequence[str], timeout: timedelta | float, connector: Slack = slack) -> str:
    """Post a question with a button for each choice, and wait for a click. For use inside a workflow.

    Slack sends clicks to the app's interactivity URL, where a `SlackApp` passes them on as signals; code of one's own reads each of the
    payload's `actions` with `answer_of`.

    Args:
        channel: the channel's ID.
        text: the question.
        choices: the possible answers, at most 25.
        timeout: how long to wait, in seconds or as a timedelta, from when the question was posted.
        connector: `slack.with_options(…)`, where the question goes over another connection.

    Returns:
        The choice.

    Raises:
        TimeoutError: nobody answered in time.
        UsageError: not inside a workflow, or the choices cannot be shown.
    """
    if not 1 <= len(set(choices)) == len(choices) <= MAX_CHOICES:
        raise UsageError(f"ask_human: choices must be 1 to {MAX_CHOICES} different answers")
    seconds = timeout.total_seconds() if isinstance(timeout, timedelta) else timeout
    answer: Signal[str] = Signal(f"slack.answer.{durable.uuid4()}", str)
    execution_id = _execution_id()
    buttons = [_button(number, choice, execution_id, answer.name) for number, choice in enumerate(choices)]
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": {"type": "mrkdwn", "text": text}},
        {"type": "actions", "elements": buttons},
    ]
    await connector.chat_postMessage(channel=channel, text=text, blocks=blocks)
    async with asyncio.timeout(seconds):
        while (chosen := await answer.receive()) not in choices:
            pass  # not a click: anybody can send a signal
    return chosen


def answer_of(action: Mapping[str, Any]) -> Answer | None:
    """One of the `actions` of Slack's `block_actions` payload as an answer; None when it is no click on a question's button."""
    try:
        execution_id, signal, value = json.loads(action["value"])["eventual"]
    except (KeyError, TypeError, ValueError):
        return None
    return Answer(execution_id, Signal(signal, str), value)


def _button(number: int, choice: str, execution_id: str, signal: str) -> dict[str, Any]:
    value = json.dumps({"eventual": [execution_id, signal, choice]}, ensure_ascii=False)
    label = {"type": "plain_text", "text": choice}
    return {"type": "button", "action_id": f"eventual.{number}", "text": label, "value": value}


def _execution_id() -> str:
    host = getattr(asyncio.get_running_loop(), "call_host", None)
    if host is None:
        raise UsageError("ask_human works inside a workflow only")
    return str(host.start.execution_id)
