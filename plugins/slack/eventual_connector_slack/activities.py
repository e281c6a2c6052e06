"""Posting a message once. Parameters are those of `slack_sdk.WebClient`, by the same names.

The SDK's `**kwargs` is left out on purpose: it takes a `token`, which would be recorded with the call's arguments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from eventual_connectors import Attempt, InDoubt, Permanent, codec
from eventual_connectors.errors import KeyConflict

from .client import SlackClient
from .connection import SlackConnection

Objects = str | Sequence[Mapping[str, Any]]
"""Blocks or attachments: a list of objects, or its JSON text."""

EVENT_TYPE = "eventual"
KEY = "ec_key"
DIGEST = "ec_digest"

PAGE = 200
"""Messages per page of a look-up; Slack advises no more."""


def chat_postMessage(
    client: SlackClient,
    attempt: Attempt,
    *,
    channel: str,
    text: str | None = None,
    as_user: bool | None = None,
    attachments: Objects | None = None,
    blocks: Objects | None = None,
    thread_ts: str | None = None,
    reply_broadcast: bool | None = None,
    unfurl_links: bool | None = None,
    unfurl_media: bool | None = None,
    container_id: str | None = None,
    icon_emoji: str | None = None,
    icon_url: str | None = None,
    mrkdwn: bool | None = None,
    link_names: bool | None = None,
    username: str | None = None,
    parse: str | None = None,
    metadata: Mapping[str, Any] | None = None,
    markdown_text: str | None = None,
) -> dict[str, Any]:
    """Post a message, once.

    The call's key goes with the message, in its `metadata` beside the caller's own; after doubt the channel's history is
    searched for it before anything is sent again. For that, `channel` must be an ID that the app can read (not a name), and
    the token needs the channel's `history` scope. Two calls with the same business key that are made at the same time may
    both post: neither can see the other's message yet.

    Returns:
        Slack's answer: `channel`, `ts` and `message`.
    """
    arguments = _given(locals())
    arguments["metadata"] = _marked(metadata, attempt, _digest(arguments))
    # Slack is said to recognise a repeated client_msg_id, but does not promise it: it helps, and nothing relies on it.
    return client.call("chat_postMessage", attempt, client_msg_id=str(attempt.key), **arguments)


def find_message(
    client: SlackClient,
    attempt: Attempt,
    *,
    channel: str,
    thread_ts: str | None = None,
    **rest: Any,
) -> dict[str, Any] | None:
    """Look for the message that an earlier attempt may have posted.

    Returns:
        An answer as `chat_postMessage` gives it, or None when the channel's whole history since before the first attempt was read and
        holds no such message.

    Raises:
        KeyConflict: the key was used for another message.
        ConnectorError: the history cannot be read, or not all of it.
    """
    if client.connection.ambiguity != "lookup":
        _leave_unread(client.connection.ambiguity, attempt)
        return None  # sent again, as the connection asks
    digest = _digest(_given({"channel": channel, "thread_ts": thread_ts, **rest}))
    conflict = None
    for message in _messages(client, attempt, channel, thread_ts):
        mark = (message.get("metadata") or {}).get("event_payload") or {}
        if mark.get(KEY) != str(attempt.key):
            continue
        if mark.get(DIGEST) == digest:
            return {"ok": True, "channel": channel, "ts": message["ts"], "message": message}
        conflict = message["ts"]
    if conflict is not None:
        # The whole range was read, so this also proves that no attempt of this call was applied.
        problem = f"the key {attempt.key} was used for another message, {conflict} in {channel}"
        raise KeyConflict(problem, settles=True, code="key_conflict")
    return None


def _leave_unread(ambiguity: str, attempt: Attempt) -> None:
    """What a connection that reads no history says of an earlier attempt."""
    if not attempt.in_doubt:
        raise Permanent("a business key is recognised in the channel's history alone, which this connection does not read", code="not_sent")
    if ambiguity == "fail":
        raise InDoubt("the message may have been posted, and this connection does not read the history", code="not_looked_up")


def settle_time(connection: SlackConnection) -> timedelta:
    """How long after its deadline an attempt's message may still appear."""
    return timedelta(seconds=connection.settle_seconds)


def _given(names: Mapping[str, Any]) -> dict[str, Any]:
    """Slack's arguments among a function's own; None is "not given", as in the SDK."""
    ours = ("client", "attempt")
    return {name: value for name, value in names.items() if name not in ours and value is not None}


def _digest(arguments: Mapping[str, Any]) -> str:
    return codec.digest(codec.encode(arguments))


def _marked(metadata: Mapping[str, Any] | None, attempt: Attempt, digest: str) -> dict[str, Any]:
    """The caller's metadata with our mark in its payload."""
    given = dict(metadata or {})
    payload = given.get("event_payload") or {}
    if not isinstance(payload, Mapping):
        raise Permanent(f"metadata: event_payload is to be an object, not a {type(payload).__name__}", code="not_sent")
    if taken := sorted({KEY, DIGEST} & payload.keys()):
        problem = f"metadata: event_payload must not have {' or '.join(taken)}, which mark the message"
        raise Permanent(problem, code="not_sent")
    mark = {KEY: str(attempt.key), DIGEST: digest}
    return {"event_type": EVENT_TYPE, **given, "event_payload": {**payload, **mark}}


def _messages(client: SlackClient, attempt: Attempt, channel: str, thread_ts: str | None) -> Iterator[dict[str, Any]]:
    """Every message of the channel, or of the thread, in which an attempt of this call can be."""
    lookback = timedelta(seconds=client.connection.lookback_seconds)
    arguments: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{(attempt.first_started_at - lookback).timestamp():.6f}",
        "inclusive": True,
        "include_all_metadata": True,
        "limit": PAGE,
    }
    method = "conversations_history"
    if thread_ts is not None:
        method = "conversations_replies"
        arguments["ts"] = thread_ts
    while True:
        page = client.call(method, attempt, **arguments)
        for message in page["messages"]:
            _refuse_reply(message, thread_ts)
            yield message
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            break
        arguments["cursor"] = cursor
    if page.get("has_more") or page.get("is_limited"):
        raise InDoubt(f"Slack does not show the whole history of {channel}", code="incomplete_history")


def _refuse_reply(message: Mapping[str, Any], thread_ts: str | None) -> None:
    # Of a reply Slack shows no thread, so nothing could be found there and nothing proven.
    if message["ts"] == thread_ts and message.get("thread_ts", thread_ts) != thread_ts:
        problem = f"thread_ts {thread_ts} is a reply; use its thread's {message['thread_ts']}"
        raise InDoubt(problem, code="incomplete_history")
