"""What repeating each of Slack's methods does. A class that stands here was proven on the fake; whatever stands nowhere is `unsafe`.

Slack promises no idempotency key. What is `natural` names the state that it asks for: the second request finds it there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

EffectName = Literal["read", "natural", "lookup", "unsafe"]


@dataclass(frozen=True)
class Natural:
    """A write that names the state that it asks for.

    Attributes:
        by: what names the thing that it changes.
        done: codes with which Slack says that it is so already.
        gone: codes that say so only after an attempt that may have been applied; before, they say that there never was such a thing.
    """

    by: str
    done: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


def _natural(by: str, *done: str, gone: tuple[str, ...] = ()) -> Natural:
    return Natural(by, frozenset(done), frozenset(gone))


NATURAL: Mapping[str, Natural] = {
    "bookmarks_edit": _natural("the bookmark's id"),
    "bookmarks_remove": _natural("the bookmark's id", gone=("not_found", "bookmark_not_found")),
    "chat_delete": _natural("the message's ts", gone=("message_not_found",)),
    "chat_deleteScheduledMessage": _natural("the scheduled message's id", gone=("invalid_scheduled_message_id",)),
    "chat_update": _natural("the message's ts"),
    "conversations_archive": _natural("the channel's id", "already_archived"),
    "conversations_create": _natural("the channel's name, of which a workspace has one"),
    "conversations_invite": _natural("the channel's and the user's id", "already_in_channel"),
    "conversations_join": _natural("the channel's id"),
    "conversations_kick": _natural("the channel's and the user's id", gone=("not_in_channel",)),
    "conversations_leave": _natural("the channel's id", gone=("not_in_channel",)),
    "conversations_mark": _natural("the channel's id and the message's ts"),
    "conversations_open": _natural("the users, who have one conversation"),
    "conversations_rename": _natural("the channel's id"),
    "conversations_setPurpose": _natural("the channel's id"),
    "conversations_setTopic": _natural("the channel's id"),
    "conversations_unarchive": _natural("the channel's id", "not_archived"),
    "files_delete": _natural("the file's id", gone=("file_deleted", "file_not_found")),
    "pins_add": _natural("the message's ts", "already_pinned"),
    "pins_remove": _natural("the message's ts", "no_pin", "not_pinned"),
    "reactions_add": _natural("the message's ts and the emoji", "already_reacted"),
    "reactions_remove": _natural("the message's ts and the emoji", "no_reaction"),
    "usergroups_create": _natural("the group's name, of which a workspace has one"),
    "usergroups_disable": _natural("the group's id"),
    "usergroups_enable": _natural("the group's id"),
    "usergroups_update": _natural("the group's id"),
    "usergroups_users_update": _natural("the group's id"),
    "users_profile_set": _natural("the user"),
    "views_publish": _natural("the user, who has one home"),
}

LOOKUP: Mapping[str, str] = {"chat_postMessage": "message metadata, looked up in the channel's history"}

READ_WORDS = frozenset(
    {
        "accessLogs",
        "billableInfo",
        "history",
        "identity",
        "info",
        "integrationLogs",
        "lookup",
        "lookupByEmail",
        "members",
        "replies",
        "search",
        "teamInfo",
        "test",
        "userInfo",
    }
)
"""Last words of the names of methods that change nothing."""

_READ_BEGINNING = re.compile(r"(get|list)([A-Z]|$)")
"""And how a last word begins that says the same: `getPermalink`, `listViews`."""

READ = frozenset(
    {
        "apps_manifest_export",
        "apps_manifest_validate",
        "assistant_search_context",
        "blocks_validate",
        "search_all",
        "search_files",
        "search_messages",
        "users_conversations",
    }
)
"""Further methods that change nothing."""

WRITES = frozenset({"files_getUploadURLExternal"})
"""Methods that a read's name does not keep from making something."""


def effect_of(name: str) -> EffectName:
    """The class of a method."""
    if name in NATURAL:
        return "natural"
    if name in LOOKUP:
        return "lookup"
    return "read" if is_read(name) else "unsafe"


def is_read(name: str) -> bool:
    """Whether a method changes nothing, by its name."""
    if name in WRITES:
        return False
    return name in READ or name.rpartition("_")[2] in READ_WORDS or _READ_BEGINNING.match(name.rpartition("_")[2]) is not None
