"""Whether readers of one version of an event understand events of another: two JSON Schemas, compared.

What cannot be decided counts as broken: a check that guesses would let a break through.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from ..errors import UsageError
from .event_types import EventType

Mode = Literal["backward", "forward", "full"]
Schema = Mapping[str, Any]

_SAID_ONLY = frozenset(
    {"$id", "$schema", "$defs", "$comment", "title", "description", "default", "examples", "deprecated", "discriminator"}
)
_LOWEST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_HIGHEST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_STRUCTURE = frozenset({"$ref", "type", "enum", "const", "anyOf", "oneOf", "properties", "required", "additionalProperties", "items"})


def compatible(old: EventType[Any] | Schema, new: EventType[Any] | Schema, *, mode: Mode = "backward") -> list[str]:
    """What breaks between two versions of an event; nothing where they are compatible.

    Args:
        old: the version that is in use.
        new: the version that is to come.
        mode: `backward`: who reads with the new one understands old events; `forward`: who reads with the old one understands new events;
            `full`: both.

    Raises:
        UsageError: there is no such mode.
    """
    if mode not in ("backward", "forward", "full"):
        raise UsageError(f"compatibility is backward, forward or full, not {mode!r}")
    broken: list[str] = []
    if mode != "forward":
        broken += [f"new readers of old events: {what}" for what in _Reading(_writes(old), _reads(new)).problems()]
    if mode != "backward":
        broken += [f"old readers of new events: {what}" for what in _Reading(_writes(new), _reads(old)).problems()]
    return broken


def _writes(of: EventType[Any] | Schema) -> Schema:
    return of.model.model_json_schema(mode="serialization") if isinstance(of, EventType) else of


def _reads(of: EventType[Any] | Schema) -> Schema:
    return of.model.model_json_schema(mode="validation") if isinstance(of, EventType) else of


class _Reading:
    """A reader's schema, held against all that a writer's allows."""

    def __init__(self, writer: Schema, reader: Schema) -> None:
        self._writer, self._reader = writer, reader
        self._open: set[tuple[int, int]] = set()

    def problems(self) -> list[str]:
        return list(self._compare(self._writer, self._reader, "data"))

    def _compare(self, writer: Any, reader: Any, at: str) -> Iterator[str]:
        writer, reader = _resolved(writer, self._writer), _resolved(reader, self._reader)
        pair = (id(writer), id(reader))
        if pair in self._open or not reader.keys() - _SAID_ONLY:
            return  # a recursive model, looked at already; or everything is allowed
        self._open.add(pair)
        yield from self._alternatives(writer, reader, at)
        self._open.discard(pair)

    def _alternatives(self, writer: Schema, reader: Schema, at: str) -> Iterator[str]:
        for one in _choices(writer):
            found = [list(self._one(_resolved(one, self._writer), _resolved(other, self._reader), at)) for other in _choices(reader)]
            if all(found):  # none of the reader's alternatives takes it
                yield from min(found, key=len)

    def _one(self, writer: Schema, reader: Schema, at: str) -> Iterator[str]:
        if _choices(writer) != [writer] or _choices(reader) != [reader]:
            yield from self._compare(writer, reader, at)
            return
        yield from _values(writer, reader, at)
        yield from _bounds(writer, reader, at)
        if "object" in _types(reader) and "object" in (_types(writer) or {"object"}):
            yield from self._objects(writer, reader, at)
        if "items" in reader:
            yield from self._compare(writer.get("items", {}), reader["items"], f"{at}[]")

    def _objects(self, writer: Schema, reader: Schema, at: str) -> Iterator[str]:
        written, read = writer.get("properties", {}), reader.get("properties", {})
        for name in sorted(set(reader.get("required", ())) - set(writer.get("required", ()))):
            yield f"{at}.{name} is required, and may be missing"
        for name in sorted(written.keys() & read.keys()):
            yield from self._compare(written[name], read[name], f"{at}.{name}")
        others = reader.get("additionalProperties", True)
        for name in sorted(written.keys() - read.keys()):
            if others is False:
                yield f"{at}.{name} is not allowed"
            elif isinstance(others, Mapping):
                yield from self._compare(written[name], others, f"{at}.{name}")
        if isinstance(others, Mapping) and not written:
            values = writer.get("additionalProperties", {})
            yield from self._compare(values if isinstance(values, Mapping) else {}, others, f"{at}.*")


def _resolved(schema: Any, root: Schema) -> Schema:
    if not isinstance(schema, Mapping):
        return {} if schema else {"not": {}}
    seen = schema
    while "$ref" in seen:
        found: Any = root
        for part in str(seen["$ref"]).removeprefix("#/").split("/"):
            found = found[part.replace("~1", "/").replace("~0", "~")]
        seen = found
    return seen


def _choices(schema: Schema) -> list[Any]:
    for name in ("anyOf", "oneOf"):
        if name in schema:
            return list(schema[name])
    types = schema.get("type")
    return [{**schema, "type": one} for one in types] if isinstance(types, list) else [schema]


def _types(schema: Schema) -> set[str]:
    found = schema.get("type")
    return set() if found is None else {found}


def _values(writer: Schema, reader: Schema, at: str) -> Iterator[str]:
    written, read = _enumerated(writer), _enumerated(reader)
    if read is not None:
        if written is None:
            yield f"{at} may be more than {read}"
        elif more := [value for value in written if value not in read]:
            yield f"{at} may be {more}, which is not among {read}"
        return
    types = _types(reader)
    if (types and not _types(writer) <= (types | ({"integer"} if "number" in types else set()))) or (types and not _types(writer)):
        yield f"{at} is {''.join(_types(writer)) or 'anything'}, not {''.join(types)}"


def _enumerated(schema: Schema) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    return schema.get("enum")


def _bounds(writer: Schema, reader: Schema, at: str) -> Iterator[str]:
    for name in (*_LOWEST, *_HIGHEST):
        if name not in reader:
            continue
        narrowed = name not in writer or (writer[name] < reader[name] if name in _LOWEST else writer[name] > reader[name])
        if narrowed:
            yield f"{at}: {name} is {reader[name]}, and was {writer.get(name, 'not set')}"
    for name in sorted(reader.keys() - _SAID_ONLY - _STRUCTURE - {*_LOWEST, *_HIGHEST}):
        if writer.get(name) != reader[name]:
            yield f"{at}: {name} is {reader[name]!r}, and was {writer.get(name, 'not set')!r}"
