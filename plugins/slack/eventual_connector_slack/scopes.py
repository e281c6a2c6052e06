"""The scopes that Slack asks a token for, by method, as Slack's documentation of each method lists them."""

from __future__ import annotations

from collections.abc import Sequence

HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
"""What reading a conversation needs, by its kind."""
SEES = ("channels:read", "groups:read", "im:read", "mpim:read")
MANAGES = ("channels:manage", "groups:write", "im:write", "mpim:write")
NONE = frozenset({"api_test", "auth_test", "auth_revoke", "blocks_validate", "views_open", "views_push", "views_update", "views_publish"})
"""Methods that any token may call."""

_EXACT: dict[str, Sequence[str]] = {
    "chat_getPermalink": (),
    "chat_postMessage": ("chat:write", *HISTORY),
    "chat_scheduledMessages_list": (),
    "chat_unfurl": ("links:write",),
    "conversations_history": HISTORY,
    "conversations_info": SEES,
    "conversations_invite": ("channels:write.invites", "groups:write.invites"),
    "conversations_join": ("channels:join",),
    "conversations_list": SEES,
    "conversations_members": SEES,
    "conversations_open": ("im:write", "mpim:write"),
    "conversations_replies": HISTORY,
    "conversations_setPurpose": ("channels:write.topic", "groups:write.topic", "im:write.topic", "mpim:write.topic"),
    "conversations_setTopic": ("channels:write.topic", "groups:write.topic", "im:write.topic", "mpim:write.topic"),
    "users_conversations": SEES,
    "users_lookupByEmail": ("users:read.email",),
    "users_profile_get": ("users.profile:read",),
    "users_profile_set": ("users.profile:write",),
    "users_setPresence": ("users:write",),
    "usergroups_list": ("usergroups:read",),
    "usergroups_users_list": ("usergroups:read",),
    "team_info": ("team:read",),
}

_FAMILIES: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "bookmarks": (("bookmarks:read",), ("bookmarks:write",)),
    "calls": (("calls:read",), ("calls:write",)),
    "canvases": (("canvases:read",), ("canvases:write",)),
    "chat": ((), ("chat:write",)),
    "conversations": (SEES, MANAGES),
    "dnd": (("dnd:read",), ("dnd:write",)),
    "emoji": (("emoji:read",), ()),
    "files": (("files:read",), ("files:write",)),
    "pins": (("pins:read",), ("pins:write",)),
    "reactions": (("reactions:read",), ("reactions:write",)),
    "reminders": (("reminders:read",), ("reminders:write",)),
    "slackLists": (("lists:read",), ("lists:write",)),
    "usergroups": (("usergroups:read",), ("usergroups:write",)),
    "users": (("users:read",), ("users:write",)),
}


def scopes(name: str, *, reads: bool) -> Sequence[str] | None:
    """What a method needs; None where that is not known here."""
    if name in NONE:
        return ()
    if name in _EXACT:
        return _EXACT[name]
    found = _FAMILIES.get(name.partition("_")[0])
    return None if found is None else found[0 if reads else 1]
