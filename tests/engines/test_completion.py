"""Completion from outside: whoever has the token says how the call ended, once, in any process, in time."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tenacity import wait_none

from eventual_connectors import Retry, activity, connect, connect_sync, durable, errors, workflow
from eventual_connectors.attempts.completion import Claim, check, read, sign
from eventual_connectors.cli.timeline import timeline
from eventual_connectors.engines import open_calls
from eventual_connectors.engines.embedded.token_key import TokenKey
from eventual_connectors.engines.export import as_flow
from eventual_connectors.history import schema
from eventual_connectors.testing import VirtualClock
from eventual_connectors.workflows.playback import play
from tests.engines import mill as application
from tests.engines.conftest import ROOT, Mill

tokens: list[str] = []
handed_out = threading.Event()
may_end = threading.Event()


@pytest.fixture(autouse=True)
def _clean() -> None:
    tokens.clear()
    handed_out.clear()
    may_end.clear()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'app.db'}"


@asynccontextmanager
async def running(url: str, *workflows: Any, **options: Any) -> AsyncIterator[Any]:
    async with asyncio.timeout(40), connect(url) as engine, engine.worker(workflows, **options):
        yield engine


def hand_out(seconds: float = 3600) -> None:
    tokens.append(durable.attempt().completion_token(expires=seconds))
    handed_out.set()


@activity(effect="unsafe", name="completion.approve")
async def approve(amount: int) -> int:
    hand_out()
    raise errors.CompleteLater


@workflow()
async def approves(amount: int) -> int:
    return await approve(amount)


async def waits(engine: Any, id: str, kind: str = "attempt_deferred") -> None:
    while kind not in [event.type for event in (await engine.record(id)).events]:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


def eventual(mill: Mill, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "eventual_connectors", "executions", "complete", *arguments, "--url", mill.url]
    return subprocess.run(command, cwd=ROOT, input=stdin, capture_output=True, text=True, timeout=60, check=False)


async def test_a_call_is_completed_from_another_process_after_its_worker_was_killed(mill: Mill) -> None:
    """While nobody runs the execution; once, and by nobody else."""
    async with connect(mill.url) as engine:
        handle = await engine.start(application.asks, "may we?", id="a")
        with mill.worker():
            await waits(engine, "a")
        token = (mill.folder / "asked-1").read_text()
        mended = token[:-1] + ("A" if token[-1] != "A" else "B")
        for arguments, said in (
            ([mended, "--result", "true"], "is not valid here"),
            (["ect1.x.y", "--result", "true"], "this is no completion token"),
            ([token, "--result", '"soon"', "--app", "tests.engines.mill:work"], "mill.ask cannot have this result: "),
            ([token], "exactly one of --result and --failed"),
        ):
            done = await asyncio.to_thread(eventual, mill, *arguments)
            assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
            assert said in done.stderr
        done = await asyncio.to_thread(eventual, mill, "-", "--result", "true", "--json", stdin=f"{token}\n")
        assert (done.returncode, json.loads(done.stdout)) == (0, {"id": "a", "request": "complete"})
        again = await asyncio.to_thread(eventual, mill, token, "--failed", "no")
        assert again.returncode == 2
        assert "mill.ask in 'a' is of no use any more: the call has ended" in again.stderr
        async with engine.worker([application.asks]):
            assert await handle.result(20) is True
        late = await asyncio.to_thread(eventual, mill, token, "--result", "true")
        assert (late.returncode, late.stderr) == (2, "error: the execution 'a' has ended (completed)\n")
        record = await engine.record("a")
    assert [event.type for event in record.events][2:-1] == ["attempt_started", "attempt_deferred", "activity_completed"]
    assert record.events[-2].data == {"path": "mill.ask", "attempt": 1, "result": True, "via": "token"}
    validator = jsonschema.Draft202012Validator(schema())
    for event in record.events:
        validator.validate(event.to_json())
    assert play(as_flow(record), application.asks).verdict == "same"
    assert mill.count("asked-") == 1
    assert token not in json.dumps([event.to_json() for event in record.events])


async def test_a_worker_that_is_killed_after_it_handed_the_token_out_leaves_doubt_that_the_token_settles(mill: Mill) -> None:
    async with connect(mill.url) as engine:
        handle = await engine.start(application.asks, "may we?", True, id="a")
        with mill.worker():
            await asyncio.to_thread(mill.until, lambda: mill.done("asked-1"))
        async with engine.worker([application.asks]):
            await waits(engine, "a", "activity_parked")
            await engine.complete((mill.folder / "asked-1").read_text(), False)
            assert await handle.result(20) is False
    assert mill.count("asked-") == 1


async def test_who_completes_first_wins_and_the_others_are_told(url: str) -> None:
    async with running(url, approves, max_cached=0) as engine:
        handle = await engine.start(approves, 5, id="a")
        await waits(engine, "a")
        answers = await asyncio.gather(*(engine.complete(tokens[0], n) for n in range(8)), return_exceptions=True)
        (winner,) = (n for n, answer in enumerate(answers) if answer is None)
        assert await handle.result() == winner
        assert all(isinstance(answer, errors.EventualError) for answer in answers if answer is not None)


async def test_it_may_be_completed_before_the_function_has_ended(url: str) -> None:
    @activity(effect="unsafe", name="completion.slow")
    def slow() -> str:
        hand_out()
        may_end.wait(10)
        raise errors.CompleteLater

    @workflow()
    async def slows() -> str:
        return await slow()

    async with running(url, slows) as engine:
        handle = await engine.start(slows, id="a")
        await asyncio.to_thread(handed_out.wait, 10)
        await engine.complete(tokens[0], "quick")
        assert await handle.result() == "quick"
        may_end.set()


async def test_a_failure_is_a_permanent_error(url: str) -> None:
    async with running(url, approves) as engine:
        handle = await engine.start(approves, 5, id="a")
        await waits(engine, "a")
        await engine.fail(tokens[0], "the manager said no")
        with pytest.raises(errors.ExecutionFailed, match="the manager said no") as caught:
            await handle.result()
        assert isinstance(caught.value.__cause__, errors.Permanent)


async def test_a_result_that_does_not_fit_is_refused_and_the_token_stays_good(url: str) -> None:
    async with running(url, approves) as engine:
        handle = await engine.start(approves, 5, id="a")
        await waits(engine, "a")
        with pytest.raises(errors.UsageError, match="cannot have this result"):
            await engine.complete(tokens[0], "five")
        await engine.complete(tokens[0], 5)
        assert await handle.result() == 5


@activity(effect="unsafe", name="completion.doubtful")
async def doubtful() -> int:
    raise errors.InDoubt("no answer")


@workflow()
async def doubts() -> int:
    return await doubtful()


async def test_what_a_client_without_the_code_says_is_refused_on_record(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client cannot know the type, so the worker refuses after the client has gone: the history says so, and the call waits on."""
    monkeypatch.setattr(open_calls, "find_activity", lambda name: None)
    async with running(url, approves, doubts) as engine:
        asked, parked = await engine.start(approves, 5, id="a"), await engine.start(doubts, id="d")
        await waits(engine, "a")
        await waits(engine, "d", "activity_parked")
        await engine.complete(tokens[0], "yes")
        await parked.resolve("completion.doubtful", 1, succeeded="yes")
        for id, by, path in (("a", "token", "completion.approve"), ("d", "operator", "completion.doubtful")):
            await waits(engine, id, "settlement_refused")
            record = await engine.record(id)
            (refused,) = [event for event in record.events if event.type == "settlement_refused"]
            assert (refused.data["by"], refused.data["path"], refused.data["attempt"]) == (by, path, 1)
            assert f"{path} cannot have this result" in timeline(record.events)[-1].outcome
            for event in record.events:
                jsonschema.validate(event.to_json(), schema())
        await engine.complete(tokens[0], 7)
        await parked.resolve("completion.doubtful", 1, succeeded=8)
        assert (await asked.result(), await parked.result()) == (7, 8)
        assert play(as_flow(await engine.record("a")), approves).verdict == "same"


