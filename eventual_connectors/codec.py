"""Values to canonical JSON and back: the one way in which anything enters or leaves a history.

JSON has six types; Python values that are none of them are written as an object with a single `$tag` member
(`{"$decimal": "1.10"}`), so they come back equal without their type being known. Pydantic models and dataclasses are
written as plain objects and come back through the annotated type.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any
from uuid import UUID

from pydantic import BaseModel, PydanticUserError, TypeAdapter, ValidationError

from .effect import AlreadyApplied
from .errors import SerializationError

Json = Any

MOST_NESTED = 200
"""Levels of a value. What reads it takes more of the stack for each than what writes it."""

MOST_DIGITS = 4_000
"""Of an integer; Python itself writes none of more than 4,300."""

MOST_BITS = MOST_DIGITS * 3322 // 1000
"""A tree of dict, list, str, int, float, bool and None."""

TOO_DEEP = "contains itself, or is nested too deeply to be recorded"


def encode(value: Any, *, unset: bool = True) -> Json:
    """Turn a value into a JSON tree.

    Args:
        value: what to encode.
        unset: whether fields of pydantic models that were left at their default are written. A digest leaves them out, so that a
            new default does not look like another input.

    Raises:
        SerializationError: the value, or something inside it, has no JSON form; the message names the place.
    """
    try:
        return _encode(value, unset, "value", 0)
    except RecursionError:
        raise SerializationError(f"the {type(value).__qualname__} {TOO_DEEP}") from None


def decode(tree: Json, annotation: Any = Any) -> Any:
    """Turn a JSON tree back into a value of the annotated type.

    Raises:
        SerializationError: the tree does not fit the type.
    """
    try:
        value = _untag(tree)
    except (ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise SerializationError(f"the value is damaged: {error}") from None
    except RecursionError:
        raise SerializationError(f"the value {TOO_DEEP}") from None
    if annotation is Any or annotation is None:
        return value
    try:
        # Fields are written by name, also where they have an alias.
        return _adapter(annotation).validate_python(value, by_alias=True, by_name=True)
    except ValidationError as error:
        raise SerializationError(f"the value does not fit {_type_name(annotation)}: {_first(error)}") from None
    except PydanticUserError as error:
        raise SerializationError(f"the type {_type_name(annotation)} cannot be recorded: {error.message.splitlines()[0]}") from None


def dumps(tree: Json) -> str:
    """Canonical JSON text: sorted keys, no spaces, no NaN."""
    try:
        text = json.dumps(tree, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
        text.encode("utf-8")
    except (ValueError, TypeError) as error:
        raise SerializationError(f"the value cannot be written as JSON: {error}") from None
    except RecursionError:
        raise SerializationError(f"the value {TOO_DEEP}") from None
    return text


def digest(tree: Json) -> str:
    """A short stable fingerprint of a JSON tree, with the version of the way it is taken."""
    return "1:" + hashlib.sha256(dumps(tree).encode("utf-8")).hexdigest()[:32]


def _encode(value: Any, unset: bool, where: str, level: int) -> Json:
    if value is None or value is True or value is False:
        return value
    kind = type(value)
    if kind is str:
        return _text(value, where)
    if kind is int:
        return _number(value, where)
    if kind is float:
        return _finite(value, where)
    if level > MOST_NESTED:
        raise RecursionError
    if isinstance(value, BaseModel):
        return _encode_fields(_model_fields(value, unset), unset, where, level)
    if isinstance(value, Mapping):
        return _encode_mapping(value, unset, where, level)
    if isinstance(value, list | tuple):
        return [_encode(item, unset, f"{where}[{index}]", level + 1) for index, item in enumerate(value)]
    if isinstance(value, Enum):
        return _encode(value.value, unset, where, level)
    for known, tag, write in _TAGGED:
        if isinstance(value, known):
            return {tag: write(value)}
    if isinstance(value, set | frozenset):
        # A set of what has no hash once it is plain (frozen dataclasses) comes back through its annotated type.
        return {"$set": sorted((_encode(item, unset, where, level + 1) for item in value), key=dumps)}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return _encode_fields(fields, unset, where, level)
    if isinstance(value, str):
        return _text(str.__str__(value), where)
    if isinstance(value, int):
        return _number(int(value), where)
    if isinstance(value, float):
        return _finite(float(value), where)
    raise SerializationError(f"{where} is a {kind.__module__}.{kind.__qualname__}, which cannot be recorded as JSON")


def _number(value: int, where: str) -> int:
    if value.bit_length() > MOST_BITS:
        raise SerializationError(f"{where} is an integer of more than {MOST_DIGITS:,} digits, which cannot be recorded")
    return value


def _text(value: str, where: str) -> str:
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise SerializationError(f"{where} is a text with half of a surrogate pair, which JSON does not have") from None
    return value


def _finite(value: float, where: str) -> float:
    if not math.isfinite(value):
        raise SerializationError(f"{where} is {value}, which JSON does not have")
    return value


def _model_fields(value: BaseModel, unset: bool) -> dict[str, Any]:
    names = type(value).model_fields if unset else value.model_fields_set & type(value).model_fields.keys()
    fields = {name: getattr(value, name) for name in names}
    return fields | (value.model_extra or {})


def _encode_fields(fields: Mapping[str, Any], unset: bool, where: str, level: int) -> Json:
    return _as_object({name: _encode(item, unset, f"{where}.{name}", level + 1) for name, item in fields.items()})


def _encode_mapping(value: Mapping[Any, Any], unset: bool, where: str, level: int) -> Json:
    # A dict of a connector's may have a field where others have the method: the items of a subscription.
    items = dict.items(value) if isinstance(value, dict) else value.items()
    if not all(isinstance(key, str) for key in value):
        pairs = [[_encode_key(key, unset, where, level), _encode(item, unset, f"{where}[{key!r}]", level + 1)] for key, item in items]
        return {"$map": sorted(pairs, key=dumps)}
    return _as_object({_text(str.__str__(key), where): _encode(item, unset, f"{where}[{key!r}]", level + 1) for key, item in items})


def _encode_key(key: Any, unset: bool, where: str, level: int) -> Json:
    tree = _encode(key, unset, where, level + 1)
    try:
        hash(_hashable(_untag(tree)))
    except TypeError:
        raise SerializationError(f"{where} has a {type(key).__qualname__} as key, which cannot be recorded as one") from None
    return tree


def _as_object(tree: dict[str, Json]) -> Json:
    # A user's own single-member object that looks like a tag is wrapped, so that it comes back as it was.
    return {"$dict": tree} if len(tree) == 1 and next(iter(tree)).startswith("$") else tree


_TAGGED: tuple[tuple[type, str, Callable[[Any], Json]], ...] = (
    (datetime, "$datetime", datetime.isoformat),
    (date, "$date", date.isoformat),
    (time, "$time", time.isoformat),
    (timedelta, "$timedelta", lambda value: [value.days, value.seconds, value.microseconds]),
    (Decimal, "$decimal", str),
    (UUID, "$uuid", str),
    (bytes, "$bytes", lambda value: base64.b64encode(value).decode()),
    (bytearray, "$bytes", lambda value: base64.b64encode(value).decode()),
    (AlreadyApplied, "$already_applied", lambda value: [str(value.key), value.at and value.at.isoformat()]),
)

_UNTAG: dict[str, Callable[[Json], Any]] = {
    "$datetime": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$time": time.fromisoformat,
    "$timedelta": lambda parts: timedelta(*parts),
    "$decimal": Decimal,
    "$uuid": UUID,
    "$bytes": base64.b64decode,
    "$already_applied": lambda parts: AlreadyApplied(UUID(parts[0]), parts[1] and datetime.fromisoformat(parts[1])),
    "$set": lambda items: _untag_set([_untag(item) for item in items]),
    "$map": lambda pairs: {_hashable(_untag(key)): _untag(item) for key, item in pairs},
    "$dict": lambda tree: {key: _untag(item) for key, item in tree.items()},
}


def _untag_set(items: list[Any]) -> Any:
    try:
        return {_hashable(item) for item in items}
    except TypeError:
        return items


def _hashable(value: Any) -> Any:
    """What stands for a list or a set where a hash is needed."""
    if isinstance(value, list):
        return tuple(_hashable(item) for item in value)
    return frozenset(value) if isinstance(value, set) else value


def _untag(tree: Json) -> Any:
    if isinstance(tree, dict):
        if len(tree) == 1:
            ((tag, content),) = tree.items()
            if tag in _UNTAG:
                return _UNTAG[tag](content)
        return {key: _untag(item) for key, item in tree.items()}
    if isinstance(tree, list):
        return [_untag(item) for item in tree]
    return tree


def _adapter(annotation: Any) -> TypeAdapter[Any]:
    try:
        return _kept_adapter(annotation)
    except TypeError:  # some annotations have no hash, such as Annotated[int, Field(gt=0)]
        return TypeAdapter(annotation)


@lru_cache(maxsize=1024)
def _kept_adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)


def _type_name(annotation: Any) -> str:
    return getattr(annotation, "__qualname__", None) or str(annotation)


def _first(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in problem["loc"])
    return f"{place}: {problem['msg']}" if place else problem["msg"]
