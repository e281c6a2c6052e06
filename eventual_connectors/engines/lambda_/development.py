"""Lambda's durable functions on this machine, for trying things out and for tests: AWS' local runner, and what it lacks of Lambda.

The runner keeps durable executions and has the function invoked. It has no way to start one by Lambda's `Invoke`, and gives up a function
that does not answer. So something stands before it, which starts executions by their name, and has an invocation wait for a worker.

`python -m eventual_connectors.engines.lambda_.development FOLDER FUNCTION` says the engine's URL, and serves until it is interrupted.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from ...errors import EngineError
from ..hosting.command import command, free_port, listens, run, serving

MISSING = "pip install aws-durable-execution-sdk-python-testing"
KNOWN = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_DEFAULT_REGION": "us-west-2"}
"""What the runner's SDK wants to know before it talks to anybody."""

PATIENCE_SECONDS = 800.0
"""How long an invocation waits for a worker."""

EXECUTION_SECONDS = 7 * 86400
MARKER = "X-Dex-Handler-Invoke"
"""The header by which the runner tells an invocation from a start."""


class Development:
    """A running server.

    Attributes:
        folder: where it stores.
    """

    def __init__(self, folder: Path, front: _Front) -> None:
        self.folder = folder
        self._front = front

    def url(self, function: str) -> str:
        """The URL of an engine for a function of this name."""
        port = self._front.workers.setdefault(function, free_port())
        mailbox = self.folder / f"{function}.db"
        endpoint = f"http://127.0.0.1:{self._front.server_port}"
        return f"lambda://{function}:live?endpoint={endpoint}&serve=127.0.0.1:{port}&mailbox=sqlite:///{mailbox}"


@contextmanager
def development_server(folder: Path) -> Iterator[Development]:
    """Serve on loopback while the block lasts, with what it stores in `folder`.

    Raises:
        EngineError: the local runner is not installed, or does not start.
    """
    port = free_port()
    with _Front(port) as front:
        runner = [command("dex-local-runner", MISSING), "start-server", "--host", "127.0.0.1", "--port", str(port), "--log-level", "ERROR"]
        runner += ["--lambda-endpoint", f"http://127.0.0.1:{front.server_port}"]
        runner += ["--store-type", "sqlite", "--store-path", str(folder / "lambda.db")]
        with serving("Lambda's local runner", runner, lambda: _answers(port), KNOWN), front.standing():
            yield Development(folder, front)


def _answers(port: int) -> bool:
    try:
        return listens(port) and _send(port, "GET", "/health", seconds=5).status == 200
    except (OSError, http.client.HTTPException):
        return False


class _Answer:
    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.status = answer.status
        self.headers = answer.getheaders()
        self.body = answer.read()


def _send(
    port: int, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None, seconds: float = PATIENCE_SECONDS
) -> _Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request(method, path, body, headers or {})
        return _Answer(connection.getresponse())
    finally:
        connection.close()


class _Front(ThreadingHTTPServer):
    """What stands before the runner.

    Attributes:
        runner: its port.
        workers: the port at which a function's worker listens, by the function's name.
        ending: nobody needs to be waited for any more.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, runner: int) -> None:
        self.runner = runner
        self.workers: dict[str, int] = {}
        self.ending = False
        self.starting = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Request)

    @contextmanager
    def standing(self) -> Iterator[None]:
        """Take requests while the block lasts."""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, name="lambda-front", daemon=True).start()
        try:
            yield
        finally:
            self.ending = True
            self.shutdown()


class _Request(BaseHTTPRequestHandler):
    @property
    def front(self) -> _Front:
        assert isinstance(self.server, _Front)
        return self.server

    def do_GET(self) -> None:
        self._take("GET")

    def do_POST(self) -> None:
        self._take("POST")

    def _take(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = unquote(urlsplit(self.path).path).split("/")
        if parts[1:3] == ["2015-03-31", "functions"] and parts[-1] == "invocations":
            function, _, qualifier = parts[3].partition(":")
            if MARKER in self.headers:
                self._invoke(function, body)
            else:
                self._start(function, qualifier, body)
            return
        kept = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
        answer = _send(self.front.runner, method, self.path, body, kept)
        self._answer(answer.status, answer.body, dict(answer.headers))

    def _invoke(self, function: str, body: bytes) -> None:
        """Have the function's worker take an invocation, as soon as there is one."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end and not self.front.ending:
            try:
                if not listens(self.front.workers[function]):
                    time.sleep(0.05)
                    continue
                answer = _send(self.front.workers[function], "POST", self.path, body, {"Content-Type": "application/json"})
            except ConnectionRefusedError:
                time.sleep(0.05)
                continue
            except (OSError, http.client.HTTPException):
                break  # it was killed
            self._answer(answer.status, answer.body, dict(answer.headers))
            return
        self._answer(500, b"{}", {"x-amzn-ErrorType": "ServiceException"})

    def _start(self, function: str, qualifier: str, body: bytes) -> None:
        """Start an execution, or find the one of this name."""
        name = self.headers["X-Amz-Durable-Execution-Name"]
        with self.front.starting:
            held = self._held(function, name)
            if held is not None and held[1] != body.decode():
                error = json.dumps({"Type": "User", "Message": f"{name} has been started already"}).encode()
                self._answer(409, error, {"x-amzn-ErrorType": "DurableExecutionAlreadyStartedException"})
                return
            arn = held[0] if held is not None else self._started(function, qualifier, name, body)
        self._answer(202, b"", {"X-Amz-Durable-Execution-Arn": arn})

    def _held(self, function: str, name: str) -> tuple[str, str] | None:
        listed = self._asked("GET", f"/2025-12-01/functions/{function}/durable-executions?DurableExecutionName={name}")
        for each in listed["DurableExecutions"]:
            arn = each["DurableExecutionArn"]
            return arn, self._asked("GET", f"/2025-12-01/durable-executions/{arn.replace('/', '%2F')}")["InputPayload"]
        return None

    def _started(self, function: str, qualifier: str, name: str, body: bytes) -> str:
        start = {
            "AccountId": "123456789012",
            "FunctionName": function,
            "FunctionQualifier": qualifier or "$LATEST",
            "ExecutionName": name,
            "ExecutionTimeoutSeconds": EXECUTION_SECONDS,
            "ExecutionRetentionPeriodDays": 7,
            "Input": body.decode(),
        }
        arn: str = self._asked("POST", "/start-durable-execution", json.dumps(start).encode())["ExecutionArn"]
        return arn

    def _asked(self, method: str, path: str, body: bytes = b"") -> Any:
        answer = _send(self.front.runner, method, path, body, {"Content-Type": "application/json"})
        if answer.status >= 300:
            raise EngineError(f"Lambda's local runner answered {answer.status}: {answer.body.decode(errors='replace')}")
        return json.loads(answer.body)

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in ("content-length", "connection", "date", "server", "transfer-encoding"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):  # nobody may listen any more
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def main(arguments: list[str]) -> int:
    """Serve one function."""
    if len(arguments) != 2:
        print("usage: python -m eventual_connectors.engines.lambda_.development FOLDER FUNCTION", file=sys.stderr)
        return 2
    folder, function = Path(arguments[0]).absolute(), arguments[1]
    folder.mkdir(parents=True, exist_ok=True)
    return run(_served(folder, function))


@contextmanager
def _served(folder: Path, function: str) -> Iterator[str]:
    with development_server(folder) as development:
        yield development.url(function)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
