"""Every method of the SDK as an activity, built when it is used."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from eventual_connectors import Activity, Connector

from . import activities
from .activity import PagedActivity, SlackActivity
from .effects import LOOKUP, NATURAL, effect_of
from .operations import operations
from .requests import requester
from .scopes import scopes


class SlackSurface:
    """What `slack_sdk.WebClient` has."""

    def groups(self, within: str) -> Iterable[str]:
        """None: the SDK's methods stand side by side."""
        return ()

    def operations(self, within: str) -> Iterable[str]:
        """The methods."""
        return () if within else operations()

    def make(self, connector: Connector, name: str) -> Activity[..., Any]:
        """The activity of this name."""
        operation = operations()[name]
        effect = effect_of(name)
        mechanism = NATURAL[name].by if name in NATURAL else LOOKUP.get(name, "")
        kind = PagedActivity if operation.pages else SlackActivity
        activity: Activity[..., Any] = kind(
            name,
            activities.chat_postMessage if name in LOOKUP else requester(operation),
            effect=effect,
            mechanism=mechanism,
            permissions=scopes(name, reads=effect == "read") or (),
            connector=connector,
            signature=operation.signature,
        )
        if name in LOOKUP:
            activity.lookup(settle=activities.settle_time)(activities.find_message)
        return activity
