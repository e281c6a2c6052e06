"""What any process may ask of the file's owner: start, signal, cancel, resolve, complete, retry. Durable when the function returns."""

from __future__ import annotations

import json
import platform
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ...attempts import completion
from ...clock import Micros
from ...codec import digest, dumps
from ...errors import ExecutionClosed, ExecutionConflict, UsageError
from ...workflows.definition import Workflow
from ..open_calls import OpenCall, open_call, parked_calls
from ..port import CLOSED
from .journal import Statement
from .rows import read_events, read_execution

_OURS = "SELECT 1 FROM executions WHERE id = ? AND parent = ? AND parent_path = ?"
_SEND = "INSERT INTO inbox (execution, kind, data)"

Key = Callable[[], bytes | None]
"""Gives the secret of completion tokens; None where there is none."""


def new_execution(
    execution_id: str,
    workflow: str,
    reference: str,
    version: str,
    input: Mapping[str, Any],
    matched: str,
    root: bytes,
    now: Micros,
    parent: tuple[str, str] | None = None,
) -> list[Statement]:
    """The row of a new execution, and the message that has it run."""
    sql = (
        "INSERT INTO executions (id, workflow, reference, version, python, input, digest, root, parent, parent_path, status, "
        "started_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?)"
    )
    python = ".".join(platform.python_version_tuple()[:2])
    parent_id, parent_path = parent or (None, None)
    row = (execution_id, workflow, reference, version, python, dumps(input), matched, root, parent_id, parent_path, now, now)
    return [(sql, row), ("INSERT INTO inbox (execution, kind, data) SELECT ?, 'start', '{}'", (execution_id,))]


def new_child(
    execution_id: str,
    workflow: str,
    reference: str,
    version: str,
    input: Mapping[str, Any],
    root: bytes,
    now: Micros,
    parent: tuple[str, str],
) -> list[Statement]:
    """A child execution, unless it was started before. Where the id is somebody else's, the parent gets an error.

    All in statements, so that it holds whatever else is on its way to the file.
    """
    create, wake = new_execution(execution_id, workflow, reference, version, input, digest(input), root, now, parent)
    taken = {"type": "eventual_connectors.errors:ExecutionConflict", "message": f"an execution with the id {execution_id!r} exists already"}
    refusal = dumps({"path": parent[1], "error": taken})
    return [
        (create[0] + " ON CONFLICT DO NOTHING", create[1]),
        (f"{wake[0]} WHERE EXISTS ({_OURS} AND status = 'pending')", (*wake[1], execution_id, *parent)),
        (f"{_SEND} SELECT ?, 'child_ended', ? WHERE NOT EXISTS ({_OURS})", (parent[0], refusal, execution_id, *parent)),
    ]


def cancel_child(execution_id: str, parent: tuple[str, str]) -> list[Statement]:
    """Ask a child to cancel. Where none was started, the parent is told that it has ended: nobody else would say so."""
    reason = dumps({"reason": f"its parent {parent[0]} no longer waits for it"})
    never = {"type": "eventual_connectors.errors:ExecutionCancelled", "message": f"{execution_id} was given up before it was started"}
    told = dumps({"path": parent[1], "error": never})
    return [
        (f"{_SEND} SELECT ?, 'cancel', ? WHERE EXISTS ({_OURS})", (execution_id, reason, execution_id, *parent)),
        (f"{_SEND} SELECT ?, 'child_ended', ? WHERE NOT EXISTS ({_OURS})", (parent[0], told, execution_id, *parent)),
    ]


def start(
    connection: sqlite3.Connection,
    workflow: Workflow[..., Any],
    input: Mapping[str, Any],
    matched: str,
    execution_id: str,
    root: bytes,
    now: Micros,
) -> None:
    """Start an execution, unless it exists with the same workflow and input.

    Args:
        connection: where to.
        workflow: of what.
        input: the recorded arguments.
        matched: the digest of what the caller passed, without defaults.
        execution_id: the caller's id.
        root: 16 random bytes.
        now: the time.

    Raises:
        ExecutionConflict: it exists with others.
    """
    with _transaction(connection):
        row = connection.execute("SELECT workflow, digest, input FROM executions WHERE id = ?", (execution_id,)).fetchone()
        if row is None:
            named = (execution_id, workflow.name, workflow.reference, workflow.version)
            for sql, parameters in new_execution(*named, input, matched, root, now):
                connection.execute(sql, parameters)
            return
    # None of these columns ever changes, and a type's own validation is not to run while the file is locked.
    if row["workflow"] != workflow.name:
        raise ExecutionConflict(
            f"the execution {execution_id!r} exists with workflow {row['workflow']!r}, not {workflow.name!r}; use another id"
        )
    if row["digest"] != matched and not workflow.same_input(json.loads(row["input"]), input):
        raise ExecutionConflict(f"the execution {execution_id!r} exists with another input; use another id, or the same input")


