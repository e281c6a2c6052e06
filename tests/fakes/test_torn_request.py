"""A caller that is killed while it sends has asked for nothing: a torn request is never applied."""

from __future__ import annotations

import socket
from typing import ClassVar

import httpx
import pytest

from eventual_connectors.fakes import Fake, Request, Response


class Echo(Fake):
    name: ClassVar[str] = "echo"

    def operation(self, request: Request) -> str:
        return "echo"

    def apply(self, request: Request) -> Response:
        self.effect("echo", request.body.decode())
        return Response.json({})


@pytest.mark.parametrize(
    "torn",
    [
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nhalf",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Le",
    ],
)
def test_a_torn_request_is_not_applied(torn: bytes) -> None:
    fake = Echo()
    with fake.serve() as url:
        with socket.create_connection(("127.0.0.1", httpx.URL(url).port or 0)) as connection:
            connection.sendall(torn)
            connection.shutdown(socket.SHUT_WR)
            assert connection.recv(100) == b""
        assert httpx.post(url, content=b"whole").status_code == 200
    assert [effect.object_id for effect in fake.effects] == ["whole"]
