"""What Lambda alone asks of its engine."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import boto3
import moto
import pytest
import yaml
from aws_durable_execution_sdk_python_testing.executor import Executor
from aws_durable_execution_sdk_python_testing.runner import DurableFunctionTestResult, DurableFunctionTestRunner
from botocore.exceptions import ClientError, EndpointConnectionError
from moto.dynamodb.responses import DynamoHandler

from eventual_connectors import Workflow, activity, connect, durable, errors, workflow
from eventual_connectors.attempts import runner
from eventual_connectors.engines.export import as_flow
from eventual_connectors.engines.lambda_ import lambda_handler, program
from eventual_connectors.engines.lambda_.address import Address
from eventual_connectors.engines.lambda_.client import LambdaEngine
from eventual_connectors.engines.lambda_.dynamodb_mailbox import DynamoDbMailbox
from eventual_connectors.engines.lambda_.handler import LambdaHandler
from eventual_connectors.engines.lambda_.mailbox import Mailbox, open_mailbox, packed, unpacked
from eventual_connectors.engines.lambda_.payload import Payload, durable_name, root_of
from eventual_connectors.engines.lambda_.running import Attempting
from eventual_connectors.engines.lambda_.sqlite_mailbox import SqliteMailbox
from eventual_connectors.engines.lambda_.steady import Interrupted, steady
from eventual_connectors.engines.lambda_.time_left import TimeLeft
from eventual_connectors.history.events import Event
from eventual_connectors.workflows.playback import play
from tests.engines.suite import application as app
from tests.engines.suite.lambda_in_process import InProcessLambda, served
from tests.engines.suite.targets import ROOT, Target

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("vendor")]

PATIENCE = 60.0


@workflow(name="suite.echoes")
async def echoes(text: str) -> int:
    """The sizes of its argument and of a signal."""
    return len(text) + len(await app.approved.receive())


@workflow(name="suite.dozes")
async def dozes(times: int, seconds: float) -> list[float]:
    """How long its sleeps take."""
    marks = [durable.now()]
    for _ in range(times):
        await asyncio.sleep(seconds)
        marks.append(durable.now())
    return [(after - before).total_seconds() for before, after in pairwise(marks)]


tokens: list[str] = []


@activity(effect="unsafe", name="suite.approve")
async def approve(amount: int) -> int:
    tokens.append(durable.attempt().completion_token(expires=600))
    raise errors.CompleteLater


@workflow(name="suite.approves")
async def approves(amount: int) -> int:
    """A call that is completed from outside."""
    return await approve(amount)


WORKFLOWS: list[Workflow[..., Any]] = [*app.WORKFLOWS, echoes, dozes, approves]


# In process.


class Lambda:
    """A stand-in for boto3's client: nobody outside is told anything."""

    def send_durable_execution_callback_success(self, **_: object) -> None:
        """See Lambda's API."""


def run_in_process(tmp_path: Path, flow: Workflow[..., Any], *args: Any) -> DurableFunctionTestResult:
    """Run an execution on the runner that is within the process."""
    handler = LambdaHandler(WORKFLOWS, f"sqlite:///{tmp_path / 'mailbox.db'}", Lambda())
    payload = Payload("f:live", "one", flow.name, flow.encode_input(args, {}), flow.reference, flow.version, "")
    try:
        with DurableFunctionTestRunner(handler, poll_interval=0.05, skip_time=False) as local:
            result: DurableFunctionTestResult = local.run(input=json.dumps(payload.to_json()), execution_timeout=60)
        local._scheduler._loop.close()  # it is left open
        return result
    finally:
        handler.close()


def ended(result: DurableFunctionTestResult) -> Any:
    """The workflow's result."""
    return Event.from_json(json.loads(result.result or "")).data["result"]


def steps_and_callbacks(result: DurableFunctionTestResult) -> Counter[str]:
    return Counter(operation.operation_type.value for operation in result.get_all_operations())


def test_branches_with_steps_of_one_name_come_out_right_on_the_runner_in_process(tmp_path: Path) -> None:
    result = run_in_process(tmp_path, app.scrambles)
    assert ended(result) == [[f"{name}{number}" for number in range(5)] for name in "ABCDE"]


def test_a_timer_is_a_step_and_a_callback_and_never_comes_early(tmp_path: Path) -> None:
    result = run_in_process(tmp_path, dozes, 3, 2.2)
    assert all(2.2 <= seconds < 12 for seconds in ended(result))
    assert steps_and_callbacks(result) == {"STEP": 4, "CALLBACK": 3}


