"""How executions end: cancellation, eviction, doubt that is settled first, children, sagas, errors."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from eventual_connectors import activity, durable, errors, workflow
from eventual_connectors.attempts.runner import Intent
from eventual_connectors.errors import InDoubt, Permanent

from .stage import HOLD, Stage


class CardError(Permanent):
    """As a plugin would define it."""

    def __init__(self, message: str, *, decline_code: str, **details: Any) -> None:
        super().__init__(message, **details)
        self.decline_code = decline_code


class OwnError(Exception):
    def __init__(self, order: int, why: str) -> None:
        super().__init__(order, why)
        self.order = order


@activity(effect="unsafe", name="end.charge")
async def charge(n: int) -> str:
    raise NotImplementedError


@activity(effect="natural", name="end.refund")
async def refund(n: int) -> str:
    raise NotImplementedError


@activity(effect="natural", name="end.put")
async def put(n: int) -> str:
    raise NotImplementedError


@activity(effect="read", name="end.look")
async def look(n: int) -> str:
    raise NotImplementedError


@workflow()
async def careful() -> str:
    await charge(1)
    try:
        await asyncio.sleep(1000)
        return "done"
    finally:
        await refund(1)
        await asyncio.sleep(10)
        await refund(2)


@activity(effect="read", name="end.anything")
async def anything(given: Any) -> Any:
    raise NotImplementedError


def by_path(intent: Intent) -> Any:
    return intent.path


def test_eviction_is_not_cancellation() -> None:
    stage = Stage(careful, answer=by_path).open()
    stage.step()
    length = len(stage.history)
    for _ in range(100):
        stage.restart()
    assert len(stage.history) == length
    assert [intent.path for intent in stage.sent] == ["end.charge"]
    assert stage.run().result == "done"
    assert [intent.path for intent in stage.sent] == ["end.charge", "end.refund", "end.refund#2"]


def test_an_evicted_execution_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    @workflow()
    async def talks() -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(waits())
                await durable.saga().__aenter__()
                await asyncio.sleep(100)
        finally:
            durable.logger.warning("leaving")
            await asyncio.gather(refund(1), refund(2))
            await refund(3)

    async def waits() -> None:
        try:
            await durable.child(careful)
        finally:
            durable.logger.warning("leaving too")
            await asyncio.sleep(3)

    stage = Stage(talks).open()
    length = len(stage.history)
    stage.execution.evict()
    assert not caplog.records
    assert (len(stage.history), stage.sent) == (length, [])


def test_code_that_refuses_to_die_is_left_behind() -> None:
    ran: list[int] = []

    @workflow()
    async def undying() -> None:
        while True:
            try:
                await charge(1)
            except BaseException:
                ran.append(1)

    stage = Stage(undying, answer=lambda intent: HOLD).open()
    length = len(stage.history)
    stage.execution.evict()
    assert ran
    assert len(stage.history) == length


def test_cancellation_runs_the_clean_up_durably_and_once() -> None:
    stage = Stage(careful, answer=by_path).open()
    stage.step()
    stage.take(stage.execution.cancel("enough", stage.now))
    while stage.status == "running":
        stage.restart()
        stage.take(stage.execution.cancel("enough, I say", stage.now))  # it is not to break the clean-up off
        assert stage.step()
    assert stage.status == "cancelled"
    assert [intent.path for intent in stage.sent] == ["end.charge", "end.refund", "end.refund#2"]


def test_a_workflow_may_refuse_to_be_cancelled() -> None:
    @workflow()
    async def stubborn() -> str:
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            return await put(1)
        return "undisturbed"

    stage = Stage(stubborn, answer=by_path).open()
    stage.take(stage.execution.cancel("stop", stage.now))
    assert stage.run().result == "end.put"


def test_what_is_left_running_and_waits_for_nothing_is_cancelled_again() -> None:
    @workflow()
    async def leaves() -> str:
        async def stubborn() -> None:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                await put(1)
            await asyncio.Event().wait()

        asyncio.create_task(stubborn())  # noqa: RUF006
        await asyncio.sleep(1)
        return "over"

    stage = Stage(leaves, answer=by_path).open().run()
    assert stage.result == "over"
    assert [intent.path for intent in stage.sent] == ["stubborn/end.put"]
    for length in sorted(set(stage.boundaries)):
        assert stage.from_prefix(length).run().result == "over"


def test_no_execution_closes_over_open_doubt() -> None:
    @workflow()
    async def hasty() -> str:
        try:
            async with asyncio.timeout(5):
                await charge(1)
        except TimeoutError:
            return "gave up"
        return "charged"

    stage = Stage(hasty, answer=lambda intent: HOLD).open()
    stage.step()
    stage.step()
    assert stage.execution.ending == ("execution_completed", {"result": "gave up"})
    assert stage.status == "running"
    stage.restart()
    assert stage.status == "parked"
    stage.take(stage.execution.resolve("end.charge", 1, "succeeded", "it was charged", stage.now))
    assert stage.result == "gave up"


def test_an_abandoned_call_is_settled_by_its_late_answer() -> None:
    @workflow()
    async def hasty() -> str:
        try:
            async with asyncio.timeout(5):
                await charge(1)
        except TimeoutError:
            pass
        return "over"

    stage = Stage(hasty, answer=lambda intent: HOLD).open().run()
    (intent,) = stage.held
    stage.end(intent, InDoubt("no answer within 30 s"))
    assert stage.status == "parked"
    stage.end(intent, "charged after all")
    assert stage.result == "over"


def test_a_read_that_nobody_waits_for_is_dropped() -> None:
    @workflow()
    async def hasty() -> str:
        try:
            async with asyncio.timeout(5):
                await look(1)
        except TimeoutError:
            pass
        return "over"

    stage = Stage(hasty, answer=lambda intent: HOLD).open().run()
    assert stage.result == "over"


def parked_stage(effect_call: Any, answer: Any) -> Stage:
    @workflow()
    async def one() -> str:
        return str(await effect_call(1))

    return Stage(one, answer=answer).open().run()


def test_an_unsafe_call_in_doubt_parks_and_is_resolved() -> None:
    def in_doubt(intent: Intent) -> Any:
        return InDoubt("dropped", request_id="req_1") if intent.number < 3 else "charged"

    stage = parked_stage(charge, in_doubt)
    assert stage.status == "parked"
    assert stage.run().status == "parked"
    stage.restart()
    stage.take(stage.execution.resolve("end.charge", 1, "retry", None, stage.now))
    stage.restart()  # the operator's word survives, too
    stage.run()
    assert stage.status == "parked"
    assert [intent.number for intent in stage.sent] == [1, 2]
    with pytest.raises(errors.UsageError, match="since attempt 2"):
        stage.execution.resolve("end.charge", 1, "retry", None, stage.now)
    stage.take(stage.execution.resolve("end.charge", 2, "retry", None, stage.now))
    assert stage.run().result == "charged"


def test_a_resolution_of_another_type_is_refused() -> None:
    stage = parked_stage(charge, lambda intent: InDoubt("dropped"))
    with pytest.raises(errors.UsageError, match="cannot have this result"):
        stage.execution.resolve("end.charge", 1, "succeeded", {"not": "a text"}, stage.now)
    stage.take(stage.execution.resolve("end.charge", 1, "failed", "it was not", stage.now))
    assert stage.status == "failed"


def test_an_operators_retry_of_a_call_that_nobody_waits_for_is_sent() -> None:
    @workflow()
    async def hasty() -> str:
        try:
            async with asyncio.timeout(5):
                await charge(1)
        except TimeoutError:
            pass
        return "over"

    stage = Stage(hasty, answer=lambda intent: HOLD if intent.number == 1 else "charged").open().run()
    stage.end(stage.held[0], InDoubt("?"))
    assert stage.status == "parked"
    stage.take(stage.execution.resolve("end.charge", 1, "retry", None, stage.now))
    stage.restart().run()
    assert [intent.number for intent in stage.sent] == [1, 2]
    assert stage.result == "over"


def test_a_natural_write_whose_caller_left_is_not_repeated() -> None:
    @workflow()
    async def hasty() -> str:
        try:
            async with asyncio.timeout(5):
                await put(1)
        except TimeoutError:
            pass
        return "over"

    stage = Stage(hasty, answer=lambda intent: HOLD).open().run()
    stage.end(stage.held[0], InDoubt("?"))
    assert stage.status == "parked"
    assert len(stage.sent) == 1


# Children.


def test_children() -> None:
    @workflow()
    async def parent() -> Any:
        first, second = await asyncio.gather(durable.child(careful), durable.child(careful))
        try:
            await durable.child(careful, id="mine")
        except errors.Permanent as error:
            return [first, second, error.message]

    stage = Stage(parent).open()
    assert [child.execution_id for child in stage.children] == ["test/workflow:careful", "test/workflow:careful#2"]
    assert len({child.root for child in stage.children}) == 2
    roots = {child.path: child.root for child in stage.children}
    stage.take(stage.execution.child_ended("workflow:careful#2", "two", None, stage.now))
    stage.children.clear()
    stage.restart()
    assert {child.path: child.root for child in stage.children}.items() <= roots.items()
    stage.take(stage.execution.child_ended("workflow:careful", "one", None, stage.now))
    assert stage.children[-1].execution_id == "mine"
    error = {"type": "eventual_connectors.errors:Permanent", "message": "no", "kind": "permanent"}
    stage.take(stage.execution.child_ended("workflow:careful#3", None, error, stage.now))
    assert stage.result == ["one", "two", "no"]
    assert stage.from_prefix(len(stage.history)).execution.unmade == []


def test_a_cancelled_parent_cancels_its_child() -> None:
    @workflow()
    async def parent() -> Any:
        return await durable.child(careful)

    stage = Stage(parent).open()
    stage.take(stage.execution.cancel("stop", stage.now))
    assert stage.cancelled_children == ["workflow:careful"]
    assert stage.status == "running"  # what the child does meanwhile is still open
    stage.take(stage.execution.child_ended("workflow:careful", "done", None, stage.now))
    assert stage.status == "cancelled"


# Sagas.


@pytest.mark.parametrize("how", ["raises", "is cancelled"])
def test_a_saga_undoes_last_first_from_every_prefix(how: str) -> None:
    @workflow()
    async def trip() -> str:
        async with durable.saga() as saga:
            for n in range(3):
                await put(n)
                saga.undo_with(refund, n)
            if how == "raises":
                raise OwnError(7, "full")
            await asyncio.sleep(1000)
        return "booked"

    stage = Stage(trip, answer=by_path).open()
    for _ in range(3):
        stage.step()
    if how == "is cancelled":
        stage.take(stage.execution.cancel("", stage.now))
    stage.run()
    assert stage.status == ("failed" if how == "raises" else "cancelled")
    undone = [intent.arguments["kwargs"]["n"] for intent in stage.sent if intent.path.startswith("end.refund")]
    assert undone == [2, 1, 0]
    for length in sorted(set(stage.boundaries)):
        if how == "raises" or "cancel_requested" in [event.type for event in stage.history[:length]]:
            assert stage.from_prefix(length).run().status == stage.status


def test_a_failing_compensation_does_not_stop_the_others() -> None:
    @workflow()
    async def trip() -> str:
        async with durable.saga() as saga:
            saga.undo_with(refund, 1)
            saga.undo_with(refund, 2)
            raise OwnError(7, "full")

    def answer(intent: Intent) -> Any:
        return Permanent("refund refused") if intent.arguments["kwargs"]["n"] == 2 else "ok"

    stage = Stage(trip, answer=answer).open().run()
    assert len(stage.sent) == 2
    assert stage.execution.outcome is not None
    assert stage.execution.outcome.data["error"]["message"] == "refund refused"


@pytest.mark.parametrize("ends_with", ["its answer", "an operator", "a restart"])
def test_a_saga_undoes_nothing_before_doubt_is_settled(ends_with: str) -> None:
    @workflow()
    async def trip() -> str:
        try:
            async with durable.saga() as saga:
                saga.undo_with(refund, 1)
                async with asyncio.timeout(5):
                    await asyncio.gather(charge(1), look(2), nested())
        except TimeoutError:
            return "undone"
        return "booked"

    async def nested() -> None:
        await charge(3)

    stage = Stage(trip, answer=lambda intent: intent.path if intent.path == "end.refund" else HOLD).open().run()
    held = {intent.path: intent for intent in stage.held}
    assert set(held) == {"end.charge", "end.look", "nested/end.charge"}
    assert len(stage.sent) == 3
    stage.end(held["nested/end.charge"], "charged late")
    stage.restart(lose=False).run()
    assert len(stage.sent) == 3  # the other one is not settled yet
    if ends_with == "its answer":
        stage.end(held["end.charge"], "charged late")
    else:
        stage.end(held["end.charge"], InDoubt("?"))
        assert stage.status == "parked"
        if ends_with == "a restart":
            stage.restart()
        stage.take(stage.execution.resolve("end.charge", 1, "failed", "it was not", stage.now))
    assert stage.run().result == "undone"
    assert [intent.path for intent in stage.sent[3:]] == ["end.refund"]
    for length in sorted(set(stage.boundaries)):
        assert stage.from_prefix(length).execution.blocked is None
    assert stage.from_prefix(len(stage.history)).execution.ending == ("execution_completed", {"result": "undone"})


# Errors.

RAISED: list[BaseException] = [
    CardError("declined", decline_code="lost_card", code="card_declined", status=402, request_id="req_1"),
    errors.RateLimited("slow", after=3.5),
    errors.KeyConflict("other parameters"),
    ValueError("no", 3),
    KeyError("x"),
    OSError(2, "No such file"),
    OwnError(7, "full"),
    TimeoutError(),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"),
    ExceptionGroup("two", [ValueError("a"), CardError("b", decline_code="c")]),
]


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_errors_come_back_as_the_same_type(error: BaseException) -> None:
    from eventual_connectors import error_records

    @workflow()
    async def catches() -> Any:
        try:
            await put(1)
        except BaseException as caught:
            return [type(caught).__name__, str(caught), getattr(caught, "decline_code", None)]

    raised = Permanent("x") if isinstance(error, errors.Retryable) else error
    stage = Stage(catches, answer=lambda intent: raised).open().run()
    assert stage.result == [type(raised).__name__, str(raised), getattr(raised, "decline_code", None)]
    again = error_records.from_record(error_records.to_record(error))
    assert (type(again), str(again), again.args) == (
        type(error),
        str(error),
        error.args if not isinstance(error, ExceptionGroup) else again.args,
    )
    assert {name: value for name, value in vars(again).items() if value is not None} == {
        name: value for name, value in vars(error).items() if value is not None
    }


def test_an_error_that_cannot_be_rebuilt_is_named() -> None:
    from eventual_connectors import error_records

    for record in (
        {"type": "nowhere:Gone", "message": "m"},
        {"type": "builtins:UnicodeDecodeError", "message": "m"},
        {"type": "builtins:print", "message": "m"},
        {"type": "os:system", "message": "m"},
    ):
        error = error_records.from_record(record)
        assert isinstance(error, errors.EventualError)
        assert str(error).endswith(": m")
    odd = error_records.to_record(ValueError("half a pair: \ud800"))
    assert odd["message"] == "half a pair: \\ud800"


def test_a_task_groups_error_ends_the_workflow_as_it_is() -> None:
    from eventual_connectors import error_records

    @workflow()
    async def groups() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails())

    async def fails() -> None:
        raise CardError("declined", decline_code="x")

    stage = Stage(groups).open()
    assert stage.execution.outcome is not None
    error = error_records.from_record(stage.execution.outcome.data["error"])
    assert isinstance(error, ExceptionGroup)
    assert isinstance(error.exceptions[0], CardError)


def test_results_are_what_was_recorded() -> None:
    @workflow()
    async def mutates() -> Any:
        given = {"n": (1, 2)}
        made = anything(given)
        given["n"] = (3, 4)
        got: Any = await made
        got["list"].append(4)
        return [got, isinstance(got["list"], list)]

    shared = (1, 2, 3)
    stage = Stage(mutates, answer=lambda intent: {"list": shared, **intent.arguments["kwargs"]["given"]}).open().run()
    assert stage.result == [{"list": [1, 2, 3, 4], "n": [1, 2]}, True]
