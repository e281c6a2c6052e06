"""Slack's wire, as far as it is the same for all methods: arguments, refusals, pages, and which function does what."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from eventual_connectors.fakes import Request

if TYPE_CHECKING:
    from .fake import SlackFake

Json = dict[str, Any]
Does = Callable[["SlackFake", Json], Json]

PAGE = 100
MAX_PAGE = 999
STRUCTURED = ("blocks", "attachments", "metadata", "files", "profile", "view")
"""Arguments that are JSON text in a form."""

METHODS: dict[str, Does] = {}
"""What the fake does, by Slack's name of the method."""


class SlackError(Exception):
    """Slack refuses: `{"ok": false, "error": code}`."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.answer = {"ok": False, "error": code, **details}


def does(method: str) -> Callable[[Does], Does]:
    """Mark the function that carries a method out, such as `chat.postMessage`."""

    def mark(function: Does) -> Does:
        METHODS[method] = function
        return function

    return mark


def arguments(request: Request) -> Json:
    """The arguments of a request; a JSON body keeps its types, a form has text."""
    is_json = request.headers.get("Content-Type", "").startswith("application/json")
    if is_json and request.body:  # the SDK labels a request without arguments as JSON, too
        try:
            found = request.json()
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(found, dict):
            raise SlackError("json_not_object")
        return found
    taken: Json = dict([*request.query_pairs(), *request.form()])
    for name in STRUCTURED:
        if name in taken:
            try:
                taken[name] = json.loads(taken[name])
            except ValueError:
                raise SlackError(f"invalid_{name}_format") from None
    return taken


def needed(given: Mapping[str, Any], name: str, code: str = "missing_argument") -> str:
    """An argument that has to be there."""
    value = given.get(name)
    if not isinstance(value, str) or not value:
        raise SlackError(code)
    return value


def listed(value: Any) -> list[str]:
    """Ids, separated by commas in a form."""
    return [part for part in value.split(",") if part] if isinstance(value, str) else list(value or ())


def is_true(value: Any) -> bool:
    """Whether a flag is set, in a form as in JSON."""
    return value in (True, "true", "1")


def page(items: Iterable[Json], given: Json, field: str, *, by: str = "id") -> Json:
    """One page of items, which are in the order in which Slack lists them."""
    found = list(items)
    start = _position(found, given.get("cursor"), by)
    end = start + min(int(given.get("limit") or PAGE), MAX_PAGE)
    answer: Json = {field: found[start:end]}
    if end < len(found):
        answer["response_metadata"] = {"next_cursor": base64.b64encode(f"next:{found[end][by]}".encode()).decode()}
    return answer


def _position(items: list[Json], cursor: str | None, by: str) -> int:
    """Where the page begins: at the item that the cursor names."""
    if not cursor:
        return 0
    try:
        named = base64.b64decode(cursor, validate=True).decode().removeprefix("next:")
    except (binascii.Error, UnicodeDecodeError):
        raise SlackError("invalid_cursor") from None
    for position, item in enumerate(items):
        if item[by] == named:
            return position
    raise SlackError("invalid_cursor")
