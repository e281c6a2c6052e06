"""Which activity a name means."""

from __future__ import annotations

from typing import Any

from ..activities import Activity, application_activities


def find_activity(name: str) -> Activity[..., Any] | None:
    """The activity of a full name: the application's own, or an installed connector's."""
    if name in application_activities:
        return application_activities[name]
    from .. import discovery  # only an execution that dropped a connector's call needs it

    return discovery.find_activity(name)
