"""One trial: a fake of its own, a database of its own, workers that are killed and started again, and the count of effects."""

from __future__ import annotations

import json
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, get_args

from ..activities import Activity
from ..clock import micros
from ..effect import Effect
from ..engines.sync import connect_sync
from ..errors import EventualError, ExecutionClosed
from ..fakes import Dropped, Fake, FakeServer, Request
from ..fakes import Effect as Happened
from ..history import events as ev
from ..secret import Secret
from .dying import Moment
from .forks import Worker, begin_fork
from .suite import ConformanceSuite
from .worker import EXECUTION

PATIENT = 20.0
"""Seconds of an attempt that is not to time out, however busy the machine is."""

LOOKS_AFTER = 1.0
"""The same where a look-up waits for that time: one that does run out is looked up, and the trial comes out as it would."""

IMPATIENT = 0.4
"""Seconds of an attempt whose time is to run out, on a machine that is not busy."""

IMPATIENCE = 0.15
"""Seconds after which a caller goes away, on such a machine."""

PAUSE = 0.02
"""Seconds between two attempts."""

LONGEST = 60.0
"""Seconds after which a worker that is still at it is a failure: something hangs."""

_ENDS = frozenset({ev.ATTEMPT_ENDED, ev.ACTIVITY_COMPLETED, ev.ACTIVITY_FAILED, ev.ACTIVITY_PARKED, ev.ACTIVITY_DROPPED})
"""Events in which an attempt's end is recorded."""

START = datetime.now(UTC)
"""The fakes' time, which stands still: what two trials leave behind can be compared. Workers begin at it too, for look-ups by time."""


@dataclass(frozen=True)
class Prepared:
    """An activity, ready to be called.

    Attributes:
        activity: what is called.
        fake: the class of the vendor's fake.
        operation: the fake's operation that carries the activity out.
        arguments: of the sample call, recorded form.
        other: of a call of other content; empty where the author gave none.
        before: the fake's state that the calls need; empty where they are made in a sandbox.
        unique: a text that tells these calls' effects from those of other trials in the same account; empty on a fake.
    """

    activity: Activity[..., Any]
    fake: type[Fake]
    operation: str
    arguments: dict[str, Any]
    other: dict[str, Any]
    before: dict[str, Any]
    unique: str = ""


def finished(worker: Worker, place: Path) -> dict[str, Any]:
    """What a worker that does one thing left in a file; `error` where it failed."""
    worker.wait(LONGEST)
    worker.kill()
    if not place.exists():
        return {"error": f"no end within {LONGEST:g} s"}
    found: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return found


@dataclass
class Outcome:
    """How a trial ended.

    Attributes:
        status: of the execution: `completed`, `failed`, `cancelled`, `parked` or `blocked`; `killed` or `hung` where its worker was.
        error: what it failed with, or why it is blocked.
        kinds: the types of that error, from its own to the most general.
        parked: its parked calls, as `executions show` gives them.
        refused: the vendor refused the second of two calls that it cannot carry out twice.
        result: what it completed with, recorded form.
    """

    status: str
    error: str = ""
    kinds: list[str] = field(default_factory=list)
    parked: list[dict[str, Any]] = field(default_factory=list)
    refused: bool = False
    result: Any = None


@dataclass(frozen=True)
class Seen:
    """What a trial left at the vendor.

    Attributes:
        effects: how many; None where only the state can be seen.
        state: what is there now; comparable between trials.
    """

    effects: int | None
    state: Any


def is_secret(annotation: Any) -> bool:
    """Whether a setting of this type is a credential."""
    return Secret in (annotation, *get_args(annotation))


class Trial:
    """What a case is played on.

    Attributes:
        name: of this trial alone.
        fake: the vendor; serves while the trial lasts.
        operation: the fake's operation that carries out the activity.
        effect: the activity's class.
        window: for how long the vendor remembers its key.
        impatient: seconds of an attempt whose time is to run out.
        impatience: seconds after which a caller goes away.
        keys: the key of each request of that operation, in the order of their arrival.
        requests: the operations of all requests.
        arrived: when each request of the activity's operation arrived, in seconds of `time.monotonic()`.
        usual: how many effects one call has; None where that is not known, or they cannot be counted.
    """

    def __init__(self, suite: type[ConformanceSuite], prepared: Prepared, folder: Path, scale: float) -> None:
        self.impatient = IMPATIENT * scale
        self.impatience = IMPATIENCE * scale
        self._behind = datetime.now(UTC) - START
        self.fake: Fake = prepared.fake(start=START)
        if prepared.before:
            self.fake.restore(prepared.before)
        self.operation = prepared.operation
        self.effect = prepared.activity.effect
        self._patient = min(LOOKS_AFTER * scale, PATIENT) if self.effect is Effect.LOOKUP else PATIENT
        self.window = prepared.activity.window or timedelta()
        self.keys: list[str | None] = []
        self.requests: list[str] = []
        self.arrived: list[float] = []
        self.usual: int | None = None
        self._suite = suite
        self._prepared = prepared
        self._folder = folder
        self.name = folder.name
        self._known = len(self.fake.effects)
        self._of_others: list[Happened] = []
        self._settings: dict[str, Any] = {}
        self._workers: list[Worker] = []
        self._listener: Callable[[str], None] | None = None
        self._lock = threading.Lock()
        self.fake.on_received = self._received
        self._server = FakeServer(self.fake)
        self._server.__enter__()
        self._url = self._server.url

    # What a case does.

    def run(self, program: str = "once", *, timeout: float | None = None, **options: Any) -> Outcome:
        """Have a worker run the execution until it ends or goes no further; see `begin`."""
        return self.outcome(self.begin(program, timeout=timeout, **options))

    def run_another(self, program: str = "once") -> None:
        """Have another execution, on a database of its own, make equal calls, undisturbed."""
        before = len(self.fake.effects)
        self.run(program, execution=f"another-{len(self._workers)}")
        self._of_others += self.fake.effects[before:]

    def begin(
        self,
        program: str = "once",
        *,
        timeout: float | None = None,
        die: Moment | None = None,
        ahead: timedelta = timedelta(),
        standby: bool = False,
        starts: int = 1,
        on_ambiguous: str | None = None,
        settled: dict[str, Any] | None = None,
        fresh: bool = False,
        linger: float = 0.0,
        pause: float = PAUSE,
        execution: str = EXECUTION,
    ) -> Worker:
        """Fork a worker that starts the execution, or takes it up where it was left.

        Args:
            program: the workflow's name.
            timeout: seconds of one attempt; long, unless given, and other ones for each worker: no key may follow from them.
            die: the commit at which the worker is killed.
            ahead: how far its clock is ahead.
            standby: whether it waits while another owns the file.
            starts: how often it is asked to start the one execution.
            on_ambiguous: the call's option.
            settled: a parked call that an operator has settled.
            fresh: in a new interpreter, which has nothing of an earlier worker's; its whole clock is ahead.
            linger: seconds for which the worker goes on after the execution has ended.
            pause: seconds between two attempts.
            execution: the execution's id.
        """
        patience = timeout or self._patient + len(self._workers)
        task: dict[str, Any] = {"kind": "run", "program": program, "timeout": patience, "die": die, "ahead": micros(ahead)}
        task |= {"behind": micros(self._behind), "standby": standby, "starts": starts, "on_ambiguous": on_ambiguous, "settled": settled}
        return self._fork(task | {"linger": linger, "pause": pause, "execution": execution}, fresh=fresh)

    def outcome(self, worker: Worker) -> Outcome:
        """Wait for a worker, and read what it left."""
        code = worker.wait(LONGEST)
        if code is None:
            worker.kill()
            return Outcome("hung", error=f"no end within {LONGEST:g} s")
        if code < 0:
            return Outcome("killed")
        if code > 0:
            return Outcome("broken", error="the worker failed; its last words are on standard error")
        return Outcome(**json.loads(self._place(worker).read_text(encoding="utf-8")))

    def replay(self, program: str = "once") -> Outcome:
        """Play the history back in a process of its own, with nobody listening where the vendor was."""
        with self.nobody_listens():
            return self.outcome(self._fork({"kind": "replay", "program": program}))

    def kill_when_received(self) -> None:
        """Kill the worker when its first request of the activity has arrived; the vendor does nothing with it."""

        def kill() -> None:
            self.kill()
            raise Dropped

        self.on_request(kill)

    def kill_when_applied(self) -> None:
        """Kill the worker when the vendor has done what was asked, before it answers."""

        def kill(effect: Happened) -> None:
            self.fake.on_applied = None
            self.kill()

        self.fake.on_applied = kill

    def kill_when_undoing(self) -> None:
        """Kill the worker when the vendor has done something that the call does not do: the first of what undoes it."""

        def kill(effect: Happened) -> None:
            if self.usual is not None and len(self.happened()) > self.usual:
                self.fake.on_applied = None
                self.kill()

        self.fake.on_applied = kill

    def on_request(self, act: Callable[[], None], *, number: int = 1, operation: str | None = None) -> None:
        """Do something, once, when the first request of the activity has arrived, or the one of this number.

        Args:
            act: what to do; the fake takes the request when it is done.
            number: which request.
            operation: count those of another operation, or of all (`*`).
        """
        wanted, done = operation or self.operation, threading.Event()

        def once(arrived: str) -> None:
            if fnmatchcase(arrived, wanted) and sum(fnmatchcase(name, wanted) for name in self.requests) >= number and not done.is_set():
                done.set()
                act()

        self._listener = once

    def kill(self) -> None:
        """SIGKILL the worker that owns the file; returns when it is gone."""
        owner = int(self._database.with_name(f"{self._database.name}.owner").read_text())
        next(worker for worker in self._workers if worker.begins() and worker.pid == owner).kill()

    def revoke_credentials(self) -> Callable[[], None]:
        """Have the connection read its credentials from files, which hold revoked ones; what is returned puts the right ones there."""
        connector = self._prepared.activity.connector
        assert connector is not None
        fields = connector.connection.model_fields
        right = {name: value for name, value in self.fake.settings(self._url).items() if is_secret(fields[name].annotation)}
        self._settings = {name: f"file:{self._folder / name}" for name in right}

        def put(values: dict[str, str]) -> None:
            for name, value in values.items():
                (self._folder / name).write_text(value, encoding="utf-8")

        put(dict.fromkeys(right, "revoked"))
        return lambda: put(right)

    def cancel(self) -> None:
        """Ask for the execution to be cancelled, from this process; one that has ended needs no more."""
        with connect_sync(f"sqlite:///{self._database}") as engine, suppress(ExecutionClosed):
            engine.handle(EXECUTION).cancel("on purpose")

    def resolve(self, call: dict[str, Any], **decision: Any) -> None:
        """Settle a parked call, as an operator does."""
        with connect_sync(f"sqlite:///{self._database}") as engine:
            engine.handle(EXECUTION).resolve(call["path"], call["attempt"], **decision)

    @contextmanager
    def nobody_listens(self) -> Iterator[None]:
        """Refuse connections for the length of a `with` block; the vendor comes back at the same address."""
        port = int(self._url.rpartition(":")[2])
        self._server.close()
        # A port that is bound and does not listen refuses; a free one would be given to another trial, which would get these requests.
        with socket.socket() as reserved:
            reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            reserved.bind(("127.0.0.1", port))
            try:
                yield
            finally:
                self._server = FakeServer(self.fake, port=port)
                self._server.__enter__()

    def wait_for_attempts(self, number: int) -> None:
        """Wait until this many attempts have ended without a result."""
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline:
            try:
                with connect_sync(f"sqlite:///{self._database}") as engine:
                    events = engine.record(EXECUTION).events
            except EventualError:
                events = []
            if sum(event.type == "attempt_ended" for event in events) >= number:
                return
            time.sleep(0.02)

    def said_of_attempts(self) -> list[str]:
        """What kind of error each attempt ended with, by the history; an empty text of one that got its answer."""
        with connect_sync(f"sqlite:///{self._database}") as engine:
            events = engine.record(EXECUTION).events
        return [event.data.get("error", {}).get("kind", "") for event in events if event.type in _ENDS]

    # What is counted.

    def happened(self) -> list[Happened]:
        """The effects since the sample was prepared, those of other executions apart."""
        return [effect for effect in self.fake.effects[self._known :] if effect not in self._of_others]

    def seen(self) -> Seen:
        """What the vendor did since the sample was prepared, and what it holds."""
        return Seen(len(self.fake.effects) - self._known, self.fake.snapshot()["state"])

    @property
    def held(self) -> Any:
        """What the fake holds now; the same of every sandbox, which shows it by `seen` alone."""
        return self.fake.snapshot()["state"]

    @property
    def untouched(self) -> Any:
        """What the vendor held before the call, as `seen` tells its state."""
        return self._prepared.before["state"]

    def close(self) -> None:
        """Kill what still runs, and forget the database."""
        for worker in self._workers:
            if worker.code is None:
                worker.kill()
        self._server.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _database(self) -> Path:
        return self._folder / f"{EXECUTION}.db"

    def _place(self, worker: Worker) -> Path:
        return self._folder / f"outcome-{self._workers.index(worker)}.json"

    def _fork(self, task: dict[str, Any], *, fresh: bool = False) -> Worker:
        task |= {
            "activity": self._prepared.activity.local_name,
            "arguments": self._prepared.arguments,
            "other": self._prepared.other,
            "database": str(self._folder / f"{task.get('execution', EXECUTION)}.db"),
            "settings": self.fake.settings(self._url) | self._settings,
            "impatience": self.impatience,
            "unique": self._prepared.unique,
            "outcome": str(self._folder / f"outcome-{len(self._workers)}.json"),
        }
        worker = begin_fork(self._suite, task, fresh=fresh)
        self._workers.append(worker)
        return worker

    def _received(self, operation: str, request: Request) -> None:
        with self._lock:
            self.requests.append(operation)
            if operation == self.operation:
                self.keys.append(self.fake.key_of(request))
                self.arrived.append(time.monotonic())
        if self._listener is not None:
            self._listener(operation)
