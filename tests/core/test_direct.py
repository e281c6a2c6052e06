"""Calls outside a workflow: the same attempts and decisions, nothing recorded."""

from __future__ import annotations

import asyncio
import gc
import math
import os
import subprocess
import sys
import uuid
import warnings
from contextlib import ExitStack
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from tenacity import stop_after_attempt, stop_before_delay, wait_fixed, wait_none

from eventual_connectors import Call, Connection, Connector, Retry, activity, connections, durable, error_records, errors
from eventual_connectors.attempts.keys import chosen_key
from eventual_connectors.attempts.loop_limits import LoopLimits
from eventual_connectors.attempts.outcome import Failed
from eventual_connectors.clock import SystemClock
from eventual_connectors.connection import Connections
from eventual_connectors.secret import Secret

TWICE = Retry(stop=stop_after_attempt(3), wait=wait_none())
seen: list[Any] = []


@pytest.fixture(autouse=True)
def _clean() -> None:
    seen.clear()
    state.update(now=0, most=0, made=0)


state = {"now": 0, "most": 0, "made": 0}


class AcmeConnection(Connection):
    api_key: Secret = Secret("sk_live_1")
    name: str = "main"

    def account(self) -> str | None:
        return self.name


def make_client(connection: AcmeConnection) -> str:
    state["made"] += 1
    return connection.name


acme = Connector("direct_acme", connection=AcmeConnection, client=make_client)


class Invoice(BaseModel):
    customer: str
    amount: int
    name: str = ""


@acme.activity("invoices.create", effect="keyed", window=timedelta(hours=24), retry=TWICE)
async def create(client: str, attempt: Any, *, customer: str, amount: int = 5, name: str = "") -> Invoice:
    seen.append((client, attempt.key, attempt.number))
    match customer:
        case "busy":
            raise errors.Retryable("busy")
        case "doubtful":
            raise errors.InDoubt("dropped", request_id="req_1")
        case "stale" if state["made"] == 1:
            raise errors.Unauthorized("expired")
    return Invoice(customer=customer, amount=amount, name=name)


@acme.activity("messages.post", effect="unsafe", retry=TWICE)
async def post(client: str, attempt: Any, text: str) -> str:
    seen.append(text)
    raise errors.InDoubt("dropped", request_id="req_2")


@acme.activity("slow", effect="read")
async def slow(client: str, attempt: Any, n: int) -> int:
    state["now"] += 1
    state["most"] = max(state["most"], state["now"])
    try:
        await asyncio.sleep(0.01)
        if n == 0:
            raise errors.RateLimited("slow down", after=0.1)
        if n < 0:
            raise errors.RateLimited("slow down", after=3)
    finally:
        state["now"] -= 1
    seen.append(n)
    return n


async def test_retries_keep_the_key() -> None:
    with pytest.raises(errors.Retryable):
        await create(customer="busy")
    assert [number for _, _, number in seen] == [1, 2, 3]
    assert len({key for _, key, _ in seen}) == 1
    await create(customer="a")
    await create(customer="a")
    assert len({key for _, key, _ in seen}) == 3


async def test_doubt_is_raised_with_what_the_caller_needs() -> None:
    with pytest.raises(errors.InDoubt, match="not known whether") as caught:
        await post("hello")
    assert seen == ["hello"]
    assert caught.value.request_id == "req_2"
    assert caught.value.key is not None
    seen.clear()
    with pytest.raises(errors.InDoubt) as caught:
        await create(customer="doubtful")
    assert len(seen) == 3  # a keyed write is asked again under its key
    key = caught.value.key
    assert key == seen[0][1]
    again = await create.with_options(key=key)(customer="fine")
    assert again.customer == "fine"
    assert seen[-1][1] == key


@acme.activity("messages.drop", effect="unsafe")
async def dropping(client: str, attempt: Any) -> None:
    raise ConnectionResetError("by the peer")


@acme.activity("messages.find", effect="read", timeout=0.05, retry=Retry(stop=stop_after_attempt(2), wait=wait_none()))
async def hanging(client: str, attempt: Any) -> None:
    seen.append(attempt.number)
    await asyncio.sleep(60)


@acme.activity("messages.late", effect="unsafe")
async def late(client: str, attempt: Any, n: int) -> None:
    await asyncio.sleep(60)


async def test_final_doubt_keeps_what_caused_it() -> None:
    with pytest.raises(errors.InDoubt, match="not known whether") as caught:
        await dropping()
    assert isinstance(caught.value.__cause__, ConnectionResetError)


