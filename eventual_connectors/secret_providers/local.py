"""Credentials in the environment and in files."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import ConfigurationError


def from_environment(name: str) -> str:
    """The value of a variable."""
    if not name:
        raise ConfigurationError("env: names no variable; write env:NAME")
    value = os.environ.get(name)
    if not value:
        raise ConfigurationError(f"environment variable {name} is not set; export it, or configure the connection in code")
    return value


def from_file(name: str) -> str:
    """The text of a file, without what is blank around it; `~` is the user's folder."""
    if not name:
        raise ConfigurationError("file: names no file; write file:/path")
    try:
        value = Path(name).expanduser().read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(f"secret file {name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"secret file {name} cannot be read: it is not UTF-8 text") from None
    if not value:
        raise ConfigurationError(f"secret file {name} is empty")
    return value
