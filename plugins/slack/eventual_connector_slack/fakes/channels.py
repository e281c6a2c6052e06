"""Conversations: channels, who is in them, and what is written over them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .protocol import Json, SlackError, does, is_true, listed, needed, page

if TYPE_CHECKING:
    from .fake import SlackFake

_NAME = re.compile(r"[a-z0-9_-]{1,80}")


def shown(channel: Json) -> Json:
    """A channel as Slack shows it."""
    return {
        "id": channel["id"],
        "name": channel["name"],
        "creator": channel["creator"],
        "created": channel["created"],
        "is_channel": True,
        "is_private": channel["is_private"],
        "is_im": channel["is_im"],
        "is_archived": channel["is_archived"],
        "topic": {"value": channel["topic"]},
        "purpose": {"value": channel["purpose"]},
        "num_members": len(channel["members"]),
    }


@does("conversations.create")
def _create(fake: SlackFake, given: Json) -> Json:
    name = _name(fake, given)
    channel = fake.channel_of(fake.id("C", "channel", name, length=10), name=name, private=is_true(given.get("is_private")))
    fake.effect("conversations_create", channel["id"], shown(channel))
    return {"channel": shown(channel)}


@does("conversations.rename")
def _rename(fake: SlackFake, given: Json) -> Json:
    channel = _channel(fake, given)
    if channel["name"] != given.get("name"):
        channel["name"] = _name(fake, given)
        fake.effect("conversations_rename", channel["id"], shown(channel))
    return {"channel": shown(channel)}


@does("conversations.info")
def _info(fake: SlackFake, given: Json) -> Json:
    return {"channel": shown(_channel(fake, given))}


@does("conversations.list")
def _list(fake: SlackFake, given: Json) -> Json:
    kinds = listed(given.get("types") or "public_channel")
    found = [shown(one) for one in fake.channels() if not one["is_im"] and _kind(one) in kinds]
    if is_true(given.get("exclude_archived")):
        found = [one for one in found if not one["is_archived"]]
    return page(found, given, "channels")


@does("conversations.members")
def _members(fake: SlackFake, given: Json) -> Json:
    paged = page(({"id": one} for one in _channel(fake, given)["members"]), given, "members")
    return {**paged, "members": [one["id"] for one in paged["members"]]}


@does("conversations.archive")
def _archive(fake: SlackFake, given: Json) -> Json:
    channel = _channel(fake, given)
    if channel["is_archived"]:
        raise SlackError("already_archived")
    channel["is_archived"] = True
    fake.effect("conversations_archive", channel["id"], shown(channel))
    return {}


@does("conversations.unarchive")
def _unarchive(fake: SlackFake, given: Json) -> Json:
    channel = _channel(fake, given)
    if not channel["is_archived"]:
        raise SlackError("not_archived")
    channel["is_archived"] = False
    fake.effect("conversations_unarchive", channel["id"], shown(channel))
    return {}


@does("conversations.setTopic")
def _topic(fake: SlackFake, given: Json) -> Json:
    return _written(fake, given, "topic", "conversations_setTopic")


@does("conversations.setPurpose")
def _purpose(fake: SlackFake, given: Json) -> Json:
    return _written(fake, given, "purpose", "conversations_setPurpose")


@does("conversations.invite")
def _invite(fake: SlackFake, given: Json) -> Json:
    channel, users = _channel(fake, given), listed(given.get("users"))
    if not users:
        raise SlackError("no_user")
    for user in users:
        fake.person(user)
        if user in channel["members"]:
            raise SlackError("already_in_channel")
    channel["members"] += users
    fake.effect("conversations_invite", channel["id"], shown(channel))
    return {"channel": shown(channel)}


@does("conversations.kick")
def _kick(fake: SlackFake, given: Json) -> Json:
    channel, user = _channel(fake, given), needed(given, "user", "user_not_found")
    if user not in channel["members"]:
        raise SlackError("not_in_channel")
    channel["members"].remove(user)
    fake.effect("conversations_kick", channel["id"], shown(channel))
    return {}


@does("conversations.join")
def _join(fake: SlackFake, given: Json) -> Json:
    channel, user = _channel(fake, given), fake.caller["user"]
    if user in channel["members"]:
        return {"channel": shown(channel), "warning": "already_in_channel"}
    channel["members"].append(user)
    fake.effect("conversations_join", channel["id"], shown(channel))
    return {"channel": shown(channel)}


@does("conversations.leave")
def _leave(fake: SlackFake, given: Json) -> Json:
    channel, user = _channel(fake, given), fake.caller["user"]
    if user not in channel["members"]:
        return {"not_in_channel": True}
    channel["members"].remove(user)
    fake.effect("conversations_leave", channel["id"], shown(channel))
    return {}


@does("conversations.mark")
def _mark(fake: SlackFake, given: Json) -> Json:
    channel, ts = _channel(fake, given), needed(given, "ts", "invalid_timestamp")
    if channel["read_to"] != ts:
        channel["read_to"] = ts
        fake.effect("conversations_mark", channel["id"], {"ts": ts})
    return {}


@does("conversations.open")
def _open(fake: SlackFake, given: Json) -> Json:
    users = sorted(listed(given.get("users")))
    if not users:
        raise SlackError("users_list_not_supplied")
    id = f"D{'0'.join(fake.person(user)['id'] for user in users)}"
    known = id in fake.table("channels")
    channel = fake.channel_of(id, name=id.lower(), im=True, members=[fake.caller["user"], *users])
    if not known:
        fake.effect("conversations_open", id, shown(channel))
    return {"channel": {"id": id}, **({"no_op": True, "already_open": True} if known else {})}


def _written(fake: SlackFake, given: Json, field: str, activity: str) -> Json:
    channel, text = _channel(fake, given), str(given.get(field) or "")
    if len(text) > 250:
        raise SlackError("too_long")
    if channel[field] != text:
        channel[field] = text
        fake.effect(activity, channel["id"], shown(channel))
    return {"channel": shown(channel)}


def _channel(fake: SlackFake, given: Json) -> Json:
    return fake.opened(needed(given, "channel", "channel_not_found"))


def _name(fake: SlackFake, given: Json) -> str:
    name = needed(given, "name", "invalid_name_required")
    if not _NAME.fullmatch(name):
        raise SlackError("invalid_name_specials")
    if any(one["name"] == name for one in fake.channels()):
        raise SlackError("name_taken")
    return name


def _kind(channel: Json) -> str:
    return "private_channel" if channel["is_private"] else "public_channel"
