"""Messages, threads, reactions, pins and scheduled messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .protocol import Json, SlackError, does, is_true, needed, page

if TYPE_CHECKING:
    from .fake import SlackFake

MAX_ATTACHMENTS = 100
CONTENT = ("text", "blocks", "attachments", "markdown_text")
"""What a message can say; one of them at least."""
SHOWN = (*CONTENT, "metadata", "thread_ts", "username", "icon_emoji", "icon_url", "client_msg_id")
"""Arguments of a message that are kept with it."""
AHEAD = 120 * 86400
"""Seconds that a message can be scheduled ahead."""


@does("chat.postMessage")
def post(fake: SlackFake, given: Json) -> Json:
    """Post a message of the app."""
    name, channel = fake.entered(given)
    _check_content(given)
    thread = given.get("thread_ts")
    if thread is not None and thread not in channel["messages"]:
        raise SlackError("thread_not_found")
    author = {"user": fake.caller["user"], "bot_id": "B0FAKE", "app_id": "A0FAKE", "team": fake.caller["team"]}
    message = fake.say(name, {**author, **{key: given[key] for key in SHOWN if given.get(key) is not None}})
    if thread is not None and is_true(given.get("reply_broadcast")):
        message["subtype"] = "thread_broadcast"
    fake.effect("chat_postMessage", f"{name}:{message['ts']}", message, key=key_of(message))
    return {"channel": name, "ts": message["ts"], "message": message}


@does("chat.meMessage")
def _me(fake: SlackFake, given: Json) -> Json:
    name, _ = fake.entered(given)
    message = fake.say(name, {"user": fake.caller["user"], "subtype": "me_message", "text": needed(given, "text", "no_text")})
    fake.effect("chat_meMessage", f"{name}:{message['ts']}", message)
    return {"channel": name, "ts": message["ts"]}


@does("chat.postEphemeral")
def _ephemeral(fake: SlackFake, given: Json) -> Json:
    name, channel = fake.entered(given)
    _check_content(given)
    shown = {"channel": name, "user": needed(given, "user", "user_not_found"), "text": given.get("text", "")}
    ts = fake.next_ts(channel)
    fake.table("ephemeral")[f"{name}:{ts}"] = shown
    fake.effect("chat_postEphemeral", f"{name}:{ts}", shown)
    return {"message_ts": ts}


@does("chat.update")
def _update(fake: SlackFake, given: Json) -> Json:
    name, message = _message(fake, given, "ts")
    _check_content(given)
    if message.get("user") != fake.caller["user"]:
        raise SlackError("cant_update_message")
    changed = {key: given[key] for key in (*CONTENT, "metadata") if key in given and given[key] != message.get(key)}
    if "text" in changed and "blocks" not in given:
        message.pop("blocks", None)  # as Slack does: the new text is what is shown
    if changed:
        message.update(changed, edited={"user": fake.caller["user"], "ts": f"{fake.clock.timestamp():.6f}"})
        fake.effect("chat_update", f"{name}:{message['ts']}", message)
    return {"channel": name, "ts": message["ts"], "text": message["text"], "message": message}


@does("chat.delete")
def _delete(fake: SlackFake, given: Json) -> Json:
    name, message = _message(fake, given, "ts")
    if message.get("user") != fake.caller["user"]:
        raise SlackError("cant_delete_message")
    del fake.channel_of(name)["messages"][message["ts"]]
    fake.effect("chat_delete", f"{name}:{message['ts']}", message)
    return {"channel": name, "ts": message["ts"]}


@does("chat.getPermalink")
def _permalink(fake: SlackFake, given: Json) -> Json:
    name, message = _message(fake, {**given, "ts": given.get("message_ts")}, "ts")
    return {"channel": name, "permalink": f"https://fake.slack.com/archives/{name}/p{message['ts'].replace('.', '')}"}


@does("conversations.history")
def _history(fake: SlackFake, given: Json) -> Json:
    channel = fake.read(given)
    top = [message for message in fake.visible(channel) if not _only_in_thread(message)]
    return _messages(top[::-1], given)


@does("conversations.replies")
def _replies(fake: SlackFake, given: Json) -> Json:
    channel = fake.read(given)
    ts = needed(given, "ts", "thread_not_found")
    if ts not in channel["messages"]:
        raise SlackError("thread_not_found")
    return _messages([m for m in fake.visible(channel) if ts in (m["ts"], m.get("thread_ts"))], given)


@does("reactions.add")
def _react(fake: SlackFake, given: Json) -> Json:
    name, message = _message(fake, given, "timestamp")
    emoji, user = needed(given, "name", "invalid_name"), fake.caller["user"]
    found: Json | None = next((one for one in message.setdefault("reactions", []) if one["name"] == emoji), None)
    if found is not None and user in found["users"]:
        raise SlackError("already_reacted")
    if found is None:
        found = {"name": emoji, "users": [], "count": 0}
        message["reactions"].append(found)
    found["users"].append(user)
    found["count"] = len(found["users"])
    fake.effect("reactions_add", f"{name}:{message['ts']}", message)
    return {}


@does("reactions.remove")
def _unreact(fake: SlackFake, given: Json) -> Json:
    name, message = _message(fake, given, "timestamp")
    emoji, user = needed(given, "name", "invalid_name"), fake.caller["user"]
    found = next((one for one in message.get("reactions", ()) if one["name"] == emoji and user in one["users"]), None)
    if found is None:
        raise SlackError("no_reaction")
    found["users"].remove(user)
    found["count"] = len(found["users"])
    message["reactions"] = [one for one in message["reactions"] if one["users"]]
    fake.effect("reactions_remove", f"{name}:{message['ts']}", message)
    return {}


@does("reactions.get")
def _reactions(fake: SlackFake, given: Json) -> Json:
    name, message = _message(fake, given, "timestamp")
    return {"type": "message", "channel": name, "message": message}


@does("pins.add")
def _pin(fake: SlackFake, given: Json) -> Json:
    name, message = _message(fake, given, "timestamp")
    pins = fake.channel_of(name)["pins"]
    if message["ts"] in pins:
        raise SlackError("already_pinned")
    pins.append(message["ts"])
    fake.effect("pins_add", f"{name}:{message['ts']}", message)
    return {}


@does("pins.remove")
def _unpin(fake: SlackFake, given: Json) -> Json:
    name, message = _message(fake, given, "timestamp")
    pins = fake.channel_of(name)["pins"]
    if message["ts"] not in pins:
        raise SlackError("no_pin")
    pins.remove(message["ts"])
    fake.effect("pins_remove", f"{name}:{message['ts']}", message)
    return {}


@does("pins.list")
def _pins(fake: SlackFake, given: Json) -> Json:
    channel = fake.read(given)
    return {"items": [{"type": "message", "message": channel["messages"][ts]} for ts in channel["pins"] if ts in channel["messages"]]}


@does("chat.scheduleMessage")
def _schedule(fake: SlackFake, given: Json) -> Json:
    name, _ = fake.entered(given)
    _check_content(given)
    at, now = int(given.get("post_at") or 0), int(fake.clock.timestamp())
    if at <= now:
        raise SlackError("time_in_past")
    if at > now + AHEAD:
        raise SlackError("time_too_far")
    id = fake.id("Q", "scheduled", length=10)
    kept = {key: given[key] for key in SHOWN if given.get(key) is not None}
    fake.table("scheduled")[id] = {"id": id, "channel_id": name, "post_at": at, "date_created": now, "message": kept, "caller": fake.caller}
    fake.effect("chat_scheduleMessage", id, fake.table("scheduled")[id])
    return {"channel": name, "scheduled_message_id": id, "post_at": at, "message": {"text": given.get("text", "")}}


@does("chat.deleteScheduledMessage")
def _unschedule(fake: SlackFake, given: Json) -> Json:
    id = needed(given, "scheduled_message_id", "invalid_scheduled_message_id")
    if id not in fake.table("scheduled"):
        raise SlackError("invalid_scheduled_message_id")
    fake.effect("chat_deleteScheduledMessage", id, fake.table("scheduled").pop(id))
    return {}


@does("chat.scheduledMessages.list")
def _scheduled(fake: SlackFake, given: Json) -> Json:
    shown = [
        {**{key: one[key] for key in ("id", "channel_id", "post_at", "date_created")}, "text": one["message"].get("text", "")}
        for one in fake.table("scheduled").values()
        if given.get("channel") in (None, one["channel_id"])
    ]
    return page(shown, given, "scheduled_messages")


def key_of(message: Json) -> str | None:
    """The key of the call that posts the message, where a connector left it."""
    metadata = message.get("metadata")
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    key = payload.get("ec_key") if isinstance(payload, dict) else None
    return key if isinstance(key, str) else None


def _message(fake: SlackFake, given: Json, argument: str) -> tuple[str, Json]:
    name = needed(given, "channel", "channel_not_found")
    message = fake.opened(name)["messages"].get(given.get(argument))
    if message is None:
        raise SlackError("message_not_found")
    return name, message


def _check_content(given: Json) -> None:
    if not any(given.get(name) for name in CONTENT):
        raise SlackError("no_text")
    attachments = given.get("attachments")
    if isinstance(attachments, list) and len(attachments) > MAX_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    metadata = given.get("metadata")
    if metadata is None:
        return
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")


def _only_in_thread(message: Json) -> bool:
    broadcast = message.get("subtype") == "thread_broadcast"
    return message.get("thread_ts", message["ts"]) != message["ts"] and not broadcast


def _messages(messages: list[Json], given: Json) -> Json:
    found = [message for message in messages if _in_range(message["ts"], given)]
    answer = page(found, given, "messages", by="ts")
    if not is_true(given.get("include_all_metadata")):
        answer["messages"] = [{key: value for key, value in one.items() if key != "metadata"} for one in answer["messages"]]
    return {**answer, "has_more": "response_metadata" in answer}


def _in_range(ts: str, given: Json) -> bool:
    inclusive = is_true(given.get("inclusive"))
    oldest, latest = given.get("oldest"), given.get("latest")
    after = not oldest or float(ts) > float(oldest) or (inclusive and float(ts) == float(oldest))
    return after and (not latest or float(ts) < float(latest) or (inclusive and float(ts) == float(latest)))
