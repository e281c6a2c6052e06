"""What comes back: values without credentials, and errors that say what happened."""

from __future__ import annotations

import gzip
import json
import logging
import traceback
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from pydantic import BaseModel

from eventual_connectors import ConnectorError, InDoubt, Permanent, RateLimited, Retryable, Secret, Unauthorized, error_records
from eventual_connectors.errors import KeyConflict
from eventual_connectors.fakes import Headers, Request, Response
from eventual_connectors.http import HttpConnector, HttpResponse, error_of, retry_after
from eventual_connectors.http.links import parse

from .conftest import Serve

api = HttpConnector("answering", effects={"PUT": "natural"})
once = api.with_options(on_ambiguous="fail")
TOKEN = "tok/SECRET 1"


def answer(body: bytes, content_type: str, status: int = 200, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, Headers({"Content-Type": content_type, **named}), body)


@pytest.mark.parametrize(
    ("given", "body"),
    [
        (answer(b'{"a": [1, null]}', "application/json"), {"a": [1, None]}),
        (answer(b'{"a": 1}', "application/hal+json; charset=utf-8"), {"a": 1}),
        (answer("é".encode("latin-1"), "text/plain; charset=iso-8859-1"), "é"),
        (answer(b"<a/>", "application/xml"), "<a/>"),
        (answer(b"\x00\xff", "image/png"), b"\x00\xff"),
        (answer(b"x", "text/plain; charset=nonsense"), "x"),
        (answer(gzip.compress(b'{"a": 1}'), "application/json", Content_Encoding="gzip"), {"a": 1}),
        (Response(204), None),
    ],
)
async def test_a_body_is_decoded_by_its_media_type(serve: Serve, given: Response, body: Any) -> None:
    serve(api, {"/": given})
    assert (await api.get("/")).body == body


async def test_some_headers_are_kept_and_none_that_holds_a_credential(serve: Serve) -> None:
    talkative = HttpConnector("talkative", response_headers=("X-Total", "Set-Cookie"))
    headers = {"ETag": '"1"', "X-Total": "9", "X-Other": "1", "Set-Cookie": "session=1", "X-Request-Id": "r1"}
    serve(talkative, {"/": Response.json({}, headers=headers)})
    found = await talkative.get("/")
    assert found.headers == {"content-type": "application/json", "etag": '"1"', "x-total": "9"}
    assert (found.header("ETag"), found.request_id) == ('"1"', "r1")


@pytest.mark.parametrize(
    "setting", [{"token": Secret(TOKEN)}, {"secret_headers": {"X-Key": Secret(TOKEN)}}, {"secret_params": {"key": Secret(TOKEN)}}]
)
async def test_a_credential_that_the_api_repeats_is_hidden(serve: Serve, setting: dict[str, Any]) -> None:
    def echo(request: Request) -> Response:
        body = {"headers": dict(request.headers), "query": request.query, TOKEN: [TOKEN]}
        repeated = f"&{request.query}" if request.query else ""
        return Response.json(body, headers={"Location": f"/x?a=1{repeated}", "Link": f'</?cursor=2{repeated}>; rel="next"'})

    serve(api, {"/": echo}, **setting)
    found = await api.get("/")
    text = json.dumps([found.body, dict(found.headers), dict(found.links)])
    assert "SECRET" not in text
    assert found.links == {"next": "/?cursor=2"}
    assert found.headers["location"] == "/x?a=1"


async def test_basic_authentication_is_hidden_as_it_was_sent(serve: Serve) -> None:
    serve(api, {"/": lambda request: Response.json(dict(request.headers))}, username="ann", password=Secret(TOKEN))
    assert (await api.get("/")).body["Authorization"] == "Basic ***"


async def test_no_error_and_no_log_shows_a_credential(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    echo = lambda request: Response.json({"title": f"no {request.query}"}, status=400)  # noqa: E731
    script = serve(api, {"/": echo}, secret_params={"key": Secret(TOKEN)}, token=Secret(TOKEN))
    with pytest.raises(Permanent) as caught:
        await api.get("/")
    script.faults.drop_after_apply(times=None)
    with pytest.raises(InDoubt) as lost:
        await api.post("/")
    for error in (caught.value, lost.value):
        assert "SECRET" not in "".join(traceback.format_exception(error)) + json.dumps(error_records.to_record(error))
        assert "SECRET" not in repr([vars(error), vars(error.__cause__ or error)])
    request = getattr(lost.value.__cause__, "request", None)
    assert request is None or "SECRET" not in f"{request.url} {dict(request.headers)}"
    assert "HTTP Request" in caplog.text
    assert "SECRET" not in caplog.text


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Permanent),
        (401, Unauthorized),
        (403, Permanent),
        (404, Permanent),
        (408, InDoubt),
        (409, Permanent),
        (422, Permanent),
        (425, Retryable),
        (429, RateLimited),
        (500, InDoubt),
        (502, InDoubt),
        (503, InDoubt),
    ],
)
def test_a_status_says_whether_the_request_was_applied(status: int, kind: type[ConnectorError]) -> None:
    found = error_of(HttpResponse(status, {"retry-after": "7"}, None, request_id="r1"))
    assert type(found) is kind
    assert (found.status, found.request_id) == (status, "r1")
    if status in (408, 425, 429, 503):
        assert isinstance(found, InDoubt | Retryable)
        assert found.after == 7


