"""Slack's promises, proven on its fake: `eventual conformance slack`."""

from __future__ import annotations

import os
import time
from typing import Any, ClassVar

from eventual_connectors.conformance import ConformanceSuite, SampleCall, call, sample
from eventual_connectors.fakes import Request, Response

from . import slack
from .fakes import SlackFake
from .operations import Parameter, operations

Two = tuple[SampleCall, SampleCall]
CHANNEL = os.environ.get("SLACK_CONFORMANCE_CHANNEL", "C0CONFORM")
"""In a sandbox: the ID of a channel that the app is a member of."""
USER = os.environ.get("SLACK_CONFORMANCE_USER", "U1")
"""In a sandbox: the ID of a user that is not in that channel."""

WIRED: dict[str, dict[str, Any]] = {
    "admin_apps_approve": {"app_id": "A1"},
    "admin_apps_restrict": {"app_id": "A1"},
    "apps_icon_set": {"app_id": "A1", "url": "https://example.com/icon.png"},
    "conversations_acceptSharedInvite": {"channel_name": "one", "channel_id": "C1"},
    "conversations_inviteShared": {"channel": "C1", "emails": "ada@example.com"},
    "dialog_open": {"dialog": {}, "trigger_id": "1"},
    "files_remote_share": {"channels": "C1", "external_id": "1"},
    "files_upload": {"content": "hello"},
    "views_update": {"view": {"type": "modal"}, "view_id": "V1"},
    "users_setPhoto": {"image": b"an image"},
}
"""Arguments where what the signature asks for is not enough for the SDK, or is of another type."""

OF_TYPE: dict[str, Any] = {"post_at": 2_000_000_000, "length": 5, "view": {"type": "home"}, "user_auth_blocks": []}


class MessageSamples(ConformanceSuite):
    """Messages and what is put on them."""

    @sample("chat_postMessage")
    def chat_postMessage(self) -> Two:
        return call(channel=CHANNEL, text=f"one {self.unique}"), call(channel=CHANNEL, text=f"two {self.unique}")

    @sample("chat_update")
    async def chat_update(self) -> SampleCall:
        return call(channel=CHANNEL, ts=await _posted(), text="changed")

    @sample("chat_delete")
    async def chat_delete(self) -> SampleCall:
        return call(channel=CHANNEL, ts=await _posted())

    @sample("chat_deleteScheduledMessage")
    async def chat_deleteScheduledMessage(self) -> SampleCall:
        made = await slack.chat_scheduleMessage(channel=CHANNEL, text="later", post_at=_tomorrow())
        return call(channel=CHANNEL, scheduled_message_id=made["scheduled_message_id"])

    @sample("reactions_add")
    async def reactions_add(self) -> SampleCall:
        return call(channel=CHANNEL, timestamp=await _posted(), name="eyes")

    @sample("reactions_remove")
    async def reactions_remove(self) -> SampleCall:
        ts = await _posted()
        await slack.reactions_add(channel=CHANNEL, timestamp=ts, name="eyes")
        return call(channel=CHANNEL, timestamp=ts, name="eyes")

    @sample("pins_add")
    async def pins_add(self) -> SampleCall:
        return call(channel=CHANNEL, timestamp=await _posted())

    @sample("pins_remove")
    async def pins_remove(self) -> SampleCall:
        ts = await _posted()
        await slack.pins_add(channel=CHANNEL, timestamp=ts)
        return call(channel=CHANNEL, timestamp=ts)

    @sample("conversations_history")
    async def conversations_history(self) -> SampleCall:
        await _posted()
        return call(channel=CHANNEL)

    @sample("conversations_replies")
    async def conversations_replies(self) -> SampleCall:
        return call(channel=CHANNEL, ts=await _posted())

    @sample("chat_getPermalink")
    async def chat_getPermalink(self) -> SampleCall:
        return call(channel=CHANNEL, message_ts=await _posted())

    @sample("chat_meMessage")
    def chat_meMessage(self) -> SampleCall:
        return call(channel=CHANNEL, text="works")

    @sample("chat_postEphemeral")
    def chat_postEphemeral(self) -> SampleCall:
        return call(channel=CHANNEL, user=USER, text="for you")

    @sample("chat_scheduleMessage")
    def chat_scheduleMessage(self) -> SampleCall:
        return call(channel=CHANNEL, text="later", post_at=_tomorrow())

    @sample("chat_scheduledMessages_list")
    async def chat_scheduledMessages_list(self) -> SampleCall:
        await slack.chat_scheduleMessage(channel=CHANNEL, text="later", post_at=_tomorrow())
        return call(channel=CHANNEL)

    @sample("files_upload_v2")
    def files_upload_v2(self) -> SampleCall:
        return call(filename="a.txt", content="hello", channel=CHANNEL)

    @sample("files_completeUploadExternal")
    async def files_completeUploadExternal(self) -> SampleCall:
        made = await slack.files_upload_v2(filename="a.txt", content="hello")
        return call(files=[{"id": made["file"]["id"], "title": "a"}], channel_id=CHANNEL)

    @sample("reactions_get")
    async def reactions_get(self) -> SampleCall:
        return call(channel=CHANNEL, timestamp=await _posted())

    @sample("pins_list")
    async def pins_list(self) -> SampleCall:
        await _posted()
        return call(channel=CHANNEL)

    @sample("auth_test")
    def auth_test(self) -> SampleCall:
        return call()


