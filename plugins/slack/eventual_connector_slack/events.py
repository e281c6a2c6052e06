"""What Slack sends, as models. Fields that are not known are kept, so a newer event is no error."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, create_model

EVENT_TYPES = (
    "app_home_opened",
    "app_mention",
    "app_rate_limited",
    "app_uninstalled",
    "assistant_thread_context_changed",
    "assistant_thread_started",
    "call_rejected",
    "channel_archive",
    "channel_created",
    "channel_deleted",
    "channel_history_changed",
    "channel_id_changed",
    "channel_left",
    "channel_rename",
    "channel_shared",
    "channel_unarchive",
    "channel_unshared",
    "dnd_updated",
    "dnd_updated_user",
    "email_domain_changed",
    "emoji_changed",
    "entity_details_requested",
    "file_change",
    "file_created",
    "file_deleted",
    "file_public",
    "file_shared",
    "file_unshared",
    "function_executed",
    "grid_migration_finished",
    "grid_migration_started",
    "group_archive",
    "group_close",
    "group_deleted",
    "group_history_changed",
    "group_left",
    "group_open",
    "group_rename",
    "group_unarchive",
    "im_close",
    "im_created",
    "im_history_changed",
    "im_open",
    "invite_requested",
    "link_shared",
    "member_joined_channel",
    "member_left_channel",
    "message",
    "message_metadata_deleted",
    "message_metadata_posted",
    "message_metadata_updated",
    "pin_added",
    "pin_removed",
    "reaction_added",
    "reaction_removed",
    "shared_channel_invite_accepted",
    "shared_channel_invite_approved",
    "shared_channel_invite_declined",
    "shared_channel_invite_received",
    "shared_channel_invite_requested",
    "star_added",
    "star_removed",
    "subteam_created",
    "subteam_members_changed",
    "subteam_self_added",
    "subteam_self_removed",
    "subteam_updated",
    "team_access_granted",
    "team_access_revoked",
    "team_domain_change",
    "team_join",
    "team_rename",
    "tokens_revoked",
    "user_change",
    "user_huddle_changed",
    "user_profile_changed",
    "user_status_changed",
)
"""The types of event of the Events API, as Slack's reference lists them."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)


class Inner(_Part):
    """What happened, in the fields of its type."""

    type: str
    user: str | dict[str, Any] | None = None
    channel: str | dict[str, Any] | None = None
    text: str | None = None
    ts: str | None = None
    thread_ts: str | None = None
    event_ts: str | None = None


class Event(_Part):
    """An event, which Slack sends until it is acknowledged: `event_id` tells whether it was there before."""

    name: ClassVar[str] = ""

    type: Literal["event_callback"]
    event_id: str
    event_time: int
    team_id: str | None = None
    enterprise_id: str | None = None
    api_app_id: str | None = None
    event: Inner


class Interaction(_Part):
    """A click, a modal that was sent off, or a shortcut."""

    name: ClassVar[str] = "interactive"

    type: str
    user: dict[str, Any]
    team: dict[str, Any] | None = None
    channel: dict[str, Any] | None = None
    container: dict[str, Any] | None = None
    message: dict[str, Any] | None = None
    view: dict[str, Any] | None = None
    actions: list[dict[str, Any]] = []
    callback_id: str | None = None
    trigger_id: str | None = None
    response_url: str | None = None


class SlashCommand(_Part):
    """A slash command."""

    name: ClassVar[str] = "slash_commands"

    command: str
    text: str = ""
    team_id: str | None = None
    channel_id: str | None = None
    user_id: str
    user_name: str | None = None
    trigger_id: str | None = None
    response_url: str | None = None


@cache
def model(name: str) -> type[Event]:
    """The model of a type of event, such as `app_mention`; one that is not known has the base's."""
    if name not in EVENT_TYPES:
        return Event
    class_name = "".join(part.title() for part in re.split("_", name))
    literal: Any = Literal[name]
    inner: Any = create_model(f"{class_name}Inner", __base__=Inner, __module__=__name__, __doc__=f"`{name}`", type=(literal, ...))
    made: Any = create_model(class_name, __base__=Event, __module__=__name__, __doc__=f"`{name}`", event=(inner, ...))
    made.name = name
    found: type[Event] = made
    return found
