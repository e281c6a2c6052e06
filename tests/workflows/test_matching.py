"""Which record a call of the code belongs to, when the code has changed and when it has not."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from pydantic import BaseModel

from eventual_connectors import Connection, Connector, Signal, activity, durable, errors, workflow
from eventual_connectors.activities import application_activities
from eventual_connectors.attempts.outcome import Absent, Succeeded, Unfinished
from eventual_connectors.attempts.runner import Intent

from .stage import HOLD, Stage


@activity(effect="natural", name="match.pay")
async def pay(amount: int) -> str:
    raise NotImplementedError


@activity(effect="unsafe", name="match.post")
async def post(text: str) -> str:
    raise NotImplementedError


@activity(effect="natural", name="match.note")
async def note(text: str) -> str:
    raise NotImplementedError


@activity(effect="lookup", name="match.mark")
async def mark(text: str) -> str:
    raise NotImplementedError


@mark.lookup(settle=timedelta(seconds=5))
async def find(text: str) -> str | None:
    raise NotImplementedError


@workflow(name="flow")
async def one_payment() -> str:
    return await pay(1)


@workflow(name="flow")
async def two_payments() -> list[str]:
    return [await pay(1), await pay(2), await post("done")]


def crashed_after(stage: Stage, kind: str, path: str) -> int:
    return next(n for n, event in enumerate(stage.history, 1) if event.type == kind and event.path == path)


def held_at(flow: Any, path: str) -> Stage:
    """A stage that stopped while the attempt at `path` was running."""
    stage = Stage(flow, answer=lambda intent: HOLD if intent.path == path else intent.path).open().run()
    assert [intent.path for intent in stage.held] == [path]
    return stage


def test_a_call_inserted_before_moves_neither_path_nor_key() -> None:
    @workflow(name="flow")
    async def with_notes() -> list[str]:
        await note("new")
        return [await pay(1), await note("also new"), await pay(2), await post("done")]

    before = held_at(two_payments, "match.post")
    keys = dict(before.effects)
    # The code that was deployed meanwhile notes more; what was paid is not paid again.
    after = before.restart(with_notes).run()
    assert [intent.path for intent in after.sent if intent.path.startswith("match.pay")] == ["match.pay", "match.pay#2"]
    assert dict(after.effects) | keys == dict(after.effects)
    assert after.status == "parked"  # the post was running when the process died


def test_equal_input_finds_its_record_in_any_order() -> None:
    @workflow(name="flow")
    async def swapped() -> list[str]:
        second, first = await pay(2), await pay(1)
        return [first, second, await post("done")]

    stage = held_at(two_payments, "match.post").restart(swapped)
    assert stage.execution.blocked is None
    stage.take(stage.execution.resolve("match.post", 1, "succeeded", "posted", stage.now))
    assert stage.result == ["match.pay", "match.pay#2", "posted"]


def test_other_input_blocks_with_a_diff_and_sends_nothing() -> None:
    @workflow(name="flow")
    async def dearer() -> list[str]:
        first, _ = await asyncio.gather(pay(1), note("beside"))
        return [first, await pay(20), await post("done")]

    stage = held_at(two_payments, "match.post")
    length, sent = len(stage.history), len(stage.sent)
    stage.restart(dearer, lose=False)
    assert stage.status == "running"  # until the note is answered, nothing differs
    stage.run()
    blocked = stage.execution.blocked
    assert stage.status == "blocked"
    assert isinstance(blocked, errors.HistoryMismatch)
    assert blocked.path == "match.pay#2"
    assert blocked.expected["input"] == {"kwargs": {"amount": 2}}
    assert blocked.actual["input"] == {"kwargs": {"amount": 20}}
    assert [intent.path for intent in stage.sent[sent:]] == ["match.note"]
    assert [event.type for event in stage.history[length:]] == ["activity_scheduled", "attempt_started", "activity_completed"]
    # What happens meanwhile is kept, and the mended code goes on from it.
    stage.take(stage.execution.end_attempt("match.post", 1, Succeeded("posted"), stage.now))
    stage.restart(two_payments)
    assert stage.result == ["match.pay", "match.pay#2", "posted"]
    assert stage.execution.dropped == ["match.note"]


def test_a_mismatch_met_on_the_way_keeps_facts_only() -> None:
    @workflow(name="flow")
    async def other() -> list[str]:
        return list(await asyncio.gather(note("inserted"), pay(1), post("changed")))

    stage = held_at(two_payments, "match.post")
    length = len(stage.history)
    stage.restart(other)
    assert stage.status == "blocked"
    assert len(stage.history) == length


def test_more_calls_than_recorded_are_new() -> None:
    @workflow(name="flow")
    async def three() -> list[str]:
        return [await pay(1), await pay(2), await pay(3), await post("done")]

    stage = held_at(two_payments, "match.post").restart(three).run()
    assert [intent.path for intent in stage.sent][-1] == "match.pay#3"


def test_patched_is_decided_once() -> None:
    @workflow(name="flow")
    async def mended() -> list[str]:
        first = await (pay(100) if durable.patched("dearer") else pay(1))
        return [first, await pay(2), await post("done")]

    old = held_at(two_payments, "match.post").restart(mended)
    assert old.execution.blocked is None
    assert [event.data["patched"] for event in old.history if event.type == "patch_decided"] == [False]
    old.restart()
    assert old.types().count("patch_decided") == 1

    new = Stage(mended).open().run()
    assert [event.data["patched"] for event in new.history if event.type == "patch_decided"] == [True]
    for length in sorted(set(new.boundaries)):
        assert new.from_prefix(length).run().execution.blocked is None


def test_a_default_that_came_later_is_no_other_input() -> None:
    class Old(BaseModel):
        amount: int

    class New(BaseModel):
        amount: int
        currency: str = "eur"

    @activity(effect="natural", name="match.typed")
    async def typed(order: Any) -> str:
        raise NotImplementedError

    @workflow(name="flow")
    async def old() -> list[str]:
        return [await typed(Old(amount=1)), await post("x")]

    @workflow(name="flow")
    async def new() -> list[str]:
        return [await typed(New(amount=1)), await post("x")]

    assert held_at(old, "match.post").restart(new).execution.blocked is None


def test_children_of_one_function_are_kept_apart_by_order_and_name() -> None:
    async def charge(n: int) -> str:
        await note(f"before {n}")
        return await pay(n)

    @workflow(name="flow")
    async def many() -> list[str]:
        named = asyncio.create_task(charge(9), name="special")
        plain = [asyncio.create_task(charge(n)) for n in range(3)]
        return list(await asyncio.gather(*plain, named))

    stage = Stage(many).open().run()
    assert stage.result == ["charge/match.pay", "charge#2/match.pay", "charge#3/match.pay", "special/match.pay"]

    @workflow(name="flow")
    async def more() -> list[str]:
        named = asyncio.create_task(charge(9), name="special")
        plain = [asyncio.create_task(charge(n)) for n in range(3)]
        return list(await asyncio.gather(*plain, named, asyncio.create_task(charge(77), name="another")))

    longer = Stage(more).open().run()
    assert set(stage.effects) < set(longer.effects)


def test_a_call_belongs_to_the_scope_that_made_it() -> None:
    @workflow(name="flow")
    async def passed() -> list[str]:
        async def send(made: Any) -> str:
            return str(await made)

        return list(await asyncio.gather(send(pay(1)), pay(2), send(pay(3)), pay.with_options(name="last")(4)))

    stage = Stage(passed).open().run()
    assert stage.result == ["match.pay", "match.pay#2", "match.pay#3", "last/match.pay"]


def test_a_name_with_separators_is_a_name() -> None:
    async def charge() -> str:
        return await pay(1)

    @workflow(name="flow")
    async def odd() -> list[str]:
        tasks = [asyncio.create_task(charge(), name=name) for name in ("a/b", "a", "b#2", "b", "%2F", "ü")]
        return list(await asyncio.gather(*tasks))

    stage = Stage(odd).open().run()
    assert len({key for _, key in stage.effects}) == 6
    assert stage.restart().execution.blocked is None


def test_code_that_makes_a_dropped_call_again_gets_it_attempted() -> None:
    """The old code cancelled the call before it was sent; the new code waits for it, and does not hang."""

    @workflow(name="flow")
    async def gives_up() -> str:
        task = asyncio.create_task(slow_pay())
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.sleep(1)
        return await post("x")

    async def slow_pay() -> str:
        return await pay(1)

    @workflow(name="flow")
    async def waits() -> str:
        task = asyncio.create_task(slow_pay())
        await asyncio.sleep(1)
        await asyncio.sleep(1)
        return await task

    stage = Stage(gives_up, answer=lambda intent: errors.Retryable("later", after=5) if intent.number == 1 else intent.path)
    stage.open()
    while "activity_dropped" not in stage.types():
        assert stage.step()
    stage.restart(waits).run()
    assert stage.result == "slow_pay/match.pay"
    assert Stage.from_prefix(stage, len(stage.history)).execution.blocked is None


def test_a_call_in_doubt_that_the_code_makes_later_is_still_waited_for() -> None:
    """Mended code does something else first: the recorded call is looked after meanwhile, and is there when the code comes to it."""
    answers: list[Any] = [errors.InDoubt("?"), Absent(), "marked"]

    @workflow(name="flow")
    async def short() -> str:
        return await mark("x")

    @workflow(name="flow")
    async def long() -> str:
        await note("first")
        await asyncio.sleep(3600)
        return await mark("x")

    def answer(intent: Intent) -> Any:
        return intent.path if intent.path == "match.note" else answers.pop(0)

    stage = Stage(short, answer=answer).open()
    stage.step()
    find_known = {"match.mark": mark}.get
    stage.find_activity = find_known
    stage.restart(long).run()
    assert stage.result == "marked"


def test_a_dropped_call_of_an_unknown_activity_is_parked_not_lost() -> None:
    stage = held_at(two_payments, "match.post")

    @workflow(name="flow")
    async def forgets() -> list[str]:
        return [await pay(1), await pay(2)]

    stage.restart(forgets)
    assert stage.status == "parked"
    stage.take(stage.execution.resolve("match.post", 1, "failed", "never mind", stage.now))
    assert stage.result == ["match.pay", "match.pay#2"]
    assert stage.execution.dropped == ["match.post"]


@pytest.mark.parametrize("answer", [errors.InDoubt("no answer"), Unfinished(3600.0, "job")], ids=["in doubt", "begun"])
def test_a_dropped_call_that_nobody_can_go_on_with_is_parked(answer: Any) -> None:
    stage = Stage(one_payment, answer=lambda intent: answer).open()
    stage.step()

    @workflow(name="flow")
    async def forgets() -> str:
        return "done"

    stage.restart(forgets).run()
    assert stage.status == "parked"
    assert [record.parked.reason for record in stage.execution.parked if record.parked] == ["no activity called 'match.pay' is known here"]
    stage.take(stage.execution.resolve("match.pay", 1, "failed", "it was not", stage.now))
    assert stage.result == "done"


def test_an_added_child_start_keeps_defaults_out_of_its_digest() -> None:
    class Old(BaseModel):
        amount: int

    class New(BaseModel):
        amount: int
        currency: str = "eur"

    @workflow(name="kid")
    async def kid(order: Any) -> str:
        raise NotImplementedError

    @workflow(name="flow")
    async def old() -> str:
        return str(await durable.child(kid, Old(amount=1)))

    @workflow(name="flow")
    async def new() -> str:
        return str(await durable.child(kid, New(amount=1)))

    stage = Stage(old).open().restart(new)
    assert stage.execution.blocked is None


def test_a_mismatch_says_what_differs_and_where() -> None:
    @workflow(name="w")
    async def before() -> None:
        await asyncio.sleep(3)

    @workflow(name="w")
    async def after() -> None:
        await asyncio.sleep(4)

    stage = Stage(before).open().restart(after)
    line = after.function.__code__.co_firstlineno + 2
    assert (
        str(stage.execution.blocked)
        == f'timer: the history holds {{"seconds": 3.0}}, the code asks for {{"seconds": 4.0}} ({__file__}:{line})'
    )


def test_a_long_mismatch_shows_the_difference_alone_and_not_all_of_it() -> None:
    from eventual_connectors.workflows.records import differing

    same = "x" * 1000
    assert differing({"a": same, "b": {"c": 1, "d": same}}, {"a": same, "b": {"c": 2, "d": same}}) == ({"b": {"c": 1}}, {"b": {"c": 2}})

    @workflow(name="w")
    async def says(text: str) -> None:
        await asyncio.gather(durable.child(says, text))

    stage = Stage(says, "a" * 500).open()
    stage.input = says.encode_input(("b" * 500,), {})
    reason = str(stage.restart().execution.blocked)
    assert "execution_id" not in reason
    assert reason.startswith('workflow:w: the history holds {"input": {"text": "aaa')
    assert "…, the code asks for " in reason
    assert len(reason) < 500


async def paid_for(amount: int) -> str:
    return await pay(amount)


async def charged(amount: int) -> str:
    return await pay(amount)


@workflow(name="flow")
async def by_a_helper() -> list[str]:
    return [*await asyncio.gather(paid_for(1), paid_for(2)), await post("done")]


@workflow(name="flow")
async def by_a_renamed_helper() -> list[str]:
    return [*await asyncio.gather(charged(1), charged(2)), await post("done")]


@workflow(name="flow")
async def by_itself() -> list[str]:
    return [await pay(1), await pay(2), await post("done")]


@workflow(name="flow")
async def in_a_group() -> list[str]:
    async with asyncio.TaskGroup() as group:
        paid = [group.create_task(paid_for(amount)) for amount in (1, 2)]
    return [*(task.result() for task in paid), await post("done")]


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        (by_a_helper, by_a_renamed_helper, "charged/match.pay: the history holds this call as paid_for/match.pay, which"),
        (by_a_helper, by_itself, "match.pay: the history holds this call as paid_for/match.pay, which"),
        (by_itself, in_a_group, "paid_for/match.pay: the history holds this call as match.pay, which"),
    ],
)
def test_a_write_that_moved_is_not_made_again(before: Any, after: Any, moved: str) -> None:
    stage = held_at(before, "match.post")
    paid = dict(stage.effects)

    stage.restart(after).run()

    assert stage.status == "blocked"
    assert str(stage.execution.blocked).startswith(moved)
    assert dict(stage.effects) == paid

    stage.restart(before).run()
    assert stage.status == "parked"  # the post was running when the process died


@activity(effect="read", name="match.balance")
async def balance() -> str:
    raise NotImplementedError


@activity(effect="keyed", window=timedelta(hours=24), name="match.transfer")
async def transfer(amount: int) -> str:
    raise NotImplementedError


@workflow(name="flow")
async def under_a_new_name() -> list[str]:
    return [await transfer(1), await transfer(2), await post("done")]


@workflow(name="flow")
async def with_other_arguments() -> list[str]:
    return [await balance(), await transfer(100), await transfer(200), await post("done")]


@workflow(name="flow")
async def behind_a_timer() -> list[str]:
    async with asyncio.timeout(60):
        return [await transfer(1), await transfer(2), await post("done")]


@workflow(name="flow")
async def paid_in_time() -> list[str]:
    paid = [await pay(1), await pay(2)]
    async with asyncio.timeout(60):
        return [*paid, await post("done")]


@pytest.mark.parametrize(
    ("before", "changed"),
    [(two_payments, under_a_new_name), (two_payments, with_other_arguments), (paid_in_time, behind_a_timer)],
)
def test_a_write_whose_activity_was_renamed_is_not_made_again(before: Any, changed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old name is no activity's any more, so the new call is taken for the recorded one, whose key it would not have."""
    stage = held_at(before, "match.post")
    monkeypatch.delitem(application_activities, "match.pay")
    stage.restart(changed).run()
    assert stage.status == "blocked"
    said = "match.transfer: the history holds this call as match.pay, of an activity that is gone: if it was renamed, give it back its name"
    assert str(stage.execution.blocked).startswith(said)
    assert [intent.path for intent in stage.sent if "transfer" in intent.path] == []


