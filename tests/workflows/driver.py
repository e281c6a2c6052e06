"""Drives one random program: does what an engine, vendors, people, crashes and deploys may do, in an order drawn by chance."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from eventual_connectors.attempts.runner import Intent
from eventual_connectors.clock import SECOND, micros
from eventual_connectors.errors import HistoryMismatch, InDoubt
from eventual_connectors.history import events as ev
from eventual_connectors.workflows.definition import Workflow
from eventual_connectors.workflows.records import Record

from .model import HeldToTheModel
from .programs import ACTIVITIES, SETTLE, WINDOW, release
from .stage import HOLD, Stage
from .vendor import Vendor, kind_of

TURNS = 20_000
MADE = ev.SCHEDULING | ev.CLOSING | {ev.TIMER_CANCELLED, ev.SIGNAL_CONSUMED, ev.PATCH_DECIDED}
"""Events that code makes."""


class Driver:
    """Attributes:
    allowed: sends beyond the first that somebody asked for who did not look, by path.
    careless: calls that were sent under `on_ambiguous="retry"`; what a deploy makes of it later does not undo that.
    classes: under which classes each call was sent, by path.
    """

    def __init__(self, code: Workflow[..., Any], rng: random.Random) -> None:
        self.rng = rng
        release()
        self.vendor = Vendor(rng)
        self.stage = Stage(code, answer=lambda intent: HOLD, runs=HeldToTheModel)
        self.stage.find_activity = ACTIVITIES.get
        self.allowed: Counter[str] = Counter()
        self.careless: set[str] = set()
        self.classes: defaultdict[str, set[str]] = defaultdict(set)
        self.signals = 0
        self.identities: dict[str, Any] = {}
        self.stage.open()

    @property
    def blocked(self) -> bool:
        return self.stage.execution.blocked is not None

    def drive(self, turns: int) -> None:
        """So many turns of anything that may happen; fewer if it ends or is blocked."""
        for _ in range(turns):
            if self.stage.execution.outcome is not None or self.blocked:
                return
            choices = [self.step, self.step, self.answer, self.answer, self.end_child]
            choices += [self.signal, self.restart, self.resolve, self.time, self.complete]
            if self.rng.random() < 0.02:
                choices = [self.cancel]
            self.rng.choice(choices)(calm=False)

    def drive_by_the_clock(self, rounds: int) -> None:
        """As `drive`, where little else happens than that calls are sent, their answers get lost, and time passes."""
        for _ in range(rounds):
            if self.stage.execution.outcome is not None:
                return
            while self.stage.wakes and self.stage.wakes[0][0] <= self.stage.now + SECOND:
                self.step(calm=False)
            while self.stage.held:
                if self.rng.random() < 0.8:
                    self._lost(self.stage.held.pop())
                else:
                    self.answer(calm=False)
            while self.resolve(calm=True):
                pass
            self.rng.choice([self.time] * 5 + [self.restart])(calm=False)

    def finish(self) -> None:
        """From here on everything goes well, to the end of the execution, or until it is blocked."""
        for _ in range(TURNS):
            if self.stage.execution.outcome is not None or self.blocked:
                return
            if not any([self.step(calm=True), self.answer(calm=True), self.end_child(calm=True), self.resolve(calm=True)]):
                self.signal(calm=True)
        raise AssertionError((self.stage.status, self.stage.execution._records.by_path))

    def deploy(self, code: Workflow[..., Any], classes: Mapping[str, str] | None = None) -> None:
        """The worker is stopped in its tracks and started again with other code, and activities of other classes."""
        self._lose_held()
        release(classes)
        sent = len(self.stage.sent)
        self.stage.restart(code)
        assert len(self.stage.sent) == sent

    def code_made(self, since: int) -> bool:
        """Whether code added anything to the history from this length on."""
        return any(event.type in MADE for event in self.stage.history[since:])

    # What may happen; each says whether it did.

    def step(self, *, calm: bool) -> bool:
        before = len(self.stage.sent)
        did = self.stage.step()
        for intent in self.stage.sent[before:]:
            identity = (intent.key, intent.digest, intent.arguments)
            assert self.identities.setdefault(intent.path, identity) == identity
            activity = self.stage.execution._records.by_path[intent.path].activity
            assert activity is not None
            self.vendor.sent_as[intent.path, intent.number] = activity.effect.value
            self.classes[intent.path].add(activity.effect.value)
            if activity.options.on_ambiguous == "retry":
                self.careless.add(intent.path)
        return did

    def answer(self, *, calm: bool) -> bool:
        stage = self.stage
        if not stage.held:
            return False
        intent = stage.held.pop(self.rng.randrange(len(stage.held)))
        given_up = stage.now >= intent.deadline
        if given_up or (not calm and self.rng.random() < 0.35):
            self._lost(intent)
        else:
            stage.end(intent, self.vendor.answer(intent, stage.now, calm=calm))
        return True

    def _lost(self, intent: Intent) -> None:
        answer = self.vendor.lose(intent, self.stage.now)
        self.stage.end(intent, InDoubt("no answer"))
        if answer is not None and self.rng.random() < 0.1:
            self.stage.end(intent, answer)  # its function answers after all

    def end_child(self, *, calm: bool) -> bool:
        waiting = {child.path: child for child in self.stage.children}
        if not waiting:
            return False
        child = self.rng.choice(sorted(waiting.values(), key=lambda child: child.path))
        self.stage.children = [other for other in self.stage.children if other.path != child.path]
        result = f"kid {child.input['n']} @{child.path}"
        self.stage.take(self.stage.execution.child_ended(child.path, result, None, self.stage.now))
        return True

    def signal(self, *, calm: bool) -> bool:
        self.signals += self.rng.random() < 0.8
        self.stage.take(self.stage.execution.signal("signal", self.signals, str(self.signals), self.stage.now))
        return True

    def restart(self, *, calm: bool) -> bool:
        self._lose_held()
        self.stage.restart()
        return True

    def resolve(self, *, calm: bool) -> bool:
        """An operator looks at the vendor and says what is there; or asks for another attempt without having looked."""
        parked = self.stage.execution.parked
        if not parked:
            return False
        record = self.rng.choice(parked)
        assert record.parked is not None
        self.vendor.apply_late(self.stage.now)
        kind, n = kind_of(record.name), record.scheduled.data["input"]["kwargs"]["n"]
        if not calm and self.rng.random() < 0.2:
            today = {record.activity.effect.value} if record.activity is not None else set()
            self.allowed[record.name] += self.classes[record.name] | today not in ({"lookup"}, {"ledger"})
            how, value = "retry", None
        elif self.vendor.look_closely(str(self.stage.execution._calls._key(record))):
            how, value = "succeeded", f"{kind} {n} @{record.name}"
        else:
            how, value = ("retry", None) if not calm and self.rng.random() < 0.5 else ("failed", "it was not")
        self.stage.take(self.stage.execution.resolve(record.name, record.parked.attempt, how, value, self.stage.now))
        return True

    def complete(self, *, calm: bool) -> bool:
        """Somebody who has a token uses it, whatever has become of the call meanwhile, and says what is true."""
        held = {intent.path for intent in self.stage.held}
        begun = [
            record
            for record in self.stage.execution._records.by_path.values()
            if record.progress.attempts and not record.ended and record.name not in held
        ]
        if not begun:
            return False
        record = self.rng.choice(begun)
        self.vendor.apply_late(self.stage.now)
        made = self.vendor.look_closely(str(self.stage.execution._calls._key(record)))
        n = record.scheduled.data["input"]["kwargs"]["n"]
        how, value = ("succeeded", f"{kind_of(record.name)} {n} @{record.name}") if made else ("failed", "it was not")
        self.stage.take(self.stage.execution.complete(record.name, record.progress.attempts, how, value, self.stage.now))
        return True

    def time(self, *, calm: bool) -> bool:
        edges = sorted(edge for edge in self.edges() if edge > self.stage.now + SECOND)
        if edges and self.rng.random() < 0.7:
            self.stage.now = self.rng.choice(edges) + self.rng.choice([-SECOND, -1, 0, SECOND])
        else:
            self.stage.now += self.rng.choice([1, 1_000_000, 5_000_000, 40_000_000, 4_000_000_000])
        return True

    def edges(self) -> set[int]:
        """Moments at which something else becomes true of a call that has no end yet, counted from what was sent of it."""
        edges = {intent.deadline for intent in self.stage.held}
        first: dict[str, Intent] = {}
        for intent in self.stage.sent:
            began = first.setdefault(intent.path, intent).started_at
            if intent.mode == "lookup" or self.stage.execution._records.by_path[intent.path].ended is not None:
                continue
            if self.vendor.sent_as[intent.path, intent.number] == "lookup":
                edges.add(intent.deadline + micros(SETTLE))
            elif self.vendor.sent_as[intent.path, intent.number] == "keyed":
                # A repetition that takes its whole time has to reach the vendor in the part of the window that is used.
                edges.add(began + round(micros(WINDOW) * 0.95) - micros(intent.timeout))
                edges.add(self.vendor.made_at.get(str(intent.key), began) + micros(WINDOW))
        return edges

    def cancel(self, *, calm: bool) -> bool:
        self.stage.take(self.stage.execution.cancel("", self.stage.now))
        return True

    def _lose_held(self) -> None:
        for intent in self.stage.held:
            self.vendor.lose(intent, self.stage.now)

    # What must hold, whatever happened.

    def check_effects(self) -> None:
        """P2 and P3: one effect, and every end says what is true of it."""
        assert self.stage.execution.outcome is not None
        self.vendor.apply_late(2**62)
        for record in self.stage.execution._records.by_path.values():
            if record.kind == "activity":
                self._check_effect(record)

    def _check_effect(self, record: Record) -> None:
        path, data, classes = record.name, record.scheduled.data, self.classes[record.name]
        key = self.stage.execution._calls._key(record)
        # A `natural` write that is made again changes nothing, whatever the call is sent as later.
        count = self.vendor.effects[str(key)] - max(0, self.vendor.made_as[str(key)]["natural"] - 1)
        if classes <= {"read"}:
            # Another call that shares its key may have been sent as a write.
            assert count == 0 or any(
                one_key == key and not self.classes[one] <= {"read"} for one, (one_key, _, _) in self.identities.items()
            )
            return
        if classes <= {"read", "natural"} or (classes not in ({"lookup"}, {"ledger"}) and path in self.careless):
            count = min(count, 1)  # it may be made again, or the caller chose so
        if "key" in data:
            # Other calls share its key, and its end says nothing of theirs. A vendor knows it in its window alone.
            sharing = sum(one_key == key for one_key, _, _ in self.identities.values()) + self.allowed[path]
            assert count <= (1 if self._are_of_one_ledger(key) else sharing), path
            return
        assert count <= 1 + self.allowed[path], (path, count)
        match record.ended.type if record.ended is not None else None:
            case ev.ACTIVITY_COMPLETED:
                assert count >= 1 or "read" in classes, path  # a write that was refused may have become a read
            case ev.ACTIVITY_FAILED:
                assert record.ended is not None
                error = record.ended.data["error"]
                assert count == 0 or error.get("kind") == "in_doubt", (path, error)
            case ev.ACTIVITY_DROPPED | None:
                assert count == 0, path

    def _are_of_one_ledger(self, key: Any) -> bool:
        return all(self.classes[path] <= {"read", "ledger"} for path, (one_key, _, _) in self.identities.items() if one_key == key)

    def check_keys(self) -> None:
        """P1: a key for each call, which all of its attempts had."""
        unchosen = {path: key for path, (key, _, _) in self.identities.items() if not self._has_business_key(path)}
        assert len(set(unchosen.values())) == len(unchosen)

    def _has_business_key(self, path: str) -> bool:
        return "key" in self.stage.execution._records.by_path[path].scheduled.data

    def check_history(self) -> None:
        """P4 and P6: what ended is not attempted again, and each signal is kept, once, until it is received, once."""
        ended: set[str] = set()
        received: list[tuple[int, str]] = []
        consumed: list[int] = []
        for event in self.stage.history:
            if event.type == ev.ATTEMPT_STARTED:
                assert event.path not in ended, event
            elif event.type in ev.COMPLETING:
                assert event.path not in ended, event
                ended.add(event.path)
            elif event.type == ev.SIGNAL_RECEIVED:
                received.append((event.seq, event.data["id"]))
            elif event.type == ev.SIGNAL_CONSUMED:
                consumed.append(event.data["signal"])
        assert len({id for _, id in received}) == len(received)
        assert sorted(consumed) == [seq for seq, _ in received[: len(consumed)]]

    def check_blocked(self) -> None:
        """P8: it says where and what differs; and whatever becomes due, or is answered, nothing is sent and the code adds nothing."""
        stage = self.stage
        reason = stage.execution.blocked
        assert isinstance(reason, HistoryMismatch), reason
        assert reason.path, reason
        assert reason.path in str(reason) or "signal" in str(reason), reason
        sent, length = len(stage.sent), len(stage.history)
        for _ in range(TURNS):
            if not any([self.step(calm=True), self.answer(calm=True), self.end_child(calm=True)]):
                break
        self.signal(calm=True)
        assert len(stage.sent) == sent, stage.sent[sent:]
        assert not self.code_made(length), stage.history[length:]
        assert stage.execution.blocked is reason
