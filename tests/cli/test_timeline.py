"""The timeline: one row per attempt, timer, signal and child."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import Any

from rich.console import Console
from tenacity import stop_after_attempt, wait_fixed

from eventual_connectors import RateLimited, Retry, activity, workflow
from eventual_connectors.cli.timeline import Row, drawn, plain, timeline
from eventual_connectors.clock import SECOND
from eventual_connectors.history import events as ev
from eventual_connectors.history.events import Event
from eventual_connectors.testing import TestEngine
from eventual_connectors.workflows.beats import Beat

START = 1_700_000_000 * SECOND


def _events(*given: tuple[str, dict[str, Any]]) -> list[Event]:
    return [Event(number, START + number * SECOND, kind, data) for number, (kind, data) in enumerate(given, 1)]


def _shown(rows: list[Row]) -> list[tuple[str, int | None, str, str]]:
    return [(row.path, row.attempt, row.outcome, row.next) for row in rows]


def test_a_real_execution(tmp_path: Path) -> None:
    tries: list[int] = []

    @activity(effect="natural", name="timeline_post", retry=Retry(stop=stop_after_attempt(3), wait=wait_fixed(1)))
    async def post() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise RateLimited("slow down", after=30, code="ratelimited")
        return "posted"

    @workflow()
    async def child() -> str:
        return await post()

    @workflow()
    async def parent() -> str:
        await asyncio.sleep(60)
        return await asyncio.create_task(child(), name="step")

    engine = TestEngine(tmp_path)
    assert engine.run(parent) == "posted"
    rows = timeline(engine.history())
    assert _shown(rows) == [
        ("", None, "started", ""),
        ("timer", None, "waited 60 s", ""),
        ("step/timeline_post", 1, "rate limited: slow down", "send in 30 s"),
        ("step/timeline_post", 2, "done", ""),
        ("", None, "completed", ""),
    ]
    assert rows[3].at - rows[2].at >= 30 * SECOND
    assert all(row.ended_at is not None for row in rows)


ERROR: dict[str, Any] = {"type": "eventual_connectors.errors:InDoubt", "kind": "in_doubt", "message": "read timeout"}
AGAIN: dict[str, Any] = {"at": "2023-11-14T22:13:25.500000Z", "mode": "lookup"}
CALL: dict[str, Any] = {"path": "slack.post", "activity": "slack.post"}


def test_a_look_up_is_a_row_of_its_own() -> None:
    rows = timeline(
        _events(
            (ev.ACTIVITY_SCHEDULED, CALL),
            (ev.ATTEMPT_STARTED, {"path": "slack.post", "attempt": 1, "mode": "send"}),
            (ev.ATTEMPT_ENDED, {"path": "slack.post", "attempt": 1, "mode": "send", "again": AGAIN, "error": ERROR}),
            (ev.ATTEMPT_STARTED, {"path": "slack.post", "attempt": 2, "mode": "lookup"}),
            (ev.ACTIVITY_COMPLETED, {"path": "slack.post", "attempt": 2, "result": "x", "via": "lookup"}),
        )
    )
    assert _shown(rows) == [
        ("slack.post", 1, "in doubt: read timeout", "look up in 2.5 s"),
        ("slack.post", 2, "done (found by look-up)", ""),
    ]
    assert rows[1].cells()[2] == "2 (look-up)"


def test_what_goes_on_has_no_end() -> None:
    rows = timeline(
        _events(
            (ev.TIMER_STARTED, {"path": "timer", "seconds": 3600.0}),
            (ev.ACTIVITY_SCHEDULED, CALL),
            (ev.ACTIVITY_SCHEDULED, CALL | {"path": "slack.post#2"}),
            (ev.ATTEMPT_STARTED, {"path": "slack.post#2", "attempt": 1, "mode": "send"}),
            (ev.CHILD_STARTED, {"path": "workflow:ship", "execution_id": "o1/workflow:ship"}),
            (ev.SIGNAL_RECEIVED, {"name": "go", "id": "1", "payload": None}),
        )
    )
    assert [(row.path, row.outcome, row.ended_at) for row in rows] == [
        ("timer", "waits 3600 s", None),
        ("slack.post", "scheduled", None),
        ("slack.post#2", "under way", None),
        ("workflow:ship", "child o1/workflow:ship", None),
        ("signal:go", "received, not yet taken", None),
    ]


def test_what_is_under_way_says_its_latest_heartbeat() -> None:
    events = _events((ev.ACTIVITY_SCHEDULED, CALL), (ev.ATTEMPT_STARTED, {"path": "slack.post", "attempt": 2, "mode": "send"}))
    now, before = Beat("slack.post", 2, START, {"row": 400}), Beat("slack.post", 1, START, {"row": 1})
    assert _shown(timeline(events, [now])) == [("slack.post", 2, 'under way; at 22:13:20 it said {"row": 400}', "")]
    assert _shown(timeline(events, [before])) == [("slack.post", 2, "under way", "")]


def test_what_is_completed_from_outside_says_until_when_and_by_whom() -> None:
    deferred = {"path": "slack.post", "attempt": 1, "mode": "send", "until": "2023-11-15T22:13:25.500000Z"}
    begun = [(ev.ACTIVITY_SCHEDULED, CALL), (ev.ATTEMPT_STARTED, {"path": "slack.post", "attempt": 1, "mode": "send"})]
    waits = _events(*begun, (ev.ATTEMPT_DEFERRED, deferred))
    done = {"path": "slack.post", "attempt": 1, "result": True, "via": "token"}
    assert _shown(timeline(waits)) == [
        ("slack.post", 1, "handed on", "waits to be completed from outside, until 2023-11-15 22:13:25"),
    ]
    assert _shown(timeline([*waits, *_events((ev.ACTIVITY_COMPLETED, done))])) == [("slack.post", 1, "done (completed from outside)", "")]


def test_an_operators_answer_is_a_row_after_the_parked_one() -> None:
    rows = timeline(
        _events(
            (ev.ACTIVITY_SCHEDULED, CALL),
            (ev.ATTEMPT_STARTED, {"path": "slack.post", "attempt": 1, "mode": "send"}),
            (ev.ACTIVITY_PARKED, {"path": "slack.post", "attempt": 1, "reason": "the attempts ran out", "key": "k", "error": ERROR}),
            (ev.ACTIVITY_RESOLVED, {"path": "slack.post", "attempt": 1, "decision": "failed"}),
            (ev.ACTIVITY_FAILED, {"path": "slack.post", "attempt": 1, "error": ERROR | {"kind": "permanent", "message": "not sent"}}),
        )
    )
    assert _shown(rows) == [
        ("slack.post", 1, "parked: in doubt: read timeout (the attempts ran out)", "resolved by operator: failed"),
        ("slack.post", 1, "failed: permanent: not sent", ""),
    ]


def test_a_vendors_words_steer_no_terminal() -> None:
    words = {"type": "x:Y", "message": "bad [red]word[/red]\x1b[2J\nnext"}
    rows = timeline(_events((ev.EXECUTION_FAILED, {"error": words})))
    assert "\x1b" not in plain(rows)
    assert "\n".join(plain(rows).splitlines()[1:]).endswith("failed: Y: bad [red]word[/red] [2J next")
    screen = io.StringIO()
    Console(width=200, file=screen).print(drawn(rows))
    assert "bad [red]word[/red] [2J next" in screen.getvalue()