def test_a_call_with_the_arguments_of_a_dropped_one_is_made_where_both_activities_are_there() -> None:
    """It is another activity that the code uses instead."""
    stage = held_at(two_payments, "match.post")
    stage.restart(under_a_new_name).run()
    assert [intent.path for intent in stage.sent if "transfer" in intent.path] == ["match.transfer", "match.transfer#2"]


go = Signal("go", str)


@workflow(name="flow")
async def paid_and_told() -> list[str]:
    return [await pay(1), await go.receive(), await post("done")]


@workflow(name="flow")
async def told() -> list[str]:
    return [await go.receive(), await post("done")]


def test_a_call_that_is_made_later_stands_in_the_place_of_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """An activity was taken out, and the execution waits for a signal behind it: what comes then is new."""
    stage = Stage(paid_and_told, answer=lambda intent: HOLD if intent.path == "match.post" else intent.path).open().run()
    monkeypatch.delitem(application_activities, "match.pay")
    stage.restart(told).run()
    stage.take(stage.execution.signal("go", "on", "1", stage.now))
    stage.run()
    assert [intent.path for intent in stage.held] == ["match.post"]


class Empty:
    """An SDK without operations."""

    def groups(self, within: str) -> list[str]:
        return []

    operations = groups

    def make(self, connector: Connector, name: str) -> Any:
        raise KeyError(name)


