"""What every fake does, shown on the smallest one: a jar that coins are put into."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from eventual_connectors.errors import UsageError
from eventual_connectors.fakes import KINDS, CutShort, Dropped, Effect, Fake, Headers, Request, Response, Unanswered

PUT = Request.to("POST", "/coins", {"Key": "k1"})
COUNT = Request.to("GET", "/coins")


class Jar(Fake):
    name = "jar"
    operations = frozenset({"coins.put", "coins.count"})

    def new_state(self) -> dict[str, Any]:
        return {"coins": 0}

    def operation(self, request: Request) -> str:
        return "coins.put" if request.method == "POST" else "coins.count"

    def apply(self, request: Request) -> Response:
        if request.method == "POST":
            self.state["coins"] += 1
            self.effect("coins.put", self.id("coin_", request.headers.get("key")), dict(self.state), key=request.headers.get("key"))
        return Response.json(self.state)


@pytest.fixture
def jar() -> Jar:
    return Jar(seed=7, start=datetime(2030, 1, 1, tzinfo=UTC))


def coins(response: Response) -> int:
    return int(json.loads(response.body)["coins"])


def test_an_effect_is_recorded_with_what_it_left(jar: Jar) -> None:
    assert coins(jar.handle(PUT)) == 1
    (effect,) = jar.effects.of("coins.put")
    assert (effect.fake, effect.key, effect.at, effect.data) == ("jar", "k1", jar.clock.now(), {"coins": 1})
    assert json.loads(json.dumps(jar.effects.to_json()))[0]["object_id"] == effect.object_id


def test_what_an_effect_left_does_not_change_later(jar: Jar) -> None:
    jar.handle(PUT)
    jar.handle(PUT)
    assert [effect.data["coins"] for effect in jar.effects] == [1, 2]


def test_ids_depend_on_seed_and_key_not_on_order() -> None:
    def ids(seed: int, keys: list[str]) -> set[str]:
        jar = Jar(seed)
        for key in keys:
            jar.handle(Request.to("POST", "/coins", {"Key": key}))
        return {effect.object_id for effect in jar.effects}

    assert ids(1, ["a", "b"]) == ids(1, ["b", "a"])
    assert ids(1, ["a", "b"]).isdisjoint(ids(2, ["a", "b"]))
    assert len(ids(1, ["a", "a"])) == 2


@pytest.mark.parametrize(
    ("fault", "options", "status", "effects"),
    [
        ("drop_before_apply", {}, "dropped", 0),
        ("drop_after_apply", {}, "dropped", 1),
        ("drop_in_answer", {}, "cut short", 1),
        ("timeout", {}, "unanswered", 0),
        ("rate_limit", {"after": 3.0}, 429, 0),
        ("error_before_apply", {"status": 503}, 503, 0),
        ("error_after_apply", {"status": 500}, 500, 1),
        ("error_after_apply", {"status": 502, "page": True}, 502, 1),
        ("stranger", {}, 200, 0),
        ("slow", {"delay": 2.0}, 200, 1),
        ("duplicate_delivery", {}, 200, 2),
        ("revoke_credential", {}, 401, 0),
        ("late_apply", {"delay": 5.0}, "unanswered", 0),
    ],
)
def test_each_fault_hits_as_often_as_it_is_told(jar: Jar, fault: str, options: dict[str, Any], status: int | str, effects: int) -> None:
    getattr(jar.faults, fault)("coins.put", times=1, **options)
    jar.handle(COUNT)
    seen: int | str
    try:
        seen = jar.handle(PUT).status
    except Unanswered:
        seen = "unanswered"
    except CutShort:
        seen = "cut short"
    except Dropped:
        seen = "dropped"
    assert (seen, len(jar.effects)) == (status, effects)
    assert jar.faults.fired == [("coins.put", fault)]
    assert jar.handle(PUT).status == 200
    assert jar.faults.planned == []


def test_every_fault_of_the_vocabulary_has_its_method(jar: Jar) -> None:
    assert [kind for kind in KINDS if not callable(getattr(jar.faults, kind, None))] == []


def test_a_rate_limit_says_how_long_to_wait(jar: Jar) -> None:
    jar.faults.rate_limit(after=3.0)
    assert jar.handle(PUT).headers["retry-after"] == "3"


def test_a_late_request_is_applied_when_its_time_has_come(jar: Jar) -> None:
    jar.faults.late_apply("coins.put", delay=60)
    with pytest.raises(Unanswered):
        jar.handle(PUT)
    assert jar.in_flight == [PUT]
    jar.clock.advance(timedelta(seconds=59))
    assert coins(jar.handle(COUNT)) == 0
    jar.clock.advance(1)
    assert coins(jar.handle(COUNT)) == 1
    assert jar.effects[0].at == jar.clock.now()
    assert jar.in_flight == []


@pytest.mark.parametrize(("lands", "counts"), [("before", [1, 1, 1]), ("during", [0, 1, 1]), ("after", [0, 1, 1])])
def test_a_late_request_lands_where_it_is_told(jar: Jar, lands: str, counts: list[int]) -> None:
    beside: dict[str, Any] = {lands: "coins.count"}
    jar.faults.late_apply("coins.put", **beside)
    with pytest.raises(Unanswered):
        jar.handle(PUT)
    jar.clock.advance(timedelta(days=1))
    first = coins(jar.handle(COUNT))
    landed_at_once = len(jar._effects)
    assert [first, *(coins(jar.handle(COUNT)) for _ in range(2))] == counts
    assert landed_at_once == (0 if lands == "after" else 1)
    assert len(jar.effects) == 1


def test_late_requests_can_be_landed_by_hand(jar: Jar) -> None:
    jar.faults.late_apply("coins.put", before="coins.count", times=2)
    for _ in range(2):
        with pytest.raises(Unanswered):
            jar.handle(PUT)
    assert (jar.land(), len(jar.effects), jar.land()) == (2, 2, 0)


def test_random_faults_depend_on_the_seed_and_the_count_alone() -> None:
    def plan(seed: int, operations: list[str]) -> dict[str, list[str | None]]:
        jar = Jar()
        jar.faults.random(seed, {"drop_after_apply": 0.3, "rate_limit": 0.2})
        drawn: dict[str, list[str | None]] = {}
        for operation in operations:
            fault = jar.faults.next(operation)
            drawn.setdefault(operation, []).append(fault.kind if fault else None)
        return drawn

    in_turn = plan(3, ["coins.put", "coins.count"] * 200)
    assert in_turn == plan(3, ["coins.put"] * 200 + ["coins.count"] * 200)
    assert in_turn != plan(4, ["coins.put", "coins.count"] * 200)
    assert 30 < in_turn["coins.put"].count("drop_after_apply") < 90
    assert {kind for kinds in in_turn.values() for kind in kinds} == {None, "drop_after_apply", "rate_limit"}


def test_planned_faults_come_before_random_ones(jar: Jar) -> None:
    jar.faults.random(1, {"rate_limit": 1.0})
    jar.faults.error_before_apply("coins.*", status=503)
    assert [jar.handle(PUT).status for _ in range(2)] == [503, 429]


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        (lambda faults: faults.timeout("coins.putt"), "did you mean 'coins.put'"),
        (lambda faults: faults.timeout(times=0), "at least 1"),
        (lambda faults: faults.late_apply(before="coins.count", after="coins.count"), "one of"),
        (lambda faults: faults.late_apply(before="coin.count"), "did you mean 'coins.count'"),
        (lambda faults: faults.random(1, {"rain": 0.1}), "no fault is called 'rain'"),
        (lambda faults: faults.random(1, {"slow": 0.6, "timeout": 0.6}), "at most 1"),
    ],
)
def test_a_mistake_in_a_test_is_named(jar: Jar, mistake: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        mistake(jar.faults)


def test_the_hook_is_called_after_the_effect_and_before_the_answer(jar: Jar) -> None:
    seen: list[tuple[str, int]] = []

    def note(effect: Effect) -> None:
        # From another thread, so that a lock still held would show.
        with ThreadPoolExecutor(1) as pool:
            seen.append((effect.activity, pool.submit(lambda: coins(jar.handle(COUNT))).result(5)))

    jar.on_applied = note
    jar.faults.drop_after_apply("coins.put")
    with pytest.raises(Dropped):
        jar.handle(PUT)
    assert seen == [("coins.put", 1)]
    jar.faults.late_apply("coins.put", delay=1)
    with pytest.raises(Unanswered):
        jar.handle(PUT)
    jar.clock.advance(2)
    assert seen == [("coins.put", 1), ("coins.put", 2)]


def test_snapshot_is_plain_data_and_restore_goes_back_to_it(jar: Jar) -> None:
    jar.handle(PUT)
    before = jar.snapshot()
    assert json.loads(json.dumps(before)) == before
    second = [jar.handle(PUT), jar.effects[1]]
    jar.restore(json.loads(json.dumps(before)))
    assert len(jar.effects) == 1
    assert [jar.handle(PUT), jar.effects[1]] == second


def test_reset_forgets_everything(jar: Jar) -> None:
    first = jar.handle(PUT), jar.effects[0]
    jar.faults.late_apply(times=None)
    with pytest.raises(Unanswered):
        jar.handle(PUT)
    jar.reset()
    assert (len(jar.effects), jar.in_flight, jar.faults.planned) == (0, [], [])
    assert (jar.handle(PUT), jar.effects[0]) == first


def test_a_clock_that_is_not_frozen_is_the_machines_and_can_be_moved_on() -> None:
    jar = Jar()
    before = datetime.now(UTC)
    jar.clock.advance(timedelta(hours=24))
    assert timedelta(0) <= jar.clock.now() - before - timedelta(hours=24) < timedelta(minutes=1)
    jar.clock.freeze()
    assert jar.clock.now() == jar.clock.now()


def test_headers_are_read_in_any_case_and_never_shown() -> None:
    headers = Headers({"Authorization": "Bearer secret"})
    assert headers["authorization"] == "Bearer secret"
    assert "secret" not in repr(Request.to("GET", "/", headers))


def test_requests_read_queries_forms_and_json() -> None:
    request = Request.to("post", "http://host/a%20b?x=1&y=", body=b"k[a]=1&k[b]=%20")
    assert (request.method, request.path) == ("POST", "/a b")
    assert request.query_pairs() == [("x", "1"), ("y", "")]
    assert request.form() == [("k[a]", "1"), ("k[b]", " ")]
    assert Request("POST", "/", body=b'{"a": 1}').json() == {"a": 1}


def test_the_server_keeps_a_connection_alive(jar: Jar) -> None:
    with jar.serve() as url:
        assert url.startswith("http://127.0.0.1:")
        connection = http.client.HTTPConnection(url.removeprefix("http://"))
        connection.connect()
        address = connection.sock.getsockname()
        for expected in (1, 2, 3):
            connection.request("POST", "/coins?x=1", body=b"coin", headers={"Key": str(expected)})
            response = connection.getresponse()
            assert json.loads(response.read())["coins"] == expected
            assert connection.sock.getsockname() == address
        connection.close()
    assert [effect.key for effect in jar.effects] == ["1", "2", "3"]


def test_the_server_reads_chunked_bodies(jar: Jar) -> None:
    seen: list[bytes] = []

    class Listening(Jar):
        def apply(self, request: Request) -> Response:
            seen.append(request.body)
            return super().apply(request)

    with Listening().serve() as url, httpx.Client(base_url=url) as client:
        assert client.post("/coins", content=iter([b"ab", b"cd"])).json() == {"coins": 1}
        assert client.post("/coins", content=b"ef").json() == {"coins": 2}
    assert seen == [b"abcd", b"ef"]


def test_a_dropped_connection_is_really_cut(jar: Jar) -> None:
    jar.faults.drop_after_apply("coins.put")
    with jar.serve() as url, httpx.Client(base_url=url) as client:
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            client.post("/coins")
        assert client.get("/coins").json() == {"coins": 1}


def test_an_answer_that_is_cut_short_ends_in_the_middle_of_its_body(jar: Jar) -> None:
    jar.faults.drop_in_answer("coins.put")
    with jar.serve() as url, httpx.Client(base_url=url) as client:
        with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
            client.post("/coins")
        assert client.post("/coins").status_code == 200
    assert len(jar.effects) == 2


def test_a_gateways_error_is_a_page_whatever_the_vendor_speaks(jar: Jar) -> None:
    jar.faults.error_before_apply(status=502, page=True)
    answer = jar.handle(PUT)
    assert (answer.status, answer.headers["Content-Type"]) == (502, "text/html")
    with pytest.raises(ValueError, match="Expecting value"):
        json.loads(answer.body)


def test_an_unanswered_request_waits_for_the_caller_to_give_up(jar: Jar) -> None:
    jar.faults.timeout("coins.put")
    with jar.serve() as url, httpx.Client(base_url=url) as client:
        with pytest.raises(httpx.ReadTimeout):
            client.post("/coins", timeout=0.05)
        assert client.get("/coins").json() == {"coins": 0}


def test_closing_the_server_does_not_wait_for_unanswered_requests(jar: Jar) -> None:
    jar.faults.timeout("coins.put")
    with ThreadPoolExecutor(1) as pool:
        with jar.serve() as url:
            unanswered = pool.submit(httpx.post, f"{url}/coins", timeout=60)
            while not jar.faults.fired:
                time.sleep(0.001)
        with pytest.raises(httpx.TransportError):
            unanswered.result(30)
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_a_fake_that_breaks_answers_500_and_says_why(jar: Jar, caplog: pytest.LogCaptureFixture) -> None:
    jar.state.clear()
    with jar.serve() as url:
        assert httpx.post(f"{url}/coins").status_code == 500
    assert "KeyError" in caplog.text


def test_many_callers_at_once_are_served_and_nothing_is_left_behind(jar: Jar) -> None:
    callers, calls = 48, 25
    gate = threading.Barrier(callers)

    def call(number: int) -> int:
        with closing(http.client.HTTPConnection(url.removeprefix("http://"))) as connection:
            gate.wait(30)
            return sum(put(connection, f"{number}-{n}") for n in range(calls))

    def put(connection: http.client.HTTPConnection, key: str) -> bool:
        connection.request("POST", "/coins", headers={"Key": key})
        response = connection.getresponse()
        response.read()
        return response.status == 200

    with jar.serve() as url, ThreadPoolExecutor(callers) as pool:
        assert list(pool.map(call, range(callers))) == [calls] * callers
    assert len({effect.object_id for effect in jar.effects}) == jar.state["coins"] == callers * calls
    assert [thread for thread in threading.enumerate() if thread.name == "fake-jar"] == []


def test_a_port_can_be_chosen(jar: Jar) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for _ in range(2):
        with jar.serve(port=port) as url:
            assert httpx.get(f"{url}/coins").status_code == 200
            assert url.endswith(f":{port}")