def test_an_execution_whose_invocations_die_is_not_given_up_by_lambda(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deaths = 0
    carry_out = Attempting.carry_out

    def dies(self: Attempting, commands: list[dict[str, Any]]) -> None:
        nonlocal deaths
        if deaths < 12 and any(command["do"] == "run" for command in commands):
            deaths += 1
            raise Interrupted("the process is gone")
        carry_out(self, commands)

    monkeypatch.setattr(Attempting, "carry_out", dies)
    monkeypatch.setattr(Executor, "RETRY_BACKOFF_SECONDS", 0.01)
    result = run_in_process(tmp_path, app.counts, 1)
    assert ended(result) == ["A0"]
    assert deaths == 12


def test_what_the_time_does_not_suffice_for_is_for_the_next_invocation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    invocations: list[TimeLeft] = []

    def short(left: TimeLeft) -> bool:
        if vars(left).setdefault("asked", 0) == 0:
            invocations.append(left)
        vars(left)["asked"] += 1
        return bool(vars(left)["asked"] > 6)

    monkeypatch.setattr(TimeLeft, "short", property(short))
    assert ended(run_in_process(tmp_path, app.counts, 8)) == [f"A{number}" for number in range(8)]
    assert app.effects("step") == [f"step A{number}" for number in range(8)]
    assert len(invocations) > 1


# Over HTTP.


async def test_no_signal_is_slept_through_however_they_come(lambda_: Callable[[], Target]) -> None:
    target = lambda_()
    async with connect(target.url) as engine, engine.worker(WORKFLOWS):
        handle = await engine.start(app.listens, 40, id="listens")
        for batch in range(8):
            await asyncio.gather(*(handle.signal(app.approved, f"{batch}.{number}") for number in range(5)))
            await asyncio.sleep(0.15 * batch)
        result = await handle.result(PATIENCE)
        record = await engine.record("listens")
    assert sorted(result) == sorted(f"{batch}.{number}" for batch in range(8) for number in range(5))
    assert play(as_flow(record), app.listens).verdict == "same"


async def test_arguments_and_signals_larger_than_lambda_takes_lie_in_the_mailbox(lambda_: Callable[[], Target]) -> None:
    target = lambda_()
    async with connect(target.url) as engine, engine.worker(WORKFLOWS):
        handle = await engine.start(echoes, "x" * 1_500_000, id="echoes")
        await handle.signal(app.approved, "y" * 600_000)
        assert await handle.result(PATIENCE) == 2_100_000
        assert await (await engine.start(echoes, "x" * 1_500_000, id="echoes")).result(PATIENCE) == 2_100_000
        record = await engine.record("echoes")
    assert play(as_flow(record), echoes).verdict == "same"


async def test_lambda_knows_how_an_execution_ended(lambda_: Callable[[], Target]) -> None:
    async with connect(lambda_().url) as engine, engine.worker(WORKFLOWS):
        assert isinstance(engine, LambdaEngine)
        for name, status in [("A", "SUCCEEDED"), ("fails", "FAILED")]:
            with contextlib.suppress(errors.ExecutionFailed):
                await (await engine.start(app.child, name, id=name)).result(PATIENCE)
            found = engine.service.find(engine.address.function, name)
            assert found is not None
            assert found.status == status


async def test_an_id_may_be_any_text_and_its_key_root_follows_from_the_arn(lambda_: Callable[[], Target]) -> None:
    async with connect(lambda_().url) as engine, engine.worker(WORKFLOWS):
        assert isinstance(engine, LambdaEngine)
        id = "Bestellung 7/ä#" + "x" * 100
        assert await (await engine.start(app.hauls, 3, id=id)).result(PATIENCE) == 3
        found = engine.service.find(engine.address.function, durable_name(id))
        assert found is not None
        assert (await engine.record(id)).root == root_of(found.arn)
        assert [summary.id for summary in await engine.executions()] == [id]


async def test_an_engine_that_begins_anew_finds_what_another_started(lambda_: Callable[[], Target]) -> None:
    url = lambda_().url
    async with connect(url) as engine:
        await engine.start(app.listens, 1, id="found")
    async with connect(url) as engine:
        handle = await engine.handle("found", app.listens)
        assert await handle.status() == "pending"
        await handle.signal(app.approved, "early")
        async with engine.worker(WORKFLOWS):
            assert await handle.result(PATIENCE) == ["early"]


async def test_a_call_is_completed_from_outside_while_nothing_runs(lambda_: Callable[[], Target], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTUAL_TOKEN_KEY", "k" * 40)
    tokens.clear()
    async with connect(lambda_().url) as engine, engine.worker(WORKFLOWS):
        handle = await engine.start(approves, 7, id="approves")
        async with asyncio.timeout(PATIENCE):
            while "attempt_deferred" not in [event.type for event in (await engine.record("approves")).events]:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        await engine.complete(tokens[0], 8)
        assert await handle.result(PATIENCE) == 8
        with pytest.raises(errors.ExecutionClosed):
            await engine.complete(tokens[0], 9)


async def test_a_worker_is_for_the_local_runner(tmp_path: Path) -> None:
    """Whoever starts an execution and would run it meanwhile waits for the function."""
    mailbox = f"mailbox=sqlite:///{tmp_path / 'mailbox.db'}"
    async with connect(f"lambda://shop:live?{mailbox}&region=eu-west-1") as engine:
        with pytest.raises(errors.DatabaseLocked, match="the function itself runs executions"):
            async with engine.worker(WORKFLOWS):
                pass
        with pytest.raises(errors.UsageError, match="no option 'max_cached'"):
            engine.worker(WORKFLOWS, max_cached=1)


async def test_one_worker_listens_at_a_place(lambda_: Callable[[], Target]) -> None:
    async with connect(lambda_().url) as engine, engine.worker(WORKFLOWS):
        with pytest.raises(errors.DatabaseLocked, match="a worker cannot listen"):
            async with engine.worker(WORKFLOWS):
                pass


# Queues, with Lambda's API in process.


@workflow(name="suite.waits_for")
async def waits_for(name: str) -> str:
    return await app.wait_for(name)


async def test_who_queues_for_long_rests_and_its_place_is_anothers(tmp_path: Path, vendor: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "MAX_AT_ONCE", 1)
    monkeypatch.setattr(program, "QUEUE_SECONDS", 1)
    client, mailbox = InProcessLambda(), f"sqlite:///{tmp_path / 'mailbox.db'}"
    handler = LambdaHandler([waits_for], mailbox, client)
    with served(client, handler):
        async with LambdaEngine(f"lambda://suite:live?mailbox={mailbox}", client=client) as engine:
            first = await engine.start(waits_for, "first", id="first")
            async with asyncio.timeout(PATIENCE):
                while not (await engine.record("first")).events:  # noqa: ASYNC110 - another thread runs it
                    await asyncio.sleep(0.05)
            (vendor / "second").touch()
            second = await engine.start(waits_for, "second", id="second")
            async with asyncio.timeout(PATIENCE):
                while rests(client, engine, "second") < 2:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            assert await first.status() == await second.status() == "running"
            (vendor / "first").touch()
            begin = time.monotonic()
            assert [await handle.result(PATIENCE) for handle in (first, second)] == ["first", "second"]
            assert time.monotonic() - begin < 15
    handler.close()


def rests(client: InProcessLambda, engine: LambdaEngine, name: str) -> int:
    """How often it has come to rest."""
    found = engine.service.find("suite", name)
    assert found is not None
    events = client.executor.get_execution_history(found.arn, max_items=1000).to_dict()["Events"]
    return sum(event["EventType"] == "CallbackStarted" for event in events)


# Parts.


def test_an_engine_is_named_by_function_alias_and_mailbox() -> None:
    address = Address.of("lambda://shop:live?mailbox=dynamodb://shop-mailbox&region=eu-west-1")
    assert (address.target, address.mailbox, address.region) == ("shop:live", "dynamodb://shop-mailbox", "eu-west-1")
    assert Address.of("lambda://shop?mailbox=dynamodb://t").target == "shop:$LATEST"
    with pytest.raises(errors.UsageError, match="by its function and its mailbox"):
        Address.of("lambda://shop:live")
    with pytest.raises(errors.UsageError, match="'mailboxes' is no option"):
        Address.of("lambda://shop:live?mailboxes=x")
    with pytest.raises(errors.UsageError, match="dynamodb://TABLE"):
        open_mailbox("redis://x")


def test_a_handler_needs_a_mailbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVENTUAL_MAILBOX", raising=False)
    with pytest.raises(errors.UsageError, match="EVENTUAL_MAILBOX"):
        lambda_handler(WORKFLOWS, client=Lambda())({}, None)


def test_names_of_durable_executions_differ_as_ids_do() -> None:
    digest = durable_name("a/b")
    ids = ["a", "a/b", "A", "x" * 64, "x" * 65, "x" * 66, digest, "ä", "a b"]
    names = [durable_name(id) for id in ids]
    assert len(set(names)) == len(ids)
    assert all(0 < len(name) <= 64 and name.isascii() for name in names)
    assert durable_name("order-7") == "order-7"


def table() -> dict[str, Any]:
    """The table of the guide."""

    class Loader(yaml.SafeLoader):
        """Reads CloudFormation's own tags as text."""

    Loader.add_multi_constructor("!", lambda loader, suffix, node: str(node.value))
    guide = (ROOT / "docs/how-to/run-on-lambda.md").read_text(encoding="utf-8")
    template = yaml.load(guide.partition("```yaml\n")[2].partition("```")[0], Loader)
    properties: dict[str, Any] = template["Resources"]["Mailbox"]["Properties"]
    return properties


@pytest.fixture(params=["sqlite", "dynamodb"])
def mailbox(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """Each kind of mailbox."""
    if request.param == "sqlite":
        yield SqliteMailbox(str(tmp_path / "mailbox.db"))
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    # DynamoDB adds in one step. Moto reads and writes, and two threads may read the same.
    one_at_a_time, update = threading.Lock(), DynamoHandler.update_item

    def locked(handler: DynamoHandler) -> Any:
        with one_at_a_time:
            return update(handler)

    monkeypatch.setattr(DynamoHandler, "update_item", locked)
    with moto.mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        client.create_table(**{name: value for name, value in table().items() if name != "TimeToLiveSpecification"})
        yield DynamoDbMailbox(client, "shop-mailbox")


def test_letters_are_taken_in_the_order_in_which_they_were_posted(mailbox: Mailbox) -> None:
    for number in range(12):
        mailbox.post("box", f"letter {number}")
        mailbox.post("another box", "another letter")
    letters = mailbox.letters("box")
    assert [letter.text for letter in letters] == [f"letter {number}" for number in range(12)]
    mailbox.remove("box", [letters[0].place, letters[5].place])
    mailbox.remove("box", [letters[0].place])
    assert [letter.text for letter in mailbox.letters("box")] == [f"letter {number}" for number in range(12) if number not in (0, 5)]
    mailbox.post("box", "after them")
    assert mailbox.letters("box")[-1].text == "after them"


def test_of_the_notes_of_a_name_the_latest_counts(mailbox: Mailbox) -> None:
    mailbox.note("box", "state", "first")
    mailbox.note("box", "state", "second")
    mailbox.note("box", "beat#1", "alive")
    assert mailbox.notes("box") == {"state": "second", "beat#1": "alive"}
    assert mailbox.notes_of(["box", "nobody's"], "state") == {"box": "second"}
    assert mailbox.letters("box") == []


def test_what_is_large_is_kept_and_checked(mailbox: Mailbox) -> None:
    small, large = {"text": "x" * 100}, {"text": "ä" * 900_000}
    assert json.loads(packed(small, mailbox)) == small
    text = packed(large, mailbox)
    assert len(text) < 200
    assert unpacked(text, mailbox) == large
    with pytest.raises(errors.HistoryError, match="is gone"):
        unpacked(json.dumps({"kept": "0" * 64, "bytes": 1}), mailbox)


def test_what_may_pass_is_tried_again_and_in_the_end_the_invocation_is_given_up() -> None:
    calls: list[float] = []

    class Fails:
        def letters(self, box: str) -> list[str]:
            calls.append(time.monotonic())
            if len(calls) < 3:
                raise EndpointConnectionError(endpoint_url="https://dynamodb")
            if box == "denied":
                raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "Query")
            return [box]

    assert steady(Fails(), lambda: 60.0).letters("box") == ["box"]
    assert len(calls) == 3
    with pytest.raises(Interrupted, match="AccessDenied"):
        steady(Fails(), lambda: 0.1).letters("denied")


def test_threads_share_a_mailbox(mailbox: Mailbox) -> None:
    threads = [threading.Thread(target=mailbox.post, args=("box", str(number))) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(letter.text for letter in mailbox.letters("box")) == sorted(map(str, range(8)))
