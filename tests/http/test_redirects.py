"""Redirects: a read is followed, a credential stays with its origin, and a write is never sent elsewhere."""

from __future__ import annotations

import pytest

from eventual_connectors import InDoubt, Permanent, Secret, connections
from eventual_connectors.fakes import Headers, Response
from eventual_connectors.http import HttpConnection, HttpConnector

from .conftest import Serve
from .script import Script

api = HttpConnector("redirecting")
once = api.with_options(on_ambiguous="fail")
OK = Response.json({"ok": True})


def to(target: str, status: int = 302) -> Response:
    return Response(status, Headers({"Location": target}))


async def test_a_read_is_followed_within_its_origin_with_its_credentials(serve: Serve) -> None:
    script = serve(api, {"/a": to("b?x=1"), "/b": OK}, token=Secret("tok"), secret_params={"key": Secret("k")})
    assert (await api.get("/a")).body == {"ok": True}
    assert script.asked[1].headers["Authorization"] == "Bearer tok"
    assert script.asked[1].query == "x=1&key=k"


async def test_a_read_is_followed_elsewhere_without_anything_of_ours(serve: Serve) -> None:
    other = Script({"/b": OK})
    with other.serve() as url:
        settings = {"token": Secret("tok"), "secret_headers": {"X-Key": Secret("k")}, "secret_params": {"key": Secret("q")}}
        serve(api, {"/a": to(f"{url}/b?key=q&x=1")}, headers={"X-Tenant": "7"}, **settings)
        assert (await api.get("/a", headers={"X-Note": "mine"})).body == {"ok": True}
    (request,) = other.asked
    assert {"authorization", "x-key", "x-tenant", "x-note", "cookie"} & {name.lower() for name in request.headers} == set()
    assert request.query == "x=1"


async def test_who_has_left_the_origin_gets_no_credential_back(serve: Serve) -> None:
    other = Script({})
    with other.serve() as url:
        script = serve(api, {"/a": to(f"{url}/b"), "/c": OK}, token=Secret("tok"))
        other.answers["/b"] = [to(f"{connections.get(api.name, HttpConnection).base_url}/c")]
        await api.get("/a")
    assert "Authorization" not in script.asked[1].headers


async def test_a_loop_of_redirects_ends(serve: Serve) -> None:
    script = serve(api, {"/a": to("/a")})
    with pytest.raises(Permanent, match="more than 5 times"):
        await api.get("/a")
    assert len(script.asked) == 6


@pytest.mark.parametrize("target", ["ftp://x.example/", "gopher://x.example/"])
async def test_another_protocol_is_not_followed(serve: Serve, target: str) -> None:
    serve(api, {"/a": to(target)})
    with pytest.raises(Permanent, match="not followed"):
        await api.get("/a")


@pytest.mark.parametrize("status", [307, 308])
async def test_a_write_is_repeated_where_the_same_origin_asks_for_that(serve: Serve, status: int) -> None:
    script = serve(api, {"/a": to("/b", status), "/b": OK}, token=Secret("tok"))
    await api.post("/a", json={"x": 1})
    assert [(request.method, request.path, request.body) for request in script.asked] == [
        ("POST", "/a", b'{"x":1}'),
        ("POST", "/b", b'{"x":1}'),
    ]


@pytest.mark.parametrize("status", [307, 308])
async def test_a_write_is_not_sent_to_another_origin(serve: Serve, status: int) -> None:
    other = Script({"/b": OK})
    with other.serve() as url:
        serve(api, {"/a": to(f"{url}/b", status)}, token=Secret("tok"))
        with pytest.raises(Permanent, match="not sent to another origin") as caught:
            await api.post("/a")
    assert (caught.value.code, other.asked) == ("redirected", [])


@pytest.mark.parametrize("status", [301, 302])
async def test_a_redirect_that_does_not_say_what_became_of_a_write_is_doubt(serve: Serve, status: int) -> None:
    script = serve(api, {"/a": to("/b", status), "/b": OK})
    with pytest.raises(InDoubt, match="does not say whether"):
        await once.post("/a")
    assert len(script.asked) == 1


async def test_a_redirect_of_a_write_that_leads_nowhere_is_doubt(serve: Serve) -> None:
    serve(api, {"/a": Response(302)})
    with pytest.raises(InDoubt, match="HTTP 302"):
        await once.post("/a")


async def test_where_the_result_of_a_write_is_does_not_matter(serve: Serve) -> None:
    """It was carried out, so no address can make an error of it."""
    serve(api, {"/a": [to("ftp://x.example/", 303), to("http://[", 201)]})
    assert (await api.post("/a")).status == 303
    assert (await api.post("/a")).headers["location"] == "http://["


async def test_see_other_is_the_answer_of_a_write(serve: Serve) -> None:
    script = serve(api, {"/a": to("/b", 303), "/b": OK})
    found = await api.post("/a")
    assert (found.status, found.headers["location"], len(script.asked)) == (303, "/b", 1)


NO_URLS = ["http://[::1", "http://x.example:99999999/", "http://x.example:one/"]


@pytest.mark.parametrize("target", NO_URLS)
async def test_a_read_that_is_redirected_to_what_is_no_url_is_not_sent_again(serve: Serve, target: str) -> None:
    script = serve(api, {"/a": to(target)})
    with pytest.raises(Permanent, match="redirected to what is no URL"):
        await api.get("/a")
    assert len(script.asked) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("target", NO_URLS)
async def test_a_write_that_is_redirected_to_what_is_no_url_is_in_doubt(serve: Serve, target: str, status: int) -> None:
    serve(api, {"/a": to(target, status)})
    with pytest.raises(InDoubt, match="redirected to what is no URL"):
        await once.post("/a", json={})


@pytest.mark.parametrize("target", NO_URLS)
async def test_a_write_was_carried_out_however_its_result_is_named(serve: Serve, target: str) -> None:
    serve(api, {"/a": to(target, 303)})
    assert (await once.post("/a", json={})).headers["location"] == target
