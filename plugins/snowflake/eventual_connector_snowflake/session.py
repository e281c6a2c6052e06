"""The vendor's own connector, for what needs a session: a transaction of several statements. Loaded at the first attempt."""

from __future__ import annotations

import json
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from eventual_connectors import Attempt, ConnectorError, InDoubt, Permanent, RateLimited, Retryable
from eventual_connectors.errors import EventualError

from . import auth
from .classify import asked_to_wait, of_a_session
from .client import query_tag
from .ledger import LOCK

if TYPE_CHECKING:
    from .connection import SnowflakeConnection

MARGIN = 0.05
"""Seconds of an attempt that have to be left for its COMMIT."""

TRIES = 1
"""How often the connector of 5.x sends a request: only the core retries. That of 4.8 cannot be told so; it sends under one request id."""


@dataclass(frozen=True)
class Row:
    """A row of the ledger."""

    digest: str
    result: str


class Sessions:
    """Sessions of one connection; one that is free is used again."""

    def __init__(self, connection: SnowflakeConnection) -> None:
        self.connection = connection
        self._free: list[Any] = []
        self._guard = threading.Lock()

    @contextmanager
    def transaction(self, attempt: Attempt, activity: str) -> Iterator[Transaction]:
        """A transaction that has the ledger's lock. It is committed by `commit` alone, and undone else.

        Raises:
            ConnectorError: what happened, in the core's words: before the COMMIT was sent nothing was applied.
        """
        session, transaction = None, None
        try:
            session = self._session(attempt)
            transaction = Transaction(session, attempt, self.connection.ledger_table)
            transaction.begin(activity)
            yield transaction
        except ConnectorError:
            self._discard(session)
            raise
        except BaseException as error:
            self._discard(session)
            raise _meaning(error, transaction) from error
        if transaction.ended:
            with self._guard:
                self._free.append(session)
        else:
            self._discard(session)

    def _session(self, attempt: Attempt) -> Any:
        with self._guard:
            if self._free:
                return self._free.pop()
        return connect(self.connection, attempt)

    def _discard(self, session: Any) -> None:
        """Close it, which undoes its transaction; in a thread of its own, since nobody's attempt has the time for that."""
        if session is not None:
            threading.Thread(target=_closed, args=(session,), daemon=True).start()


class Transaction:
    """One transaction, with the ledger's lock.

    Attributes:
        ledger_read: whether the ledger has said that the call's key is not in it.
        sent: whether the COMMIT was sent, so that nobody knows whether it was carried out until it is answered.
        ended: whether it was answered.
    """

    def __init__(self, session: Any, attempt: Attempt, ledger: str) -> None:
        self.cursor = session.cursor()
        self.attempt = attempt
        self.ledger = ledger
        self.ledger_read = self.sent = self.ended = False

    def begin(self, activity: str) -> None:
        """Begin, and wait for the lock."""
        tag = query_tag(self.attempt, activity).replace("'", "''")
        self.cursor.execute(f"ALTER SESSION SET QUERY_TAG = '{tag}'")
        self.cursor.execute("BEGIN")
        self.cursor.execute(f"UPDATE {self.ledger} SET result = result WHERE call_key = ?", [LOCK])
        if self.cursor.rowcount != 1:
            raise Permanent(
                f"the ledger {self.ledger} has no row {LOCK!r}, or several; make it as `eventual iac` writes it down", code="no_ledger"
            )

    def row(self) -> Row | None:
        """The ledger's row of this call."""
        self.cursor.execute(f"SELECT digest, result FROM {self.ledger} WHERE call_key = ?", [str(self.attempt.key)])
        found = self.cursor.fetchone()
        self.ledger_read = found is None
        return Row(str(found[0]), str(found[1])) if found else None

    def execute(self, statement: str, binds: Sequence[Any] = ()) -> int:
        """Execute a statement; returns how many rows it changed."""
        self.cursor.execute(statement, _plain(binds) if binds else None)
        return int(self.cursor.rowcount or 0)

    def execute_many(self, statement: str, rows: Sequence[Sequence[Any]]) -> int:
        """Execute a statement for several rows of values."""
        self.cursor.executemany(statement, [_plain(row) for row in rows])
        return int(self.cursor.rowcount or 0)

    @property
    def query_id(self) -> str:
        """Of the last statement."""
        return str(self.cursor.sfqid)

    def commit(self, activity: str, result: str) -> None:
        """Write the ledger's row, and commit.

        Raises:
            Retryable: the attempt's time is over; nothing was sent.
        """
        values = [str(self.attempt.key), self.attempt.digest, activity, result]
        self.cursor.execute(f"INSERT INTO {self.ledger} (call_key, digest, activity, result) VALUES (?, ?, ?, ?)", values)
        if self.attempt.remaining() <= MARGIN:
            raise Retryable("the attempt was over before its COMMIT was sent", code="not_sent")
        self.end()

    def end(self) -> None:
        """Commit what there is; of a call that was carried out before that is nothing."""
        self.sent = True
        self.cursor.execute("COMMIT")
        self.ended = True


def _plain(row: Sequence[Any]) -> list[Any]:
    return [json.dumps(value) if isinstance(value, dict | list) else value for value in row]


def _meaning(error: BaseException, transaction: Transaction | None) -> BaseException:
    """What an error says of the call."""
    if transaction is not None and transaction.ended:
        return error
    if transaction is not None and transaction.sent and not isinstance(of_a_session(error), RateLimited):
        return InDoubt(f"Snowflake did not answer the COMMIT: {error}", after=asked_to_wait(str(error)))
    found = of_a_session(error)
    if isinstance(found, Permanent):
        # Only a ledger that was read has seen the key, or not.
        found.unseen = transaction is not None and transaction.ledger_read
    if isinstance(found, InDoubt):
        # Whatever the connector does not know, the transaction was not committed.
        return Retryable(str(found), code=found.code, request_id=found.request_id)
    if found is not None or isinstance(error, EventualError) or not isinstance(error, Exception):
        return found or error
    said = f"before its COMMIT was sent: {type(error).__name__}: {error}"
    return Retryable(said, code="not_sent") if isinstance(error, OSError) else Permanent(said, code="not_sent")


def connect(connection: SnowflakeConnection, attempt: Attempt) -> Any:
    """A new session, by whichever connector is installed."""
    from snowflake import connector

    at = urlsplit(connection.url())
    seconds = max(1, int(attempt.remaining()))
    settings = {name: value for name, value in attempt.settings.items() if value is not None}
    more: dict[str, Any] = {"login_timeout": seconds, "network_timeout": seconds}
    if int(connector.__version__.partition(".")[0]) >= 5:
        more |= {"retry_max_attempts": TRIES, "enable_server_session_keep_alive_auto_detection": False}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return connector.connect(
            account=connection.account_identifier,
            user=connection.user,
            host=at.hostname,
            port=at.port or (443 if at.scheme == "https" else 80),
            protocol=at.scheme,
            paramstyle="qmark",
            autocommit=True,
            session_parameters={"LOCK_TIMEOUT": seconds, "TIMEZONE": "UTC"},
            **_credential(connection),
            **settings,
            **more,
        )


def _credential(connection: SnowflakeConnection) -> dict[str, Any]:
    if connection.private_key is None:
        assert connection.token is not None
        return {"token": connection.token.reveal(), "authenticator": connection.token_type}
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    der = auth.private_key(connection).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return {"private_key": der, "authenticator": "SNOWFLAKE_JWT"}


def _closed(session: Any) -> None:
    with suppress(Exception):
        session.close()
