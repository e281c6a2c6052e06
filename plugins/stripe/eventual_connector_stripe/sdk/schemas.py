"""JSON Schemas of the SDK's types: of its resources, as Stripe answers with them, and of its parameters."""

from __future__ import annotations

import ast
from functools import cache
from typing import Any

from . import source

Schema = dict[str, Any]

_PLAIN: dict[str, Schema] = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "Decimal": {"type": "string", "format": "decimal"},
    "None": {"type": "null"},
}

_WRAPPERS = frozenset({"NotRequired", "Required", "Annotated"})
_MAPPINGS = frozenset({"Dict", "dict", "Mapping", "UntypedStripeObject"})
_LISTS = frozenset({"List", "list", "Sequence"})
_PAGES = frozenset({"ListObject", "SearchResultObject"})


class Schemas:
    """The schemas of some classes and of every class that they are made of.

    Attributes:
        definitions: by name; `$ref`s lead to `#/$defs/NAME`.
    """

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}

    def of(self, reference: str) -> Schema:
        """The schema of a class, such as `stripe._customer:Customer`: a `$ref` into the definitions."""
        return self._of_class(source.find(reference))

    def _of_class(self, found: source.Class) -> Schema:
        name = _name(found)
        if name not in self.definitions:
            self.definitions[name] = {}  # so that a type may hold itself
            fields = found.fields()
            self.definitions[name] = {
                "title": found.name,
                "type": "object",
                "properties": {field: self._of(annotation, found) for field, annotation in fields.items()},
                "required": [field for field, annotation in fields.items() if not _may_be_left_out(annotation)],
            }
        return {"$ref": f"#/$defs/{name}"}

    def _of(self, annotation: ast.expr, where: source.Class) -> Schema:
        node = source.written(annotation)
        match node:
            case ast.Constant(value=None):
                return _PLAIN["None"]
            case ast.Name(id=name) if name in _PLAIN:
                return _PLAIN[name]
            case ast.Name() | ast.Attribute():
                found = where.resolve(ast.unparse(node).rpartition(".")[2])
                return {} if found is None or not _is_made_of_fields(found) else self._of_class(found)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return _either(self._of(left, where), self._of(right, where))
            case ast.Subscript(value=ast.Name(id=kind), slice=inner):
                return self._generic(kind, inner, where)
        return {}

    def _generic(self, kind: str, inner: ast.expr, where: source.Class) -> Schema:
        parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        if kind in _WRAPPERS:
            return self._of(parts[0], where)
        if kind == "Optional":
            return _either(self._of(inner, where), _PLAIN["None"])
        if kind == "Union":
            return _either(*(self._of(part, where) for part in parts))
        if kind == "Literal":
            return {"enum": [ast.literal_eval(part) for part in parts]}
        if kind in _LISTS:
            return {"type": "array", "items": self._of(inner, where)}
        if kind in _MAPPINGS:
            return {"type": "object", "additionalProperties": self._of(parts[-1], where)}
        if kind == "ExpandableField":
            return _either(_PLAIN["str"], {"type": "object"})
        if kind in _PAGES:
            return _page(self._of(inner, where))
        return {}


@cache
def schema(reference: str) -> Schema:
    """The whole schema of one class, with all that it refers to."""
    schemas = Schemas()
    whole = schemas.of(reference)
    return {**whole, "$defs": schemas.definitions}


def _name(found: source.Class) -> str:
    where = ".".join(part for part in found.module.name.split(".") if not part.startswith("_"))
    return f"{where}.{found.name}"


def _may_be_left_out(annotation: ast.expr) -> bool:
    node = source.written(annotation)
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in ("NotRequired", "Optional")


def _is_made_of_fields(found: source.Class) -> bool:
    return bool(found.bases) and "Enum" not in found.bases


def _either(*schemas: Schema) -> Schema:
    parts: list[Schema] = []
    for schema in schemas:
        parts += [part for part in schema.get("anyOf", [schema]) if part not in parts]
    # What may be anything is not narrowed by what else it may be.
    return {} if {} in parts else parts[0] if len(parts) == 1 else {"anyOf": parts}


def _page(item: Schema) -> Schema:
    properties = {"object": {"enum": ["list", "search_result"]}, "data": {"type": "array", "items": item}}
    more = {"has_more": {"type": "boolean"}, "url": {"type": "string"}}
    return {"type": "object", "properties": properties | more, "required": ["object", "data", "has_more", "url"]}
