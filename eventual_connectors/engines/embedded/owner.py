"""One process owns the file: an OS lock that dies with the process, and an epoch that fences a former owner's writes."""

from __future__ import annotations

import asyncio
import errno
import fcntl
import os
from pathlib import Path

from ...errors import DatabaseLocked, EngineError

STANDBY_POLL_SECONDS = 0.2


class OwnerLock:
    """The lock beside the database file."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._path = Path(f"{os.path.realpath(database)}.owner")  # one file has one owner, by whichever name it is opened
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            DatabaseLocked: another process has it.
        """
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                place = self._path if self._path.exists() else f"the folder {self._path.parent}"
                raise EngineError(f"{self._database} cannot be owned by a worker: {place} is read-only") from None
            raise EngineError(f"the lock {self._path} cannot be opened: {error.strerror}") from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.read(file, 64).decode("ascii", "replace").strip() or "unknown"
            os.close(file)
            raise DatabaseLocked(
                f"{self._database} is owned by process {owner}; one worker at a time: stop that one, or start this one with standby"
            ) from None
        os.truncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
        self._file = file
        _held.add(file)

    async def wait(self) -> None:
        """Take the lock as soon as its owner is gone."""
        while True:
            try:
                return self.acquire()
            except DatabaseLocked:
                await asyncio.sleep(STANDBY_POLL_SECONDS)

    def held(self) -> bool:
        """Whether somebody has the lock now."""
        try:
            file = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(file)
        return False

    def release(self) -> None:
        """Give the lock up. The file stays: removing it would let two processes lock two files of one name."""
        if self._file is not None:
            if self._file in _held:  # else this is a forked child, which let go of it
                _held.discard(self._file)
                os.close(self._file)
            self._file = None


_held: set[int] = set()


def _let_go() -> None:
    # The lock belongs to the open file, which a forked child shares: it would outlive its owner.
    while _held:
        os.close(_held.pop())


os.register_at_fork(after_in_child=_let_go)
