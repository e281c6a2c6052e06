"""Code that was deployed over a running execution, and no longer fits what it recorded, blocks; nothing fails and nothing is lost."""

from __future__ import annotations

import asyncio
import gc
import sys
import types
import warnings
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from eventual_connectors import Activity, Signal, activity, durable, workflow
from eventual_connectors.attempts.outcome import Unfinished
from eventual_connectors.attempts.runner import run_attempt
from eventual_connectors.effect import EffectName
from eventual_connectors.errors import ConfigurationError, InDoubt, Retryable
from eventual_connectors.history.file import Flow, Header
from eventual_connectors.workflows.definition import Workflow
from eventual_connectors.workflows.playback import Playback, play

from .stage import EPOCH, HOLD, Stage

go = Signal("go", str)


class Order(BaseModel):
    id: str


class OrderWithCurrency(Order):
    currency: str


class Receipt(BaseModel):
    id: str


class ReceiptWithFee(Receipt):
    fee: int


def _declare(result: type) -> Any:
    async def pay(n: int) -> Any:
        raise NotImplementedError

    pay.__annotations__["return"] = result
    return activity(effect="natural", name="deploys.pay")(pay)


pay = _declare(Receipt)
pay_with_fee = _declare(ReceiptWithFee)


@workflow(name="deploys")
async def old(order: Order) -> str:
    receipt = await pay(1)
    await go.receive()
    return f"{order.id}{receipt.id}"


@workflow(name="deploys")
async def other_input(order: OrderWithCurrency) -> str:
    receipt = await pay(1)
    await go.receive()
    return f"{order.id}{receipt.id}"


@workflow(name="deploys")
async def one_input_more(order: Order, currency: str) -> str:
    receipt = await pay(1)
    await go.receive()
    return f"{order.id}{receipt.id}{currency}"


@workflow(name="deploys")
async def other_result(order: Order) -> str:
    try:
        receipt = await pay_with_fee(1)
    except Exception:
        return "another branch"
    await go.receive()
    return f"{order.id}{receipt.id}"


@pytest.mark.parametrize(
    ("mended", "said"),
    [
        (other_input, "the recorded input of deploys does not fit the code: .*currency"),
        (one_input_more, "the recorded input of deploys does not fit the code: .*currency"),
        (other_result, "the recorded result of deploys.pay does not fit the code: .*fee"),
    ],
)
def test_recorded_data_that_no_longer_fits_blocks_until_the_code_is_mended(mended: Workflow[..., Any], said: str) -> None:
    stage = Stage(old, Order(id="1"), answer=lambda intent: Receipt(id="r")).open().run()
    recorded = stage.types()

    stage.restart(mended).run()

    assert stage.status == "blocked"
    with pytest.raises(Exception, match=said):
        raise stage.execution.blocked  # type: ignore[misc]
    assert stage.types() == recorded

    stage.restart(old).run()
    stage.take(stage.execution.signal("go", "go", "1", stage.now))
    assert stage.result == "1r"


@activity(effect="natural", name="deploys.decline")
async def decline() -> str:
    raise NotImplementedError


@workflow(name="deploys.declined")
async def declined() -> str:
    said = "not declined"
    try:
        await decline()
    except* ValueError:
        said = await go.receive()
    return said


@pytest.mark.parametrize("grouped", [False, True])
def test_an_error_of_a_module_that_only_the_activity_imported_blocks_until_it_is_imported(
    grouped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor = types.ModuleType("deploys_vendor")
    exec("class Declined(ValueError): pass", vars(vendor))
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "deploys_vendor", vendor)
        error = vendor.Declined("no")
        stage = Stage(declined, answer=lambda intent: ExceptionGroup("all", [error]) if grouped else error).open().run()
        assert stage.status == "running"

    stage.restart().run()
    assert stage.status == "blocked"
    assert "import deploys_vendor beside the workflow" in str(stage.execution.blocked)

    monkeypatch.setitem(sys.modules, "deploys_vendor", vendor)
    stage.restart()
    stage.take(stage.execution.signal("go", "as before", "1", stage.now))
    assert stage.result == "as before"


