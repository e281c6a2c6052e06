"""Whether a path still leads to the file that was opened: SQLite goes on with a file that has lost its name."""

from __future__ import annotations

import os

from ...errors import EngineError


class FileIdentity:
    """The file that a path led to when this was made."""

    def __init__(self, path: str) -> None:
        self._path = os.path.abspath(path)  # the process may change its directory
        self._identity = _identity(self._path)

    def check(self) -> None:
        """Look whether the path leads to the same file; cheap enough for every commit.

        Raises:
            EngineError: it was deleted, or replaced by another.
        """
        now = _identity(self._path)
        if now != self._identity:
            how = "deleted" if now is None else "replaced by another file"
            raise EngineError(f"{self._path} was {how} while it was open: what is written to it would be lost")


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino
