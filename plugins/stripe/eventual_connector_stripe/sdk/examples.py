"""The smallest value that fits a schema: parameters that are just good enough, and objects as they are when nothing is known of them."""

from __future__ import annotations

from typing import Any

from .schemas import Schema, schema

DEEPEST = 12


def parameters(reference: str) -> dict[str, Any]:
    """The fewest parameters that a type allows: those that must be given."""
    found: dict[str, Any] = _example(schema(reference), schema(reference)["$defs"], nulls=False)
    return found


def resource(reference: str) -> dict[str, Any]:
    """An object with all its fields; null where nothing is known."""
    found: dict[str, Any] = _example(schema(reference), schema(reference)["$defs"], nulls=True)
    return found


def _example(of: Schema, definitions: dict[str, Schema], *, nulls: bool, depth: int = 0) -> Any:
    if "$ref" in of:
        of = definitions[of["$ref"].removeprefix("#/$defs/")]
    if "anyOf" in of:
        return _example(_first(of["anyOf"]), definitions, nulls=nulls, depth=depth)
    if "enum" in of:
        # An empty text stands among the words of a parameter to take a value back.
        return next((word for word in of["enum"] if word != ""), "")
    match of.get("type"):
        case "object":
            return _object(of, definitions, nulls, depth)
        case "array":
            return [] if nulls else [_example(of["items"], definitions, nulls=nulls, depth=depth + 1)]
        case "string":
            return "1" if of.get("format") == "decimal" else "" if nulls else "text"
        case "integer" | "number":
            return 0 if nulls else 1
        case "boolean":
            return False
        case "null":
            return None
    return None if nulls else "anything"


def _first(parts: list[Schema]) -> Schema:
    return next((part for part in parts if part.get("enum") != [""]), parts[0])


def _object(of: Schema, definitions: dict[str, Schema], nulls: bool, depth: int) -> dict[str, Any]:
    if depth > DEEPEST:
        return {}
    required = of.get("required", ())
    found = {
        name: _example(inner, definitions, nulls=nulls, depth=depth + 1)
        for name, inner in of.get("properties", {}).items()
        if name in required
    }
    if not nulls:
        return found
    unknown = {name for name, inner in of.get("properties", {}).items() if name not in required and not _is_map(inner)}
    # Only what was deleted says so.
    return found | {name: None for name in of.get("properties", {}) if name in unknown and name != "deleted"}


def _is_map(of: Schema) -> bool:
    """Whether it holds objects by name: Stripe leaves those out, and the SDK cannot read a null there."""
    return any("$ref" in part.get("additionalProperties", {}) for part in of.get("anyOf", [of]))


def shape(reference: str) -> dict[str, Any]:
    """What a fake needs to know of a resource.

    Returns:
        `{"object": its name, "fields": all of them, as when nothing is known, "kinds": the JSON type of those that are no text}`.
    """
    whole = schema(reference)
    properties = whole["$defs"][whole["$ref"].removeprefix("#/$defs/")]["properties"]
    fields = resource(reference)
    kinds = {name: kind for name, of in properties.items() if (kind := _kind(of, whole["$defs"])) not in ("string", None)}
    return {"object": fields.get("object") or "", "fields": fields, "kinds": kinds}


def _kind(of: Schema, definitions: dict[str, Schema]) -> str | None:
    if "$ref" in of:
        return "object"
    if "anyOf" in of:
        kinds = [_kind(part, definitions) for part in of["anyOf"]]
        # Of an object or its id the id is what a request gives.
        return "string" if "string" in kinds else next((kind for kind in kinds if kind != "null"), None)
    if "enum" in of:
        return "boolean" if isinstance(of["enum"][0], bool) else "string"
    return of.get("type")