def signal(connection: sqlite3.Connection, execution_id: str, name: str, payload: Any, signal_id: str) -> None:
    """Keep a signal for an execution; of those with the same name and id the first one counts.

    Raises:
        ExecutionNotFound: there is no such execution.
        ExecutionClosed: it has ended.
    """
    with _transaction(connection):
        known = connection.execute(
            "SELECT 1 FROM signal_ids WHERE execution = ? AND name = ? AND id = ?", (execution_id, name, signal_id)
        ).fetchone()
        if known:
            return
        _open_execution(connection, execution_id)
        connection.execute("INSERT INTO signal_ids VALUES (?, ?, ?)", (execution_id, name, signal_id))
        _send(connection, execution_id, "signal", {"name": name, "id": signal_id, "payload": payload})


def cancel(connection: sqlite3.Connection, execution_id: str, reason: str) -> None:
    """Ask an execution to cancel.

    Raises:
        ExecutionNotFound: there is no such execution.
        ExecutionClosed: it has ended.
    """
    with _transaction(connection):
        _open_execution(connection, execution_id)
        _send(connection, execution_id, "cancel", {"reason": reason})


def retry(connection: sqlite3.Connection, execution_id: str) -> None:
    """Have a blocked execution try its code again.

    Raises:
        ExecutionNotFound: there is no such execution.
        ExecutionClosed: it has ended.
        UsageError: it is not blocked.
    """
    with _transaction(connection):
        status = _open_execution(connection, execution_id)
        if status != "blocked":
            hint = "; `eventual executions resolve` settles its calls" if status == "parked" else ""
            raise UsageError(f"the execution {execution_id!r} is {status}, not blocked: there is no code to try again{hint}")
        _send(connection, execution_id, "retry", {})


def resolve(connection: sqlite3.Connection, execution_id: str, path: str, attempt: int, decision: str, value: Any) -> None:
    """Settle a parked call.

    Raises:
        ExecutionNotFound: there is no such execution.
        ExecutionClosed: it has ended.
        UsageError: this call and attempt is not what is in doubt now, or somebody has resolved it already.
    """
    with _transaction(connection):
        _open_execution(connection, execution_id)
        parked = {call.path: call for call in parked_calls(read_events(connection, execution_id))}
        if path not in parked:
            waiting = ", ".join(f"{call.path} (attempt {call.attempt})" for call in parked.values()) or "nothing"
            raise UsageError(f"{path!r} is not parked in {execution_id!r}; {waiting} is")
        if parked[path].attempt != attempt:
            raise UsageError(f"{path!r} is in doubt since attempt {parked[path].attempt}, not {attempt}")
        # One that the worker has not taken up yet; it leaves in the commit that ends the doubt.
        under_way = "SELECT 1 FROM inbox WHERE execution = ? AND kind = 'resolve' AND json_extract(data, '$.path') = ?"
        if connection.execute(under_way, (execution_id, path)).fetchone():
            raise UsageError(f"{path!r} is being resolved already; the worker of {execution_id!r} has yet to take that up")
        _send(connection, execution_id, "resolve", {"path": path, "attempt": attempt, "decision": decision, "value": value})


def complete(connection: sqlite3.Connection, token: str, key: Key, decision: str, value: Any, now: Micros) -> None:
    """Complete a call from outside.

    Raises:
        UsageError: the token is none, does not hold here, has expired, was used, or is of an earlier attempt.
        ExecutionClosed: its execution has ended.
    """
    with _transaction(connection):
        claim, _ = completable(connection, token, key, now)
        data = {"path": claim.path, "attempt": claim.attempt, "decision": decision, "value": value}
        _send(connection, claim.execution_id, "complete", data)


def completable(connection: sqlite3.Connection, token: str, key: Key, now: Micros) -> tuple[completion.Claim, OpenCall]:
    """The call that a token completes; raises as `complete` does."""
    claim = completion.read(token)
    row = connection.execute("SELECT root FROM executions WHERE id = ?", (claim.execution_id,)).fetchone()
    completion.check(token, claim, key(), None if row is None else bytes(row["root"]), now)
    _open_execution(connection, claim.execution_id)
    call = open_call(read_events(connection, claim.execution_id), claim.path)
    if call is None or _on_its_way(connection, claim):
        raise UsageError(f"the completion token of {claim.path} in {claim.execution_id!r} is of no use any more: the call has ended")
    if call.attempt != claim.attempt:
        raise UsageError(f"the completion token is of attempt {claim.attempt} of {claim.path}, which is at attempt {call.attempt} now")
    return claim, call


def _on_its_way(connection: sqlite3.Connection, claim: completion.Claim) -> bool:
    """Whether a completion of this call was taken in that the owner of the file has not seen yet."""
    waiting = connection.execute("SELECT data FROM inbox WHERE execution = ? AND kind = 'complete'", (claim.execution_id,))
    return any(json.loads(row["data"])["path"] == claim.path for row in waiting)


def _open_execution(connection: sqlite3.Connection, execution_id: str) -> str:
    """The status of an execution that has not ended."""
    row = read_execution(connection, execution_id)
    status = str(row["status"])
    if status in CLOSED:
        how = f"{status}: {row['reason']}" if row["reason"] else status
        raise ExecutionClosed(f"the execution {execution_id!r} has ended ({how})")
    return status


def _send(connection: sqlite3.Connection, execution_id: str, kind: str, data: Mapping[str, Any]) -> None:
    connection.execute("INSERT INTO inbox (execution, kind, data) VALUES (?, ?, ?)", (execution_id, kind, dumps(data)))


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