async def test_a_read_without_an_answer_leaves_nothing_to_doubt() -> None:
    with pytest.raises(errors.Retryable, match=r"^no answer within 0\.05 s$") as caught:
        await hanging()
    assert caught.value.code == "timeout"
    assert seen == [1, 2]


async def test_who_asks_for_it_gets_a_second_send() -> None:
    with pytest.raises(errors.InDoubt):
        await post.with_options(on_ambiguous="retry")("hello")
    assert seen == ["hello"] * 3


async def test_a_business_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVENTUAL_NAMESPACE", raising=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(errors.ConfigurationError, match="EVENTUAL_NAMESPACE"):
            create.with_options(key="order-1")(customer="a")
        gc.collect()
    monkeypatch.setenv("EVENTUAL_NAMESPACE", "shop")
    await create.with_options(key="order-1")(customer="a")
    await create.with_options(key="order-1")(customer="a")
    await create.with_options(key="order-2")(customer="a")
    with connections.override("direct_acme", AcmeConnection(name="other")):
        await create.with_options(key="order-1")(customer="a")
    keys = [key for _, key, _ in seen]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def test_a_business_key_that_looks_like_a_uuid_is_a_business_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTUAL_NAMESPACE", "shop")
    order = "7f0f8f0e-2a53-4a37-9a59-7b6f3f1f8a11"
    keys = {chosen_key(each.with_options(key=order)) for each in (create, post)}
    keys |= {
        chosen_key(create.with_options(key=text)) for text in ("1-2345678901234567890123456789012", "12-345678901234567890123456789012")
    }
    assert len(keys - {uuid.UUID(order)}) == 4
    assert chosen_key(create.with_options(key=uuid.UUID(order))) == uuid.UUID(order)


async def test_a_refused_credential_is_read_again_once() -> None:
    assert (await create(customer="stale")).customer == "stale"
    assert state["made"] == 2


async def test_a_call_is_awaited_once_and_sent_when_awaited() -> None:
    call = create(customer="a")
    assert isinstance(call, Call)
    await asyncio.sleep(0)
    assert seen == []
    assert (await call).amount == 5
    with pytest.raises(RuntimeError, match="awaited before"):
        await call
    with pytest.warns(RuntimeWarning, match="never awaited"):
        _make_and_forget()
    create(customer="c").close()
    assert len(seen) == 1


def _make_and_forget() -> None:
    create(customer="b")
    gc.collect()


async def test_calls_are_coroutines_for_asyncio() -> None:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(create(customer="a"))
    assert task.result().customer == "a"
    got = await asyncio.gather(create(customer="b"), asyncio.create_task(create(customer="c")))
    assert [invoice.customer for invoice in got] == ["b", "c"]


def test_run_in_code_that_is_not_async() -> None:
    assert create(customer="a").run().customer == "a"
    assert create(customer="b").run().customer == "b"

    async def inside() -> None:
        with pytest.raises(errors.UsageError, match="running event loop"):
            create(customer="c").run()

    asyncio.run(inside())
    assert len(seen) == 2


def test_the_loop_of_a_thread_ends_with_it() -> None:
    code = """
import threading
from eventual_connectors import activity
@activity(effect="read")
async def hi(n: int) -> int: return n
print(hi(1).run())
thread = threading.Thread(target=lambda: print(hi(2).run()))
thread.start(); thread.join()
"""
    done = subprocess.run([sys.executable, "-X", "dev", "-c", code], capture_output=True, text=True, timeout=60)
    complaints = [line for line in done.stderr.splitlines() if not line.startswith("Executing <")]  # what took long, on a busy machine
    assert (done.stdout, complaints) == ("1\n2\n", [])


async def test_options_do_not_mix_with_the_vendors_arguments() -> None:
    named = acme.with_options(connection="eu").with_options(name="step")
    assert named["invoices.create"].options.connection == "eu"
    assert named["invoices.create"].options.name == "step"
    assert (await create.with_options(name="step")(customer="a", name="theirs")).name == "theirs"
    wrongs: list[dict[str, Any]] = [{"timeout": 0}, {"timeout": math.inf}, {"timeout": math.nan}, {"on_ambiguous": "maybe"}]
    for wrong in wrongs:
        with pytest.raises(errors.UsageError):
            create.with_options(**wrong)
    with pytest.raises(TypeError, match=r"direct_acme\.invoices\.create\(\): "):
        create(client="x", customer="a")  # type: ignore[call-arg]
    with pytest.raises(errors.ConfigurationError, match="no direct_acme connection is called 'eu'"):
        await create.with_options(connection="eu")(customer="a")


