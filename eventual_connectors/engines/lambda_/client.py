"""A client of executions on Lambda: starts, watches and steers them through Lambda's API and the mailbox."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from itertools import islice
from types import TracebackType
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from ...connection import connections
from ...errors import EngineError, ExecutionFailed, ExecutionNotFound, UsageError
from ...history.events import Event
from ...workflows.definition import Workflow
from ..envelope import Envelope
from ..hosting.client import HostedEngine, Read, python_version
from ..hosting.messages import Message, beat_from_json
from ..port import CLOSED, Capability, ExecutionSummary
from .address import Address
from .local import LocalWorker
from .mailbox import Mailbox, open_mailbox, unpacked
from .payload import Payload, durable_name
from .post import post
from .recorded import ADVANCE, STATE, Recorded
from .running import BEAT
from .service import Found, Service, lambda_client
from .submit import submit

T = TypeVar("T")

LOOK_SECONDS = 0.2
LONGEST_LOOK_SECONDS = 2.0
"""How often it is looked whether an execution has ended: less and less often."""

LISTED_AT_ONCE = 100


class LambdaEngine(HostedEngine):
    """A client of one function. Use it as `async with connect("lambda://FUNCTION:ALIAS?mailbox=dynamodb://TABLE") as engine`.

    Args:
        url: names the function and its mailbox.
        client: boto3's client of Lambda, where it is to be another one.
    """

    name = "lambda"
    capabilities: frozenset[Capability] = frozenset()

    def __init__(self, url: str, *, client: Any = None) -> None:
        self.address = Address.of(url)
        self._client = client
        self._opened: tuple[Mailbox, Service] | None = None
        self._arns: dict[str, str] = {}

    async def __aenter__(self) -> LambdaEngine:
        connections.check_allowed()
        async with _said():
            self._opened = await asyncio.to_thread(self._open)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            await asyncio.to_thread(opened[0].close)

    def _open(self) -> tuple[Mailbox, Service]:
        return open_mailbox(self.address.mailbox), Service(self._client or lambda_client(self.address))

    @property
    def mailbox(self) -> Mailbox:
        """The open mailbox.

        Raises:
            UsageError: the engine is not open.
        """
        return self._both[0]

    @property
    def service(self) -> Service:
        """The open client of Lambda.

        Raises:
            UsageError: the engine is not open.
        """
        return self._both[1]

    @property
    def _both(self) -> tuple[Mailbox, Service]:
        if self._opened is None:
            raise UsageError('use the engine inside `async with connect("lambda://…") as engine:`')
        return self._opened

    def worker(self, workflows: Sequence[Workflow[..., Any]], *, standby: bool = False, **options: Any) -> LocalWorker:
        """Run executions of these workflows on this machine while the `async with` block lasts, for Lambda's local runner.

        On AWS the function itself runs them: give it `lambda_handler(workflows)`.

        Args:
            workflows: what this worker can run.
            standby: of no meaning here.
            **options: none.

        Raises:
            UsageError: there is no such option.
        """
        if options:
            raise UsageError(f"a worker of the engine on Lambda has no option {next(iter(options))!r}")
        return LocalWorker(self.address, workflows)

    async def submit(self, envelope: Envelope) -> Envelope:
        """See `HostedEngine.submit`."""
        start = envelope.start
        payload = Payload(
            self.address.target,
            start.execution_id,
            envelope.workflow,
            dict(start.input),
            envelope.reference,
            envelope.version,
            envelope.digest,
        )
        arn, held = await self._call(lambda: submit(self.service, self.mailbox, payload))
        self._arns[start.execution_id] = arn
        return held.envelope(arn, start.started_at, envelope.python)

    async def tell(self, id: str, happening: Message) -> None:
        """See `HostedEngine.tell`."""
        await self.open(id)
        arn = await self._arn(id)
        await self._call(lambda: post(self.mailbox, self.service, arn, happening))

    async def read(self, id: str) -> Read:
        """See `HostedEngine.read`."""
        arn = await self._arn(id)
        return await self._call(lambda: self._read(arn))

    async def ended(self, id: str) -> Event:
        """See `HostedEngine.ended`."""
        arn = await self._arn(id)
        seconds = LOOK_SECONDS
        while True:
            found, _, result = await self._call(lambda: self.service.describe(arn))
            if not found.open:
                return await self._call(partial(self._outcome, id, found, result))
            await asyncio.sleep(seconds)
            seconds = min(seconds * 1.2, LONGEST_LOOK_SECONDS)

    async def summary(self, id: str) -> ExecutionSummary:
        """See `HostedEngine.summary`."""
        arn = await self._arn(id)
        return await self._call(lambda: self._described(arn))

    async def listed(self, status: str | None, limit: int) -> list[ExecutionSummary]:
        """See `HostedEngine.listed`."""
        return await self._call(lambda: self._listed(status, limit))

    async def _arn(self, id: str) -> str:
        if id not in self._arns:
            found = await self._call(lambda: self.service.find(self.address.function, durable_name(id)))
            if found is None:
                raise ExecutionNotFound(f"no execution has the id {id!r}; `eventual executions list` shows those that exist")
            self._arns[id] = found.arn
        return self._arns[id]

    async def _call(self, work: Callable[[], T]) -> T:
        async with _said():
            return await asyncio.to_thread(work)

    # What blocks.

    def _read(self, arn: str) -> Read:
        found, text, _ = self.service.describe(arn)
        recorded = Recorded()
        for result in self.service.results(arn, ADVANCE):
            recorded.take(unpacked(result, self.mailbox))
        beats = recorded.beats
        for name, note in self.mailbox.notes(arn).items():
            beat = beat_from_json(unpacked(note, self.mailbox)) if name.startswith(BEAT) else None
            if beat is not None and (beat.path not in beats or beats[beat.path].at < beat.at):
                beats[beat.path] = beat
        envelope = self._payload(text).envelope(arn, recorded.started_at or found.started_at, recorded.python or python_version())
        return Read(envelope, recorded.events, beats)

    def _outcome(self, id: str, found: Found, result: str) -> Event:
        if found.status == "SUCCEEDED":
            return Event.from_json(unpacked(result, self.mailbox))
        events = self._read(found.arn).events
        if events and events[-1].type.removeprefix("execution_") in CLOSED:
            return events[-1]
        said = self.service.error(found.arn)
        raise ExecutionFailed(f"the execution {id!r} was ended by Lambda ({found.status.lower()}): {said}")

    def _listed(self, status: str | None, limit: int) -> list[ExecutionSummary]:
        summaries: list[ExecutionSummary] = []
        listed = self.service.listed(self.address.function)
        while len(summaries) < limit and (some := list(islice(listed, LISTED_AT_ONCE))):
            notes = self.mailbox.notes_of([found.arn for found in some], STATE)
            shown = (self._summary(found, notes.get(found.arn)) for found in some)
            summaries += [summary for summary in shown if status in (None, summary.status)]
        return summaries[:limit]

    def _described(self, arn: str) -> ExecutionSummary:
        found, text, _ = self.service.describe(arn)
        return self._summary(found, self.mailbox.notes_of([arn], STATE).get(arn), text)

    def _summary(self, found: Found, note: str | None, text: str = "") -> ExecutionSummary:
        if note is None:
            payload = self._payload(text or self.service.describe(found.arn)[1])
            shown: Message = {"id": payload.id, "workflow": payload.workflow, "version": payload.version, "status": "pending"}
        else:
            shown = json.loads(note)
        state, reason, parked = shown["status"], shown.get("reason", ""), shown.get("parked", 0)
        if found.open and state in CLOSED:
            state, reason = "running", ""  # its end is not recorded yet
        elif not found.open and state not in CLOSED:
            state, reason, parked = "failed", f"ended by Lambda: {found.status.lower()}", 0
        updated = max(found.started_at, found.ended_at or shown.get("updated_at", 0))
        cancelling = state not in CLOSED and shown.get("cancelling", False)
        return ExecutionSummary(
            shown["id"], shown["workflow"], shown["version"], state, reason, found.started_at, updated, parked, cancelling
        )

    def _payload(self, text: str) -> Payload:
        return Payload.from_json(unpacked(text, self.mailbox))


@asynccontextmanager
async def _said() -> AsyncIterator[None]:
    """AWS' errors as ours, in one line."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise EngineError(f"AWS: {(str(error).splitlines() or [type(error).__name__])[0]}") from None
