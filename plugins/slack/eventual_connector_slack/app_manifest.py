"""The Slack app's manifest, made of what is used: scopes of exactly these activities, subscriptions of exactly these handlers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from eventual_connectors import Activity
from eventual_connectors.errors import UsageError

from .effects import is_read
from .events import EVENT_TYPES
from .scopes import scopes

if TYPE_CHECKING:
    from .inbound import SlackApp

LONGEST = {"name": 35, "description": 140, "display_name": 80}
"""Characters that Slack takes, as its reference of manifests says."""

MOST_EVENTS = 100

EVENT_SCOPES: Mapping[str, str] = {
    "app_mention": "app_mentions:read",
    "channel_created": "channels:read",
    "emoji_changed": "emoji:read",
    "file_shared": "files:read",
    "link_shared": "links:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "team_join": "users:read",
    "user_change": "users:read",
}
"""The scope that an event asks for."""

MESSAGES = ("message.channels", "message.groups", "message.im", "message.mpim")
"""What an app subscribes to for the event `message`."""


def app_manifest(
    name: str, activities: Iterable[Activity[..., Any]], *, app: SlackApp | None = None, url: str | None = None, description: str = ""
) -> dict[str, Any]:
    """The manifest of an app that uses these activities and has these handlers, as Slack takes it (JSON, or YAML of the same).

    Raises:
        UsageError: Slack would refuse it, or it is not known what an activity or event needs.
    """
    handled = [one for event in (app.workflows if app else ()) for one in (MESSAGES if event == "message" else (event,))]
    commands = sorted(name for kind, name in (app.handlers if app else ()) if kind == "command")
    wanted = {scope for activity in activities for scope in _needed(activity)}
    wanted |= {EVENT_SCOPES[event] for event in handled if event in EVENT_SCOPES} | ({"commands"} if commands else set())
    features: dict[str, Any] = {"bot_user": {"display_name": name, "always_online": False}}
    settings: dict[str, Any] = {"org_deploy_enabled": False, "socket_mode_enabled": False, "token_rotation_enabled": False}
    if app is not None:
        address = _address(url)
        settings["interactivity"] = {"is_enabled": True, "request_url": address}
        if handled:
            settings["event_subscriptions"] = {"request_url": address, "bot_events": sorted(set(handled))}
        if commands:
            features["slash_commands"] = [{"command": one, "description": one, "url": address, "should_escape": True} for one in commands]
    information = {"name": name, **({"description": description} if description else {})}
    found = {
        "display_information": information,
        "features": features,
        "oauth_config": {"scopes": {"bot": sorted(wanted)}},
        "settings": settings,
    }
    check(found)
    return found


def check(manifest: Mapping[str, Any]) -> None:
    """Refuse what Slack's reference of manifests refuses.

    Raises:
        UsageError: the first rule that is broken.
    """
    information = manifest.get("display_information") or {}
    for field, value in (("name", information.get("name")), ("description", information.get("description", ""))):
        if not isinstance(value, str) or (field == "name" and not value) or len(value) > LONGEST[field]:
            raise UsageError(f"display_information.{field}: a text of at most {LONGEST[field]} characters")
    subscriptions = manifest.get("settings", {}).get("event_subscriptions", {})
    events = subscriptions.get("bot_events", ())
    if len(events) > MOST_EVENTS:
        raise UsageError(f"settings.event_subscriptions.bot_events: at most {MOST_EVENTS}")
    for event in events:
        if event.partition(".")[0] not in EVENT_TYPES:
            raise UsageError(f"settings.event_subscriptions.bot_events: {event!r} is no event of Slack")
    for command in manifest.get("features", {}).get("slash_commands", ()):
        if not command["command"].startswith("/") or " " in command["command"] or len(command["command"]) > 32:
            raise UsageError(
                f"features.slash_commands: {command['command']!r} is no command; it begins with / and has at most 32 characters"
            )


def _needed(activity: Activity[..., Any]) -> Iterable[str]:
    found = scopes(activity.local_name, reads=is_read(activity.local_name))
    if found is None:
        raise UsageError(f"the scopes of {activity.name} are not known here; add them to the manifest by hand")
    return found


def _address(url: str | None) -> str:
    if url is None or not url.startswith("https://"):
        raise UsageError("url: the app's request URL, which begins with https://")
    return url
