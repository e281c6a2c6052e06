"""What every engine does: the same workflows, the same results, and each effect once, also where workers die."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from pydantic import BaseModel

from eventual_connectors import connect, errors
from eventual_connectors.engines.export import as_flow
from eventual_connectors.engines.port import Engine, ExecutionSummary, Handle
from eventual_connectors.services import EventType, Service
from eventual_connectors.workflows.playback import play
from tests.engines.suite import application as app
from tests.engines.suite.targets import Target, until

pytestmark = pytest.mark.usefixtures("vendor")

PATIENCE = 60.0
T = TypeVar("T")


async def test_a_result_is_that_of_the_code_and_its_flow_plays_the_same(target: Target) -> None:
    async with connect(target.url) as engine, engine.worker(app.WORKFLOWS):
        handle = await engine.start(app.scrambles, id=target.named("one"))
        result = await handle.result(PATIENCE)
        assert result == [[f"{name}{number}" for number in range(5)] for name in "ABCDE"]
        assert await handle.status() == "completed"
        record = await engine.record(handle.id)
    assert Counter(app.effects("step")) == Counter(f"step {name}{number}" for name in "ABCDE" for number in range(5))
    assert play(as_flow(record), app.scrambles).verdict == "same"


async def test_races_come_out_as_they_are_recorded(target: Target) -> None:
    async with connect(target.url) as engine, engine.worker(app.WORKFLOWS):
        result = await (await engine.start(app.races, id=target.named("race"))).result(PATIENCE)
        record = await engine.record(target.named("race"))
    assert len(result["first"]) >= 1
    assert result["late"] == "timed out"
    assert result["both"] == ["D1", "E1"]
    assert play(as_flow(record), app.races).verdict == "same"


async def test_signals_are_taken_once_in_their_order_however_early_they_come(target: Target) -> None:
    async with connect(target.url) as engine:
        handle = await engine.start(app.listens, 4, id=target.named("listens"))
        await handle.signal(app.approved, "one", id="1")
        await handle.signal(app.approved, "one", id="1")
        await handle.signal(app.approved, "two", id="2")
        async with engine.worker(app.WORKFLOWS):
            await asyncio.sleep(0.6)
            await handle.signal(app.approved, "three")
            await handle.signal(app.approved, "two", id="2")
            await handle.signal(app.approved, "four")
            assert await handle.result(PATIENCE) == ["one", "two", "three", "four"]


async def test_a_signal_that_comes_too_late_is_refused_and_so_is_one_to_nobody(target: Target) -> None:
    async with connect(target.url) as engine, engine.worker(app.WORKFLOWS):
        handle = await engine.start(app.hurries, 30, id=target.named("hurries"))
        await handle.signal(app.approved, "in time")
        assert await handle.result(PATIENCE) == "in time"
        with pytest.raises(errors.ExecutionClosed, match="has ended"):
            await handle.signal(app.approved, "late")
        with pytest.raises(errors.ExecutionNotFound, match="'nobody'"):
            await engine.handle("nobody")
        hurried = await engine.start(app.hurries, 0.1, id=target.named("hurried"))
        assert await hurried.result(PATIENCE) == "too late"


async def test_a_timer_goes_on_though_its_worker_is_killed(target: Target, vendor: Path) -> None:
    """It is not begun anew: the second worker comes when it is nearly over."""
    async with connect(target.url) as engine:
        handle = await engine.start(app.sleeps, 4, id=target.named("dozes"))
        with target.worker(vendor):
            await eventually(lambda: has_event(engine, handle.id, "timer_started"))
        await asyncio.sleep(3)
        with target.worker(vendor):
            assert await handle.result(PATIENCE) >= 4
        record = await engine.record(handle.id)
    assert [event.type for event in record.events].count("timer_started") == 1


async def test_a_timer_takes_its_time(target: Target) -> None:
    async with connect(target.url) as engine, engine.worker(app.WORKFLOWS):
        assert 0.5 <= await (await engine.start(app.sleeps, 0.5, id=target.named("sleeps"))).result(PATIENCE) < 30


async def test_children_end_fail_and_are_given_up(target: Target) -> None:
    async with connect(target.url) as engine, engine.worker(app.WORKFLOWS):
        assert await (await engine.start(app.family, id=target.named("family"))).result(PATIENCE) == [
            "A9",
            "B9",
            "the child has failed",
            "gave up",
        ]
        ids = [summary.id for summary in await eventually_listed(engine, 5)]
        (given_up,) = [await engine.handle(id) for id in ids if await waits(engine, id)]
        with pytest.raises(errors.ExecutionCancelled):
            await given_up.result(PATIENCE)


async def eventually(condition: Callable[[], Awaitable[T]]) -> T:
    """What is asked for, once there is something; asked again and again."""
    async with asyncio.timeout(PATIENCE):
        while not (found := await condition()):  # noqa: ASYNC110 - another process brings it about
            await asyncio.sleep(0.1)
    return found


async def waits(engine: Engine, id: str) -> bool:
    record = await engine.record(id)
    return bool(record.events[0].data["input"] == {"name": "waits"})


async def has_status(handle: Handle[Any], status: str) -> bool:
    return await handle.status() == status


async def has_event(engine: Engine, id: str, type: str) -> bool:
    return any(event.type == type for event in (await engine.record(id)).events)


async def eventually_listed(engine: Engine, count: int) -> list[ExecutionSummary]:
    async def listed() -> list[ExecutionSummary]:
        found = await engine.executions()
        return found if len(found) == count else []

    return await eventually(listed)


async def test_cancellation_runs_the_clean_up(target: Target) -> None:
    async with connect(target.url) as engine, engine.worker(app.WORKFLOWS):
        handle = await engine.start(app.tidies, "o1", id=target.named("tidies"))
        await eventually(lambda: has_event(engine, handle.id, "activity_completed"))
        await handle.cancel("nobody wants it")
        with pytest.raises(errors.ExecutionCancelled):
            await handle.result(PATIENCE)
        assert await handle.status() == "cancelled"
        with pytest.raises(errors.ExecutionClosed):
            await handle.cancel()
    assert app.effects() == ["charge o1", "refund o1"]


async def test_an_error_of_the_workflow_is_its_callers(target: Target) -> None:
    async with connect(target.url) as engine, engine.worker(app.WORKFLOWS):
        handle = await engine.start(app.child, "fails", id=target.named("fails"))
        with pytest.raises(errors.ExecutionFailed, match="the child has failed") as failed:
            await handle.result(PATIENCE)
        assert isinstance(failed.value.__cause__, ValueError)
        (summary,) = await eventually_listed(engine, 1)
        assert (summary.status, summary.reason) == ("failed", "the child has failed")


async def test_an_id_is_one_execution(target: Target) -> None:
    async with connect(target.url) as engine, engine.worker(app.WORKFLOWS):
        first = await engine.start(app.hauls, 10, id=target.named("same"))
        again = await engine.start(app.hauls, 10, id=target.named("same"))
        assert await first.result(PATIENCE) == await again.result(PATIENCE) == 10
        assert await (await engine.start(app.hauls, 10, id=target.named("same"))).result(PATIENCE) == 10  # and after it has ended
        with pytest.raises(errors.ExecutionConflict, match="another input"):
            await engine.start(app.hauls, 11, id=target.named("same"))
        with pytest.raises(errors.ExecutionConflict, match=r"workflow 'suite\.hauls', not 'suite\.child'"):
            await engine.start(app.child, "A", id=target.named("same"))
        with pytest.raises(errors.ExecutionNotFound, match="'nobody'"):
            await engine.handle("nobody")


async def test_of_starts_at_once_with_one_id_one_counts(target: Target) -> None:
    """The others find it, or conflict with it where they ask for something else."""
    async with connect(target.url) as engine, connect(target.url) as other, engine.worker(app.WORKFLOWS):
        asked = [(client, size) for size in (10, 11) for client in (engine, other)]
        starts = (client.start(app.hauls, size, id=target.named("crowd")) for client, size in asked)
        came = await asyncio.gather(*starts, return_exceptions=True)
        refused = [error for error in came if isinstance(error, errors.ExecutionConflict)]
        handles = [handle for handle in came if not isinstance(handle, BaseException)]
        assert (len(refused), len(handles)) == (2, 2), came
        results = {await handle.result(PATIENCE) for handle in handles}
        assert results in ({10}, {11})
        assert len(await eventually_listed(engine, 1)) == 1


@pytest.mark.parametrize("moment", ["charge-before", "charge-after"])
async def test_a_keyed_write_is_done_once_though_its_worker_is_killed(target: Target, vendor: Path, moment: str) -> None:
    (vendor / f"die-{moment}").touch()
    async with connect(target.url) as engine:
        handle = await engine.start(app.announces, "o1", id=target.named("keyed"))
        with target.worker(vendor) as killed:
            await asyncio.to_thread(killed.wait, PATIENCE)
        with target.worker(vendor):
            assert await handle.result(PATIENCE) == ["charged o1", "announced o1"]
        record = await engine.record(handle.id)
    assert app.effects() == ["charge o1", "announce o1"]
    assert play(as_flow(record), app.announces).verdict == "same"


@pytest.mark.parametrize("moment", ["announce-before", "announce-after"])
async def test_a_write_that_nobody_can_repeat_is_parked_and_resolved(target: Target, vendor: Path, moment: str) -> None:
    (vendor / f"die-{moment}").touch()
    done = moment == "announce-after"
    async with connect(target.url) as engine:
        handle = await engine.start(app.announces, "o1", id=target.named("parks"))
        with target.worker(vendor) as killed:
            await asyncio.to_thread(killed.wait, PATIENCE)
        with target.worker(vendor):
            (call,) = await eventually(handle.parked)
            assert (call.activity, call.input) == ("suite.announce", {"kwargs": {"order": "o1"}})
            assert await handle.status() == "parked"
            with pytest.raises(errors.UsageError, match="in doubt since attempt 1, not 2"):
                await handle.resolve(call.path, 2, retry=True)
            with pytest.raises(errors.UsageError, match="is not parked"):
                await handle.resolve("suite.charge", 1, retry=True)
            if done:
                await handle.resolve(call.path, call.attempt, succeeded="announced o1")
            else:
                await handle.resolve(call.path, call.attempt, retry=True)
            assert await handle.result(PATIENCE) == ["charged o1", "announced o1"]
    assert app.effects() == ["charge o1", "announce o1"]


async def test_a_parked_call_that_was_not_done_is_the_workflows_error(target: Target, vendor: Path) -> None:
    (vendor / "die-announce-before").touch()
    async with connect(target.url) as engine:
        handle = await engine.start(app.announces, "o1", id=target.named("not-done"))
        with target.worker(vendor) as killed:
            await asyncio.to_thread(killed.wait, PATIENCE)
        with target.worker(vendor):
            (call,) = await eventually(handle.parked)
            await handle.resolve(call.path, call.attempt, failed="nobody heard it")
            with pytest.raises(errors.ExecutionFailed, match="nobody heard it"):
                await handle.result(PATIENCE)
    assert app.effects() == ["charge o1"]


async def test_a_call_is_completed_from_outside_once(target: Target, vendor: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also while no worker is there; and what was begun is not begun again."""
    monkeypatch.setenv("EVENTUAL_TOKEN_KEY", "k" * 40)
    async with connect(target.url) as engine:
        handle = await engine.start(app.delegates, "it", id=target.named("delegates"))
        with target.worker(vendor):
            await eventually(lambda: has_event(engine, handle.id, "attempt_deferred"))
        token = (vendor / "token-it").read_text()
        await engine.complete(token, "done")
        with target.worker(vendor):
            assert await handle.result(PATIENCE) == "done"
        with pytest.raises(errors.ExecutionClosed):
            await engine.complete(token, "again")
        record = await engine.record(handle.id)
    assert [event.type for event in record.events].count("attempt_started") == 1