async def test_after_its_expiry_a_write_is_parked_and_the_token_is_worthless(url: str) -> None:
    clock = VirtualClock()
    async with asyncio.timeout(30), connect(url, clock=clock) as engine, engine.worker([approves]):
        handle = await engine.start(approves, 5, id="a")
        await waits(engine, "a", "activity_parked")
        (parked,) = await handle.parked()
        assert parked.reason == "sending it again could do it twice"
        with pytest.raises(errors.UsageError, match=r"the completion token of completion.approve expired at 2\d{3}-"):
            await engine.complete(tokens[0], 5)
        await handle.resolve(parked.path, parked.attempt, succeeded=7)
        assert await handle.result() == 7
        record = await engine.record("a")
    (event,) = (event for event in record.events if event.type == "activity_parked")
    assert event.data["error"]["details"]["code"] == "token_expired"
    assert event.at - record.events[2].at >= 3600 * 1_000_000
    assert play(as_flow(record), approves).verdict == "same"


async def test_only_the_current_attempts_token_holds(url: str) -> None:
    """A read is asked for again after the expiry; the first attempt's token is of no use for the second."""

    @activity(effect="read", name="completion.reads", retry=Retry(wait=wait_none()))
    async def reads() -> int:
        hand_out(0.3 if durable.attempt().number == 1 else 3600)
        tokens.append(durable.attempt().completion_token(expires=0.1))  # the last to expire counts
        raise errors.CompleteLater

    @workflow()
    async def reading() -> int:
        return await reads()

    async with running(url, reading) as engine:
        handle = await engine.start(reading, id="a")
        while len(tokens) < 4:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        claim = read(tokens[0])
        root = (await engine.record("a")).root
        key = TokenKey(engine.path).made()
        unexpired = sign(Claim(claim.execution_id, claim.path, 1, claim.expires_at + 10**9), key, root)
        with pytest.raises(errors.UsageError, match=r"of attempt 1 of completion\.reads, which is at attempt 2 now"):
            await engine.complete(unexpired, 1)
        await engine.complete(tokens[2], 2)
        assert await handle.result() == 2