def test_a_type_without_a_name_is_the_same_to_the_code_each_time() -> None:
    class Local(ValueError):
        pass

    @workflow(name="deploys.nameless")
    async def nameless() -> str:
        try:
            return await decline()
        except Exception as error:
            return f"{type(error).__name__} {await go.receive()}"

    stage = Stage(nameless, answer=lambda intent: Local("no")).open().run()
    stage.restart().run()
    stage.take(stage.execution.signal("go", "went on", "1", stage.now))

    assert stage.result == "UnknownError went on"


@activity(effect="natural", name="deploys.step")
async def step(n: int) -> int:
    raise NotImplementedError


@workflow(name="deploys.reads")
async def reads_a_file() -> str:
    await step(1)
    Path("/etc/hostname").read_text()  # noqa: ASYNC240
    return "read"


@workflow(name="deploys.reads")
async def reads_no_file() -> str:
    await step(1)
    if durable.patched("no-file"):
        await step(2)
        return "patched"
    Path("/etc/hostname").read_text()  # noqa: ASYNC240
    return "read"


def test_patched_is_true_where_the_blocked_execution_never_passed() -> None:
    stage = Stage(reads_a_file, answer=lambda intent: 1).open().run()
    assert stage.status == "blocked"

    stage.restart(reads_no_file).run()

    assert stage.result == "patched"
    assert stage.restart(reads_no_file).status == "completed"


@workflow(name="deploys.goes_on")
async def goes_on() -> str:
    await step(1)
    await asyncio.sleep(1)
    return "old"


@workflow(name="deploys.goes_on")
async def goes_on_patched() -> str:
    await step(1)
    early = durable.patched("early")
    await asyncio.sleep(1)
    return f"{early} {durable.patched('late')}"


def test_patched_is_false_where_the_code_went_on_from_and_true_beyond() -> None:
    stage = Stage(goes_on, answer=lambda intent: 1).open()
    while "timer_started" not in stage.types():
        stage.step()

    stage.restart(goes_on_patched).run()

    assert stage.result == "False True"


def test_a_wait_for_that_blocks_leaves_no_coroutine_that_nobody_awaited() -> None:
    async def pays() -> int:
        return await step(1)

    @workflow(name="deploys.waits_for")
    async def waits(seconds: int) -> int:
        return await asyncio.wait_for(pays(), seconds)

    stage = Stage(waits, 5).open()
    stage.input = waits.encode_input((6,), {})
    with warnings.catch_warnings(record=True) as complaints:
        warnings.simplefilter("always")
        assert stage.restart().status == "blocked"
        gc.collect()

    assert [str(complaint.message) for complaint in complaints] == []


def test_playback_of_a_history_that_ends_before_a_change_finds_no_difference() -> None:
    stage = Stage(reads_a_file, answer=lambda intent: 1).open().run()
    header = Header("deploys.reads", "", "1", "test", stage.root, stage.input, EPOCH, "stage", "3.11")

    assert play(Flow(header, stage.history), reads_no_file).verdict == "same"


@workflow(name="deploys")
async def without_the_payment(order: Order) -> str:
    await go.receive()
    return order.id


@workflow(name="deploys", version="2")
async def second_version(order: Order) -> str:
    await pay(2)
    return order.id


@workflow(name="deploys", version="2")
async def second_version_that_fits(order: Order) -> str:
    receipt = await pay(1)
    await go.receive()
    return f"{order.id}{receipt.id}"


def test_a_call_that_the_code_dropped_is_a_part_of_the_history_that_it_ended() -> None:
    """The live engine and a replay agree about it: it is reported, and no difference to the code that dropped it."""
    stage = Stage(old, Order(id="1"), answer=lambda intent: Receipt(id="r")).open()
    stage.run()
    stage.restart(without_the_payment)
    stage.take(stage.execution.signal("go", "", "1", stage.now))
    assert stage.execution.dropped == ["deploys.pay"]
    assert stage.history[-1].data == {"result": "1", "dropped": ["deploys.pay"]}
    assert _played(stage, without_the_payment).verdict == "same"
    assert _played(stage, old).verdict == "diverged"


