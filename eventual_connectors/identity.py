"""Who a durable call is: its path in the workflow, and the key that the vendor gets.

A path is the scope that a call was made in, the activity's name, and an ordinal among the calls of that name in that scope.
The key is a digest of the execution's root and the path, so it is the same for every attempt, replay and crash, and
different for every distinct call. Digests are always taken over a canonical JSON array, never over a joined string.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sys
import uuid
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path

from .errors import UsageError

ROOT_BYTES = 16

Scope = tuple[tuple[str, int], ...]
"""Nested tasks from the outside in, each as (name, ordinal from 1); the workflow's own body is `()`."""

_ESCAPES = {"%": "%25", "/": "%2F", "#": "%23"}


@dataclass(frozen=True, slots=True)
class CallPath:
    """The address of one durable call inside its execution."""

    scope: Scope
    name: str
    ordinal: int

    def __str__(self) -> str:
        return "/".join(_shown(name, ordinal) for name, ordinal in (*self.scope, (self.name, self.ordinal)))

    @classmethod
    def parse(cls, text: str) -> CallPath:
        """Read what `str` wrote."""
        *scope, (name, ordinal) = (_parsed(part) for part in text.split("/"))
        return cls(tuple(scope), name, ordinal)


def check_execution_id(id: object) -> str:
    """The id of an execution, as a caller gives it.

    Raises:
        UsageError: it is no text, is empty, or holds half of a surrogate pair, as an argument that is not UTF-8 does.
    """
    if not isinstance(id, str):
        raise UsageError(f"an execution's id is a text, such as 'order-123', not {id!r}")
    if not id:
        raise UsageError("an execution needs an id, such as order-123")
    try:
        id.encode()
    except UnicodeEncodeError:
        raise UsageError(f"the id {id!r} is not UTF-8 text") from None
    return id


def new_root() -> bytes:
    """Mint the root of a new execution: 128 random bits."""
    return secrets.token_bytes(ROOT_BYTES)


def child_root(root: bytes, path: CallPath) -> bytes:
    """The root of a child execution: a digest of the parent's root and the child call's path."""
    return _digest(["ec1c", root.hex(), _as_json(path.scope), path.name, path.ordinal])


def call_key(root: bytes, path: CallPath) -> uuid.UUID:
    """The key of a durable call."""
    return _as_uuid(_digest(["ec1", root.hex(), _as_json(path.scope), path.name, path.ordinal]))


def business_key(namespace: str, account: str, activity: str, key: str) -> uuid.UUID:
    """The key of a call that the caller named, such as `order-123`: independent of the execution."""
    return _as_uuid(_digest(["ec1b", namespace, account, activity, key]))


def entry_key(key: uuid.UUID, index: int) -> uuid.UUID:
    """The sub-key of one entry of a batch."""
    return _as_uuid(_digest(["ec1e", key.hex, index]))


def seed(root: bytes, purpose: str, scope: Scope = ()) -> int:
    """A seed for a deterministic random stream of one scope."""
    return int.from_bytes(_digest(["ec1r", root.hex(), purpose, _as_json(scope)]), "big")


def importable(module: str) -> str:
    """The name by which another process imports this module; a program's own module is called `__main__` only where it runs."""
    if module != "__main__":
        return module
    main = sys.modules[module]
    spec: ModuleSpec | None = getattr(main, "__spec__", None)
    if spec is not None:  # python -m package.module
        return spec.name
    file = getattr(main, "__file__", None)
    return Path(file).stem if file else module


def _digest(parts: list[object]) -> bytes:
    canonical = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).digest()[:ROOT_BYTES]


def _as_uuid(digest: bytes) -> uuid.UUID:
    # Some vendors (Snowflake) refuse a request id whose version bits are not 4.
    return uuid.UUID(bytes=digest, version=4)


def _as_json(scope: Scope) -> list[list[object]]:
    return [[name, ordinal] for name, ordinal in scope]


def _shown(name: str, ordinal: int) -> str:
    escaped = "".join(_ESCAPES.get(character, character) for character in name)
    return escaped if ordinal == 1 else f"{escaped}#{ordinal}"


def _parsed(part: str) -> tuple[str, int]:
    name, _, ordinal = part.partition("#")
    for character, escape in reversed(_ESCAPES.items()):
        name = name.replace(escape, character)
    return name, int(ordinal) if ordinal else 1
