"""Sagas whose steps declare their compensation: what was done is undone, once, last first, and nothing else is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from eventual_connectors import Connector, activity, durable, errors, workflow
from eventual_connectors.attempts.outcome import Absent
from eventual_connectors.attempts.runner import UNRECORDABLE, Intent
from eventual_connectors.errors import InDoubt, Permanent, UsageError

from .stage import HOLD, Stage


@activity(effect="unsafe", name="sagas.charge")
async def charge(order: str, amount: int) -> str:
    raise NotImplementedError


@charge.compensation
@activity(effect="keyed", name="sagas.refund", window=timedelta(hours=24))
async def refund(payment: str, order: str, amount: int) -> str:
    raise NotImplementedError


@activity(effect="lookup", name="sagas.post")
async def post(text: str) -> str:
    raise NotImplementedError


@post.lookup(settle=timedelta(seconds=5))
async def find(text: str) -> str | None:
    raise NotImplementedError


@activity(effect="natural", name="sagas.remove")
async def remove(id: str) -> str:
    raise NotImplementedError


@post.compensation
def unpost(message: str, text: str) -> Any:
    return remove(message) if message != "gone" else None


@activity(effect="unsafe", name="sagas.ship")
async def ship(order: str) -> str:
    raise NotImplementedError


class Full(Exception):
    pass


def said(intent: Intent) -> str:
    return f"{intent.path} done"


def answering(**answers: Any) -> Callable[[Intent], Any]:
    """Answers by the activity's name; each intent of any other is simply done."""

    def answer(intent: Intent) -> Any:
        found = answers.get(intent.path.rpartition(".")[2].partition("#")[0], said)
        return found(intent) if callable(found) else found

    return answer


def undone(stage: Stage) -> list[Any]:
    return [list(intent.arguments["kwargs"].values()) for intent in stage.sent if "refund" in intent.path or "remove" in intent.path]


def plays_from_every_prefix(stage: Stage) -> None:
    """Whatever was on disk when the process died, the code runs on from there to where it was; the keys are the same."""
    for length in sorted(set(stage.boundaries)):
        again = stage.from_prefix(length)
        assert again.execution.blocked is None, length
        assert set(again.effects) <= set(stage.effects), length
    assert stage.execution.outcome is not None
    whole = stage.from_prefix(len(stage.history)).execution
    assert (whole.ending, whole.unmade) == ((stage.execution.outcome.type, stage.execution.outcome.data), [])


@workflow()
async def buys() -> None:
    async with durable.saga() as saga:
        await saga.run(charge, "o1", amount=5)
        await saga.run(post, "bought")
        await saga.run(charge, "o2", amount=7)
        raise Full("no room")


def test_steps_are_undone_last_first_with_their_results_and_arguments() -> None:
    stage = Stage(buys, answer=answering()).open().run()

    assert stage.status == "failed"
    assert undone(stage) == [
        ["sagas.charge#2 done", "o2", 7],
        ["sagas.post done"],
        ["sagas.charge done", "o1", 5],
    ]
    plays_from_every_prefix(stage)


def test_a_step_that_was_refused_is_not_undone() -> None:
    def second_refused(intent: Intent) -> Any:
        return Permanent("declined") if intent.path.endswith("#2") else said(intent)

    stage = Stage(buys, answer=answering(charge=second_refused)).open().run()

    assert undone(stage) == [["sagas.post done"], ["sagas.charge done", "o1", 5]]
    assert stage.history[-1].data["error"]["message"] == "declined"


def test_a_compensation_may_find_nothing_to_undo() -> None:
    stage = Stage(buys, answer=answering(post="gone")).open().run()

    assert undone(stage) == [["sagas.charge#2 done", "o2", 7], ["sagas.charge done", "o1", 5]]


def test_what_went_well_is_not_undone() -> None:
    @workflow()
    async def pays() -> str:
        async with durable.saga() as saga:
            return await saga.run(charge, "o1", amount=5)

    stage = Stage(pays, answer=answering()).open().run()

    assert stage.result == "sagas.charge done"
    assert undone(stage) == []


@workflow()
async def hurries() -> str:
    try:
        async with durable.saga() as saga, asyncio.timeout(5):
            await saga.run(charge, "o1", amount=5)
    except TimeoutError:
        return "undone"
    return "charged"


