"""The embedded engine in one process: starting, steering, settling, stopping and taking up again."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import BaseModel
from tenacity import stop_after_attempt, wait_fixed, wait_none

from eventual_connectors import Connection, Connector, Retry, Signal, activity, connect, connections, durable, errors, workflow
from eventual_connectors.activities import application_activities
from eventual_connectors.history.events import Event

go = Signal("go", str)
log: list[Any] = []
gates: dict[str, asyncio.Event] = {}


class Order(BaseModel):
    id: int
    note: str = "none"


@pytest.fixture(autouse=True)
def _clean() -> None:
    log.clear()
    gates.clear()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'app.db'}"


@asynccontextmanager
async def running(url: str, *workflows: Any, **options: Any) -> AsyncIterator[Any]:
    async with asyncio.timeout(30), connect(url) as engine, engine.worker(workflows, **options):
        yield engine


@activity(effect="natural", name="emb.add")
async def add(n: int) -> int:
    log.append(n)
    return n + 1


@activity(effect="unsafe", name="emb.fire")
async def fire(n: int) -> int:
    log.append(n)
    if n < 0:
        raise errors.InDoubt("dropped", request_id="req_9")
    return n


@activity(effect="unsafe", name="emb.gated")
async def gated(name: str) -> str:
    log.append(name)
    gates.setdefault(f"{name} began", asyncio.Event()).set()
    await gates.setdefault(name, asyncio.Event()).wait()
    return name


async def began(name: str) -> None:
    await gates.setdefault(f"{name} began", asyncio.Event()).wait()


def let_go(name: str) -> None:
    gates.setdefault(name, asyncio.Event()).set()


async def history(engine: Any, id: str) -> list[Event]:
    return list((await engine.record(id)).events)


async def until(condition: Callable[[], Any]) -> None:
    while not await condition():  # noqa: ASYNC110 - other threads and processes set no event
        await asyncio.sleep(0.005)


async def in_status(handle: Any, status: str) -> None:
    async def reached() -> bool:
        return bool(await handle.status() == status)

    await until(reached)


@workflow()
async def adds(n: int) -> int:
    for _ in range(3):
        n = await add(n)
    return n


@workflow()
async def listens() -> list[str]:
    return [await go.receive() for _ in range(2)]


@workflow()
async def fires(n: int) -> Any:
    return await fire(n)


@workflow()
async def waits(name: str) -> list[Any]:
    return [await gated(name), await add(1), await add(2)]


@workflow(version="1")
async def naps() -> None:
    await add(1)
    await asyncio.sleep(3600)


# Starting.


async def test_same_id_and_input_is_the_same_execution(url: str) -> None:
    async with running(url, adds, listens) as engine:
        first, second = await asyncio.gather(engine.start(adds, 1, id="a"), engine.start(adds, 1, id="a"))
        assert await first.result() == await second.result() == 4
        assert await (await engine.start(adds, 1, id="a")).result() == 4
        assert log == [1, 2, 3]
        with pytest.raises(errors.ExecutionConflict, match="another input"):
            await engine.start(adds, 2, id="a")
        with pytest.raises(errors.ExecutionConflict, match="workflow 'adds'"):
            await engine.start(listens, id="a")


async def test_a_default_that_came_later_is_the_same_input(url: str) -> None:
    class Old(BaseModel):
        n: int

    class New(BaseModel):
        n: int
        extra: str = "x"

    @workflow(name="takes")
    async def takes(order: Any) -> int:
        return 1

    async with connect(url) as engine:
        await engine.start(takes, Old(n=1), id="a")
        await engine.start(takes, New(n=1), id="a")


async def test_the_same_arguments_in_another_spelling_are_the_same_input(url: str) -> None:
    @workflow()
    async def spelled(order: Order, rate: float, n: int = 3, *rest: float) -> None: ...

    takes: Any = spelled
    async with connect(url) as engine:
        await engine.start(takes, Order(id=1), 1, id="a")
        for args in [(Order(id=1), 1.0), ({"id": "1", "note": "none"}, "1", "3"), (Order(id=1, note="none"), 1.0, 3)]:
            await engine.start(takes, *args, id="a")
        for args in [(Order(id=2), 1), (Order(id=1, note=""), 1), (Order(id=1), 1.5), (Order(id=1), 1, 4), (Order(id=1), 1, 3, 1)]:
            with pytest.raises(errors.ExecutionConflict, match="another input"):
                await engine.start(takes, *args, id="a")
        await engine.start(takes, Order(id=1), 1, 3, 1, id="b")
        await engine.start(takes, Order(id=1), 1, 3, 1.0, id="b")


async def test_a_new_default_does_not_change_the_input_of_an_old_execution(url: str) -> None:
    @workflow(name="takes")
    async def old(n: int, m: int = 3) -> None: ...

    @workflow(name="takes")
    async def new(n: int, m: int = 4) -> None: ...

    async with connect(url) as engine:
        await engine.start(old, 1, id="a")
        await engine.start(new, 1, id="a")
        with pytest.raises(errors.ExecutionConflict):
            await engine.start(new, 1, 3, id="a")


async def test_what_no_longer_fits_the_code_is_another_input(url: str) -> None:
    @workflow(name="takes")
    async def old(n: str, m: int = 3) -> None: ...

    @workflow(name="takes")
    async def narrower(n: int, m: int = 3) -> None: ...

    @workflow(name="takes")
    async def shorter(n: str) -> None: ...

    async with connect(url) as engine:
        await engine.start(old, "one", 3, id="a")
        cases: list[tuple[Any, Any]] = [(narrower, 1), (shorter, "one")]
        for code, n in cases:
            with pytest.raises(errors.ExecutionConflict):
                await engine.start(code, n, id="a")


async def test_wrong_use_is_one_clear_line(url: str, tmp_path: Path) -> None:
    anything: Any = adds
    endless: list[Any] = []
    endless.append(endless)
    async with connect(url) as engine:
        for start in (
            lambda: engine.start(anything, object(), id="a"),
            lambda: engine.start(anything, float("nan"), id="a"),
            lambda: engine.start(anything, "\ud800", id="a"),
            lambda: engine.start(anything, "three", id="a"),
            lambda: engine.start(anything, endless, id="a"),
            lambda: engine.start(adds, 1, id=""),
            lambda: engine.start(adds, 1, id=5),  # type: ignore[arg-type]
            lambda: engine.start(adds, 1, id="\ud800"),
            lambda: engine.handle("\udcff"),
            lambda: engine.record("\udcff"),
            lambda: engine.retry("\udcff"),
            lambda: engine.start(lambda: None, id="a"),  # type: ignore[arg-type, return-value]
            lambda: engine.handle("nobody"),
            lambda: engine.record("nobody"),
            lambda: engine.executions(status="nonsense"),
        ):
            with pytest.raises(errors.EventualError) as caught:
                await start()
            assert "\n" not in str(caught.value)
        with pytest.raises(TypeError, match=r"adds\(\): "):
            await engine.start(anything, id="a")
        assert await engine.executions() == []
    with pytest.raises(errors.UsageError, match="async with"):
        await engine.executions()
    with pytest.raises(errors.EngineError, match="no engine serves"):
        connect("oracle://x")


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (None, "not by None"),
        ("sqlite:///:memory:", "would not see the same database; use a temporary file"),
        ("sqlite:///file::memory:", "use a temporary file"),
        ("sqlite://x.db", "write sqlite:///x.db"),
        ("sqlite:///q.db?mode=ro", "write sqlite:///q.db"),
        ("sqlite:///", "needs a file name"),
    ],
)
def test_a_url_that_names_no_file_is_refused_before_anything_is_made(
    bad: Any, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(errors.UsageError, match=re.escape(says)) as caught:
        connect(bad)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


async def test_a_worker_takes_a_list_of_workflows(url: str) -> None:
    async def bare() -> None: ...

    cases: list[tuple[Any, str]] = [
        (adds, r"write \[adds\]"),
        ("adds", "not 'adds'"),
        (None, "not None"),
        ([bare], "bare is none"),
        (["adds"], "'adds' is none"),
    ]
    async with connect(url) as engine:
        for bad, says in cases:
            with pytest.raises(errors.UsageError, match=says):
                engine.worker(bad)


async def test_an_input_that_does_not_fit_is_refused_and_leaves_the_id_free(url: str) -> None:
    async with running(url, adds) as engine:
        with pytest.raises(errors.SerializationError, match=r"adds\(\): n: .*does not fit int: "):
            await engine.start(adds, "three", id="a")
        assert await (await engine.start(adds, 3, id="a")).result() == 6


async def test_an_input_that_no_longer_fits_blocks_the_execution(url: str) -> None:
    @workflow(name="adds")
    async def took_text(n: str) -> None: ...

    async with running(url, adds) as engine:
        handle = await engine.start(took_text, "three", id="a")
        await in_status(handle, "blocked")
        (summary,) = await engine.executions()
        assert "the recorded input of adds does not fit the code: adds(): n: the value does not fit int" in summary.reason


async def test_a_childs_input_that_does_not_fit_starts_no_child(url: str) -> None:
    @workflow()
    async def parents() -> str:
        try:
            await durable.child(cast("Any", adds), "three", id="child")
        except errors.SerializationError as error:
            return str(error)
        return ""

    async with running(url, adds, parents) as engine:
        assert "does not fit int" in await (await engine.start(parents, id="a")).result()
        assert [summary.id for summary in await engine.executions()] == ["a"]


async def test_a_child_is_found_by_its_id_and_the_same_arguments(url: str) -> None:
    @workflow()
    async def inner(order: Order, n: int = 3) -> int:
        return n

    @workflow()
    async def parents(id: Any) -> int:
        return int(await durable.child(inner, Order(id=1), id=id))

    async with running(url, inner, parents) as engine:
        assert await (await engine.start(parents, "child", id="a")).result() == 3
        assert await (await engine.start(inner, Order(id=1), 3, id="child")).result() == 3
        with pytest.raises(errors.ExecutionConflict):
            await engine.start(inner, Order(id=2), id="child")
        with pytest.raises(errors.ExecutionFailed, match="an execution's id is a text"):
            await (await engine.start(parents, 5, id="b")).result()


# The file.


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    garbage = tmp_path / "garbage.db"
    garbage.write_bytes(b"not a database " * 100)
    foreign = tmp_path / "foreign.db"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE events (theirs TEXT)")
    connection.close()
    newer = tmp_path / "newer.db"
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    for path, said in (
        (garbage, "cannot be opened as a database"),
        (foreign, "another program's database"),
        (newer, "another version"),
        (tmp_path / "missing" / "app.db", "does not exist"),
        (tmp_path, "cannot be opened"),
    ):
        with pytest.raises(errors.EngineError, match=said) as caught:
            async with connect(f"sqlite:///{path}"):
                pass
        assert "\n" not in str(caught.value)
        assert str(path) in str(caught.value)
    with pytest.raises(errors.UsageError, match="file name"):
        connect("sqlite:///")


async def test_a_file_damaged_inside(url: str, tmp_path: Path) -> None:
    async with running(url, adds) as engine:
        await (await engine.start(adds, 1, id="a")).result()
    with sqlite3.connect(tmp_path / "app.db") as connection:
        connection.execute("DROP TABLE inbox")
    connection.close()
    async with connect(url) as engine:
        with pytest.raises(errors.EngineError, match=r"app\.db: no such table"):
            await engine.start(adds, 1, id="b")


async def test_one_damaged_execution_does_not_stop_the_others(url: str, tmp_path: Path) -> None:
    async with connect(url) as engine:
        await engine.start(adds, 1, id="bad")
        good = await engine.start(adds, 1, id="good")
        connection = sqlite3.connect(tmp_path / "app.db")
        connection.execute("INSERT INTO events VALUES ('bad', 1, 0, 'activity_scheduled', '{}')")
        connection.commit()
        connection.close()
        async with engine.worker([adds]):
            assert await good.result(timeout=10) == 4
            bad = await engine.handle("bad")
            await in_status(bad, "blocked")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("DELETE FROM events WHERE seq = 2", "event 3 where 2 was expected; some are missing or out of order"),
        ("UPDATE events SET type = 'martian' WHERE seq = 2", "unknown event type 'martian'; it was changed, or a newer version wrote it"),
        ("UPDATE events SET data = substr(data, 1, 5) WHERE seq = 2", "event 2 is damaged: its data is no JSON"),
    ],
)
async def test_nothing_is_concluded_from_a_history_that_is_not_whole(url: str, tmp_path: Path, damage: str, said: str) -> None:
    async with running(url, naps) as engine:
        await engine.start(naps, id="a")
        await in_status(await engine.handle("a"), "running")

        async def naps_by_now() -> bool:
            return len((await engine.record("a")).events) == 5

        await until(naps_by_now)
    with closing(sqlite3.connect(tmp_path / "app.db")) as connection, connection:
        connection.execute(damage)
    async with running(url, naps) as engine:
        await (await engine.handle("a")).cancel()  # which has it read
        await in_status(await engine.handle("a"), "blocked")
        (summary,) = await engine.executions()
        assert summary.reason == f"the history of 'a': {said}"
        with pytest.raises(errors.HistoryError) as caught:
            await engine.record("a")
        assert str(caught.value) == summary.reason


async def test_a_second_worker_is_refused_and_a_standby_takes_over(url: str) -> None:
    async with connect(url) as engine:
        worker = engine.worker([adds])
        await worker.__aenter__()
        with pytest.raises(errors.DatabaseLocked, match=f"owned by process {os.getpid()}") as caught:
            async with engine.worker([adds]):
                pass
        assert "\n" not in str(caught.value)
        async with engine.worker([adds], standby=True):
            await worker.__aexit__(None, None, None)
            assert await (await engine.start(adds, 1, id="a")).result(timeout=10) == 4
        async with engine.worker([adds]):
            pass  # the standby has let go


async def test_a_standby_that_never_had_its_turn_leaves_at_once(url: str) -> None:
    async with running(url, adds) as engine, engine.worker([adds], standby=True):
        pass


async def test_a_former_owner_cannot_write(url: str, tmp_path: Path) -> None:
    async with connect(url) as engine:
        worker: Any = engine.worker([waits])
        await worker.__aenter__()
        handle = await engine.start(waits, "x", id="a")
        await began("x")
        connection = sqlite3.connect(tmp_path / "app.db")
        connection.execute("UPDATE owner SET epoch = epoch + 1")
        connection.commit()
        connection.close()
        let_go("x")
        with pytest.raises(errors.EngineError, match="took"):
            await asyncio.wait_for(worker.wait(), 10)
        with pytest.raises(errors.EngineError, match="took"):
            await worker.__aexit__()
        assert await handle.status() == "running"
        assert log == ["x"]


# Signals, cancelling, children.


async def test_more_messages_than_the_execution_needed(url: str) -> None:
    """What arrives in the same breath as the end is taken as too late, and stops nobody."""
    async with connect(url) as engine:
        handles = [await engine.start(listens, id=f"l{n}") for n in range(5)]
        for handle in handles:
            for text in ("a", "b", "c", "d"):
                await handle.signal(go, text)
            await handle.cancel("too late")
        async with engine.worker([listens]):
            for handle in handles:
                assert await handle.result(timeout=10) == ["a", "b"]
            other = await engine.start(listens, id="other")
            await other.signal(go, "x", id="1")
            await other.signal(go, "x", id="1")
            await other.signal(go, "y", id="2")
            assert await other.result(timeout=10) == ["x", "y"]
            with pytest.raises(errors.ExecutionClosed):
                await other.signal(go, "z")
            with pytest.raises(errors.ExecutionClosed, match=r"has ended \(completed\)"):
                await other.cancel()


async def test_a_misspelt_status_or_signal_is_one_clear_line(url: str) -> None:
    async with connect(url) as engine:
        with pytest.raises(errors.UsageError, match="'nonsense'; it is one of pending, running, parked"):
            await engine.executions(status="nonsense")
        handle = await engine.start(listens, id="a")
        with pytest.raises(errors.UsageError, match="'go' is no signal; declare it"):
            await handle.signal("go", "x")  # type: ignore[arg-type]


async def test_a_request_that_would_change_nothing_is_refused(url: str) -> None:
    async with running(url, fires, raises) as engine:
        ended = await engine.start(raises, id="ended")
        with pytest.raises(errors.ExecutionFailed):
            await ended.result()
        for request in (ended.cancel(), ended.signal(go, "x"), engine.retry("ended")):
            with pytest.raises(errors.ExecutionClosed, match=r"'ended' has ended \(failed: the child's\)"):
                await request
        handle = await engine.start(fires, -1, id="parked")
        await in_status(handle, "parked")
        with pytest.raises(errors.UsageError, match=r"is parked, not blocked: .*; `eventual executions resolve`"):
            await engine.retry("parked")
        (call,) = await handle.parked()
        with pytest.raises(errors.UsageError, match=r"cannot have this result: .*does not fit int"):
            await handle.resolve(call.path, call.attempt, succeeded="five")
        await handle.resolve(call.path, call.attempt, succeeded=5)
        assert await handle.result() == 5


async def test_a_result_timeout_cancels_nothing(url: str) -> None:
    async with running(url, listens) as engine:
        handle = await engine.start(listens, id="a")
        with pytest.raises(TimeoutError):
            await handle.result(timeout=timedelta(seconds=0.02))
        await handle.signal(go, "a")
        await handle.signal(go, "b")
        assert await handle.result() == ["a", "b"]


async def test_cancelling(url: str) -> None:
    @workflow()
    async def cleans() -> None:
        try:
            await go.receive()
        finally:
            await add(1)
            await go.receive()
            await add(2)

    async with running(url, cleans, max_cached=0) as engine:
        handle = await engine.start(cleans, id="a")
        await handle.cancel("one")
        await handle.cancel("two")
        await handle.signal(go, "on")
        with pytest.raises(errors.ExecutionCancelled):
            await handle.result()
        assert log == [1, 2]


@workflow()
async def child(n: int) -> int:
    return await add(n) if n >= 0 else await fails()


async def fails() -> int:
    raise errors.Permanent("the child's", code="c")


@workflow()
async def raises() -> int:
    return await fails()


async def test_a_cancelled_execution_that_a_parked_call_keeps_says_so_once(url: str, caplog: pytest.LogCaptureFixture) -> None:
    async with running(url, fires, adds) as engine:
        handle = await engine.start(fires, -1, id="a")
        await in_status(handle, "parked")
        with caplog.at_level("WARNING", "eventual.engine"):
            await handle.cancel()
            await handle.signal(go, "anything")
            assert await (await engine.start(adds, 1, id="b")).result() == 4
        said = [record.getMessage() for record in caplog.records]
        assert said == [
            "execution a was asked to cancel, and ends when its parked calls are settled: emb.fire; `eventual executions resolve` does that"
        ]
        await handle.resolve("emb.fire", 1, failed="not done")
        with pytest.raises(errors.ExecutionCancelled):
            await handle.result()


async def test_children(url: str) -> None:
    @workflow()
    async def parent() -> Any:
        got = await asyncio.gather(*(durable.child(child, n) for n in range(3)), durable.child(child, 7, id="mine"))
        try:
            await durable.child(child, -1)
        except errors.Permanent as error:
            return [got, error.code]

    async with running(url, parent, child, max_cached=0) as engine:
        handle = await engine.start(parent, id="p")
        assert await handle.result() == [[1, 2, 3, 8], "c"]
        assert await (await engine.handle("mine", child)).result() == 8
        assert {summary.id for summary in await engine.executions(status="failed")} == {"p/workflow:child#5"}


@activity(effect="unsafe")
async def doubtful() -> str:
    raise errors.InDoubt("no answer")


@workflow()
async def doubtful_child() -> str:
    return await doubtful()


@workflow()
async def gives_up_its_child() -> str:
    async with asyncio.timeout(0.3):
        return await durable.child(doubtful_child, id="kid")


async def test_a_parent_ends_when_the_doubt_of_a_child_that_it_gave_up_is_settled(url: str) -> None:
    """Meanwhile it says what it waits for, and a restarted worker does as well."""
    async with connect(url) as engine:
        async with engine.worker([gives_up_its_child, doubtful_child]):
            parent = await engine.start(gives_up_its_child, id="p")
            while "kid" not in (await engine.record("p")).summary.reason:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        async with engine.worker([gives_up_its_child, doubtful_child]):
            kid = await engine.handle("kid")
            assert await kid.status() == "parked"
            assert await parent.status() == "running"
            (call,) = await kid.parked()
            await kid.resolve(call.path, call.attempt, succeeded="it was")
            with pytest.raises(errors.ExecutionFailed, match="TimeoutError"):
                await parent.result(10)
            assert await kid.status() == "cancelled"


@workflow()
async def gives_up_at_once(n: int) -> str:
    calls = [asyncio.ensure_future(durable.child(doubtful_child, id="theirs"))]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    calls[0].cancel()
    return "done"


async def test_somebody_elses_execution_is_not_cancelled_as_a_child(url: str) -> None:
    async with running(url, gives_up_at_once, doubtful_child) as engine:
        theirs = await engine.start(doubtful_child, id="theirs")
        while not await theirs.parked():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        assert await (await engine.start(gives_up_at_once, 1, id="p")).result(10) == "done"
        assert "cancel_requested" not in [event.type for event in (await engine.record("theirs")).events]


async def test_children_with_one_id_do_not_stop_the_worker(url: str) -> None:
    @workflow()
    async def claims(n: int) -> Any:
        try:
            return await durable.child(child, n, id="one")
        except errors.ExecutionConflict as error:
            return str(error)

    async with running(url, claims, child) as engine:
        handles = [await engine.start(claims, n, id=f"c{n}") for n in range(4)]
        results = [await handle.result() for handle in handles]
        assert len([result for result in results if result == "an execution with the id 'one' exists already"]) == 3


# Doubt.


async def test_a_parked_call_is_resolved(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(url, fires, max_cached=0) as engine:
        handles = {}
        for how in ("retry", "succeeded", "failed"):
            handles[how] = await engine.start(fires, -1, id=how)
        for handle in handles.values():
            await in_status(handle, "parked")
            (parked,) = await handle.parked()
            assert (parked.path, parked.attempt, parked.request_id) == ("emb.fire", 1, "req_9")
        assert log == [-1, -1, -1]
        await handles["retry"].resolve("emb.fire", 1, retry=True)
        await handles["succeeded"].resolve("emb.fire", 1, succeeded=5)
        await handles["failed"].resolve("emb.fire", 1, failed="it was not")
        assert await handles["succeeded"].result() == 5
        with pytest.raises(errors.ExecutionFailed, match="it was not"):
            await handles["failed"].result()

        async def again() -> bool:
            return [call.attempt for call in await handles["retry"].parked()] == [2]

        await until(again)
        with pytest.raises(errors.UsageError, match="since attempt 2"):
            await handles["retry"].resolve("emb.fire", 1, retry=True)
        with pytest.raises(errors.UsageError, match="is not parked"):
            await handles["retry"].resolve("emb.other", 1, retry=True)
        with pytest.raises(errors.UsageError, match="exactly one"):
            await handles["retry"].resolve("emb.fire", 2)
        # What does not fit the call's type is not taken, also where the client does not know the type; it stays parked.
        monkeypatch.delitem(application_activities, "emb.fire")
        await handles["retry"].resolve("emb.fire", 2, succeeded="five")

        async def taken() -> bool:
            with suppress(errors.UsageError):  # as long as the worker has not looked at the other one
                await handles["retry"].resolve("emb.fire", 2, succeeded=6)
                return True
            return False

        await until(taken)
        assert await handles["retry"].result() == 6


async def test_a_late_answer_settles_even_an_evicted_execution(url: str) -> None:
    release, entered = threading.Event(), threading.Event()

    @activity(effect="unsafe", name="emb.slow")
    def slow() -> str:
        entered.set()
        release.wait(20)
        return "late"

    @workflow()
    async def hasty() -> str:
        return await slow.with_options(timeout=0.05)()

    async with running(url, hasty, max_cached=0) as engine:
        handle = await engine.start(hasty, id="a")
        await in_status(handle, "parked")
        await asyncio.sleep(0.05)
        release.set()
        assert await handle.result() == "late"


# Blocked executions.


async def test_a_blocked_execution_goes_on_with_mended_code(url: str) -> None:
    @workflow(name="w")
    async def old() -> Any:
        return [await add(1), await go.receive(), await add(2)]

    @workflow(name="w")
    async def wrong() -> Any:
        return [await add(10), await go.receive(), await add(2)]

    async with connect(url) as engine:
        async with engine.worker([old]):
            handle = await engine.start(old, id="a")
            await until(lambda: reached(engine, "a", "activity_completed"))
        before = await history(engine, "a")
        async with engine.worker([wrong]) as worker:
            await handle.signal(go, "kept")  # what waits for a message is looked at when one comes
            await in_status(handle, "blocked")
            (summary,) = await engine.executions(status="blocked")
            assert (
                'emb.add: the history holds {"input": {"kwargs": {"n": 1}}}, the code asks for {"input": {"kwargs": {"n": 10}}}'
                in summary.reason
            )
            await engine.retry("a")
            await asyncio.sleep(0.1)
            assert await history(engine, "a") == before
            assert log == [1]
            worker._workflows["w"] = old  # the code is mended in place, as a reloading server does
            await engine.retry("a")
            assert await handle.result(timeout=10) == [2, "kept", 3]


async def logged(count: int) -> bool:
    return len(log) >= count


async def reached(engine: Any, id: str, kind: str) -> bool:
    return kind in [event.type for event in await history(engine, id)]


async def test_an_unknown_workflow_waits(url: str) -> None:
    async with connect(url) as engine:
        handle = await engine.start(listens, id="a")
        async with engine.worker([adds]):
            await in_status(handle, "blocked")
            (summary,) = await engine.executions(status="blocked")
            assert summary.reason == "no workflow called 'listens' is registered with this worker; start one that has it"
            await handle.signal(go, "a")
        await handle.signal(go, "b")
        async with engine.worker([listens]):
            assert await handle.result(timeout=10) == ["a", "b"]


# Stopping and taking up again.


async def test_work_that_came_up_while_the_worker_stopped_is_taken_up(url: str) -> None:
    async with connect(url) as engine:
        worker = engine.worker([waits])
        await worker.__aenter__()
        handle = await engine.start(waits, "x", id="a")
        await began("x")
        leaving = asyncio.create_task(worker.__aexit__(None, None, None))
        await asyncio.sleep(0.05)
        let_go("x")
        await leaving
        assert await handle.status() == "running"
        async with engine.worker([waits]):
            assert await handle.result(timeout=10) == ["x", 2, 3]
        assert log == ["x", 1, 2]


async def test_nothing_is_kept_in_memory(url: str) -> None:
    @workflow()
    async def all_of_it() -> Any:
        got = await asyncio.gather(add(1), asyncio.sleep(0.01, "slept"), durable.child(child, 3), go.receive())
        return [*got, await add(5)]

    async with running(url, all_of_it, child, max_cached=0) as engine:
        handles = [await engine.start(all_of_it, id=f"a{n}") for n in range(20)]
        for handle in handles:
            await handle.signal(go, "hi")
        for handle in handles:
            assert await handle.result() == [2, "slept", 4, "hi", 6]
    assert len(log) == 60


async def test_attempts_and_back_off_survive_the_worker(url: str) -> None:
    @activity(effect="natural", name="emb.flaky", retry=Retry(stop=stop_after_attempt(3), wait=wait_fixed(0.2)))
    async def flaky() -> str:
        log.append(durable.attempt().number)
        raise errors.Retryable("not yet")

    @workflow()
    async def tries() -> str:
        return await flaky()

    async with connect(url) as engine:
        handle = await engine.start(tries, id="a")
        for n in (1, 2, 3):
            async with engine.worker([tries]):
                await until(lambda n=n: logged(n))  # type: ignore[misc]
        with pytest.raises(errors.ExecutionFailed, match="not yet"):
            await handle.result(timeout=10)
        started = [event.at for event in await history(engine, "a") if event.type == "attempt_started"]
        assert [b - a >= 200_000 for a, b in pairwise(started)] == [True, True]
    assert log == [1, 2, 3]


async def test_what_cannot_be_recorded_fails_the_call_and_hangs_nothing(url: str) -> None:
    @activity(effect="natural", name="emb.odd")
    async def odd(how: str) -> Any:
        if how == "surrogate":
            return {"text": "\ud83d"}
        if how == "object":
            return object()
        if how == "error":
            raise ValueError("half a pair: \ud83d")
        if durable.attempt().number == 1:
            durable.attempt().heartbeat({"at": timedelta(seconds=3)})
            raise errors.Retryable("again")
        return durable.attempt().details

    @workflow()
    async def odds(how: str) -> Any:
        try:
            return await odd.with_options(retry=Retry(wait=wait_none()))(how)
        except Exception as error:
            return f"{type(error).__name__}: {error}"

    async with running(url, odds) as engine:
        results = {how: await (await engine.start(odds, how, id=how)).result() for how in ("surrogate", "object", "error", "beats")}
    assert "surrogate" in results["surrogate"]
    assert "builtins.object" in results["object"]
    assert results["error"] == "ValueError: half a pair: \\ud83d"
    assert results["beats"] == {"at": timedelta(seconds=3)}


# Connections.


class Limited(Connection):
    account_name: str = "acme"

    def account(self) -> str | None:
        return self.account_name


acme = Connector("acme", connection=Limited)
busy = {"now": 0, "most": 0}


@acme.activity("work", effect="read")
async def work(client: Any, attempt: Any, n: int) -> int:
    busy["now"] += 1
    busy["most"] = max(busy["most"], busy["now"])
    await asyncio.sleep(0.01)
    busy["now"] -= 1
    return n


@acme.activity("pay", effect="keyed", window=timedelta(hours=24))
async def pay(client: NotImportedHere, attempt: Any, n: int) -> str:  # type: ignore[name-defined] # noqa: F821
    log.append(str(attempt.key))
    return str(attempt.key)


@acme.activity("limited", effect="read", retry=Retry(wait=wait_none()))
async def limited(client: Any, attempt: Any, n: int) -> int:
    log.append(n)
    if len(log) == 1:
        raise errors.RateLimited("slow down", after=0.3)
    return n


async def test_a_connections_cap_holds_over_all_executions(url: str) -> None:
    @workflow()
    async def works() -> Any:
        return await asyncio.gather(*(work(n) for n in range(6)))

    busy["most"] = 0
    with connections.override("acme", Limited(max_concurrency=2)):
        async with running(url, works) as engine:
            handles = [await engine.start(works, id=f"w{n}") for n in range(3)]
            for handle in handles:
                assert await handle.result() == list(range(6))
    assert busy["most"] == 2


async def test_retry_after_holds_for_the_whole_connection(url: str) -> None:
    @workflow()
    async def many() -> Any:
        return await asyncio.gather(*(limited(n) for n in range(4)))

    with connections.override("acme", Limited(max_concurrency=1)):
        async with running(url, many) as engine:
            handle = await engine.start(many, id="m")
            assert await handle.result() == [0, 1, 2, 3]
            at = [event.at for event in await history(engine, "m") if event.type == "attempt_started"]
    assert at[1] - at[0] >= 300_000  # nobody slipped through before the pause


async def test_a_business_key_is_fixed_by_the_first_attempt(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    @workflow()
    async def pays() -> str:
        return await pay.with_options(key="order-1")(1)

    async with running(url, pays, adds) as engine:
        monkeypatch.delenv("EVENTUAL_NAMESPACE", raising=False)
        handle = await engine.start(pays, id="a")
        await in_status(handle, "blocked")
        assert "EVENTUAL_NAMESPACE" in (await handle.summary()).reason
        assert await (await engine.start(adds, 1, id="b")).result() == 4  # the worker lives
        log.clear()
        monkeypatch.setenv("EVENTUAL_NAMESPACE", "shop")
        await engine.retry("a")
        assert await handle.result(timeout=10)
        first = await (await engine.start(pays, id="c")).result()
        assert first == await (await engine.start(pays, id="d")).result()
        (request,) = [event.data["request"] for event in await history(engine, "c") if event.type == "attempt_started"]
        assert request["key"] == first
        monkeypatch.setenv("EVENTUAL_NAMESPACE", "other")
        assert await (await engine.start(pays, id="e")).result() != first
