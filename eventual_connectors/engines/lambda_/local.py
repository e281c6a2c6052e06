"""A worker on this machine: it takes the invocations of Lambda's local runner, as the function itself would on AWS."""

from __future__ import annotations

import asyncio
import json
import threading
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ...errors import DatabaseLocked
from ...workflows.definition import Workflow
from .address import Address
from .handler import LambdaHandler
from .service import LOOPBACK, lambda_client

TIMEOUT_SECONDS = 900.0
"""As long as Lambda lets a function run."""

DRAIN_SECONDS = 10.0
"""How long a stopping worker waits for its running attempts."""


class LocalWorker:
    """Takes invocations until it is closed.

    Args:
        address: where the local runner is, and where it finds this worker.
        workflows: what this worker can run.

    Raises:
        DatabaseLocked: on `async with`: executions are run elsewhere, by the function itself or by another worker.
    """

    def __init__(self, address: Address, workflows: Sequence[Workflow[..., Any]]) -> None:
        self._address = address
        self._handler = LambdaHandler(workflows, address.mailbox, lambda_client(address))
        self._server: _Server | None = None

    async def __aenter__(self) -> LocalWorker:
        host, _, port = self._address.serve.rpartition(":")
        if not self._address.endpoint or host not in LOOPBACK or not port.isdecimal():
            raise DatabaseLocked(
                "on AWS the function itself runs executions: handler = lambda_handler([…]). A worker is for the local runner, and needs "
                "endpoint=http://127.0.0.1:PORT and serve=127.0.0.1:PORT in the engine's URL"
            )
        try:
            self._server = _Server((host, int(port)), self._handler)
        except OSError as error:
            raise DatabaseLocked(f"a worker cannot listen at {self._address.serve}: {error.strerror}") from None
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="eventual-lambda", daemon=True).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._handler.host.draining = True
        await asyncio.to_thread(self._server.shutdown)
        self._server.server_close()
        end = time.monotonic() + DRAIN_SECONDS
        while self._server.busy and time.monotonic() < end:  # noqa: ASYNC110 - threads make it so
            await asyncio.sleep(0.02)
        await asyncio.to_thread(self._handler.close)

    async def wait(self) -> None:
        """Wait until the worker ends."""
        await asyncio.Event().wait()

    @property
    def failure(self) -> BaseException | None:
        """Why this worker does not run any more; None where it did not fail."""
        return None


class LocalContext:
    """What Lambda tells a function of its invocation, as far as it is looked at."""

    def __init__(self, function: str) -> None:
        self.function_name = function
        self.function_version = "$LATEST"
        self.aws_request_id = str(uuid.uuid4())
        self.tenant_id: str | None = None
        self._until = time.monotonic() + TIMEOUT_SECONDS

    def get_remaining_time_in_millis(self) -> int:
        """The time until the function's timeout."""
        return round(1000 * (self._until - time.monotonic()))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, place: tuple[str, int], handler: LambdaHandler) -> None:
        self.handler = handler
        self.busy = 0
        self.lock = threading.Lock()
        super().__init__(place, _Invocation)


class _Invocation(BaseHTTPRequestHandler):
    @property
    def worker(self) -> _Server:
        assert isinstance(self.server, _Server)
        return self.server

    def do_POST(self) -> None:
        with self.worker.lock:
            self.worker.busy += 1
        try:
            self._invoke()
        finally:
            with self.worker.lock:
                self.worker.busy -= 1

    def _invoke(self) -> None:
        event = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        failed = False
        try:
            answer = self.worker.handler(event, LocalContext(self.path))
        except Exception as error:  # as Lambda does
            failed, answer = True, {"errorType": type(error).__name__, "errorMessage": str(error)}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if failed:
            self.send_header("X-Amz-Function-Error", "Unhandled")
        self.end_headers()
        with suppress(OSError):  # nobody may listen any more
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""
