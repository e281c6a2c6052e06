"""Deliveries in the file: the consumer's ledger of each subscription."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ..clock import Micros
from .store import Work

DUE, RUNNING, DONE, DEAD, DROPPED = "due", "running", "done", "dead", "dropped"

Ledger = tuple[str, str]
"""A service's name and a subscription's."""


@dataclass(frozen=True, slots=True)
class New:
    """A delivery that reading the log brought: due, or dead from the beginning."""

    n: int
    key: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one subscription, being handled."""

    n: int
    envelope: str
    attempts: int
    first_at: Micros


def cursor(connection: sqlite3.Connection, ledger: Ledger) -> int:
    """How far the subscription has read the log."""
    row = connection.execute("SELECT n FROM service_cursors WHERE service = ? AND subscription = ?", ledger).fetchone()
    return 0 if row is None else int(row["n"])


def take_in(ledger: Ledger, found: Iterable[New], read_to: int, now: Micros) -> Work[None]:
    """What the log had for the subscription, and that it was read."""
    rows = [(*ledger, one.n, one.key, DEAD if one.reason else DUE, now, one.reason) for one in found]

    def work(connection: sqlite3.Connection) -> None:
        columns = "service, subscription, n, key, state, updated_at, reason"
        connection.executemany(f"INSERT INTO service_deliveries ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", rows)
        connection.execute("INSERT OR REPLACE INTO service_cursors VALUES (?, ?, ?)", (*ledger, read_to))

    return work


_CLAIM = """
    SELECT d.n, d.attempts, d.first_at, e.envelope FROM service_deliveries d JOIN service_events e ON e.n = d.n
    WHERE d.service = ? AND d.subscription = ? AND d.state = 'due' AND d.due_at <= ? AND (d.key IS NULL OR NOT EXISTS (
        SELECT 1 FROM service_deliveries o WHERE o.service = d.service AND o.subscription = d.subscription AND o.key = d.key
        AND o.n < d.n AND o.state IN ('due', 'running')))
    ORDER BY d.n LIMIT ?
"""


def claim(ledger: Ledger, limit: int, now: Micros) -> Work[list[Delivery]]:
    """Take what is due, oldest first. The attempt is counted before it begins, or an event that kills its process would do so for ever."""

    def work(connection: sqlite3.Connection) -> list[Delivery]:
        rows = connection.execute(_CLAIM, (*ledger, now, limit)).fetchall()
        for row in rows:
            sql = "UPDATE service_deliveries SET state = 'running', attempts = attempts + 1, first_at = ifnull(first_at, ?), updated_at = ?"
            connection.execute(f"{sql} WHERE service = ? AND subscription = ? AND n = ?", (now, now, *ledger, row["n"]))
        return [
            Delivery(row["n"], row["envelope"], row["attempts"] + 1, now if row["first_at"] is None else row["first_at"]) for row in rows
        ]

    return work


def settle(ledger: Ledger, n: int, state: str, now: Micros, *, due_at: Micros = 0, reason: str = "") -> Work[None]:
    """How an attempt ended."""

    def work(connection: sqlite3.Connection) -> None:
        sql = "UPDATE service_deliveries SET state = ?, due_at = ?, reason = ?, updated_at = ?"
        connection.execute(f"{sql} WHERE service = ? AND subscription = ? AND n = ?", (state, due_at, reason, now, *ledger, n))

    return work


def interrupted(connection: sqlite3.Connection, ledger: Ledger) -> list[Delivery]:
    """What a process that is gone was handling."""
    sql = """SELECT d.n, d.attempts, d.first_at, e.envelope FROM service_deliveries d JOIN service_events e ON e.n = d.n
        WHERE d.service = ? AND d.subscription = ? AND d.state = 'running'"""
    return [Delivery(row["n"], row["envelope"], row["attempts"], row["first_at"]) for row in connection.execute(sql, ledger)]


def next_due(connection: sqlite3.Connection, ledger: Ledger) -> Micros | None:
    """When the next one is due that waits for its time."""
    sql = "SELECT min(due_at) AS at FROM service_deliveries WHERE service = ? AND subscription = ? AND state = 'due' AND due_at > 0"
    found: Micros | None = connection.execute(sql, ledger).fetchone()["at"]
    return found


def counts(connection: sqlite3.Connection, service: str, states: Collection[str]) -> dict[str, int]:
    """How many deliveries of a service are in each of these states."""
    marks = ", ".join("?" * len(states))
    sql = f"SELECT state, count(*) AS many FROM service_deliveries WHERE service = ? AND state IN ({marks}) GROUP BY state"
    return {row["state"]: row["many"] for row in connection.execute(sql, (service, *states))}