class ChannelSamples(ConformanceSuite):
    """Conversations."""

    @sample("conversations_create")
    def conversations_create(self) -> SampleCall:
        return call(name=f"made-{self.unique}")

    @sample("conversations_rename")
    async def conversations_rename(self) -> SampleCall:
        return call(channel=await self._made(), name=f"renamed-{self.unique}")

    @sample("conversations_archive")
    async def conversations_archive(self) -> SampleCall:
        return call(channel=await self._made())

    @sample("conversations_unarchive")
    async def conversations_unarchive(self) -> SampleCall:
        channel = await self._made()
        await slack.conversations_archive(channel=channel)
        return call(channel=channel)

    @sample("conversations_setTopic")
    async def conversations_setTopic(self) -> SampleCall:
        return call(channel=await self._made(), topic="orders")

    @sample("conversations_setPurpose")
    async def conversations_setPurpose(self) -> SampleCall:
        return call(channel=await self._made(), purpose="orders")

    @sample("conversations_invite")
    async def conversations_invite(self) -> SampleCall:
        return call(channel=await self._made(), users=USER)

    @sample("conversations_kick")
    async def conversations_kick(self) -> SampleCall:
        channel = await self._made()
        await slack.conversations_invite(channel=channel, users=USER)
        return call(channel=channel, user=USER)

    @sample("conversations_join")
    async def conversations_join(self) -> SampleCall:
        channel = await self._made()
        await slack.conversations_leave(channel=channel)
        return call(channel=channel)

    @sample("conversations_leave")
    async def conversations_leave(self) -> SampleCall:
        return call(channel=await self._made())

    @sample("conversations_mark")
    async def conversations_mark(self) -> SampleCall:
        return call(channel=CHANNEL, ts=await _posted())

    @sample("conversations_open")
    def conversations_open(self) -> SampleCall:
        return call(users=USER)

    @sample("conversations_info")
    async def conversations_info(self) -> SampleCall:
        return call(channel=await self._made())

    @sample("conversations_list")
    async def conversations_list(self) -> SampleCall:
        await self._made()
        return call(limit=10)

    @sample("conversations_members")
    async def conversations_members(self) -> SampleCall:
        return call(channel=await self._made())

    async def _made(self) -> str:
        channel: str = (await slack.conversations_create(name=f"channel-{self.unique}"))["channel"]["id"]
        return channel


