"""What every endpoint does that no module beside this one knows better: make, show, list, change, take away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..operations import Operation
from . import shapes
from .account import Account, Call
from .lists import listed, searched
from .params import Tree, metadata
from .shapes import Object

Does = Callable[[Account, Call], Any]

READS = frozenset({"v1.invoices.create_preview"})
"""Operations that write nothing, though they are a POST."""

_done: dict[str, Does] = {}


def does(*operations: str) -> Callable[[Does], Does]:
    """Say that a function carries out these operations. It gives the object that is answered with."""

    def declare(function: Does) -> Does:
        _done.update(dict.fromkeys(operations, function))
        return function

    return declare


def carried_out() -> frozenset[str]:
    """The operations of which the fake keeps what they do; it answers to the others in their shape alone."""
    return frozenset(_done)


def carry_out(account: Account, call: Call) -> Any:
    """Do what a request asks for."""
    return _done.get(call.operation.name, _generic(call))(account, call)


def kind_of(call: Call) -> str:
    """The kind of the objects that a call is about."""
    return answered_with(call.operation)


def answered_with(operation: Operation) -> str:
    """The kind of an operation's result, or of what stands on its pages; empty where it is no object."""
    result = operation.result
    first = (result.partition("[")[2].rstrip("]") or result).partition("|")[0]
    return shapes.kind_of(first) if ":" in first else ""


def _generic(call: Call) -> Does:
    operation = call.operation
    if operation.streams:
        return lambda account, call: b"%PDF-1.4\n%%EOF\n"
    if operation.result == "None":
        return lambda account, call: {}
    if operation.lists:
        return _searches if "SearchResultObject" in operation.result else _lists
    named = operation.path.endswith("}")
    match operation.method:
        case "GET":
            return _shows if named else _shows_the_one
        case "DELETE":
            return _takes_away if named else _takes_back
        case _:
            return _changes if named else _makes if not _acts(call) else _does_something_with


def _acts(call: Call) -> bool:
    """Whether it does something with an object that is named: `/v1/quotes/{quote}/accept`."""
    return bool(call.ids) and not call.operation.creates


def _makes(account: Account, call: Call) -> Object:
    made = account.new(kind_of(call))
    fill(made, call.params)
    if call.ids:
        account.hidden(made["id"])["parents"] = list(call.ids)
        made |= {name: value for name, value in zip(call.operation.ids, call.ids, strict=True) if name in made}
    return made


def _shows(account: Account, call: Call) -> Object:
    return account.get(kind_of(call), call.id)


def _shows_the_one(account: Account, call: Call) -> Object:
    """What there is one of: of the account, or of the object in the path."""
    kind = kind_of(call)
    parents = list(call.ids)
    known = next(account.each(kind, lambda found: account.hidden(found["id"]).get("parents", []) == parents), None)
    return known or shapes.blank(kind)


def _lists(account: Account, call: Call) -> Object:
    return listed(account, call, kind_of(call))


def _searches(account: Account, call: Call) -> Object:
    return searched(account, call, kind_of(call))


def _changes(account: Account, call: Call) -> Object:
    found = account.living(kind_of(call), call.id)
    fill(found, call.params)
    return found


def _takes_away(account: Account, call: Call) -> Object:
    # Version 2 answers with what was deleted without saying of what kind it was.
    found = account.of_id(call.id)
    kind = kind_of(call) or (found["object"] if found else "object")
    account.living(kind, call.id)
    deleted = account.remove(kind, call.id)
    return deleted if call.operation.version == "v1" else {"id": call.id, "object": kind}


def _takes_back(account: Account, call: Call) -> Object:
    """Takes something from an object, such as its discount."""
    return {"id": "", "object": kind_of(call), "deleted": True}


_ENDS = {
    "accept": "accepted",
    "approve": "approved",
    "archive": "archived",
    "cancel": "canceled",
    "close": "closed",
    "decline": "declined",
    "deactivate": "inactive",
    "disable": "disabled",
    "expire": "expired",
    "fail": "failed",
    "post": "posted",
    "reactivate": "active",
    "succeed": "succeeded",
}
"""The status that an object has after something was done with it."""


def _does_something_with(account: Account, call: Call) -> Object:
    kind = kind_of(call)
    found = account.of_id(call.ids[0])
    if found is None or found["object"] != kind:
        # What comes of it is another object: a file of a reader, a link of an account.
        found = _makes(account, call)
    fill(found, call.params)
    status = _ENDS.get(call.operation.name.rpartition(".")[2])
    if status is not None and "status" in found:
        found["status"] = status
    return found


def fill(found: Object, params: Tree) -> None:
    """Take over the parameters that are fields of the object; an empty text takes a value back."""
    known = shapes.blank(found["object"]) if found["object"] else {}
    kinds = shapes.kinds(found["object"]) if found["object"] else {}
    for name, value in params.items():
        # An object's parameters are not always its fields: `expand`, `items`, and what is given as another type.
        if name in known and name not in ("id", "object", "metadata", "created") and _fits(value, kinds.get(name)):
            found[name] = None if value == "" else value
    if "metadata" in known:
        found["metadata"] = metadata(found["metadata"] or {}, params)


_TYPES: dict[str | None, type[Any] | tuple[type[Any], ...]] = {
    None: str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}


def _fits(value: Any, kind: str | None) -> bool:
    return value == "" or isinstance(value, _TYPES[kind])
