"""A channel for people to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any

Json = dict[str, Any]


def as_text(channel: Json, users: Mapping[str, Json]) -> str:
    """A line for each message, replies under their thread, with buttons, reactions and pins."""
    lines = [f"#{channel['name']}" + (f": {channel['topic']}" if channel["topic"] else "")]
    for depth, message in _threads(channel):
        lines.append(f"{'    ' * depth}{_when(message)} {_who(message, users)}: {message['text']}{_marks(channel, message)}")
        lines += [f"{'    ' * (depth + 1)}[{label}]" for label in _buttons(message)]
    return "\n".join(lines) + "\n"


def as_html(channel: Json, users: Mapping[str, Json]) -> str:
    """The same as a page of HTML."""
    items = []
    for depth, message in _threads(channel):
        buttons = "".join(f" <button>{escape(label)}</button>" for label in _buttons(message))
        said = f"<b>{escape(_who(message, users))}</b> {escape(message['text'])}{escape(_marks(channel, message))}{buttons}"
        items.append(f'<li style="margin-left:{depth * 2}em"><time>{_when(message)}</time> {said}</li>')
    title = escape(f"#{channel['name']}")
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1><ul>{''.join(items)}</ul></body></html>\n"


def _threads(channel: Json) -> Iterator[tuple[int, Json]]:
    messages = list(channel["messages"].values())
    for message in messages:
        if message.get("thread_ts", message["ts"]) == message["ts"]:
            yield 0, message
            yield from ((1, reply) for reply in messages if reply is not message and reply.get("thread_ts") == message["ts"])


def _who(message: Json, users: Mapping[str, Json]) -> str:
    named = message.get("username") or users.get(message.get("user", ""), {}).get("name")
    return str(named or message.get("user", "?"))


def _when(message: Json) -> str:
    return f"{datetime.fromtimestamp(float(message['ts']), UTC):%H:%M}"


def _marks(channel: Json, message: Json) -> str:
    reactions = "".join(f" :{one['name']}: {one['count']}" for one in message.get("reactions", ()))
    return f"{' (edited)' if 'edited' in message else ''}{reactions}{' (pinned)' if message['ts'] in channel['pins'] else ''}"


def _buttons(message: Json) -> Iterator[str]:
    blocks = message.get("blocks")
    for block in blocks if isinstance(blocks, list) else ():
        for element in block.get("elements", ()):
            if element.get("type") == "button":
                yield element["text"]["text"]
