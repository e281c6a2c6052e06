"""A fake behind a real socket: HTTP/1.1 with keep-alive, and connections that are really cut."""

from __future__ import annotations

import io
import logging
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast

from .wire import CutShort, Dropped, HungUp, Request, Response, Unanswered

if TYPE_CHECKING:
    from .fake import Fake

logger = logging.getLogger("eventual.fakes")

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_PATIENCE = 0.05
"""Seconds between two looks at whether a caller has hung up."""


class FakeServer:
    """Serves a fake on a loopback address, one thread for each connection."""

    def __init__(self, fake: Fake, host: str = "127.0.0.1", port: int = 0) -> None:
        self._http = _HttpServer(fake, host, port)
        self._accepting = threading.Thread(target=self._http.accept_until_closed, name=f"fake-{fake.name}", daemon=True)

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        host, port = self._http.server_address[:2]
        return f"http://{host!s}:{port}"

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening, cut every connection, and wait for the threads."""
        self._http.stop()
        self._accepting.join()
        self._http.hang_up()
        self._http.server_close()


class _HttpServer(HTTPServer):
    # The default of 5 makes callers that come all at once wait for a second.
    request_queue_size = 256
    allow_reuse_address = True

    def __init__(self, fake: Fake, host: str, port: int) -> None:
        self.fake = fake
        self.closing = threading.Event()
        self._open: dict[socket.socket, threading.Thread] = {}
        self._guard = threading.Lock()
        super().__init__((host, port), _Handler)

    def server_bind(self) -> None:
        # HTTPServer's own asks the resolver for this host's name, which can take seconds.
        super(HTTPServer, self).server_bind()
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def accept_until_closed(self) -> None:
        while not self.closing.is_set():
            self.handle_request()

    def stop(self) -> None:
        self.closing.set()
        try:
            socket.create_connection(self.server_address[:2], timeout=1).close()  # type: ignore[arg-type]
        except OSError:
            logger.debug("the listening socket was gone already")

    def hang_up(self) -> None:
        with self._guard:
            still_open = dict(self._open)
        for connection in still_open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # its caller hung up first
        for thread in still_open.values():
            thread.join()

    def process_request(self, request: Any, client_address: Any) -> None:
        thread = threading.Thread(target=self._serve, args=(request, client_address), name=f"fake-{self.fake.name}", daemon=True)
        with self._guard:
            # Threads leave when they have ended, not when they are about to: closing waits for them.
            self._open = {connection: serving for connection, serving in self._open.items() if serving.is_alive()}
            self._open[request] = thread
        thread.start()

    def _serve(self, connection: socket.socket, client_address: Any) -> None:
        try:
            self.finish_request(connection, client_address)
        except (ConnectionError, TimeoutError):
            logger.debug("a caller hung up")
        finally:
            connection.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # An answer leaves in one piece.
    wbufsize = -1

    @property
    def _http(self) -> _HttpServer:
        return cast(_HttpServer, self.server)

    def _take(self) -> None:
        # A header list, not a mapping: `Headers` decides about repeated ones.
        request = Request.to(self.command, self.path, self.headers.items(), self._body())
        try:
            response = self._http.fake.handle(request)
        except CutShort as cut:
            self._send(cut.answer, until=len(cut.answer.body) // 2)
        except Unanswered:
            self._wait_for_hang_up()
        except HungUp:
            self.close_connection = True
        except Dropped:
            self._cut()
        except Exception:
            logger.exception("the fake %s failed at %s %s", self._http.fake.name, request.method, request.path)
            self._send(Response.json({"error": "the fake failed; its log says why"}, status=500))
        else:
            if response.delay:
                self._http.closing.wait(response.delay)
            self._send(response)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _take

    def parse_request(self) -> bool:
        """Read the headers to their end first: the standard library takes headers that were cut off for whole ones."""
        lines = [self._line()]
        while lines[-1].strip():
            lines.append(self._line())
        stream, self.rfile = self.rfile, io.BytesIO(b"".join(lines))
        try:
            return super().parse_request()
        finally:
            self.rfile = stream

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self._exactly(int(self.headers.get("Content-Length") or 0))
        body = bytearray()
        while size := int(self._line().partition(b";")[0], 16):
            body += self._exactly(size)
            self._line()
        while self._line().strip():
            pass  # trailers
        return bytes(body)

    def _exactly(self, size: int) -> bytes:
        found = self.rfile.read(size)
        if len(found) < size:
            # A caller that was killed in the middle of its request has asked for nothing.
            raise ConnectionResetError("the caller hung up in the middle of its request")
        return found

    def _line(self) -> bytes:
        found = self.rfile.readline()
        if not found.endswith(b"\n"):
            raise ConnectionResetError("the caller hung up in the middle of its request")
        return found

    def _send(self, response: Response, *, until: int | None = None) -> None:
        self.close_connection = self.close_connection or until is not None
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if "Content-Length" not in response.headers:
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body[:until])
        self.wfile.flush()

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)

    def _wait_for_hang_up(self) -> None:
        self.close_connection = True
        self.connection.settimeout(_PATIENCE)
        while not self._http.closing.is_set():
            try:
                if not self.connection.recv(1, socket.MSG_PEEK):
                    return
                self._http.closing.wait(_PATIENCE)
            except TimeoutError:
                continue

    def log_message(self, format: str, *args: Any) -> None:
        """Keep standard error for what matters."""