async def test_the_cap_of_a_connection() -> None:
    with connections.override("direct_acme", AcmeConnection(max_concurrency=3)):
        tasks = [asyncio.create_task(slow(n)) for n in range(1, 10)]
        await asyncio.sleep(0)
        tasks[-1].cancel()  # one that waits for its slot leaves no hole
        await asyncio.gather(*tasks, return_exceptions=True)
        assert sorted(seen) == list(range(1, 9))
        assert state["most"] == 3


async def test_retry_after_holds_for_the_whole_connection() -> None:
    with connections.override("direct_acme", AcmeConnection(max_concurrency=1)):
        loop = asyncio.get_running_loop()
        began = loop.time()
        first = asyncio.create_task(slow.with_options(retry=Retry(stop=stop_after_attempt(1)))(0))
        await asyncio.sleep(0)
        assert await slow(1) == 1
        assert loop.time() - began >= 0.1
        with pytest.raises(errors.RateLimited):
            await first


@acme.activity("orders.create", effect="keyed", window=timedelta(seconds=2), timeout=0.1)
async def order(client: str, attempt: Any) -> None:
    seen.append(attempt.key)
    await asyncio.sleep(0.05)
    raise errors.InDoubt("dropped")


async def test_nothing_is_sent_again_whose_slot_comes_after_the_window() -> None:
    with connections.override("direct_acme", AcmeConnection()):
        paused = slow.with_options(retry=Retry(stop=stop_after_attempt(1)))(-1)
        repeated = order.with_options(retry=Retry(stop=stop_after_attempt(3), wait=wait_fixed(0.1)))()
        refused, doubt = await asyncio.gather(paused, repeated, return_exceptions=True)
    assert isinstance(refused, errors.RateLimited)
    assert isinstance(doubt, errors.InDoubt)
    assert len(seen) == 1


async def test_a_timeout_of_a_write_is_doubt() -> None:
    with pytest.raises(errors.InDoubt, match=r"no answer within 0\.001 s"):
        await late.with_options(timeout=0.001)(1)


async def test_arguments_reach_the_function_as_they_were_passed() -> None:
    @activity(effect="read", name="direct.odd")
    async def odd(id: str, /, first: int = 1, *rest: Invoice, last: str = "z", **free: Any) -> Any:
        return [id, first, [item.amount for item in rest], last, free]

    invoice = Invoice(customer="c", amount=9)
    assert await odd("i") == ["i", 1, [], "z", {}]
    assert await odd("i", 2, invoice, invoice, last="y", id="theirs", free=3, rest=4) == [
        "i",
        2,
        [9, 9],
        "y",
        {"id": "theirs", "free": 3, "rest": 4},
    ]

    @activity(effect="read", name="direct.keywords")
    async def keywords(id: str, /, **params: Any) -> Any:
        return [id, params]

    assert await keywords("i", id="x", params={"a": 1}, self=2) == ["i", {"id": "x", "params": {"a": 1}, "self": 2}]


async def test_a_clients_type_need_not_be_there() -> None:
    @acme.activity("typed", effect="read")
    async def typed(client: Unknown, attempt: Any, when: timedelta) -> timedelta:  # type: ignore[name-defined] # noqa: F821
        return when

    assert await typed(timedelta(seconds=3)) == timedelta(seconds=3)


async def test_an_attempt_knows_itself() -> None:
    @activity(effect="natural", name="direct.knows", retry=TWICE)
    def knows() -> list[Any]:
        attempt = durable.attempt()
        attempt.heartbeat({"step": attempt.number})
        if attempt.number == 1:
            raise errors.Retryable("again")
        with pytest.raises(errors.UsageError, match="cannot be recorded"):
            attempt.heartbeat(object())
        return [attempt.number, attempt.mode, attempt.timeout, attempt.path, attempt.details]

    assert await knows() == [2, "send", 30.0, "direct.knows", {"step": 1}]
    with pytest.raises(errors.UsageError, match="inside an activity"):
        durable.attempt()


