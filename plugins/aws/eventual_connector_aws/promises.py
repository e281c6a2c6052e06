"""What may be repeated: an operation's effect class, from its model's traits, its name, and what AWS documents of it.

A wrong promise is the worst mistake that this package can make, so whatever is not known is `unsafe`.
"""

from __future__ import annotations

import re
import tomllib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any

from eventual_connectors.effect import EffectName

from . import tokens
from .models import Operation

SHORTEST_WINDOW = timedelta(minutes=5)
"""For how long a token is taken to be remembered where AWS does not say: as long as SQS, SNS and EventBridge do."""

READS = frozenset(
    {"BatchDescribe", "BatchGet", "Count", "Describe", "Filter", "Get", "Head", "List", "Lookup", "Query", "Scan", "Search", "View"}
)
"""First words of the names of operations that only ask."""

DECLARATIVE = frozenset(
    {
        *("Accept", "Activate", "Archive", "Associate", "Attach", "Cancel", "Deactivate", "Delete", "Deregister", "Detach"),
        *("Disable", "Disallow", "Disassociate", "Enable", "Pause", "Put", "Reject", "Remove", "Resume", "Revoke", "Set"),
        *("Stop", "Tag", "Terminate", "Untag", "Update"),
    }
)
"""First words of names that say what is to be. Only of these the trait `idempotent` is taken for a promise: models carry it on every
PUT and DELETE, also where a repeated `Create` or `Start` makes another thing."""

CLAIMS = ("natural", "read", "untold", "window")
"""The lists of the table that claim something; that an operation is `unsafe` claims nothing."""

_UNIT = {"minute": 60, "hour": 3600, "day": 86400}
_NUMBER = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10}
_DURATION = re.compile(rf"\b(\d+|{'|'.join(_NUMBER)})[ -]({'|'.join(_UNIT)})s?\b", re.IGNORECASE)
_TOKEN = re.compile(r"token|idempot|request_?id|callerreference|operationid", re.IGNORECASE)
"""What the names of members that take a token have in common."""
_UNUSED = re.compile(r"\bnot used\b|have no effect|reserved for future use", re.IGNORECASE)
_SAMPLE_KEY = uuid.UUID("5b1c04f6-93ae-4d0e-9a52-0123456789ab")


@dataclass(frozen=True)
class Promise:
    """What is known of repeating an operation.

    Attributes:
        effect: its class.
        mechanism: why, in one phrase.
        window: for how long the token is remembered (`keyed`).
        token: the member that takes the key (`keyed`).
        tells_conflicts: whether a refusal says that the token is known with other parameters (`keyed`).
    """

    effect: EffectName
    mechanism: str = ""
    window: timedelta | None = None
    token: str | None = None
    tells_conflicts: bool = True


@cache
def documented() -> Mapping[str, Mapping[str, Any]]:
    """The table of what AWS documents, by service."""
    return tomllib.loads(resources.files(__name__.rpartition(".")[0]).joinpath("promises.toml").read_text(encoding="utf-8"))


def promise(operation: Operation) -> Promise:
    """What may be repeated of an operation."""
    table = documented().get(operation.service, {})
    if operation.name in table.get("unsafe", ()):
        return Promise("unsafe")
    if operation.traits.get("readonly"):
        return Promise("read", "the model's trait readonly")
    if operation.name in table.get("read", ()):
        return Promise("read", table["source"])
    token = token_member(operation)
    if token is not None:
        return _keyed(operation, token)
    if verb(operation) in READS:
        return Promise("read")
    if operation.name in table.get("natural", ()):
        return Promise("natural", table["source"])
    if operation.traits.get("idempotent") and verb(operation) in DECLARATIVE:
        return Promise("natural", "the model's trait idempotent")
    return Promise("unsafe")


def is_claimed(operation: Operation) -> bool:
    """Whether the table says something of this operation's class, so that it is not the model alone that speaks for it."""
    table = documented().get(operation.service, {})
    return any(operation.name in table.get(list_, ()) for list_ in CLAIMS)


def verb(operation: Operation) -> str:
    """The first word of an operation's name, with `Batch` also the second: `Put`, `BatchGet`."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]*", operation.model.name) or [operation.model.name]
    return "".join(words[:2]) if words[0] == "Batch" else str(words[0])


def token_member(operation: Operation) -> str | None:
    """The member with the trait `idempotencyToken`: AWS uses it "to identify and discard replayed requests" (Smithy's words).

    Some models have the trait on the id of a thing or of a session, and some services say of their token that they do nothing with it.
    """
    members = operation.members.items()
    marked = ((name, shape) for name, shape in members if "idempotencyToken" in shape.metadata)
    return next((name for name, shape in marked if _TOKEN.search(name) and not _UNUSED.search(shape.documentation)), None)


def key_conflict(operation: Operation) -> str | None:
    """The error code with which this operation says that its token is known with other parameters, beside those that always say it."""
    found: str | None = documented().get(operation.service, {}).get("key_conflicts", {}).get(operation.name)
    return found


def _keyed(operation: Operation, member: str) -> Promise:
    if tokens.render(_SAMPLE_KEY, constraints(operation, member)) is None:
        return Promise("unsafe")
    untold = documented().get(operation.service, {}).get("untold", ())
    return Promise("keyed", f"the member {member}", _window(operation, member), member, operation.name not in untold)


def constraints(operation: Operation, member: str) -> Mapping[str, Any]:
    """The length and the pattern that a member's value has to have."""
    metadata = operation.members[member].metadata
    return {name: metadata[name] for name in ("min", "max", "pattern", "enum") if name in metadata}


def _window(operation: Operation, member: str) -> timedelta:
    """For how long a token is remembered: as the table says, as the member's own documentation says, or the shortest known."""
    listed = documented().get(operation.service, {}).get("window", {}).get(operation.name)
    if listed is not None:
        return timedelta(seconds=listed)
    # Several durations in one text (first use, later uses): the shortest is right whichever of them counts.
    said = _DURATION.findall(re.sub(r"<[^>]+>", "", operation.members[member].documentation))
    seconds = [_seconds(number, unit) for number, unit in said]
    return timedelta(seconds=min(seconds)) if seconds else SHORTEST_WINDOW


def _seconds(number: str, unit: str) -> int:
    return (int(number) if number.isdecimal() else _NUMBER[number.lower()]) * _UNIT[unit.lower()]