def test_what_a_409_or_422_of_a_keyed_request_means_is_configured() -> None:
    busy = HttpResponse(409, {}, {"type": "key_busy", "title": "Busy"})
    used = HttpResponse(422, {}, {"type": "https://api.example/key-reused"})
    assert type(error_of(busy, in_flight=(409,))) is InDoubt
    assert type(error_of(busy, in_flight=("key_busy",))) is InDoubt
    assert type(error_of(busy, in_flight=("other",))) is Permanent
    assert type(error_of(used, key_conflict=("https://api.example/key-reused",))) is KeyConflict


def test_a_stored_refusal_settles_and_a_stored_server_error_does_not() -> None:
    refused = error_of(HttpResponse(402), stored=True)
    assert isinstance(refused, Permanent)
    assert refused.settles
    assert isinstance(error_of(HttpResponse(500), stored=True), InDoubt)


@pytest.mark.parametrize(
    ("body", "code", "text"),
    [
        ({"type": "https://x/out", "title": "Out of stock", "detail": "lamp"}, "https://x/out", "HTTP 400: Out of stock: lamp"),
        ({"type": "about:blank", "title": "Bad Request"}, None, "HTTP 400: Bad Request"),
        ({"error": {"code": "bad", "message": "No"}}, "bad", "HTTP 400: No"),
        ({"error": "invalid_scope", "error_description": "No"}, "invalid_scope", "HTTP 400: No"),
        ({"message": "No"}, None, "HTTP 400: No"),
        ([1], None, "HTTP 400"),
        (None, None, "HTTP 400"),
    ],
)
def test_problem_details_become_code_and_message(body: Any, code: str | None, text: str) -> None:
    found = error_of(HttpResponse(400, {}, body))
    assert (found.code, found.message) == (code, text)


NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(NOW - timedelta(seconds=90), usegmt=True), 0),
        ("1e300", 1e300),
        ("Wed, 21 Oct 99999 07:28:00 GMT", None),
        ("Wed, 21 Oct 99999999999999999999 07:28:00 GMT", None),
        ("soon", None),
        ("-1", None),
        ("nan", None),
        (None, None),
    ],
)
def test_retry_after_is_a_number_of_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, now=NOW) == seconds


@pytest.mark.parametrize(
    ("header", "links"),
    [
        ('<https://x/a?p=2>; rel="next", <https://x/a?p=9>; rel="last"', {"next": "https://x/a?p=2", "last": "https://x/a?p=9"}),
        ('</a,b;c>; title="x, <y>; rel=\\"no\\""; rel=next', {"next": "/a,b;c"}),
        ('<?p=2>; rel="Next start"', {"next": "?p=2", "start": "?p=2"}),
        ("<a>; rel=prev; rel=next", {"prev": "a"}),
        ('broken, <b>; rel="next"', {"next": "b"}),
        ("", {}),
    ],
)
def test_a_link_header_is_read(header: str, links: dict[str, str]) -> None:
    assert parse(header) == links


async def test_an_answer_that_is_too_large_ends_a_write_that_was_carried_out(serve: Serve) -> None:
    script = serve(api, {"/": Response.json({"text": "x" * 2000})}, max_response_bytes=1000)
    with pytest.raises(Permanent, match=r"larger than 1,000 bytes; .* max_response_bytes") as caught:
        await once.post("/")
    assert (caught.value.code, caught.value.settles, len(script.asked)) == ("response_too_large", True, 1)


async def test_the_limit_holds_for_what_is_decompressed(serve: Serve) -> None:
    serve(api, {"/": answer(gzip.compress(b" " * 100_000), "text/plain", Content_Encoding="gzip")}, max_response_bytes=1000)
    with pytest.raises(Permanent, match="larger"):
        await api.get("/")


@pytest.mark.parametrize(
    "given",
    [answer(b"{", "application/json"), answer(b"NaN", "application/json"), answer(b"no gzip", "text/plain", Content_Encoding="gzip")],
)
async def test_a_damaged_answer_to_a_write_is_no_doubt(serve: Serve, given: Response) -> None:
    serve(api, {"/": given})
    with pytest.raises(Permanent) as caught:
        await once.post("/")
    assert (caught.value.code, caught.value.settles) == ("unreadable_response", True)


@pytest.mark.parametrize("depth", [500, 900, 100_000])
async def test_an_answer_that_is_nested_too_deeply_is_no_doubt(serve: Serve, depth: int) -> None:
    script = serve(api, {"/": answer(b"[" * depth + b"]" * depth, "application/json")})
    with pytest.raises(Permanent, match="nested too deeply") as caught:
        await once.post("/")
    assert (caught.value.code, caught.value.settles, len(script.asked)) == ("unreadable_response", True, 1)


async def test_a_body_that_is_not_as_declared_is_no_doubt(serve: Serve) -> None:
    class Receipt(BaseModel):
        total: int

    pay = api.operation("POST", "/pay", returns=Receipt)
    serve(api, {"/pay": [Response.json({"total": "many"}), Response.json({"total": 5})]})
    with pytest.raises(Permanent, match="total") as caught:
        await pay()
    assert (caught.value.code, caught.value.settles) == ("unreadable_response", True)
    assert await pay() == Receipt(total=5)


async def test_a_json_object_that_looks_like_a_recorded_value_stays_what_it_is(serve: Serve) -> None:
    odd = {"a": {"$bytes": "eA=="}, "b": [{"$dict": {}}]}
    as_it_is = api.operation("GET", "/odd", returns=dict)
    serve(api, {"/odd": Response.json(odd)})
    assert (await api.get("/odd")).body == odd
    assert await as_it_is() == odd
