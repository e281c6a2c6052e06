"""Stripe's parameters: from a form to typed values, and what is wrong with them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from email.parser import BytesParser
from typing import Any

from eventual_connectors.fakes import Request

from ..operations import Operation
from ..sdk.schemas import Schema, schema

Tree = dict[str, Any]

METADATA_KEYS, METADATA_KEY_LENGTH, METADATA_VALUE_LENGTH = 50, 40, 500


class Refused(Exception):
    """Stripe answers with an error.

    Attributes:
        executed: the endpoint had begun, so the answer is stored under the idempotency key.
        changed: what was changed all the same, such as a payment whose card was declined.
        more: further members of the error object.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        type: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        executed: bool = True,
        changed: dict[str, Any] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.executed = executed
        self.changed = changed
        self.error = {"type": type, "message": message, "code": code, "param": param, **more}


def invalid(message: str, param: str | None = None, code: str | None = None) -> Refused:
    """A parameter is wrong. Nothing was begun, so the answer is not stored."""
    return Refused(message, param=param, code=code, executed=False)


def tree_of(pairs: Iterable[tuple[str, str]]) -> Tree:
    """`a[b][0]=c` as `{"a": {"b": ["c"]}}`."""
    tree: Tree = {}
    for name, value in pairs:
        *parents, last = name.partition("[")[0], *re.findall(r"\[([^\]]*)\]", name)
        place = tree
        for parent in parents:
            place = place.setdefault(parent, {})
            if not isinstance(place, dict):
                raise invalid(f"The parameter {parents[0]} is given as a value and as an object.", parents[0])
        place[last or str(len(place))] = value  # `a[]=b` appends
    return {name: value if name == "metadata" else _lists(value) for name, value in tree.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: item if name == "metadata" else _lists(item) for name, item in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def parameters(request: Request) -> Tree:
    """What a request asks for, as it is written: texts in a tree, or the JSON of version 2."""
    if request.method in ("GET", "DELETE"):
        return tree_of(request.query_pairs())
    if request.path.startswith("/v2/"):
        found: Tree = request.json() if request.body else {}
        # A search of version 2 says in the address how many it wants.
        return {**tree_of(request.query_pairs()), **found}
    if request.headers.get("content-type", "").startswith("multipart/"):
        return tree_of(_parts(request))
    return tree_of(request.form())


def _parts(request: Request) -> Iterable[tuple[str, str]]:
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    for part in BytesParser().parsebytes(head + request.body).walk():
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str):
            content: Any = part.get_payload(decode=True)
            uploaded = part.get_filename() is not None
            yield name, f"{len(content)} {hashlib.sha256(content).hexdigest()}" if uploaded else content.decode()


def typed(operation: Operation, given: Tree) -> Tree:
    """The parameters of an operation as the SDK's types declare them.

    Raises:
        Refused: one is not known, is missing, or is of another type.
    """
    whole = schema(operation.params)
    of = whole["$defs"][whole["$ref"].removeprefix("#/$defs/")]
    if operation.version == "v2" and operation.method == "POST":  # JSON has its types already
        _check_names(given, of, "")
        return given
    # Of version 2 a page's token is in the address that the page before gave, and in no type.
    token = {"page": given.pop("page")} if operation.version == "v2" and "page" in given else {}
    return token | {
        name: _value(value, of["properties"][name], whole["$defs"], name) for name, value in _check_names(given, of, "").items()
    }


def _check_names(given: Tree, of: Schema, place: str) -> Tree:
    for name in given:
        if name not in of["properties"]:
            raise invalid(f"Received unknown parameter: {_inside(place, name)}", _inside(place, name), "parameter_unknown")
    for name in of["required"]:
        if given.get(name, "") == "":
            raise invalid(f"Missing required param: {_inside(place, name)}.", _inside(place, name), "parameter_missing")
    return given


def _inside(place: str, name: str) -> str:
    return f"{place}[{name}]" if place else name


def _value(value: Any, of: Schema, definitions: Mapping[str, Schema], place: str) -> Any:
    options = [definitions[part["$ref"].removeprefix("#/$defs/")] if "$ref" in part else part for part in of.get("anyOf", [of])]
    if isinstance(value, dict):
        objects = [part for part in options if part.get("type") == "object"]
        if not objects and {} not in options:
            raise invalid(f"Invalid string: {place} is no object", place)
        return _object(value, objects[0], definitions, place) if objects else value
    if isinstance(value, list):
        items: Schema = next((part["items"] for part in options if part.get("type") == "array"), {})
        return [_value(item, items, definitions, f"{place}[{index}]") for index, item in enumerate(value)]
    return _text(value, options, place)


def _object(value: Tree, of: Schema, definitions: Mapping[str, Schema], place: str) -> Tree:
    if "properties" not in of:
        inner = of.get("additionalProperties", {})
        return {name: _value(item, inner, definitions, _inside(place, name)) for name, item in value.items()}
    _check_names(value, of, place)
    return {name: _value(item, of["properties"][name], definitions, _inside(place, name)) for name, item in value.items()}


def _text(value: str, options: list[Schema], place: str) -> Any:
    words = [word for part in options for word in part.get("enum", ())]
    kinds = {part.get("type", "enum" if "enum" in part else "any") for part in options}
    if value in words:
        return value
    # The SDK lets any text stand beside the words that it knows, for those to come; Stripe takes none but its own.
    closed = len([word for word in words if word]) > 1
    if kinds & {"string", "any"} and not closed:
        return value
    if "boolean" in kinds and value in ("true", "false"):
        return value == "true"
    if value == "":
        return ""
    if "integer" in kinds and re.fullmatch(r"-?\d+", value):
        return int(value)
    if "number" in kinds and re.fullmatch(r"-?\d+(\.\d+)?", value):
        return float(value)
    if closed or kinds <= {"enum"}:
        raise invalid(f"Invalid {place}: must be one of {', '.join(word for word in words if word)}", place)
    what = "integer" if "integer" in kinds else "boolean" if "boolean" in kinds else sorted(kinds)[0]
    raise invalid(f"Invalid {what}: {value}", place, "parameter_invalid_integer" if what == "integer" else None)


def metadata(before: Mapping[str, str], params: Tree) -> dict[str, str]:
    """Metadata as a request leaves it: an empty value removes a key, empty metadata removes all."""
    given = params.get("metadata")
    if given is None:
        return dict(before)
    if given == "":
        return {}
    if not isinstance(given, dict) or any(not isinstance(value, str) for value in given.values()):
        raise invalid("Invalid object: metadata holds text alone", "metadata")
    for name, value in given.items():
        if len(name) > METADATA_KEY_LENGTH or len(value) > METADATA_VALUE_LENGTH:
            raise invalid(
                f"Metadata keys can be up to {METADATA_KEY_LENGTH} characters long, values up to {METADATA_VALUE_LENGTH}.",
                f"metadata[{name}]",
            )
    merged = {name: value for name, value in {**before, **given}.items() if value != ""}
    if len(merged) > METADATA_KEYS:
        raise invalid(f"Metadata can have up to {METADATA_KEYS} keys.", "metadata")
    return merged
