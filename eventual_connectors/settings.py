"""The settings file `eventual.toml` of the folder that the process runs in. It is read again when it has changed."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .errors import ConfigurationError

SETTINGS_FILE = "eventual.toml"

KNOWN = ("app", "connections", "plugins", "url")
"""What may stand in it; a misspelt name would otherwise be a setting that nobody made."""


class _Stamp(NamedTuple):
    """What a file was when it was read."""

    path: Path
    changed_ns: int
    size: int


_last: tuple[_Stamp, Mapping[str, Any]] | None = None


def settings() -> Mapping[str, Any]:
    """The tables of the file; empty where there is none.

    Raises:
        ConfigurationError: it cannot be read.
    """
    global _last
    path = Path(SETTINGS_FILE).absolute()
    try:
        status = path.stat()
        stamp = _Stamp(path, status.st_mtime_ns, status.st_size)
        if _last is None or _last[0] != stamp:
            _last = (stamp, _checked(tomllib.loads(path.read_text(encoding="utf-8"))))
        return _last[1]
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigurationError(f"{SETTINGS_FILE} cannot be read: {error.strerror}") from None
    except ValueError as error:  # no TOML, or no UTF-8
        raise ConfigurationError(f"{SETTINGS_FILE} cannot be read: {error}") from None


def _checked(tree: Mapping[str, Any]) -> Mapping[str, Any]:
    for name in tree:
        if name not in KNOWN:
            close = difflib.get_close_matches(name, KNOWN, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(KNOWN)}"
            raise ConfigurationError(f"{SETTINGS_FILE}: {name!r} is not known; {hint}")
    return tree


def table(*names: str) -> Mapping[str, Any]:
    """The table of these names, one inside the other; empty where there is none.

    Raises:
        ConfigurationError: the file cannot be read, or something else stands there.
    """
    found: Any = settings()
    for depth, name in enumerate(names, 1):
        found = found.get(name, {})
        if not isinstance(found, Mapping):
            raise ConfigurationError(f"{SETTINGS_FILE}: {'.'.join(names[:depth])} is not a table")
    result: Mapping[str, Any] = found
    return result
