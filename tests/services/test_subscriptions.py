"""Subscriptions: filters, order, retries, dead letters, and what an event that goes wrong does to others: nothing."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from pydantic import BaseModel
from tenacity import stop_after_attempt, wait_fixed

from eventual_connectors import Permanent, Retry, errors, workflow
from eventual_connectors.cli import main
from eventual_connectors.services import Event, EventType, Service
from eventual_connectors.services.dead_letters import DeadLetters
from tests.services.waiting import until

TWICE = Retry(stop=stop_after_attempt(2), wait=wait_fixed(0.01))


class Placed(BaseModel):
    order: str
    n: int = 0


placed = EventType("placed", Placed)


@workflow()
async def fulfil(order: Placed) -> str:
    return order.order


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "shop.db"


@pytest.fixture
def url(database: Path) -> str:
    return f"sqlite:///{database}"


@pytest.fixture
def shop() -> Service:
    return Service("shop", workflows=[fulfil], events=[placed])


async def test_a_filter_chooses_and_an_event_is_handled_once(shop: Service, url: str) -> None:
    seen: list[str] = []

    @shop.subscribe(placed, where=lambda event: event.data.n > 1)
    async def big(event: Event[Placed]) -> None:
        seen.append(event.data.order)

    for _ in range(2):  # the second time nothing is left to do
        async with shop.run(url):
            for n in range(4):
                await shop.publish(placed, Placed(order=f"o{n}", n=n), id=f"e{n}")
            await until(lambda: len(seen) >= 2)
            await asyncio.sleep(0.3)
    assert sorted(seen) == ["o2", "o3"]


async def test_a_plain_function_handles_too(shop: Service, url: str) -> None:
    seen: list[str] = []
    shop.subscribe(placed, name="plain")(lambda event: seen.append(event.data.order))
    async with shop.run(url):
        await shop.publish(placed, Placed(order="o1"))
        await until(lambda: seen == ["o1"])


async def test_events_of_one_key_are_handled_in_their_order_also_while_one_is_tried_again(shop: Service, url: str) -> None:
    seen: list[tuple[str, int]] = []

    @shop.subscribe(placed, key=lambda event: event.data.order, retry=Retry(stop=stop_after_attempt(9), wait=wait_fixed(0.05)))
    async def by_order(event: Event[Placed]) -> None:
        if event.data == Placed(order="a", n=0) and event.attempt < 3:
            raise ConnectionError("not now")
        seen.append((event.data.order, event.data.n))

    async with shop.run(url):
        for n in range(5):
            for order in ("a", "b"):
                await shop.publish(placed, Placed(order=order, n=n))
        await until(lambda: len(seen) == 10)
    for order in ("a", "b"):
        assert [n for one, n in seen if one == order] == list(range(5))
    assert seen[:2] == [("b", 0), ("b", 1)]  # which waited for nobody


async def test_an_event_starts_one_execution_however_often_it_is_handled(shop: Service, url: str) -> None:
    tries: list[int] = []

    @shop.subscribe(placed, retry=Retry(stop=stop_after_attempt(5), wait=wait_fixed(0.01)))
    async def ship(event: Event[Placed]) -> None:
        await event.start(fulfil, event.data)
        tries.append(event.attempt)
        if event.attempt < 3:
            raise ConnectionError("after it was started")

    async with shop.run(url) as engine:
        await shop.publish(placed, Placed(order="o1"), id="e1")
        await until(lambda: tries == [1, 2, 3])
        assert [found.id for found in await engine.executions()] == ["shop.ship.fulfil./shop.e1"]


async def test_a_bad_subscriber_holds_nobody_back_and_its_events_are_redriven(
    shop: Service, url: str, database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good: list[str] = []
    mended: list[str] = []
    broken = True

    @shop.subscribe(placed, retry=TWICE)
    async def bad(event: Event[Placed]) -> None:
        if broken:
            raise RuntimeError("out of order")
        mended.append(event.data.order)

    @shop.subscribe(placed, timeout=0.05, retry=TWICE)
    async def hangs(event: Event[Placed]) -> None:
        await asyncio.Event().wait()

    @shop.subscribe(placed, where=lambda event: event.data.n < 1 / 0)
    async def filters_badly(event: Event[Placed]) -> None: ...

    @shop.subscribe(placed)
    async def fine(event: Event[Placed]) -> None:
        good.append(event.data.order)

    orders = [f"o{n}" for n in range(20)]
    async with shop.run(url):
        for order in orders:
            await shop.publish(placed, Placed(order=order))
        await until(lambda: sorted(good) == sorted(orders))
        await until(lambda: len(DeadLetters(str(database)).all()) == 60)
        reasons = {letter.subscription: (letter.reason, letter.attempts) for letter in DeadLetters(str(database)).all()}
        assert reasons == {
            "bad": ("RuntimeError: out of order (after 2 attempts)", 2),
            "hangs": ("not handled within 0.05 seconds (after 2 attempts)", 2),
            "filters_badly": ("its filter or key failed: ZeroDivisionError: division by zero", 0),
        }
        broken = False
        assert main(["dead-letters", "redrive", "--all", "--subscription", "bad", "--url", url, "--json"]) == 0
        assert len(json.loads(capsys.readouterr().out)["redriven"]) == 20
        await until(lambda: sorted(mended) == sorted(orders))
        await until(lambda: DeadLetters(str(database)).all(subscription="bad") == [])


async def test_what_cannot_get_better_is_a_dead_letter_at_once(shop: Service, url: str, database: Path) -> None:
    class Narrow(BaseModel):
        order: int

    tries: list[int] = []

    @shop.subscribe(placed)
    async def refuses(event: Event[Placed]) -> None:
        tries.append(event.attempt)
        raise Permanent("no such order")

    @shop.subscribe(EventType("placed", Narrow, version="2"))
    async def other_version(event: Event[Narrow]) -> None: ...

    async with shop.run(url):
        await shop.publish(placed, Placed(order="o1"))
        await until(lambda: len(DeadLetters(str(database)).all()) == 2)
    assert tries == [1]
    reasons = sorted(letter.reason for letter in DeadLetters(str(database)).all())
    assert reasons[0] == "Permanent: no such order"
    assert reasons[1].startswith("the data of 'placed' (version 2) does not fit: order")


async def test_an_operator_lists_shows_and_drops(shop: Service, url: str, database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    @shop.subscribe(placed)
    async def refuses(event: Event[Placed]) -> None:
        raise Permanent("no such order")

    async with shop.run(url):
        await shop.publish(placed, Placed(order="o1"), id="e1")
        await until(lambda: len(DeadLetters(str(database)).all()) == 1)

    def ran(*arguments: str) -> tuple[int, str]:
        code = main(["dead-letters", *arguments, "--url", url])
        return code, capsys.readouterr().out

    code, out = ran("list", "--json")
    (line,) = json.loads(out)
    assert code == 0
    assert (line["id"], line["event_id"], line["type"], line["reason"]) == ("shop/refuses/1", "e1", "placed", "Permanent: no such order")
    assert json.loads(ran("show", line["id"], "--json")[1])["event"]["data"] == {"order": "o1", "n": 0}
    assert "Permanent: no such order" in ran("list")[1]
    assert ran("drop", line["id"])[0] == 2  # without a reason
    assert json.loads(ran("drop", line["id"], "--reason", "a test", "--json")[1]) == {"dropped": [line["id"]]}
    assert json.loads(ran("list", "--json")[1]) == []
    assert ran("redrive", line["id"])[0] == 2
    assert ran("redrive")[0] == 2
    with pytest.raises(errors.UsageError, match="no dead letter"):
        DeadLetters(str(database)).one("shop/refuses/x")
