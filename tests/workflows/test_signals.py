"""Signals: kept until received, taken once, put back by who does not take them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pydantic import BaseModel

from eventual_connectors import Signal, activity, errors, workflow

from .stage import Stage


class Approval(BaseModel):
    by: str
    amount: int = 0


approved = Signal("approved", Approval)
said = Signal("said", str)


@activity(effect="natural", name="signal.work")
async def work(n: int) -> int:
    raise NotImplementedError


def send(stage: Stage, signal: Signal[Any], value: Any, id: str) -> None:
    stage.take(stage.execution.signal(signal.name, signal.encode(value), id, stage.now))


@workflow()
async def three() -> Any:
    await work(1)
    return [await said.receive() for _ in range(3)]


def test_signals_that_come_early_are_kept_in_order_and_taken_once() -> None:
    stage = Stage(three, answer=lambda intent: 1).open()
    for text, id in (("a", "1"), ("b", "2"), ("b again", "2"), ("c", "3")):
        send(stage, said, text, id)
        stage.restart()
    assert stage.run().result == ["a", "b", "c"]


def test_a_signal_that_comes_twice_is_taken_once() -> None:
    stage = Stage(three, answer=lambda intent: 1).open()
    for text, id in (("a", "1"), ("a", "1"), ("b", "2"), ("a", "1"), ("c", "3")):
        send(stage, said, text, id)
    assert stage.run().result == ["a", "b", "c"]


def test_the_same_id_of_another_signal_is_another_signal() -> None:
    @workflow()
    async def both() -> Any:
        return [await said.receive(), (await approved.receive()).by]

    stage = Stage(both).open()
    send(stage, said, "a", "1")
    send(stage, approved, Approval(by="me"), "1")
    assert stage.result == ["a", "me"]


@workflow()
async def impatient() -> Any:
    said_in_time: list[Any] = []
    while len(said_in_time) < 3:
        try:
            async with asyncio.timeout(5):
                said_in_time.append(await said.receive())
        except TimeoutError:
            said_in_time.append("nothing")
    return [*said_in_time, await said.receive()]


def test_a_waiter_that_gave_up_takes_nothing() -> None:
    stage = Stage(impatient).open().run()
    for id in ("1", "2"):
        send(stage, said, id, id)
        stage.restart()
    # The three that timed out or received are over, so both signals reach whoever still waits.
    assert stage.result == ["nothing", "nothing", "nothing", "1"]


def test_what_several_cancelled_waiters_put_back_is_in_order_again() -> None:
    @workflow()
    async def steals() -> Any:
        waiters = [asyncio.create_task(said.receive()) for _ in range(3)]
        await approved.receive()
        for waiter in waiters:
            waiter.cancel()
        await asyncio.gather(*waiters, return_exceptions=True)
        return [await said.receive() for _ in range(3)]

    stage = Stage(steals).open()
    # All in one activation's reach: the receivers are cancelled at the very moment they were to receive.
    execution = stage.execution
    for id in ("1", "2", "3"):
        send(stage, said, id, id)
    send(stage, approved, Approval(by="x"), "4")
    assert stage.status == "running"  # the three were received by the tasks, and are gone
    for id in ("5", "6", "7"):
        send(stage, said, id, id)
    assert stage.result == ["5", "6", "7"]
    assert execution.blocked is None


def test_a_box_that_gets_back_what_was_on_its_way() -> None:
    from eventual_connectors.history.events import Event
    from eventual_connectors.workflows.signals import SignalBox

    async def scene() -> list[int]:
        box, loop = SignalBox(), asyncio.get_running_loop()
        events = [Event(n, 0, "signal_received", {}) for n in (1, 2, 3)]
        takers = [asyncio.ensure_future(box.take(loop.create_future())) for _ in range(2)]  # type: ignore[arg-type]
        await asyncio.sleep(0)
        for event in events:
            box.put(event)
        for taker in takers:
            taker.cancel()
        await asyncio.gather(*takers, return_exceptions=True)
        return [(await box.take(loop.create_future())).seq for _ in range(3)]  # type: ignore[arg-type]

    assert asyncio.run(scene()) == [1, 2, 3]


def send_raw(stage: Stage, payload: Any, id: str) -> None:
    stage.take(stage.execution.signal("approved", payload, id, stage.now))


@workflow()
async def approvals() -> Any:
    first = (await approved.receive()).by
    await work(1)
    return [first, (await approved.receive()).by]


def test_a_payload_that_does_not_fit_is_refused_to_who_sends_it_from_code() -> None:
    with pytest.raises(errors.SerializationError, match="Approval"):
        approved.encode("yes")  # type: ignore[arg-type]


def test_a_payload_that_does_not_fit_is_set_aside_once_and_for_all(caplog: pytest.LogCaptureFixture) -> None:
    stage = Stage(approvals, answer=lambda intent: 1).open()
    for payload, id in (({"amount": 3}, "1"), ({"by": "me"}, "2"), ("nonsense", "3")):
        send_raw(stage, payload, id)
        stage.restart()
    stage.run().restart()
    assert stage.status == "running"
    send_raw(stage, {"by": "you"}, "4")
    assert stage.result == ["me", "you"]
    warnings = [record.getMessage() for record in caplog.records if record.name == "eventual.workflow"]
    assert len(warnings) == 2
    assert warnings[0].startswith("signal approved (1) is set aside: ")
    assert "by" in warnings[0]
    for length in sorted(set(stage.boundaries))[:-1]:
        assert stage.from_prefix(length).status == "running"
    assert stage.from_prefix(len(stage.history)).execution.ending == ("execution_completed", {"result": ["me", "you"]})


def test_what_was_set_aside_or_received_stays_so_when_the_type_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage(approvals, answer=lambda intent: 1).open()
    send_raw(stage, {"amount": 3}, "1")
    send_raw(stage, {"by": "me"}, "2")
    stage.run()
    with monkeypatch.context() as patched:
        patched.setattr(approved, "decode", lambda tree: Approval(by=tree.get("by", "nobody")))  # now it would fit
        send_raw(stage.restart(), {"by": "you"}, "3")
        assert stage.result == ["me", "you"]
    with monkeypatch.context() as patched:
        patched.setattr(approved, "type", int)  # now nothing would
        again = stage.from_prefix(len(stage.history) - 2)
        assert again.status == "blocked"
        assert "signal approved (2) was received, and no longer fits" in str(again.execution.blocked)


def test_signals_that_race_with_calls_replay_as_they_came() -> None:
    @workflow()
    async def races() -> Any:
        order: list[Any] = []

        async def calls() -> None:
            for n in range(3):
                order.append(await work(n))

        async def listens() -> None:
            for _ in range(3):
                order.append(await said.receive())

        await asyncio.gather(calls(), listens())
        return order

    stage = Stage(races, answer=lambda intent: intent.arguments["kwargs"]["n"]).open()
    for id in ("a", "b", "c"):
        send(stage, said, id, id)
        stage.step()
    result = stage.run().result
    assert sorted(map(str, result)) == ["0", "1", "2", "a", "b", "c"]
    for length in sorted(set(stage.boundaries))[:-1]:
        again = stage.from_prefix(length)
        for id in ("a", "b", "c"):
            send(again, said, id, id)
        assert sorted(map(str, again.run().result)) == ["0", "1", "2", "a", "b", "c"]
    assert stage.from_prefix(len(stage.history)).execution.ending == ("execution_completed", {"result": result})


def test_a_received_signal_that_the_code_moves_blocks() -> None:
    @workflow(name="moved")
    async def before() -> Any:
        return [await said.receive(), await work(1)]

    @workflow(name="moved")
    async def after() -> Any:
        async def inner() -> str:
            return await said.receive()

        return [await asyncio.create_task(inner()), await work(1)]

    stage = Stage(before).open()
    send(stage, said, "x", "1")
    assert stage.restart(after).status == "blocked"