async def test_a_call_whose_caller_went_away_is_settled_by_its_token(url: str) -> None:
    @workflow()
    async def gives_up() -> str:
        try:
            async with asyncio.timeout(0.1):
                await approve(5)
        except TimeoutError:
            return "gave up"
        return "approved"

    async with running(url, gives_up) as engine:
        handle = await engine.start(gives_up, id="a")
        await waits(engine, "a", "timer_fired")
        assert await handle.status() == "running"
        await engine.complete(tokens[0], 5)
        assert await handle.result() == "gave up"


async def test_a_token_of_another_database_is_refused_also_where_the_key_is_shared(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTUAL_TOKEN_KEY", "k" * 32)
    async with running(url, approves) as one, running(f"{url}.other", approves) as other:
        for engine in (one, other):
            await engine.start(approves, 5, id="a")
            await waits(engine, "a")
        with pytest.raises(errors.UsageError, match="is not valid here"):
            await other.complete(tokens[0], 5)
        await other.complete(tokens[1], 5)
        monkeypatch.setenv("EVENTUAL_TOKEN_KEY", "another" * 5)
        with pytest.raises(errors.UsageError, match="is not valid here"):
            await one.complete(tokens[0], 5)
        monkeypatch.setenv("EVENTUAL_TOKEN_KEY", "short")
        with pytest.raises(errors.ConfigurationError, match="EVENTUAL_TOKEN_KEY is too short"):
            await one.complete(tokens[0], 5)
        monkeypatch.delenv("EVENTUAL_TOKEN_KEY")
        assert TokenKey(one.path).known() is None  # none is made where one is given


async def test_neither_key_nor_token_is_in_the_database_or_a_log(url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    @activity(effect="unsafe", name="completion.blurts")
    async def blurts() -> int:
        hand_out()
        durable.attempt().heartbeat({"link": f"https://shop/approve?token={tokens[0]}"})
        raise errors.Permanent(f"cannot post {tokens[0]}")

    @workflow()
    async def blurting() -> int:
        try:
            return await blurts()
        except errors.Permanent:
            return await approve(5)

    caplog.set_level(logging.DEBUG)
    async with running(url, blurting) as engine:
        handle = await engine.start(blurting, id="a")
        await waits(engine, "a")
        await engine.complete(tokens[1], 5)
        assert await handle.result() == 5
    key = (tmp_path / "app.db.token-key").read_bytes()
    assert (tmp_path / "app.db.token-key").stat().st_mode & 0o777 == 0o600
    assert len(key) == 32
    connection = sqlite3.connect(tmp_path / "app.db")
    dump = "\n".join(connection.iterdump())
    connection.close()
    assert "cannot post ***" in dump
    for token in tokens:
        assert token.rpartition(".")[2] not in dump + caplog.text
    assert key.hex().upper() not in dump.upper()


def test_completing_from_code_that_is_not_async(url: str) -> None:
    with connect_sync(url) as engine, engine.worker([approves]):
        for id, answer in (("a", 5), ("b", None)):
            handed_out.clear()
            handle = engine.start(approves, 5, id=id)
            assert handed_out.wait(10)
            if answer is None:
                engine.fail(tokens[-1], "no")
                with pytest.raises(errors.ExecutionFailed):
                    handle.result(10)
            else:
                engine.complete(tokens[-1], answer)
                assert handle.result(10) == 5


async def test_wrong_use_is_one_clear_line(url: str) -> None:
    @activity(effect="unsafe", name="completion.forgets")
    async def forgets(seconds: float) -> None:
        if seconds:
            durable.attempt().completion_token(expires=seconds)
        raise errors.CompleteLater

    with pytest.raises(errors.UsageError, match="outside a workflow cannot be completed later"):
        await forgets(5)

    @workflow()
    async def forgetting(seconds: float) -> None:
        await forgets(seconds)

    async with running(url, forgetting) as engine:
        for seconds, said in ((0.0, "nobody could complete it"), (-1.0, "more than 0 seconds")):
            handle = await engine.start(forgetting, seconds, id=str(seconds))
            with pytest.raises(errors.ExecutionFailed, match=said):
                await handle.result()


ROOT_BYTES = b"r" * 16


@given(st.text(), st.text(), st.integers(1, 2**31), st.integers(0, 2**57))
def test_a_token_says_what_was_signed_and_nothing_else_holds(execution: str, path: str, attempt: int, expires_at: int) -> None:
    claim = Claim(execution, path, attempt, expires_at)
    try:
        token = sign(claim, b"key", ROOT_BYTES)
    except errors.SerializationError:
        return  # half a surrogate pair is no id
    assert read(token) == claim
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
    check(token, claim, b"key", ROOT_BYTES, expires_at - 1)
    for key, root, now in (
        (b"yek", ROOT_BYTES, 0),
        (b"key", b"s" * 16, 0),
        (None, ROOT_BYTES, 0),
        (b"key", None, 0),
        (b"key", ROOT_BYTES, expires_at),
    ):
        with pytest.raises(errors.UsageError):
            check(token, claim, key, root, now)
    for n in range(len(token)):
        changed = token[:n] + ("A" if token[n] != "A" else "B") + token[n + 1 :]
        with pytest.raises(errors.UsageError):
            check(changed, read(changed), b"key", ROOT_BYTES, 0)


@given(st.text() | st.text("ect1._-AbWzQ[]", max_size=50).map("ect1.".__add__))
def test_what_is_no_token_is_one_clear_line(text: str) -> None:
    with pytest.raises(errors.UsageError, match="this is no completion token"):
        read(text)


def test_a_token_that_is_made_to_exhaust_is_no_token() -> None:
    import base64

    nested = base64.urlsafe_b64encode(b"[" * 100_000).decode()
    with pytest.raises(errors.UsageError, match="this is no completion token"):
        read(f"ect1.{nested}.x")