def test_a_call_that_the_code_has_not_made_is_named_where_the_history_is_not_finished() -> None:
    stage = Stage(old, Order(id="1"), answer=lambda intent: Receipt(id="r")).open()
    stage.run()
    named = "the history is not finished; the code agrees so far, but has not made a call that the history holds: deploys.pay"
    assert _played(stage, without_the_payment) == Playback("same", named)


def test_what_does_not_fit_names_both_versions_of_the_code() -> None:
    stage = Stage(old, Order(id="1"), answer=lambda intent: Receipt(id="r")).open()
    stage.run()
    stage.restart(second_version)
    assert str(stage.execution.blocked).endswith("(version '2' of the code over a history of version '1')")
    assert _played(stage, second_version).detail.endswith("(version '2' of the code over a history of version '1')")


def test_a_replay_that_is_the_same_says_that_the_code_has_another_version() -> None:
    stage = Stage(old, Order(id="1"), answer=lambda intent: Receipt(id="r")).open()
    stage.run()
    stage.take(stage.execution.signal("go", "", "1", stage.now))
    assert _played(stage, old) == Playback("same")
    assert _played(stage, second_version_that_fits) == Playback("same", "version '2' of the code over a history of version '1'")


def _played(stage: Stage, code: Workflow[..., Any]) -> Playback:
    return play(Flow(Header("deploys", "x:y", "1", "test", stage.root, stage.input, EPOCH, "stage", "3.11"), stage.history), code)


def syncing(effect: EffectName) -> Workflow[..., Any]:
    """One release of an application, which declares its activity so."""

    async def sync() -> str:
        raise NotImplementedError

    declared: Activity[[], str] = Activity("deploys.sync", sync, effect=effect)

    @workflow(name="deploys.syncs")
    async def syncs() -> str:
        return await declared()

    return syncs


def test_an_unanswered_read_that_turns_out_to_write_is_in_doubt() -> None:
    stage = Stage(syncing("read"), answer=lambda intent: InDoubt("no answer")).open()
    stage.step()

    stage.restart(syncing("unsafe")).run()

    assert stage.status == "parked"
    assert len(stage.sent) == 1


def test_what_was_begun_is_not_dropped_by_a_caller_that_leaves_a_release_which_only_reads() -> None:
    began = [Unfinished(5.0, "job")]
    stage = Stage(syncing("natural"), answer=lambda intent: began.pop() if began else HOLD).open()
    stage.step()
    stage.answer = lambda intent: HOLD
    stage.restart(syncing("read"))
    stage.step()

    stage.take(stage.execution.cancel("stop", stage.now))

    assert "activity_dropped" not in stage.types()
    assert stage.asked_to_stop == ["deploys.sync"]
    stage.end(stage.held[0], "it is there")
    assert stage.types()[-2:] == ["activity_completed", "execution_cancelled"]


def test_a_default_that_changed_does_not_change_what_is_sent_again() -> None:
    sent: list[int] = []

    def release(default: int) -> tuple[Workflow[..., Any], Any]:
        async def order(amount: int = default) -> str:
            sent.append(amount)
            if len(sent) == 1:
                raise Retryable("busy")
            return "ordered"

        declared: Activity[..., str] = Activity("deploys.order", order, effect="natural")

        @workflow(name="deploys.orders")
        async def orders() -> str:
            return await declared()

        return orders, lambda intent: asyncio.run(run_attempt(declared, intent))

    code, answer = release(5)
    stage = Stage(code, answer=answer).open()
    stage.step()
    code, stage.answer = release(7)
    stage.restart(code).run()

    assert stage.result == "ordered"
    assert sent == [5, 5]


@workflow(name="deploys.two")
async def two_steps() -> list[int]:
    return list(await asyncio.gather(step(1), step(2)))


def test_what_is_due_in_an_execution_that_is_blocked_is_not_sent() -> None:
    """Its intent could not be recorded: whoever takes the execution up later would send it again."""
    stage = Stage(two_steps, answer=lambda intent: HOLD).open()
    stage.step()
    stage.take(stage.execution.block(ConfigurationError("the credential is missing"), stage.now))

    stage.run()

    assert len(stage.sent) == 1
    assert stage.types().count("attempt_started") == 1