async def test_a_parked_execution_that_was_asked_to_cancel_says_so(target: Target, vendor: Path) -> None:
    (vendor / "die-announce-after").touch()
    async with connect(target.url) as engine:
        handle = await engine.start(app.announces, "o1", id=target.named("gives-up"))
        with target.worker(vendor) as killed:
            await asyncio.to_thread(killed.wait, PATIENCE)
        with target.worker(vendor):
            (call,) = await eventually(handle.parked)
            await handle.cancel()

            async def says_so() -> bool:
                return (await eventually_listed(engine, 1))[0].cancelling

            await eventually(says_so)
            assert await handle.status() == "parked"
            await handle.resolve(call.path, call.attempt, succeeded="announced o1")
            with pytest.raises(errors.ExecutionCancelled):
                await handle.result(PATIENCE)
        (summary,) = await eventually_listed(engine, 1)
        assert (summary.status, summary.cancelling) == ("cancelled", False)


async def test_branches_with_steps_of_one_name_survive_kills(target: Target, vendor: Path) -> None:
    moments = ["step-A1", "step-C2", "step-E3"]
    for moment in moments:
        (vendor / f"die-{moment}").touch()
    async with connect(target.url) as engine:
        handle = await engine.start(app.scrambles, id=target.named("scrambles"))
        for _ in moments:
            with target.worker(vendor) as killed:
                await asyncio.to_thread(killed.wait, PATIENCE)
        with target.worker(vendor):
            assert await handle.result(PATIENCE) == [[f"{name}{number}" for number in range(5)] for name in "ABCDE"]
        record = await engine.record(handle.id)
    assert Counter(app.effects("step")) == Counter(f"step {name}{number}" for name in "ABCDE" for number in range(5))
    assert play(as_flow(record), app.scrambles).verdict == "same"


