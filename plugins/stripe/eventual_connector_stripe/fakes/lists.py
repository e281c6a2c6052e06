"""Lists, searches and expansion: how Stripe shows many objects, and one inside another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from . import shapes
from .account import Account, Call
from .params import Refused, Tree, invalid
from .shapes import Object

_CONTROLS = frozenset({"limit", "starting_after", "ending_before", "expand", "page", "query", "created", "include"})
"""Parameters of a listing that are no filters."""

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "gt": lambda value, bound: value > bound,
    "gte": lambda value, bound: value >= bound,
    "lt": lambda value, bound: value < bound,
    "lte": lambda value, bound: value <= bound,
}


def listed(account: Account, call: Call, kind: str) -> Object:
    """A page of the objects that the parameters ask for, newest first."""
    path = call.operation.path
    for id, value in zip(call.operation.ids, call.ids, strict=True):
        path = path.replace(f"{{{id}}}", value)

    def wanted(found: Object) -> bool:
        inside = call.ids == account.hidden(found["id"]).get("parents", []) or not call.ids or _belongs(found, call)
        return inside and not found.get("deleted") and _created(found, call.params) and _filtered(found, call.params)

    return page(reversed(list(account.each(kind, wanted))), call, kind, path)


def page(objects: Iterable[Object], call: Call, kind: str, path: str) -> Object:
    """One page of these objects."""
    limit = call.params.get("limit", 10)
    if not 1 <= limit <= 100:
        raise invalid("A limit is from 1 to 100.", "limit")
    found = list(objects)
    if call.operation.version == "v2":
        return _page_of_v2(found, call, limit, path)
    ids = [entry["id"] for entry in found]
    after, before = call.params.get("starting_after"), call.params.get("ending_before")
    for name, cursor in (("starting_after", after), ("ending_before", before)):
        if cursor is not None and cursor not in ids:
            raise invalid(f"No such {kind}: '{cursor}'", name, "resource_missing")
    if before is not None:
        found = found[: ids.index(before)]
        shown, more = found[-limit:], len(found) > limit
    else:
        found = found[ids.index(after) + 1 :] if after is not None else found
        shown, more = found[:limit], len(found) > limit
    return {"object": "list", "url": path, "has_more": more, "data": shown}


def searched(account: Account, call: Call, kind: str) -> Object:
    """What a query of Stripe's search language finds, newest first; of the fake it is found at once."""
    holds = _query(call.params["query"])
    found = [one for one in reversed(account.table(kind).values()) if not one.get("deleted") and holds(one)]
    limit, start = call.params.get("limit", 10), int(call.params.get("page") or 0)
    following = str(start + limit) if start + limit < len(found) else None
    more = {"has_more": following is not None, "next_page": following, "total_count": len(found)}
    return {"object": "search_result", "url": call.operation.path, "data": found[start : start + limit], **more}


def expanded(account: Account, entry: Object, paths: Iterable[str]) -> Object:
    """An object with others in the place of their ids: `["customer", "latest_charge.balance_transaction"]`."""
    for path in paths:
        first, _, rest = path.partition(".")
        deeper = [rest] if rest else []
        if first not in entry:
            raise invalid(f"This property cannot be expanded ({first}).", "expand")
        value = entry[first]
        if isinstance(value, list):
            entry = {**entry, first: [_inside(account, item, deeper) for item in value]}
        elif value is not None:
            entry = {**entry, first: _inside(account, value, deeper, first)}
    return entry


def _inside(account: Account, value: Any, deeper: list[str], name: str = "data") -> Any:
    found = value if isinstance(value, dict) else account.of_id(value)
    if found is None:
        raise invalid(f"This property cannot be expanded ({name}).", "expand")
    return expanded(account, found, deeper)


def _page_of_v2(found: list[Object], call: Call, limit: int, path: str) -> Object:
    start = int(call.params.get("page") or 0)
    following = f"{path}?limit={limit}&page={start + limit}" if start + limit < len(found) else None
    return {"data": found[start : start + limit], "next_page_url": following, "previous_page_url": None}


def _belongs(found: Object, call: Call) -> bool:
    """Whether the object names what stands in the path, as a line item names its invoice."""
    return all(found.get(name) == value for name, value in zip(call.operation.ids, call.ids, strict=True))


def _filtered(found: Object, params: Tree) -> bool:
    known = shapes.blank(found["object"])
    return all(_same(found.get(name), value) for name, value in params.items() if name not in _CONTROLS and name in known)


def _same(value: Any, asked: Any) -> bool:
    if isinstance(asked, list):
        return value in asked
    return bool((value.get("id") if isinstance(value, dict) else value) == asked) if not isinstance(asked, dict) else True


def _created(entry: Object, params: Tree) -> bool:
    asked = params.get("created")
    if asked is None:
        return True
    bounds = asked if isinstance(asked, dict) else {"gte": asked, "lte": asked}
    return all(_COMPARE[bound](entry["created"], value) for bound, value in bounds.items() if bound in _COMPARE)


_CLAUSE = re.compile(r"""\s*(-?)([\w.]+(?:\[["'][^"']+["']\])?)\s*(:|~|>=|<=|>|<)\s*("[^"]*"|'[^']*'|[^\s]+)\s*""")
_JOINT = re.compile(r"(AND|OR)\b", re.IGNORECASE)


def _query(query: str) -> Callable[[Object], bool]:
    """`status:"active" AND metadata["order"]:"6735" AND amount>1000`; AND and OR do not mix, as at Stripe."""
    clauses: list[Callable[[Object], bool]] = []
    joints: set[str] = set()
    place = 0
    while place < len(query):
        if clauses and (joint := _JOINT.match(query, place)):
            joints.add(joint[1].upper())
            place = joint.end()
        clause = _CLAUSE.match(query, place)
        if clause is None:
            raise Refused("We were unable to parse your search query.", param="query")
        clauses.append(_clause(*clause.groups()))
        place = clause.end()
    if len(joints) > 1 or not clauses:
        raise Refused("A search query has clauses that are joined by AND, or by OR.", param="query")
    return lambda found: (any if joints == {"OR"} else all)(clause(found) for clause in clauses)


def _clause(negated: str, field: str, sign: str, quoted: str) -> Callable[[Object], bool]:
    names = [name for name in re.split(r"[.\[\]\"']+", field) if name]
    text = quoted.strip("\"'")

    def holds(found: Object) -> bool:
        value: Any = found
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        if text == "null":
            return value is None
        if sign == ":":
            return str(value).lower() == text.lower()
        if sign == "~":
            return text.lower() in str(value or "").lower()
        compare = _COMPARE[{">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}[sign]]
        return value is not None and compare(value, type(value)(text))

    return (lambda found: not holds(found)) if negated else holds
