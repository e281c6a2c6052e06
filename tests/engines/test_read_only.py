"""A database that may only be read: it is looked at all the same, and whoever would write is told in one line."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from eventual_connectors import Signal, connect, errors, workflow
from eventual_connectors.cli import main

go = Signal("go", str)


@workflow()
async def listens() -> str:
    return await go.receive()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that another user can look into."""
    made = Path(tempfile.mkdtemp(prefix="eventual-read-only-"))
    made.chmod(0o755)
    yield made
    made.chmod(0o755)
    shutil.rmtree(made)


@contextmanager
def read_only(*paths: Path) -> Iterator[None]:
    """Take the right to write away, also from root."""
    modes = {path: path.stat().st_mode for path in paths}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)
        for path, mode in modes.items():
            path.chmod(mode)


def copy_without_shared_memory(database: Path) -> Path:
    """A copy in a folder of its own, made by another process: closing a file drops the locks that this process has on it."""
    copied = database.parent / "copy"
    copied.mkdir()
    subprocess.run(["cp", str(database), f"{database}-wal", str(copied)], check=True)
    return copied


async def fill(database: Path) -> None:
    async with asyncio.timeout(20), connect(f"sqlite:///{database}") as engine, engine.worker([listens]):
        handle = await engine.start(listens, id="a")
        await handle.signal(go, "on")
        assert await handle.result() == "on"


def test_the_command_line_looks_into_a_snapshot(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = folder / "app.db"
    asyncio.run(fill(database))
    assert [path.name for path in folder.iterdir() if path.name.endswith(("-wal", "-shm"))] == []
    url = f"sqlite:///{database}"
    with read_only(database, folder):
        for command in (["executions", "list"], ["executions", "show", "a"], ["history", "export", "a", "-o", "-"]):
            assert main([*command, "--url", url]) == 0
            assert "listens" in capsys.readouterr().out


@pytest.mark.parametrize("what", ["file", "folder"])
async def test_who_would_write_is_told_in_one_line(folder: Path, what: str) -> None:
    database = folder / "app.db"
    await fill(database)
    (folder / "app.db.owner").unlink()
    expected = f"{database} is read-only"
    worker_expected = expected if what == "file" else f"{database} cannot be owned by a worker: the folder {folder} is read-only"
    if os.geteuid() == 0 and what == "file":
        os.chown(folder, 65534, -1)
    with read_only(database, *([folder] if what == "folder" else [])):
        async with connect(f"sqlite:///{database}") as engine:
            assert [summary.id for summary in await engine.executions()] == ["a"]
            with pytest.raises(errors.EngineError) as caught:
                await engine.start(listens, id="b")
            assert str(caught.value) == expected
            with pytest.raises(errors.EngineError) as caught:
                await engine.worker([listens]).__aenter__()
            assert str(caught.value) == worker_expected
        if what == "folder":
            with pytest.raises(errors.EngineError, match=r"the folder .* is read-only"):
                await connect(f"sqlite:///{folder / 'new.db'}").__aenter__()


async def test_a_database_at_work_is_read_with_its_log(folder: Path) -> None:
    database = folder / "app.db"
    url = f"sqlite:///{database}"
    async with asyncio.timeout(20), connect(url) as engine, engine.worker([listens]):
        handle = await engine.start(listens, id="a")
        copied = copy_without_shared_memory(database)
        with read_only(database, Path(f"{database}-wal"), Path(f"{database}-shm"), copied, folder):
            async with connect(url) as other:
                assert [summary.id for summary in await other.executions()] == ["a"]
            with pytest.raises(errors.EngineError, match=r"is read-only, and cannot be read so: .*; copy it and app\.db-wal"):
                async with connect(f"sqlite:///{copied / 'app.db'}"):
                    pass
        await handle.signal(go, "on")
        assert await handle.result() == "on"