async def test_the_next_attempt_knows_how_far_the_killed_one_had_come(target: Target, vendor: Path) -> None:
    (vendor / "die-copying").touch()
    async with connect(target.url) as engine:
        handle = await engine.start(app.copies_all, id=target.named("copies"))
        with target.worker(vendor) as killed:
            await asyncio.to_thread(killed.wait, PATIENCE)
        with target.worker(vendor):
            assert await handle.result(PATIENCE) == [0, 1, 2, 3, 4]
    assert Counter(app.effects("copy")) == Counter(f"copy {part}" for part in range(5))


async def test_code_that_does_not_fit_blocks_and_goes_on_when_it_is_mended(target: Target, vendor: Path) -> None:
    async with connect(target.url) as engine:
        handle = await engine.start(app.changes, "o1", id=target.named("changes"))
        with target.worker(vendor):
            await asyncio.to_thread(until, lambda: app.effects("step first") != [])
            await asyncio.sleep(0.5)
        with target.worker(vendor, SUITE_CHANGE="other input"):
            await handle.signal(app.approved, "wakes it")
            (vendor / "go-on").touch()
            await eventually(lambda: has_status(handle, "blocked"))
            assert "the history holds" in (await engine.record(handle.id)).summary.reason
        with target.worker(vendor):
            with contextlib.suppress(errors.UsageError):  # a worker that begins tries blocked ones by itself
                await engine.retry(handle.id)
            assert await handle.result(PATIENCE) == ["first1", "last1"]
    assert app.effects("step") == ["step first1", "step last1"]


