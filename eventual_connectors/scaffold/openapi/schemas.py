"""Schemas as Python types, which are source text, and as examples, which are JSON."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from typing import Any

from ...errors import UsageError
from .document import Document, Json

LONGEST = 90
"""Characters of a type that stands on one line with a parameter's name; a longer one is `Any`."""

_MOST_PARTS = 30
"""Parts inside one another of an `allOf`; more are a circle."""

_DEEPEST = 6
"""Objects inside one another in an example: a schema may contain itself."""

_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_TEXTS = {
    "date-time": "2026-01-01T00:00:00Z",
    "date": "2026-01-01",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "email": "ada@example.com",
    "uri": "https://example.com",
}


def pascal(text: str) -> str:
    """A text as a class's name."""
    words = re.findall(r"[A-Za-z0-9]+", text)
    joined = "".join(word[:1].upper() + word[1:] for word in words)
    return joined if joined[:1].isalpha() else f"Type{joined}"


class Schemas:
    """The types of a document's schemas. What `type_of` meets is declared in `declared`: a class for each object, an alias for each enum.

    Attributes:
        declared: the source of each, by name, in the order in which they were met.
        methods: names that are taken.
    """

    def __init__(self, document: Document, taken: set[str]) -> None:
        self.declared: dict[str, str] = {}
        self._document = document
        self._taken = set(taken)
        self._names: dict[str, str] = {}

    def flat(self, schema: Any, depth: int = 0) -> Json:
        """A schema with its reference followed, and the parts of an `allOf` put together.

        Raises:
            UsageError: it is a part of itself.
        """
        found = self._document.followed(schema)
        parts = found.get("allOf")
        if not isinstance(parts, list) or not parts:
            return found
        if depth > _MOST_PARTS:
            raise UsageError(f"the schema {schema.get('$ref') or found.get('title') or ''!s} has itself as a part of its `allOf`")
        whole: Json = {key: value for key, value in found.items() if key != "allOf"}
        for part in (self.flat(each, depth + 1) for each in parts):
            properties = {**(part.get("properties") or {}), **(whole.get("properties") or {})}
            required = [*dict.fromkeys([*(whole.get("required") or ()), *(part.get("required") or ())])]
            whole = {**part, **whole, **({"properties": properties} if properties else {}), **({"required": required} if required else {})}
        return whole

    def type_of(self, schema: Any, context: str) -> str:
        """The type of a schema, as source.

        Args:
            schema: what the document says.
            context: what its class is called where it has no name of its own.
        """
        reference = schema.get("$ref") if isinstance(schema, dict) else None
        if isinstance(reference, str):
            if reference in self._names:
                return self._names[reference]
            context = reference.rpartition("/")[2]
        found = self.flat(schema)
        kinds = _kinds(found)
        named = bool(found.get("properties")) or len(_choices(found)) > 1
        if named:
            return _or_none(self._declare(reference, found, context), kinds)
        if reference is not None:
            self._names[reference] = "Any"  # while it is met: a list of itself has no name that it could use
        text = self._unnamed(found, kinds, context)
        if reference is not None:
            self._names[reference] = text
        return text

    def example(self, schema: Any, variant: int = 0, *, sent: bool = False, depth: int = 0) -> Any:
        """A value that fits a schema: what it requires, and nothing more.

        Args:
            schema: what the document says.
            variant: another number gives another value, where the schema has one.
            sent: whether it is for a request; then it has no `readOnly` fields, and at least one field.
            depth: how deep inside an example it stands.
        """
        found = self.flat(schema)
        choices = _given(found)
        if choices:
            return choices[variant % len(choices)]
        for key in ("oneOf", "anyOf"):
            if found.get(key):
                return self.example(found[key][0], variant, sent=sent, depth=depth)
        kind = next((kind for kind in _kinds(found) if kind != "null"), "null" if _kinds(found) else "")
        if found.get("properties") or kind == "object":
            return self._object(found, variant, sent, depth)
        match kind:
            case "string":
                text = (
                    _TEXTS.get(found.get("format", ""), "text")
                    if not variant
                    else f"{_TEXTS.get(found.get('format', ''), 'text')}{variant}"
                )
                return text.ljust(int(found.get("minLength") or 0), "x")[: found.get("maxLength")]
            case "integer" | "number":
                return max(1, int(found.get("minimum") or 1)) + variant
            case "boolean":
                return not variant
            case "array":
                filled = found.get("minItems") and depth < _DEEPEST
                return [self.example(found.get("items"), variant, sent=sent, depth=depth + 1)] if filled else []
            case _:
                return None

    def _object(self, found: Json, variant: int, sent: bool, depth: int) -> Json:
        properties = {name: self.flat(each) for name, each in (found.get("properties") or {}).items()}
        hidden = {name for name, each in properties.items() if sent and each.get("readOnly")}
        wanted = [name for name in found.get("required") or () if name in properties and name not in hidden]
        if sent and not wanted:
            wanted = [name for name in properties if name not in hidden][:1]
        if depth >= _DEEPEST:
            return {}
        return {name: self.example(found["properties"][name], variant, sent=sent, depth=depth + 1) for name in wanted}

    def _unnamed(self, found: Json, kinds: list[str], context: str) -> str:
        choices = _choices(found)
        if choices:
            return _or_none(f"Literal[{literal(choices[0])}]", kinds)
        for key in ("oneOf", "anyOf"):
            if found.get(key):
                each = [self.type_of(part, f"{context} {number}") for number, part in enumerate(found[key], 1)]
                return _short(_union([*each, *(["None"] if found.get("nullable") else [])]))
        types = [self._plain(kind, found, context) for kind in kinds]
        return _short(_union(types)) if types else "Any"

    def _plain(self, kind: str, found: Json, context: str) -> str:
        if kind == "array":
            return f"list[{self.type_of(found.get('items'), f'{context} item')}]"
        if kind == "object":
            more = found.get("additionalProperties")
            return f"dict[str, {self.type_of(more, f'{context} value') if isinstance(more, dict) and more else 'Any'}]"
        return _PLAIN.get(kind, "Any")

    def _declare(self, reference: str | None, found: Json, context: str) -> str:
        name = free(pascal(context), self._taken)
        self._taken.add(name)
        if reference is not None:
            self._names[reference] = name
        self.declared[name] = ""  # its place; what it consists of comes after it
        choices = _choices(found)
        if choices:
            self.declared[name] = "\n".join([f"{name} = Literal[", *(f"    {literal(choice)}," for choice in choices), "]"])
        else:
            self.declared[name] = self._class(name, found)
        return name

    def _class(self, name: str, found: Json) -> str:
        fields = {key: self._field(name, key, each, found) for key, each in found["properties"].items()}
        head = '@with_config(extra="allow")\n'
        if all(_is_name(key) for key in fields):
            return head + "\n".join(
                [f"class {name}(TypedDict):", f'    """{_said(found, name)}"""', ""]
                + [f"    {key}: {text}" for key, text in fields.items()]
            )
        members = "".join(f'        {literal(key)}: "{text}",\n' for key, text in fields.items())
        return f'{name} = TypedDict(\n    "{name}",\n    {{\n{members}    }},\n)\nwith_config(extra="allow")({name})'

    def _field(self, owner: str, key: str, schema: Any, found: Json) -> str:
        text = self.type_of(schema, f"{owner} {key}")
        flat = self.flat(schema)
        required = key in (found.get("required") or ()) and not flat.get("readOnly") and not flat.get("writeOnly")
        return text if required else f"NotRequired[{text}]"


