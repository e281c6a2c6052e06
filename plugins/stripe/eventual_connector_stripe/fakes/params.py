"""Stripe's parameters: from a form to a tree, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

Tree = dict[str, Any]

METADATA_KEYS, METADATA_KEY_LENGTH, METADATA_VALUE_LENGTH = 50, 40, 500


class Refused(Exception):
    """Stripe answers with an error.

    Attributes:
        executed: the endpoint had begun, so the answer is stored under the idempotency key.
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
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.executed = executed
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


def check_names(params: Tree, model: str) -> None:
    """Refuse parameters that the operation does not have, and ask for those that it needs."""
    known, needed = _declared(model)
    for name in params:
        if known and name not in known:
            raise invalid(f"Received unknown parameter: {name}", name, "parameter_unknown")
    for name in needed:
        if params.get(name, "") == "":
            raise invalid(f"Missing required param: {name}.", name, "parameter_missing")


@cache
def _declared(model: str) -> tuple[frozenset[str], frozenset[str]]:
    """The parameters of an operation and those that it needs, as the SDK's types declare them."""
    import stripe.params
    from stripe import RequestOptions

    declared = getattr(stripe.params, model)
    names = set(declared.__annotations__) - set(RequestOptions.__annotations__)
    needed = {name for name in names if "NotRequired" not in str(declared.__annotations__[name])}
    return frozenset(names), frozenset(needed)


def whole(params: Tree, name: str) -> int | None:
    """A parameter that is an integer."""
    value = params.get(name)
    if value is None or value == "":
        return None
    try:
        return int(value)
    except (TypeError, ValueError):
        raise invalid(f"Invalid integer: {value}", name, "parameter_invalid_integer") from None


def flag(params: Tree, name: str) -> bool:
    """A parameter that is true or false; false unless given."""
    value = params.get(name, "false")
    if value not in ("true", "false"):
        raise invalid(f"Invalid boolean: {value}", name)
    return bool(value == "true")


def choice(params: Tree, name: str, allowed: Collection[str]) -> str | None:
    """A parameter that is one of some words."""
    value = params.get(name)
    if value is None or value == "":
        return None
    if value not in allowed:
        raise invalid(f"Invalid {name}: must be one of {', '.join(allowed)}", name)
    return str(value)


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
