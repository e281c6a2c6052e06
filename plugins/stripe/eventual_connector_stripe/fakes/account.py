"""One account of the fake: its objects, by kind, and how they come about, change and are found."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ..operations import Operation
from . import shapes
from .params import Refused, Tree
from .shapes import Object

HIDDEN = "hidden"
"""The table of what the fake knows of an object and Stripe does not show, by the object's id."""


class Vendor(Protocol):
    """What an account needs of the fake around it."""

    state: dict[str, Any]

    def id(self, prefix: str, *parts: str | None, length: int = 24) -> str:
        """A new id."""
        ...

    def happened(self, account: str, event: Object) -> None:
        """An event is there to be delivered."""
        ...


@dataclass(frozen=True)
class Call:
    """One request, understood.

    Attributes:
        operation: what it asks for.
        ids: what stands in its path.
        params: typed as the SDK declares them.
        key: its idempotency key.
        request_id: the answer's.
    """

    operation: Operation
    ids: Sequence[str]
    params: Tree
    key: str | None
    request_id: str | None = None

    @property
    def id(self) -> str:
        """The object that it is about."""
        return self.ids[-1]


class Account:
    """An account at one moment.

    Attributes:
        name: of a connected account; empty of the key's own.
        now: seconds since 1970.
        key: the idempotency key of the request that is carried out.
    """

    def __init__(self, vendor: Vendor, name: str, now: int, *, key: str | None = None, request_id: str | None = None) -> None:
        self.name = name
        self.now = now
        self.key = key
        self._vendor = vendor
        self._request_id = request_id
        self._tables: dict[str, dict[str, Object]] = vendor.state["accounts"].setdefault(name, {})

    def table(self, kind: str) -> dict[str, Object]:
        """The objects of a kind, oldest first."""
        return self._tables.setdefault(kind, {})

    def hidden(self, id: str) -> dict[str, Any]:
        """What is known of an object and not shown."""
        return self.table(HIDDEN).setdefault(id, {})

    def new(self, kind: str, *parts: str | None, **fields: Any) -> Object:
        """A new object of this kind with these fields; its id depends on the parts, and on the request's key where there are none."""
        prefix = shapes.prefix_of(kind)
        made = shapes.blank(kind) | {"id": self._vendor.id(prefix, *(parts or (self.key,)), length=shapes.id_length(prefix))}
        if "created" in made:
            made["created"] = self.now
        made |= fields
        self.table(kind)[made["id"]] = made
        return made

    def secret(self, id: str) -> str:
        """A client secret for an object."""
        return f"{id}_secret_{self._vendor.id('', 'secret', id, length=25)}"

    def text(self, *parts: str, length: int) -> str:
        """Letters and digits that depend on the parts alone."""
        return self._vendor.id("", *parts, length=length)

    def get(self, kind: str, id: str, param: str | None = None) -> Object:
        """An object.

        Args:
            kind: of the object.
            id: of the object.
            param: the parameter that names it; None where the path does.

        Raises:
            Refused: there is none.
        """
        found = self.table(kind).get(id)
        if found is None:
            raise Refused(f"No such {kind}: '{id}'", status=404 if param is None else 400, code="resource_missing", param=param or "id")
        return found

    def living(self, kind: str, id: str, param: str | None = None) -> Object:
        """The same of one that was not deleted."""
        found = self.get(kind, id, param)
        if found.get("deleted"):
            raise Refused(f"No such {kind}: '{id}'", status=404 if param is None else 400, code="resource_missing", param=param or "id")
        return found

    def of_id(self, id: Any) -> Object | None:
        """Whatever has this id."""
        if isinstance(id, str) and id:
            for kind, table in self._tables.items():
                if kind != HIDDEN and id in table:
                    return table[id]
        return None

    def remove(self, kind: str, id: str) -> Object:
        """Take an object away; what is answered then."""
        del self.table(kind)[id]
        self.table(HIDDEN).pop(id, None)
        return {"id": id, "object": kind, "deleted": True}

    def each(self, kind: str, holds: Callable[[Object], bool]) -> Iterator[Object]:
        """The objects of a kind for which this holds, oldest first; they may be changed meanwhile."""
        return (found for found in list(self.table(kind).values()) if holds(found))

    def emit(self, type: str, of: Object, **previous: Any) -> None:
        """Tell of a change: an event that can be listed, and that is sent to whoever subscribed to it.

        Args:
            type: of the event, such as `invoice.paid`.
            of: the object as it was left.
            previous: fields that were otherwise before.
        """
        data: Object = {"object": copy.deepcopy(of)}
        if previous:
            data["previous_attributes"] = previous
        # A deletion's request has no key, so its id would tell one attempt of it from another.
        request = {"id": self._request_id if self.key else None, "idempotency_key": self.key}
        event = self.new("event", type, of.get("id"), type=type, data=data, request=request, api_version=None)
        if self.name:
            event["account"] = self.name
        self._vendor.happened(self.name, event)
