"""What the package tells the core; named by its entry point."""

from __future__ import annotations

from collections.abc import Callable

from eventual_connectors import Connector
from eventual_connectors.hookspecs import hookimpl

from . import stripe


@hookimpl
def eventual_register_connectors(register: Callable[[Connector], None]) -> None:
    """Stripe."""
    register(stripe)
