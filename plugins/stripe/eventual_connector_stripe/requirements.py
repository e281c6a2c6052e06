"""What has to exist at Stripe for an application to work: a key that may do just that, an endpoint that hears of just that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from eventual_connectors import Activity
from eventual_connectors.requirements import ManualStep, Use

from .events import Event, ThinEvent


@dataclass(frozen=True)
class RestrictedKey:
    """A restricted API key.

    Attributes:
        permissions: what it allows, such as `rak_customer_write`; who may write may read.
    """

    permissions: tuple[str, ...]


@dataclass(frozen=True)
class WebhookEndpoint:
    """An endpoint that Stripe sends events to.

    Attributes:
        url: where it is.
        enabled_events: the types of event that it gets.
        connect: whether it gets those of connected accounts.
    """

    url: str
    enabled_events: tuple[str, ...]
    connect: bool = False


def restricted_key(activities: Iterable[Activity[..., Any]]) -> RestrictedKey:
    """The key that allows exactly these activities."""
    wanted = {permission for activity in activities for permission in activity.permissions}
    written = {permission.removesuffix("_write") for permission in wanted if permission.endswith("_write")}
    return RestrictedKey(tuple(sorted(one for one in wanted if one.endswith("_write") or one.removesuffix("_read") not in written)))


def webhook_endpoint(url: str, events: Iterable[type[Event] | type[ThinEvent]], *, connect: bool = False) -> WebhookEndpoint:
    """The endpoint that gets exactly these events, given by their models."""
    return WebhookEndpoint(url, tuple(sorted({event.name for event in events})), connect)


def needs(uses: Sequence[Use]) -> Iterator[ManualStep]:
    """The key is made by a person: Stripe has no call for it."""
    for connection in sorted({use.connection for use in uses}):
        key = restricted_key(use.activity for use in uses if use.connection == connection)
        account = "" if connection == "default" else f" of the account that the connection {connection} is for"
        lines = ("In the Dashboard, under Developers, API keys, create a restricted key with these permissions:", "")
        yield ManualStep(f"Stripe: a restricted key{account}", (*lines, *(f"- {_said(one)}" for one in key.permissions)))


def _said(permission: str) -> str:
    """`rak_payment_intent_write` as the Dashboard shows it, and as Stripe's errors name it."""
    resource, _, access = permission.removeprefix("rak_").rpartition("_")
    return f"{resource.replace('_', ' ').capitalize()}: {access.capitalize()} (`{permission}`)"
