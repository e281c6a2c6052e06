"""Slack's own parameters."""

from datetime import timedelta
from typing import Any, assert_type

from eventual_connector_slack import ask_human, slack


async def calls() -> None:
    assert_type(await slack.chat_postMessage(channel="C1", text="hello", thread_ts="1.2"), dict[str, Any])
    assert_type(await slack.with_options(connection="sales").chat_update(channel="C1", ts="1.2", text="better"), dict[str, Any])
    assert_type(await ask_human(channel="C1", text="Refund?", choices=["yes", "no"], timeout=timedelta(days=2)), str)
    await slack.chat_postMessage(text="hello")  # error
    await slack.chat_postMessage(channel=3, text="hello")  # error
    await slack.chat_postMessage(channel="C1", text="hello", colour="red")  # error
    await slack.chat_postMessage("C1", "hello")  # error
    await slack.chat_postmessage(channel="C1", text="hello")  # error
    await ask_human(channel="C1", text="Refund?", choices=["yes", "no"])  # error
