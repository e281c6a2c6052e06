"""The secret that completion tokens are signed with: `EVENTUAL_TOKEN_KEY`, or one that is made once and kept beside the database.

Not inside the database: whoever is given a copy of that, as a backup or to look into a failure, must not be able to complete calls.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from pathlib import Path

from ...errors import ConfigurationError

VARIABLE = "EVENTUAL_TOKEN_KEY"
SHORTEST = 32


class TokenKey:
    """The key of one database file."""

    def __init__(self, database: str) -> None:
        self._path = Path(f"{os.path.realpath(database)}.token-key")

    def known(self) -> bytes | None:
        """The key; None where none was ever made, so that no token can hold.

        Raises:
            ConfigurationError: the key cannot be read, or is too short.
        """
        given = os.environ.get(VARIABLE)
        if given:
            if len(given) < SHORTEST:
                raise ConfigurationError(f"{VARIABLE} is too short to be a secret: give it {SHORTEST} characters or more")
            return hashlib.sha256(given.encode()).digest()
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ConfigurationError(f"the key of completion tokens, {self._path}, cannot be read: {error.strerror}") from None

    def made(self) -> bytes:
        """The key, made now where there is none; only the owner of the database makes one.

        Raises:
            ConfigurationError: it cannot be read or written.
        """
        return self.known() or self._make()

    def _make(self) -> bytes:
        key = secrets.token_bytes(32)
        try:
            # A temporary file is its owner's alone (0600), and stays so under its new name. It is there as a whole or not at all.
            file, draft = tempfile.mkstemp(prefix=f".{self._path.name}.", dir=self._path.parent)
            with os.fdopen(file, "wb") as writing:
                writing.write(key)
                writing.flush()
                os.fsync(writing.fileno())
            os.replace(draft, self._path)
            folder = os.open(self._path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise ConfigurationError(
                f"the key of completion tokens, {self._path}, cannot be written: {error.strerror}; set {VARIABLE} instead"
            ) from None
        return key
