"""Errors as JSON and back: the same Python type where it is known, its nearest class of ours where it is not."""

from __future__ import annotations

import builtins
import sys
from typing import Any

from . import codec, errors
from .errors import ConnectorError, SerializationError

Record = dict[str, Any]

_BY_KIND: dict[str, type[ConnectorError]] = {
    kind.kind: kind for kind in (errors.Retryable, errors.RateLimited, errors.Permanent, errors.Unauthorized, errors.InDoubt)
}


class UnknownError(errors.EventualError):
    """An error whose Python type is not loaded here; the message names it."""


def to_record(error: BaseException) -> Record:
    """The JSON form of an error: type, message, and what its attributes hold. Causes and tracebacks are left out."""
    kind = type(error)
    record: Record = {"type": f"{kind.__module__}:{kind.__qualname__}", "message": str(error)}
    if isinstance(error, ConnectorError):
        record["kind"] = error.kind
    details = {name: tree for name, value in vars(error).items() if not name.startswith("_") and (tree := _plain(value)) is not None}
    if details:
        record["details"] = details
    if (args := _plain(list(error.args))) is not None and error.args != (record["message"],):
        record["args"] = args
    return record


def from_record(record: Record) -> BaseException:
    """The error that `to_record` wrote."""
    kind = _known_type(record["type"])
    if kind is None:
        fallback = _BY_KIND.get(record.get("kind", ""))
        return _rebuilt(fallback, record) if fallback else UnknownError(f"{record['type'].partition(':')[2]}: {record['message']}")
    return _rebuilt(kind, record)


def _rebuilt(kind: type[BaseException], record: Record) -> BaseException:
    # Constructors differ from type to type; what an exception is made of does not.
    error = kind.__new__(kind)
    error.args = tuple(codec.decode(record["args"])) if "args" in record else (record["message"],)
    for name, tree in record.get("details", {}).items():
        setattr(error, name, codec.decode(tree))
    for name in ("code", "status", "request_id", "key", "after") if isinstance(error, ConnectorError) else ():
        if not hasattr(error, name):
            setattr(error, name, None)
    if isinstance(error, errors.Permanent) and not hasattr(error, "settles"):
        error.settles = False
    return error


def _known_type(reference: str) -> type[BaseException] | None:
    # Never imports: a history must not be able to run code by naming a module.
    module_name, _, qualname = reference.partition(":")
    found: Any = builtins if module_name == "builtins" else sys.modules.get(module_name)
    for part in qualname.split("."):
        found = getattr(found, part, None)
    return found if isinstance(found, type) and issubclass(found, BaseException) else None


def _plain(value: Any) -> Any:
    try:
        return codec.encode(value)
    except SerializationError:
        return None