class OtherSamples(ConformanceSuite):
    """Bookmarks, files, user groups, people and their homes."""

    @sample("bookmarks_edit")
    async def bookmarks_edit(self) -> SampleCall:
        return call(bookmark_id=await _bookmark(), channel_id=CHANNEL, title="changed")

    @sample("bookmarks_remove")
    async def bookmarks_remove(self) -> SampleCall:
        return call(bookmark_id=await _bookmark(), channel_id=CHANNEL)

    @sample("files_delete")
    async def files_delete(self) -> SampleCall:
        made = await slack.files_upload_v2(filename="a.txt", content="hello", channel=CHANNEL)
        return call(file=made["file"]["id"])

    @sample("usergroups_update")
    async def usergroups_update(self) -> SampleCall:
        return call(usergroup=await self._group(), description="changed")

    @sample("usergroups_users_update")
    async def usergroups_users_update(self) -> SampleCall:
        return call(usergroup=await self._group(), users=[USER])

    @sample("usergroups_disable")
    async def usergroups_disable(self) -> SampleCall:
        return call(usergroup=await self._group())

    @sample("usergroups_enable")
    async def usergroups_enable(self) -> SampleCall:
        group = await self._group()
        await slack.usergroups_disable(usergroup=group)
        return call(usergroup=group)

    @sample("users_profile_set")
    def users_profile_set(self) -> SampleCall:
        return call(profile={"status_text": "away"})

    @sample("views_publish")
    def views_publish(self) -> SampleCall:
        return call(user_id=USER, view={"type": "home", "blocks": []})

    @sample("bookmarks_add")
    async def bookmarks_add(self) -> SampleCall:
        await _posted()
        return call(channel_id=CHANNEL, title="one", type="link", link="https://example.com")

    @sample("bookmarks_list")
    async def bookmarks_list(self) -> SampleCall:
        await _bookmark()
        return call(channel_id=CHANNEL)

    @sample("files_info")
    async def files_info(self) -> SampleCall:
        made = await slack.files_upload_v2(filename="a.txt", content="hello", channel=CHANNEL)
        return call(file=made["file"]["id"])

    @sample("files_list")
    async def files_list(self) -> SampleCall:
        await slack.files_upload_v2(filename="a.txt", content="hello", channel=CHANNEL)
        return call()

    @sample("usergroups_create")
    def usergroups_create(self) -> SampleCall:
        return call(name=f"made {self.unique}")

    @sample("usergroups_list")
    async def usergroups_list(self) -> SampleCall:
        await self._group()
        return call()

    @sample("usergroups_users_list")
    async def usergroups_users_list(self) -> SampleCall:
        return call(usergroup=await self._group())

    @sample("users_info")
    def users_info(self) -> SampleCall:
        return call(user=USER)

    @sample("users_list")
    def users_list(self) -> SampleCall:
        return call(limit=10)

    @sample("users_lookupByEmail")
    def users_lookupByEmail(self) -> SampleCall:
        return call(email="ada@example.com")

    @sample("users_profile_get")
    def users_profile_get(self) -> SampleCall:
        return call(user=USER)

    async def _group(self) -> str:
        group: str = (await slack.usergroups_create(name=f"group {self.unique}"))["usergroup"]["id"]
        return group


class SlackConformance(MessageSamples, ChannelSamples, OtherSamples):
    """A sample of each write that has a class; of the other methods what the SDK can send."""

    connector, fake = slack, SlackFake
    settings: ClassVar = {
        "settle_seconds": 0.1,
        "app_token": "xapp-conformance",
        "client_id": "1.2",
        "client_secret": "conformance-client-secret",
        "refresh_token": "xoxe-conformance-refresh",
    }

    def operation(self, activity: str) -> str:
        """A file is uploaded when its upload is completed."""
        return "files_completeUploadExternal" if activity == "files_upload_v2" else super().operation(activity)

    def wire_call(self, activity: str) -> SampleCall:
        """What the SDK can send."""
        if activity in WIRED:
            return call(**WIRED[activity])
        needed = [parameter for parameter in operations()[activity].parameters if parameter.default is None]
        return call(**{parameter.name: _value(parameter) for parameter in needed})

    def wire_answer(self, request: Request) -> Response:
        """What the SDK can read."""
        return Response.json({"ok": True})

    async def observe(self, activity: str, sample: SampleCall) -> Any:
        """What the channel shows: how often a message is there, or what became of the one that was changed."""
        messages = (await slack.conversations_history(channel=CHANNEL, limit=200))["messages"]
        match activity:
            case "chat_postMessage":
                return sum(message["text"] == sample.kwargs["text"] for message in messages)
            case "chat_update" | "chat_delete":
                return [message["text"] for message in messages if message["ts"] == sample.kwargs["ts"]]
            case "reactions_add" | "reactions_remove":
                found = [message for message in messages if message["ts"] == sample.kwargs["timestamp"]]
                return [[one["name"] for one in message.get("reactions", ())] for message in found]
            case "conversations_history" | "conversations_replies" | "auth_test":  # what bears this trial's mark
                return sum(bool(self.unique) and self.unique in message["text"] for message in messages)
        return None


async def _posted() -> str:
    ts: str = (await slack.chat_postMessage(channel=CHANNEL, text="hello"))["ts"]
    return ts


def _tomorrow() -> int:
    return int(time.time()) + 86400


async def _bookmark() -> str:
    made = await slack.bookmarks_add(channel_id=CHANNEL, title="one", type="link", link="https://example.com")
    bookmark: str = made["bookmark"]["id"]
    return bookmark


def _value(parameter: Parameter) -> Any:
    return OF_TYPE.get(parameter.name, "1")
