"""Every operation of the SDK as an activity, built when it is used."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any

from eventual_connectors import Activity, Connector

from .activity import ListActivity, StripeActivity
from .compensations import compensations
from .operations import Operation, groups, operations
from .permissions import permission
from .requests import requester

_MECHANISMS = {
    "keyed": "Idempotency-Key",
    "natural": "a deleted object stays deleted",
    "read": "",
    "unsafe": "",
}


class StripeSurface:
    """What `stripe.StripeClient` has under `v1` and `v2`."""

    def groups(self, within: str) -> Iterable[str]:
        """The services right inside this one."""
        return groups().get(within, ((), ()))[0]

    def operations(self, within: str) -> Iterable[str]:
        """The methods of this service."""
        return groups().get(within, ((), ()))[1]

    def make(self, connector: Connector, name: str) -> Activity[..., Any]:
        """The activity of this name."""
        operation = operations()[name]
        kind = ListActivity if operation.lists else StripeActivity
        activity: Activity[..., Any] = kind(
            name,
            requester(operation),
            effect=operation.effect,
            window=operation.window,
            mechanism=_MECHANISMS[operation.effect],
            permissions=permission(operation),
            connector=connector,
            signature=signature(operation),
        )
        if name in compensations:
            activity.compensation(compensations[name](connector))
        return activity


def signature(operation: Operation) -> inspect.Signature:
    """The SDK's own, without its options."""
    ids = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY) for name in operation.ids]
    default = None if operation.optional else inspect.Parameter.empty
    return inspect.Signature([*ids, inspect.Parameter("params", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default)])
