"""The connector: one typed object, `slack`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar, cast, overload

from eventual_connectors import Activity, Attempt, Connector
from eventual_connectors.effect import EffectName

from . import activities
from .classify import classify
from .client import SlackClient
from .connection import SlackConnection

P = ParamSpec("P")
R = TypeVar("R")

HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
"""What reading a conversation needs, by its kind."""


class Method(Generic[P, R]):
    """A method of Slack: as an attribute of a connector, its activity with that connector's options."""

    def __init__(
        self,
        function: Callable[Concatenate[SlackClient, Attempt, P], R],
        *,
        effect: EffectName,
        mechanism: str = "",
        permissions: Sequence[str] = (),
        lookup: Callable[..., Any] | None = None,
    ) -> None:
        self._function = function
        self._declared: dict[str, Any] = {
            "effect": effect,
            "mechanism": mechanism,
            "permissions": permissions,
        }
        self._lookup = lookup
        self._name = function.__name__

    def declare(self, connector: Connector) -> None:
        """Add the activity to the connector."""
        activity = connector.activity(self._name, **self._declared)(self._function)
        if self._lookup is not None:
            activity.lookup(settle=activities.settle_time)(self._lookup)

    @overload
    def __get__(self, connector: None, owner: type[Connector]) -> Self: ...
    @overload
    def __get__(self, connector: Connector, owner: type[Connector]) -> Activity[P, R]: ...
    def __get__(self, connector: Connector | None, owner: type[Connector]) -> Self | Activity[P, R]:
        if connector is None:
            return self
        return cast("Activity[P, R]", connector[self._name])


class Slack(Connector):
    """Slack's Web API: `slack.chat_postMessage(channel="C1", text="…")`."""

    chat_postMessage = Method(
        activities.chat_postMessage,
        effect="lookup",
        mechanism="message metadata, looked up in the channel's history",
        permissions=("chat:write", *HISTORY),
        lookup=activities.find_message,
    )
    chat_update = Method(
        activities.chat_update,
        effect="natural",
        mechanism="the message's ts",
        permissions=("chat:write",),
    )
    chat_delete = Method(
        activities.chat_delete,
        effect="natural",
        mechanism="the message's ts",
        permissions=("chat:write",),
    )
    conversations_history = Method(activities.conversations_history, effect="read", permissions=HISTORY)
    conversations_replies = Method(activities.conversations_replies, effect="read", permissions=HISTORY)
    auth_test = Method(activities.auth_test, effect="read")

    def __init__(self) -> None:
        super().__init__(
            "slack",
            connection=SlackConnection,
            client=SlackClient,
            classify=classify,
            probe=lambda slack: slack.auth_test(),
            summary="Slack messages, posted once",
        )
        for method in vars(Slack).values():
            if isinstance(method, Method):
                method.declare(self)


slack = Slack()
"""The connector."""