async def test_an_error_that_repeats_the_credential_is_cleaned() -> None:
    leaky = Connector("leaky", connection=AcmeConnection, classify=lambda error: errors.Permanent(str(error), code=str(error)))

    @leaky.activity("call", effect="read")
    async def leak(client: Any, attempt: Any) -> None:
        raise ValueError("Invalid API key: sk_live_1!")

    with pytest.raises(errors.Permanent, match=r"^Invalid API key: \*\*\*!$") as caught:
        await leak()
    assert caught.value.code == "Invalid API key: ***!"


async def test_a_broken_classifier_leaves_doubt() -> None:
    def classify(error: BaseException) -> errors.ConnectorError:
        raise KeyError("status")

    broken = Connector("broken", classify=classify)

    @broken.activity("call", effect="unsafe")
    async def fails(client: Any, attempt: Any) -> None:
        raise ValueError("what")

    with pytest.raises(errors.InDoubt, match="classifier failed: KeyError"):
        await fails()


async def test_an_error_that_nothing_knows_leaves_doubt() -> None:
    unknown = Connector("unknown", classify=lambda error: None)

    @unknown.activity("call", effect="unsafe", retry=TWICE)
    async def fails(client: Any, attempt: Any) -> None:
        seen.append(attempt.number)
        raise ValueError("half an answer")

    with pytest.raises(errors.InDoubt, match="ValueError: half an answer") as caught:
        await fails()
    assert caught.value.code == "unknown_error"
    assert seen == [1]


async def test_every_attempt_of_a_call_has_the_settings_of_its_first() -> None:
    versioned = Connector("versioned", connection=AcmeConnection, settings=lambda connection: {"version": connection.name})

    @versioned.activity("call", effect="natural", retry=TWICE)
    async def call(client: Any, attempt: Any) -> None:
        seen.append(attempt.settings)
        settings.enter_context(connections.override("versioned", AcmeConnection(name="2026-11")))
        if attempt.number == 1:
            raise errors.Retryable("again")

    with ExitStack() as settings, connections.override("versioned", AcmeConnection(name="2025-01")):
        await call()
    assert seen == [{"version": "2025-01"}] * 2


async def test_a_result_that_cannot_be_recorded_ends_even_a_call_in_doubt() -> None:
    @activity(effect="keyed", window=timedelta(hours=1), name="direct.strange", retry=TWICE)
    async def strange() -> Any:
        seen.append(1)
        if len(seen) == 1:
            raise ConnectionResetError
        return object()

    with pytest.raises(errors.Permanent, match="succeeded, but its result cannot be recorded"):
        await strange()
    assert len(seen) == 2


