"""Who owns a file, and for how long."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from eventual_connectors import errors
from eventual_connectors.engines.embedded.database import open_database
from eventual_connectors.engines.embedded.owner import OwnerLock


def test_a_forked_child_does_not_keep_the_lock(tmp_path: Path) -> None:
    lock = OwnerLock(str(tmp_path / "a.db"))
    lock.acquire()
    release, hold = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hold)
        os.read(release, 1)
        os._exit(0)
    try:
        lock.release()
        # The child lets go before it runs anything; its first sign of life is not waited for here.
        for _ in range(100_000):
            try:
                return OwnerLock(str(tmp_path / "a.db")).acquire()
            except errors.DatabaseLocked:
                os.sched_yield()
        pytest.fail("the child has the lock")
    finally:
        os.close(hold)
        os.close(release)
        os.waitpid(child, 0)


def test_a_file_has_one_owner_by_all_its_names(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    (tmp_path / "b.db").symlink_to("a.db")
    first = OwnerLock(str(tmp_path / "a.db"))
    first.acquire()
    with pytest.raises(errors.DatabaseLocked):
        OwnerLock(str(tmp_path / "b.db")).acquire()
    first.release()


def test_a_file_that_has_a_second_name_of_its_own_is_refused(tmp_path: Path) -> None:
    open_database(str(tmp_path / "a.db")).close()
    (tmp_path / "b.db").hardlink_to(tmp_path / "a.db")
    for name in ("a.db", "b.db"):
        with pytest.raises(errors.EngineError, match=f"{name} has another name too"):
            open_database(str(tmp_path / name))
