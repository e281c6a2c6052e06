"""What is deprecated: since when, when it goes, and what takes its place."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

from .errors import UsageError


@dataclass(frozen=True)
class Deprecation:
    """Says that something goes away. `@acme.activity(..., deprecated=Deprecation("1.4", removal="2.0", instead="orders.submit"))`.

    Attributes:
        since: the version of the package that first warned.
        removal: the version that no longer has it.
        instead: what to use; empty where nothing takes its place.
    """

    since: str
    removal: str
    instead: str = ""

    def __post_init__(self) -> None:
        from .discovery import versions

        try:
            if versions.contains(f">{self.since}", self.removal):
                return
        except ValueError as error:
            raise UsageError(f"a deprecation names two versions: {error}") from None
        raise UsageError(f"what is deprecated since {self.since} cannot be removed in {self.removal}; users need a release between")

    def __str__(self) -> str:
        return f"deprecated since {self.since}, to be removed in {self.removal}" + (f"; use {self.instead}" if self.instead else "")

    def warn(self, what: str) -> None:
        """Warn whoever called the caller, as Python does: once for each line that uses it."""
        warnings.warn(f"{what} is {self}", DeprecationWarning, stacklevel=3)


core_names: dict[str, Deprecation] = {}
"""The deprecated ones of `eventual_connectors`' public names."""