ENDINGS = [
    ("its late answer", ["ch_late", "o1", 5]),
    ("its late refusal", None),
    ("an operator: succeeded", ["ch_operator", "o1", 5]),
    ("an operator: failed", None),
]


@pytest.mark.parametrize(("ends_with", "expected"), ENDINGS)
@pytest.mark.parametrize("given_up", ["timed out", "cancelled"])
def test_a_step_that_was_given_up_is_undone_if_it_turns_out_to_be_applied(
    given_up: str, ends_with: str, expected: list[Any] | None
) -> None:
    stage = Stage(hurries, answer=answering(charge=HOLD)).open()
    stage.step()
    if given_up == "cancelled":
        stage.take(stage.execution.cancel("", stage.now))
    stage.run()
    assert len(stage.sent) == 1
    match ends_with:
        case "its late answer":
            stage.end(stage.held[0], "ch_late")
        case "its late refusal":
            stage.end(stage.held[0], Permanent("declined"))
        case "an operator: succeeded" | "an operator: failed":
            stage.end(stage.held[0], InDoubt("the connection dropped"))
            stage.run()
            assert (stage.status, len(stage.sent)) == ("parked", 1)
            stage.restart()
            how, value = ("succeeded", "ch_operator") if "succeeded" in ends_with else ("failed", "it was not")
            stage.take(stage.execution.resolve("sagas.charge", 1, how, value, stage.now))
    stage.run()

    assert stage.status == ("completed" if given_up == "timed out" else "cancelled")
    assert undone(stage) == ([expected] if expected else [])
    plays_from_every_prefix(stage)


@pytest.mark.parametrize(("seen", "expected"), [("m1", [["m1"]]), (Absent(), [])])
def test_a_step_in_doubt_is_looked_up_before_it_is_undone(seen: Any, expected: list[Any]) -> None:
    @workflow()
    async def posts() -> str:
        try:
            async with durable.saga() as saga, asyncio.timeout(5):
                await saga.run(post, "hello")
        except TimeoutError:
            return "undone"
        return "posted"

    def answer(intent: Intent) -> Any:
        return seen if intent.mode == "lookup" else HOLD

    stage = Stage(posts, answer=answering(post=answer)).open().run()
    stage.end(stage.held[0], InDoubt("?"))
    stage.run()

    assert stage.result == "undone"
    assert undone(stage) == expected
    assert [intent.mode for intent in stage.sent if "post" in intent.path] == ["send", "lookup"]
    plays_from_every_prefix(stage)


def test_a_step_that_another_task_still_awaits_is_waited_for() -> None:
    """Its task goes on past the block; the step is undone once it is done."""

    @workflow()
    async def beside() -> str:
        left = []
        try:
            async with durable.saga() as saga:
                left.append(asyncio.create_task(saga.run(charge, "o1", amount=5)))
                await saga.run(post, "hello")
                raise Full
        except Full:
            return await left[0]

    stage = Stage(beside, answer=answering(charge=HOLD)).open().run()
    assert undone(stage) == []
    stage.end(stage.held[0], "ch_1")
    stage.run()

    assert stage.result == "ch_1"
    assert undone(stage) == [["sagas.post done"], ["ch_1", "o1", 5]]
    plays_from_every_prefix(stage)


def test_a_step_that_is_given_up_while_the_saga_waits_for_it_ends_the_wait() -> None:
    """It was never sent, which replay learns at the same moment, not from the history beforehand."""

    @workflow()
    async def beside() -> str:
        async def canceller(task: asyncio.Task[Any]) -> None:
            await asyncio.sleep(3)
            task.cancel()

        task: asyncio.Task[Any]
        try:
            async with durable.saga() as saga:
                task = asyncio.create_task(saga.run(charge, "o1", amount=5))
                asyncio.create_task(canceller(task))  # noqa: RUF006
                await asyncio.sleep(1)
                raise Full
        except Full:
            return str(durable.now())

    stage = Stage(beside, answer=answering(charge=errors.Retryable("busy", after=60))).open().run()

    assert "activity_dropped" in stage.types()
    assert undone(stage) == []
    plays_from_every_prefix(stage)


