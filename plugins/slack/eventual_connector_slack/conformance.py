"""Slack's promises, proven on its fake: `eventual conformance slack`."""

from __future__ import annotations

import os
from typing import Any, ClassVar

from eventual_connectors.conformance import ConformanceSuite, SampleCall, call, sample

from . import slack
from .fakes import SlackFake

Two = tuple[SampleCall, SampleCall]
CHANNEL = os.environ.get("SLACK_CONFORMANCE_CHANNEL", "C0CONFORM")
"""In a sandbox: the ID of a channel that the app is a member of."""


class SlackConformance(ConformanceSuite):
    """A sample of each activity."""

    connector, fake = slack, SlackFake
    settings: ClassVar = {"settle_seconds": 0.1}

    @sample("chat_postMessage")
    def chat_postMessage(self) -> Two:
        return call(channel=CHANNEL, text=f"one {self.unique}"), call(channel=CHANNEL, text=f"two {self.unique}")

    @sample("chat_update")
    async def chat_update(self) -> SampleCall:
        return call(channel=CHANNEL, ts=(await _posted())["ts"], text="changed")

    @sample("chat_delete")
    async def chat_delete(self) -> SampleCall:
        return call(channel=CHANNEL, ts=(await _posted())["ts"])

    @sample("conversations_history")
    async def conversations_history(self) -> SampleCall:
        await _posted()
        return call(channel=CHANNEL)

    @sample("conversations_replies")
    async def conversations_replies(self) -> SampleCall:
        return call(channel=CHANNEL, ts=(await _posted())["ts"])

    @sample("auth_test")
    def auth_test(self) -> SampleCall:
        return call()

    async def observe(self, activity: str, sample: SampleCall) -> Any:
        """What the channel shows: how often a message is there, or what became of the one that was changed."""
        messages = (await slack.conversations_history(channel=CHANNEL, limit=200))["messages"]
        match activity:
            case "chat_postMessage":
                return sum(message["text"] == sample.kwargs["text"] for message in messages)
            case "chat_update" | "chat_delete":
                return [message["text"] for message in messages if message["ts"] == sample.kwargs["ts"]]
            case _:  # a read: what bears this trial's mark
                return sum(bool(self.unique) and self.unique in message["text"] for message in messages)


async def _posted() -> dict[str, Any]:
    return await slack.chat_postMessage(channel=CHANNEL, text="hello")