sdk = Connector("match_sdk", connection=Connection, surface=Empty())


def test_an_activity_of_ones_own_with_a_connectors_name_before_it_may_be_renamed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the connector's SDK does not have is no activity of it."""
    own = activity(effect="natural", name="match_sdk.pay")(pay.function)

    @workflow(name="flow")
    async def before() -> list[str]:
        return [await own(1), await post("done")]

    @workflow(name="flow")
    async def after() -> list[str]:
        return [await transfer(1), await post("done")]

    stage = held_at(before, "match.post")
    monkeypatch.delitem(application_activities, "match_sdk.pay")
    stage.restart(after).run()
    assert stage.status == "blocked"


@workflow(name="flow")
async def without_it() -> list[str]:
    return [await post("done"), await transfer(1)]


def test_a_call_behind_one_that_was_taken_out_with_its_activity_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """The code has gone past its place, so it is not the one that was taken out, whatever its arguments."""
    stage = Stage(two_payments, answer=lambda intent: HOLD if "transfer" in intent.path else intent.path).open().run()
    del stage.history[-1]  # the end of the execution, which died before
    monkeypatch.delitem(application_activities, "match.pay")
    stage.restart(without_it).run()
    assert [intent.path for intent in stage.held] == ["match.transfer"]


async def seen() -> str:
    return await balance()


def test_a_read_may_move() -> None:
    @workflow(name="flow")
    async def reads() -> list[str]:
        return [await balance(), await post("done")]

    @workflow(name="flow")
    async def reads_elsewhere() -> list[str]:
        return [*await asyncio.gather(seen()), await post("done")]

    stage = held_at(reads, "match.post").restart(reads_elsewhere).run()
    assert stage.status == "parked"
    assert [intent.path for intent in stage.sent if "balance" in intent.path] == ["match.balance", "seen/match.balance"]


@workflow(name="flow.child")
async def child() -> str:
    return await pay(1)


def test_a_child_that_moved_is_not_started_again() -> None:
    @workflow(name="flow")
    async def parent() -> list[str]:
        return [await durable.child(child), await post("done")]

    async def apart() -> str:
        return await durable.child(child)

    @workflow(name="flow")
    async def parent_of_a_task() -> list[str]:
        return [*await asyncio.gather(apart()), await post("done")]

    stage = Stage(parent).open().run()
    stage.restart(parent_of_a_task).run()
    assert stage.status == "blocked"
    assert "the history holds this call as workflow:flow.child, which the code has not made" in str(stage.execution.blocked)