async def test_a_call_that_is_inserted_into_running_code_is_made(target: Target, vendor: Path) -> None:
    async with connect(target.url) as engine:
        handle = await engine.start(app.changes, "o1", id=target.named("inserts"))
        with target.worker(vendor):
            await asyncio.to_thread(until, lambda: app.effects("step first") != [])
            await asyncio.sleep(0.5)
        (vendor / "go-on").touch()
        with target.worker(vendor, SUITE_CHANGE="inserted"):
            assert await handle.result(PATIENCE) == ["refunded inserted", "first1", "last1"]
    assert Counter(app.effects()) == Counter(["step first1", "refund inserted", "step last1"])


async def test_large_payloads_are_carried(target: Target) -> None:
    async with connect(target.url) as engine, engine.worker(app.WORKFLOWS):
        assert await (await engine.start(app.hauls, 700_000, id=target.named("hauls"))).result(PATIENCE) == 700_000
        measuring = await engine.start(app.measures, "x" * 400_000, id=target.named("measures"))
        await measuring.signal(app.approved, "y" * 300_000)
        assert await measuring.result(PATIENCE) == [400_000, 300_000]
        assert play(as_flow(await engine.record(measuring.id)), app.measures).verdict == "same"


async def test_a_secret_is_nowhere_in_what_the_engine_stores(target: Target) -> None:
    async with connect(target.url) as engine, engine.worker(app.WORKFLOWS):
        assert await (await engine.start(app.stores, "works", id=target.named("works"))).result(PATIENCE) == "stored works"
        with pytest.raises(errors.ExecutionFailed) as failed:
            await (await engine.start(app.stores, "fails", id=target.named("fails"))).result(PATIENCE)
        assert app.SECRET not in str(failed.value)
    stored = target.stored()
    assert b"stored works" in stored or target.name != "embedded"
    assert app.SECRET.encode() not in stored


