"""Services: events, subscriptions and webhooks around workflows. Loaded on first use; importing it opens nothing."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .compatibility import compatible as compatible
    from .envelope import CloudEvent as CloudEvent
    from .event_types import EventType as EventType
    from .schedules import cron as cron
    from .schedules import every as every
    from .service import Service as Service
    from .subscriptions import Event as Event
    from .webhooks import Answer as Answer
    from .webhooks import Received as Received
    from .webhooks import Refused as Refused
    from .webhooks import Webhook as Webhook
    from .webhooks import WebhookApp as WebhookApp

_HOME = {
    "Answer": "webhooks",
    "CloudEvent": "envelope",
    "Event": "subscriptions",
    "EventType": "event_types",
    "Received": "webhooks",
    "Refused": "webhooks",
    "Service": "service",
    "Webhook": "webhooks",
    "WebhookApp": "webhooks",
    "compatible": "compatibility",
    "cron": "schedules",
    "every": "schedules",
}

__all__ = [
    "Answer",
    "CloudEvent",
    "Event",
    "EventType",
    "Received",
    "Refused",
    "Service",
    "Webhook",
    "WebhookApp",
    "compatible",
    "cron",
    "every",
]


def __getattr__(name: str) -> object:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found = getattr(importlib.import_module(f".{home}", __name__), name)
    return found
