"""Errors as JSON and back: the same Python type where it is known, its nearest class of ours where it is not.

Workflow code gets an error only as the type that was recorded (`missing_type`): it may have taken a branch by it.
"""

from __future__ import annotations

import builtins
import sys
from typing import Any

from . import codec, errors
from .errors import ConnectorError, SerializationError
from .identity import importable

Record = dict[str, Any]

_BY_KIND: dict[str, type[ConnectorError]] = {
    kind.kind: kind for kind in (errors.Retryable, errors.RateLimited, errors.Permanent, errors.Unauthorized, errors.InDoubt)
}


class UnknownError(errors.EventualError):
    """An error whose Python type is not loaded here; the message names it."""


def to_record(error: BaseException) -> Record:
    """The JSON form of an error: type, message, and what its attributes hold. Causes and tracebacks are left out."""
    kind = type(error)
    reference = f"{importable(kind.__module__)}:{kind.__qualname__}"
    record: Record = {"type": reference, "message": said(error)}
    if _known_type(reference) is None:
        record["nameless"] = True
    if isinstance(error, ConnectorError):
        record["kind"] = error.kind
    details = {name: tree for name, value in vars(error).items() if not name.startswith("_") and (tree := _plain(value)) is not None}
    if details:
        record["details"] = details
    if isinstance(error, BaseExceptionGroup):
        record["errors"] = [to_record(inner) for inner in error.exceptions]
    elif (args := _plain(list(error.args))) is not None and error.args != (record["message"],):
        record["args"] = args
    return record


def missing_type(record: Record) -> str | None:
    """The `module:qualname` of a type in the record that was found by its name when it was recorded, and is not found here."""
    if not record.get("nameless") and _known_type(record["type"]) is None:
        return str(record["type"])
    return next((missing for inner in record.get("errors", ()) if (missing := missing_type(inner)) is not None), None)


def from_record(record: Record) -> BaseException:
    """The error that `to_record` wrote."""
    named = None if record.get("nameless") else _known_type(record["type"])
    kind = named or _BY_KIND.get(record.get("kind", ""))
    try:
        if kind is not None:
            return _rebuilt(kind, record)
    except Exception:  # the type has changed, or cannot be made from what it holds
        pass
    return UnknownError(f"{record['type'].partition(':')[2]}: {record['message']}")


def _rebuilt(kind: type[BaseException], record: Record) -> BaseException:
    if issubclass(kind, BaseExceptionGroup):
        inner = [from_record(one) for one in record["errors"]]
        return kind(record["message"], inner)
    args = tuple(codec.decode(record["args"])) if "args" in record else (record["message"],)
    if kind.__module__ == "builtins":
        error = kind(*args)
    else:
        # Constructors differ from type to type; what an exception is made of does not.
        error = kind.__new__(kind, *args)
        error.args = args
    for name, tree in record.get("details", {}).items():
        setattr(error, name, codec.decode(tree))
    for name in ("code", "status", "request_id", "key", "after") if isinstance(error, ConnectorError) else ():
        if not hasattr(error, name):
            setattr(error, name, None)
    if isinstance(error, ConnectorError):
        error.key = errors.as_key(error.key)  # older histories hold its text
    for name in ("settles", "unseen") if isinstance(error, errors.Permanent) else ():
        if not hasattr(error, name):
            setattr(error, name, False)
    if _text(error) is None:  # its text needs what could not be recorded
        error._recorded_message = record["message"]  # type: ignore[attr-defined]
    return error


def _known_type(reference: str) -> type[BaseException] | None:
    # Never imports: a history must not be able to run code by naming a module.
    module_name, _, qualname = reference.partition(":")
    loaded = "__main__" if module_name == importable("__main__") else module_name
    found: Any = builtins if module_name == "builtins" else sys.modules.get(loaded)
    for part in qualname.split("."):
        found = getattr(found, part, None)
    return found if isinstance(found, type) and issubclass(found, BaseException) else None


def said(error: BaseException) -> str:
    """What an error says. Its own `__str__` may be what is broken: that is said then."""
    text = _text(error)
    if text is None:
        return str(getattr(error, "_recorded_message", f"(its text cannot be had: {type(error).__name__}.__str__ fails)"))
    return text.encode("utf-8", "backslashreplace").decode()


def _text(error: BaseException) -> str | None:
    try:
        return error.message if isinstance(error, BaseExceptionGroup) else str(error)
    except Exception:
        return None


def _plain(value: Any) -> Any:
    try:
        return codec.encode(value)
    except SerializationError:
        return None
