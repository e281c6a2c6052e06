"""Which plugins may be used: lists in the environment and in `eventual.toml`.

    EVENTUAL_PLUGINS=stripe,slack            only these
    EVENTUAL_PLUGINS_DENY=their-twin         not these

    [plugins]
    allow = ["stripe", "slack"]
    deny = ["their-twin"]

An entry is the name of a plugin or of its distribution. A variable takes the place of its list in the file; deny wins over allow.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from ..errors import ConfigurationError
from ..settings import SETTINGS_FILE, table
from .versions import normalized

ALLOW, DENY = "EVENTUAL_PLUGINS", "EVENTUAL_PLUGINS_DENY"


@dataclass(frozen=True)
class NameList:
    """One of the lists.

    Attributes:
        names: as packaging normalises them.
        place: where it stands, in words.
    """

    names: frozenset[str]
    place: str


@dataclass(frozen=True)
class Selection:
    """Which plugins may be used.

    Attributes:
        allow: only these; None: all.
        deny: not these; None: all may.
    """

    allow: NameList | None = None
    deny: NameList | None = None

    def refusal(self, name: str, distribution: str) -> str:
        """Why a plugin may not be used; empty where it may."""
        names = {normalized(name), normalized(distribution)}
        if self.deny is not None and self.deny.names & names:
            return f"{self.deny.place} names it"
        if self.allow is not None and not self.allow.names & names:
            return f"{self.allow.place} does not name it"
        return ""


def selection() -> Selection:
    """What the environment and the file say.

    Raises:
        ConfigurationError: the file cannot be read.
    """
    return Selection(_list(ALLOW, "allow"), _list(DENY, "deny"))


def _list(variable: str, key: str) -> NameList | None:
    written = os.environ.get(variable, "").split(",")
    if any(name.strip() for name in written):
        return NameList(_normalised(written), variable)
    names = table("plugins").get(key)
    if names is None:
        return None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ConfigurationError(f"{SETTINGS_FILE}: plugins.{key} is not a list of names")
    return NameList(_normalised(names), f"plugins.{key} in {SETTINGS_FILE}")


def _normalised(names: list[str]) -> frozenset[str]:
    return frozenset(normalized(name.strip()) for name in names if name.strip())