def test_a_step_whose_result_is_not_known_is_named_and_the_others_are_undone() -> None:
    """It was applied, but a compensation gets the result."""
    unrecordable = Permanent("charged, but its result cannot be recorded", code=UNRECORDABLE, settles=True)

    def second_unrecordable(intent: Intent) -> Any:
        return unrecordable if intent.path.endswith("#2") else said(intent)

    stage = Stage(buys, answer=answering(charge=second_unrecordable)).open().run()

    assert undone(stage) == [["sagas.post done"], ["sagas.charge done", "o1", 5]]
    assert stage.history[-1].data["error"]["message"] == "charged, but its result cannot be recorded"
    plays_from_every_prefix(stage)


def test_a_step_that_nobody_awaited_is_never_sent() -> None:
    @workflow()
    async def makes() -> None:
        async with durable.saga() as saga:
            saga.run(charge, "o1", amount=5)
            raise Full

    stage = Stage(makes, answer=answering()).open().run()

    assert stage.sent == []
    assert stage.status == "failed"


def test_a_failing_compensation_does_not_stop_the_others() -> None:
    def answer(intent: Intent) -> Any:
        return Permanent("too late") if intent.arguments["kwargs"]["order"] == "o2" else said(intent)

    stage = Stage(buys, answer=answering(refund=answer)).open().run()

    assert len(undone(stage)) == 3
    assert stage.history[-1].data["error"]["message"] == "too late"


async def exits() -> None:
    raise SystemExit("bye")


def exits_at_once() -> Any:
    raise SystemExit("bye")


@workflow()
async def buys_and_exits() -> None:
    async with durable.saga() as saga:
        await saga.run(charge, "o1", amount=5)
        saga.undo_with(exits)
        saga.undo_with(exits_at_once)
        raise ValueError("sold out")


def test_an_undoing_that_exits_does_not_stop_the_others() -> None:
    stage = Stage(buys_and_exits, answer=answering()).open().run()
    assert len(undone(stage)) == 1
    assert stage.history[-1].data["error"]["message"] == "what was to be undone raised SystemExit: bye"


def test_a_compensation_in_doubt_is_settled_like_any_write() -> None:
    """Its key is the same on every attempt, and the steps before it wait for it."""

    def answer(intent: Intent) -> Any:
        return InDoubt("?") if intent.number == 1 else said(intent)

    stage = Stage(buys, answer=answering(refund=answer)).open().run()

    refunds = [intent for intent in stage.sent if "refund" in intent.path]
    assert [intent.number for intent in refunds] == [1, 2, 1, 2]
    assert len({intent.key for intent in refunds}) == 2
    plays_from_every_prefix(stage)


@pytest.mark.parametrize("by", ["a timeout around it", "a request"])
def test_what_interrupts_a_compensation_waits_for_its_end(by: str) -> None:
    @workflow()
    async def hurries() -> str:
        try:
            async with asyncio.timeout(5 if by == "a timeout around it" else None), durable.saga() as saga:
                await saga.run(charge, "o1", amount=5)
                await saga.run(charge, "o2", amount=7)
                raise Full
        except TimeoutError:
            return "late, and undone"
        return "charged"

    stage = Stage(hurries, answer=answering(refund=HOLD)).open().run()
    if by == "a request":
        stage.take(stage.execution.cancel("", stage.now))
    stage.end(stage.held.pop(), "refunded")
    stage.run()
    stage.end(stage.held.pop(), "refunded")
    stage.run()

    assert stage.status == ("cancelled" if by == "a request" else "completed")
    assert [order for _, order, _ in undone(stage)] == ["o2", "o1"]
    plays_from_every_prefix(stage)


def test_the_end_of_the_workflow_interrupts_no_compensation() -> None:
    async def booking() -> None:
        async with durable.saga() as saga:
            await saga.run(charge, "o1", amount=5)
            await saga.run(charge, "o2", amount=7)
            raise Full

    @workflow()
    async def leaves() -> str:
        left = asyncio.create_task(booking())
        await asyncio.sleep(1)
        return "done" if not left.done() else "too soon"

    stage = Stage(leaves, answer=answering(refund=HOLD)).open().run()
    assert stage.status == "running"
    for _ in range(2):
        stage.end(stage.held.pop(), "refunded")
        stage.run()

    assert stage.result == "done"
    assert [order for _, order, _ in undone(stage)] == ["o2", "o1"]
    plays_from_every_prefix(stage)