def free(name: str, taken: set[str]) -> str:
    """A name that is not taken: itself, or with a number."""
    if name not in taken:
        return name
    return next(f"{name}_{number}" for number in range(2, len(taken) + 3) if f"{name}_{number}" not in taken)


def _kinds(found: Mapping[str, Any]) -> list[str]:
    """The JSON types that a schema allows, in the words of 3.1."""
    given = found.get("type")
    kinds = [str(each) for each in given] if isinstance(given, list) else [str(given)] if given else []
    if found.get("nullable") and kinds:
        kinds.append("null")
    return kinds


def _given(found: Mapping[str, Any]) -> list[Any]:
    """The values that a schema lists, but null."""
    given = [found["const"]] if "const" in found else found.get("enum") or []
    return [each for each in given if each is not None]


def _choices(found: Mapping[str, Any]) -> list[Any]:
    """The same, where all of them can stand in a `Literal`."""
    given = _given(found)
    return given if all(isinstance(each, str | int | bool) for each in given) else []


def _or_none(text: str, kinds: list[str]) -> str:
    return f"{text} | None" if "null" in kinds else text


def _union(types: list[str]) -> str:
    parts = (
        [*dict.fromkeys(part for each in types for part in each.split(" | "))]
        if all("[" not in each for each in types)
        else [*dict.fromkeys(types)]
    )
    return "Any" if "Any" in parts else " | ".join(parts)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else "Any"


def _is_name(key: str) -> bool:
    return key.isidentifier() and key.isascii() and not keyword.iskeyword(key) and not key.startswith("__")


def literal(value: Any, indent: str = "") -> str:
    """A JSON value as Python source, as the formatter writes it: what has members, one on each line."""
    if isinstance(value, dict) and value:
        lines = [f"{indent}    {literal(key)}: {literal(each, f'{indent}    ')}," for key, each in value.items()]
        return "\n".join(["{", *lines, f"{indent}}}"])
    if isinstance(value, list) and value:
        return "\n".join(["[", *(f"{indent}    {literal(each, f'{indent}    ')}," for each in value), f"{indent}]"])
    text = repr(value)
    return f'"{text[1:-1]}"' if isinstance(value, str) and text.startswith("'") and '"' not in text else text


def _said(found: Mapping[str, Any], name: str) -> str:
    return sentence(str(found.get("description") or found.get("title") or name))


def sentence(text: str) -> str:
    """The first line of a description, fit for a docstring."""
    lines = text.strip().splitlines() or [""]
    plain = lines[0].encode("ascii", "ignore").decode().replace("\\", "/").replace('"', "'")
    short = " ".join(plain.split())[:100].strip()
    return short if short.endswith((".", "!", "?")) else f"{short or 'As the document says'}."