async def test_workers_share_the_executions_where_the_engine_says_so(target: Target, vendor: Path) -> None:
    """Elsewhere a second worker is refused."""
    async with connect(target.url) as engine:
        with target.worker(vendor):
            if "many_workers" not in engine.capabilities:
                with pytest.raises(errors.DatabaseLocked):
                    await engine.worker(app.WORKFLOWS).__aenter__()
                return
            with target.worker(vendor):
                handles = [await engine.start(app.child, "A", id=target.named(f"shared-{n}")) for n in range(8)]
                assert [await handle.result(PATIENCE) for handle in handles] == ["A9"] * 8
    assert app.effects("step") == ["step A9"] * 8


class Sold(BaseModel):
    order: str


async def test_a_services_events_are_kept_where_the_engine_says_so(target: Target) -> None:
    """Elsewhere a service that has any is refused, before anything is begun."""
    sold = EventType("sold", Sold)
    shop = Service("shop", workflows=app.WORKFLOWS, events=[sold])
    if "events" not in connect(target.url).capabilities:
        with pytest.raises(errors.UsageError, match="keeps no events"):
            shop.open(target.url)
        return
    async with shop.run(target.url) as engine:
        assert await shop.publish(sold, Sold(order="o1"), id="e1") == "e1"
        assert await (await engine.start(app.hauls, 1, id=target.named("beside"))).result(PATIENCE) == 1


async def test_a_worker_that_is_told_to_stop_ends_what_runs(target: Target, vendor: Path) -> None:
    """SIGTERM costs no attempt: the next worker finds nothing in doubt."""
    async with connect(target.url) as engine:
        handle = await engine.start(app.changes, "o1", id=target.named("drains"))
        with target.command() as worker:
            await eventually(lambda: begun(engine, handle.id, "suite.wait"))
            worker.terminate()
            await asyncio.sleep(0.5)
            (vendor / "go-on").touch()
            assert await asyncio.to_thread(worker.wait, PATIENCE) == 0
        with target.worker(vendor):
            assert await handle.result(PATIENCE) == ["first1", "last1"]
        record = await engine.record(handle.id)
    assert [event.data["attempt"] for event in record.events if event.type == "attempt_started" and event.path == "suite.wait"] == [1]


async def begun(engine: Engine, id: str, path: str) -> bool:
    return any(event.type == "attempt_started" and event.path == path for event in (await engine.record(id)).events)


async def test_executions_are_listed(target: Target) -> None:
    async with connect(target.url) as engine:
        handle = await engine.start(app.listens, 1, id=target.named("waits"))
        async with engine.worker(app.WORKFLOWS):
            await (await engine.start(app.hauls, 1, id=target.named("ends"))).result(PATIENCE)
            await eventually(lambda: has_status(handle, "running"))
            await eventually_listed(engine, 2)
            assert [each.id for each in await engine.executions(status="completed")] == [target.named("ends")]
            with pytest.raises(errors.UsageError, match="no execution has the status 'odd'"):
                await engine.executions(status="odd")