def test_other_compensations_keep_their_place_in_the_order() -> None:
    @workflow()
    async def mixed() -> None:
        async with durable.saga() as saga:
            await saga.run(charge, "o1", amount=5)
            saga.undo_with(remove, "between")
            await saga.run(charge, "o2", amount=7)
            raise Full

    stage = Stage(mixed, answer=answering()).open().run()

    assert undone(stage) == [["sagas.charge#2 done", "o2", 7], ["between"], ["sagas.charge done", "o1", 5]]


acme = Connector("sagas_acme")


@acme.activity("create", effect="unsafe")
async def create(client: Any, attempt: Any, params: dict[str, Any]) -> dict[str, Any]:
    raise NotImplementedError


@acme.activity("delete", effect="natural")
async def delete(client: Any, attempt: Any, id: str) -> None:
    raise NotImplementedError


@create.compensation
async def delete_created(created: dict[str, Any], params: dict[str, Any]) -> None:
    await asyncio.sleep(1)
    await delete(created["id"])


def test_a_step_is_undone_in_the_account_in_which_it_was_done() -> None:
    @workflow()
    async def creates() -> None:
        async with durable.saga() as saga:
            await saga.run(create, {"n": 1})
            await saga.run(create.with_options(connection="eu"), {"n": 2})
            raise Full

    stage = Stage(creates, answer=answering(create=lambda intent: {"id": intent.path}, delete=None)).open().run()

    deleted = [event.data for event in stage.history if event.type == "activity_scheduled" and "delete" in event.data["activity"]]
    assert [(data["input"]["kwargs"]["id"], data.get("connection")) for data in deleted] == [
        ("sagas_acme.create#2", "eu"),
        ("sagas_acme.create", None),
    ]
    plays_from_every_prefix(stage)


MISUSES: list[tuple[Callable[[Any], Any], str]] = [
    (lambda saga: saga.run(ship, "o1"), r"^sagas\.ship declares no compensation; declare it with @….compensation, or name one with"),
    (lambda saga: saga.run(charge.with_options(on_ambiguous="fail"), "o1", amount=1), "has to know whether sagas.charge was applied"),
    (lambda saga: saga.run(unpost, "o1"), "takes an activity that declares its compensation"),
]


@pytest.mark.parametrize(("misuse", "message"), MISUSES)
async def test_a_step_that_could_not_be_undone_is_refused_before_it_is_made(misuse: Callable[[Any], Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        async with durable.saga() as saga:
            misuse(saga)


async def test_a_step_after_the_end_is_refused() -> None:
    async with durable.saga() as saga:
        pass
    with pytest.raises(UsageError, match=r"the saga has ended, so nothing would undo sagas\.charge"):
        saga.run(charge, "o1", amount=5)


def test_a_compensation_that_takes_something_else_is_refused_where_it_is_declared() -> None:
    message = r"the compensation of sagas\.ship gets its result and then its arguments: missing a required argument: 'carrier'"
    with pytest.raises(UsageError, match=message):

        @ship.compensation  # type: ignore[arg-type]
        async def unship(shipment: str, order: str, carrier: str) -> None: ...


@pytest.mark.parametrize("failing", ["later", "in doubt"])
async def test_outside_a_workflow_what_is_known_to_be_done_is_undone(failing: str) -> None:
    log: list[Any] = []

    @activity(effect="natural", name="sagas.put")
    async def put(n: int) -> int:
        log.append(n)
        return n * 10

    @put.compensation
    @activity(effect="natural", name="sagas.take")
    async def take(put: int, n: int) -> None:
        log.append((put, n))

    @activity(effect="unsafe", name="sagas.lost")
    async def lost() -> None:
        raise TimeoutError("read timeout")

    @lost.compensation
    @activity(effect="natural", name="sagas.find_lost")
    async def find_lost(result: None) -> None:
        log.append("found")

    async def fails() -> None:
        async with durable.saga() as saga:
            first, second = await asyncio.gather(saga.run(put, 1), saga.run(put, 2))
            assert (first, second) == (10, 20)
            if failing == "later":
                raise Full
            await saga.run(lost)

    with pytest.raises(Full if failing == "later" else InDoubt):
        await fails()
    assert log == [1, 2, (20, 2), (10, 1)]