def test_connections_from_a_file(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "eventual.toml"
    known = Connections()
    file.write_text('[connections.direct_acme.eu]\nname = "eu"\napi_key = "env:ACME_KEY"\n')
    assert known.get("direct_acme", AcmeConnection, "eu").name == "eu"
    file.write_text("[connections.direct_acme.eu]\nmax_concurrency = 0\n")
    os.utime(file, (1, 1))
    with pytest.raises(errors.ConfigurationError, match="max_concurrency") as caught:
        known.get("direct_acme", AcmeConnection, "eu")
    assert "\n" not in str(caught.value)
    file.write_text("not toml")
    os.utime(file, (2, 2))
    with pytest.raises(errors.ConfigurationError, match=r"eventual\.toml cannot be read"):
        known.get("direct_acme", AcmeConnection, "eu")
    file.write_text("connections = 3\n")
    os.utime(file, (3, 3))
    with pytest.raises(errors.ConfigurationError, match=r"eventual\.toml: connections is not a table"):
        known.get("direct_acme", AcmeConnection, "eu")


def test_every_connection_has_a_finite_timeout() -> None:
    with pytest.raises(ValidationError):
        Connection(timeout=math.inf)


class Speed(Enum):
    FAST = "fast"


async def test_a_default_reaches_the_function_as_its_annotated_type() -> None:
    invoice = Invoice(customer="c", amount=1)

    @activity(effect="read", name="direct.defaults")
    async def defaults(n: int, speed: Speed = Speed.FAST, invoice: Invoice = invoice, pair: tuple[int, int] = (1, 2)) -> bool:
        return speed is Speed.FAST and isinstance(invoice, Invoice) and pair == (1, 2)

    assert await defaults(1)


async def test_an_empty_iterator_in_a_plain_function_is_its_answer() -> None:
    @activity(effect="unsafe", name="direct.first")
    def first() -> int:
        return next(iter([]))

    with pytest.raises(RuntimeError, match=r"direct\.first raised StopIteration"):
        await first()


async def test_a_limit_of_one_applications_activity_holds_for_no_other() -> None:
    @activity(effect="read", name="direct.limited", retry=Retry(stop=stop_after_attempt(1)))
    async def limited() -> None:
        raise errors.RateLimited("slow down", after=3600.0)

    @activity(effect="read", name="direct.unlimited")
    async def unlimited() -> str:
        return "ok"

    with pytest.raises(errors.RateLimited):
        await limited()
    async with asyncio.timeout(5):
        assert await unlimited() == "ok"


def test_a_stop_policy_knows_the_next_wait() -> None:
    busy = errors.Retryable("busy")
    policy = Retry(stop=stop_before_delay(60), wait=wait_fixed(3600))
    assert policy.next_wait(attempts=1, elapsed=1.0, error=busy) is None
    assert Retry(stop=stop_before_delay(60), wait=wait_fixed(30)).next_wait(attempts=1, elapsed=1.0, error=busy) == 30


async def test_a_pause_ends_though_the_clock_lags_behind() -> None:
    class Stepped(SystemClock):
        back = 0

        def now(self) -> int:
            return super().now() - self.back

    clock = Stepped()
    limits, connection = LoopLimits(clock), Connection(max_concurrency=1)
    slot = await limits.slot("lane", connection)
    slot.tell(Failed(errors.RateLimited(after=0.02)))
    slot.function_ended()
    slot.outcome_taken()
    waiting = asyncio.create_task(limits.slot("lane", connection))
    await asyncio.sleep(0)
    clock.back = 50_000
    await asyncio.wait_for(waiting, 10)


def test_a_program_ends_whose_call_used_the_default_executor(tmp_path: Path) -> None:
    """Such as any look-up of a host's name does."""
    program = tmp_path / "program.py"
    program.write_text(
        "import asyncio, socket\n"
        "from eventual_connectors import activity\n\n"
        "@activity(effect='read')\n"
        "async def resolve() -> str:\n"
        "    await asyncio.get_running_loop().run_in_executor(None, socket.gethostname)\n"
        "    return 'ok'\n\n"
        "print(resolve().run())\n"
    )
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout) == (0, "ok\n")


@activity(effect="keyed", window=timedelta(hours=1))
async def export(kind: str) -> str:
    """Begins a job, which then cannot be asked for."""
    seen.append(durable.attempt().key)
    if durable.attempt().details is None:
        raise errors.Pending("it runs", after=0.01, details="job_1")
    raise errors.ConfigurationError("the credential is gone")


async def test_what_was_begun_is_in_doubt_where_it_cannot_be_asked_for() -> None:
    call = export("orders")
    with pytest.raises(errors.InDoubt, match="the credential is gone") as caught:
        await call
    assert caught.value.key == seen[0]
    with pytest.raises(errors.InDoubt):
        await call.applied()


async def test_a_call_that_is_given_up_is_repeated_under_its_own_key() -> None:
    begun = asyncio.Event()

    @activity(effect="keyed", window=timedelta(hours=1), name="direct.slow")
    async def slow(again: bool) -> str:
        seen.append(durable.attempt().key)
        begun.set()
        if not again:
            await asyncio.sleep(60)
        return "done"

    call = slow(False)
    waiting = asyncio.ensure_future(call)
    await begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    with pytest.raises(errors.InDoubt) as caught:
        await call.applied()
    assert await slow.with_options(key=caught.value.key)(True) == "done"
    assert seen == [seen[0]] * 2


@pytest.mark.parametrize("text", ["597bd9b6-5ec5-495c-82ce-053489efd229", "597bd9b65ec5495c82ce053489efd229"])
def test_a_key_that_is_given_as_text_is_no_business_key(text: str) -> None:
    """A function may write `key=str(attempt.key)`; as a text it would be digested into another key when the call is repeated."""
    key = uuid.UUID(text)
    assert errors.InDoubt("lost", key=text).key == key
    record = error_records.to_record(errors.InDoubt("lost", key=key))
    record["details"]["key"] = text  # as older histories have it
    found = error_records.from_record(record)
    assert isinstance(found, errors.InDoubt)
    assert found.key == key


def test_a_key_that_is_no_uuid_is_none_of_an_error() -> None:
    assert errors.ConnectorError("refused", key="order-7").key is None
    key = uuid.UUID("b29a63ac-42df-4a6e-a92b-8c7d3a64bd9c")
    assert errors.ConnectorError("refused", key=str(key)).key == key
