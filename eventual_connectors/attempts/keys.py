"""Keys that the caller chose, instead of one derived from the workflow."""

from __future__ import annotations

import os
import uuid
from typing import Any

from ..activities import Activity
from ..connection import DEFAULT, connections
from ..errors import ConfigurationError
from ..identity import business_key

NAMESPACE_VARIABLE = "EVENTUAL_NAMESPACE"


def chosen_key(activity: Activity[..., Any]) -> uuid.UUID | None:
    """The key that the caller gave with `with_options(key=…)`, or None.

    A `uuid.UUID` is used as it is, so that a call in doubt can be repeated with the key of its `InDoubt`. A text, whatever it looks like,
    is a business key: it is digested with the namespace, the vendor's account and the activity's name.

    Raises:
        ConfigurationError: a business key was given and no namespace is set.
    """
    key = activity.options.key
    if key is None or isinstance(key, uuid.UUID):
        return key
    namespace = os.environ.get(NAMESPACE_VARIABLE)
    if not namespace:
        raise ConfigurationError(
            f"the business key {key!r} needs a namespace, so that two applications never share a key; set {NAMESPACE_VARIABLE}"
        )
    return business_key(namespace, _account(activity), activity.name, key)


def _account(activity: Activity[..., Any]) -> str:
    if activity.connector is None:
        return ""
    name = activity.options.connection or DEFAULT
    connection = connections.get(activity.connector.name, activity.connector.connection, name)
    return connection.account() or name
