"""Our key in an object's metadata, so that it can be found after Stripe has forgotten the key."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from eventual_connectors.errors import UsageError

from .activity import ListActivity, StripeActivity

R = TypeVar("R")

NAME = "eventual_key"
MOST = 50
"""Entries that an object's metadata may have."""


def stamped(params: Any, key: uuid.UUID) -> Any:
    """The parameters with the key among the metadata; as they are where there is no room for it."""
    metadata = (params or {}).get("metadata", {})
    if not isinstance(metadata, Mapping) or len(metadata) >= MOST:
        return params
    return {**(params or {}), "metadata": {**metadata, NAME: str(key)}}


async def find_stamped(create: StripeActivity[..., R], key: str | uuid.UUID, *, since: datetime) -> R | None:
    """The object that a call of this key created; None where there is none among all that are listed.

    For a call that is parked because Stripe has forgotten its key: what is found is what `succeeded` has to be told. It reads every
    object that was created from `since` on, page after page, over the activity's connection.

    Args:
        create: the activity whose call it was, such as `stripe.v1.payment_intents.create`.
        key: the call's key, as an error or a parked call shows it.
        since: when the call began (aware).

    Raises:
        UsageError: its objects are not listed, or hold no metadata.
    """
    from .operations import operations

    operation = operations()[create.local_name]
    group = create.local_name.rpartition(".")[0]
    assert create.connector is not None
    listing = operations().get(f"{group}.list")
    if listing is None or not operation.creates or not operation.takes_metadata or listing.ids:
        raise UsageError(f"what {create.name} creates cannot be looked up by its metadata")
    all_of_them = create.connector[f"{group}.list"].having(create.options)
    assert isinstance(all_of_them, ListActivity)
    asked: dict[str, Any] = {"limit": 100}
    if listing.takes_created:
        asked["created"] = {"gte": int(since.timestamp())}
    async for item in all_of_them.items(asked):
        found: Any = item
        if (found.get("metadata") or {}).get(NAME) == str(key):
            return found  # type: ignore[no-any-return]
    return None
