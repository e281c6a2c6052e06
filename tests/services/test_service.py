"""A service is a list: making one opens nothing, and several live side by side."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel

from eventual_connectors import errors, workflow
from eventual_connectors.services import EventType, Service

LIGHT = """
import sys
import eventual_connectors
import eventual_connectors.services
assert not any(name.startswith("eventual_connectors.services.") for name in sys.modules)
from eventual_connectors.services import Service
service = Service("shop")
heavy = {"starlette", "uvicorn", "fastapi", "croniter", "stripe", "slack_sdk", "boto3"} & {name.partition(".")[0] for name in sys.modules}
print(sorted(heavy))
"""


class Placed(BaseModel):
    order: str


@workflow()
async def fulfil(order: Placed) -> str:
    return order.order


def test_making_a_service_opens_nothing_and_loads_nothing_heavy(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
    assert list(tmp_path.iterdir()) == []


def test_two_of_a_kind_with_one_name_are_refused() -> None:
    with pytest.raises(errors.UsageError, match="two workflows are called 'fulfil'"):
        Service("shop", workflows=[fulfil, fulfil])
    with pytest.raises(errors.UsageError, match="two event types are called 'placed'"):
        Service("shop", events=[EventType("placed", Placed), EventType("placed", Placed, version="2")])
    service = Service("shop")
    service.subscribe(EventType("placed", Placed), name="one")(print)
    with pytest.raises(errors.UsageError, match="two subscriptions called 'one'"):
        service.subscribe(EventType("placed", Placed), name="one")(print)


@pytest.mark.parametrize("name", ["", "Shop", "a/b", "1", "a b"])
def test_a_name_that_could_be_no_part_of_an_address_is_refused(name: str) -> None:
    with pytest.raises(errors.UsageError, match="a service's name"):
        Service(name)


async def test_several_services_of_one_process_keep_their_files_apart(tmp_path: Path) -> None:
    placed = EventType("placed", Placed)
    one, other = Service("one", events=[placed]), Service("other", events=[placed])
    seen: list[str] = []

    @one.subscribe(placed)
    def hear(event: object) -> None:
        seen.append(str(event))

    async with one.run(f"sqlite:///{tmp_path / 'one.db'}") as engine, other.run(f"sqlite:///{tmp_path / 'other.db'}"):
        await other.publish(placed, Placed(order="o1"))
        assert await engine.executions() == []
    assert seen == []


async def test_a_closed_service_says_how_to_open_it() -> None:
    service = Service("shop", events=[placed := EventType("placed", Placed)])
    with pytest.raises(errors.UsageError, match="the service shop is not open"):
        service.store  # noqa: B018
    with pytest.raises(errors.UsageError, match="publishes no EventType"):
        service.publish(EventType("placed", Placed), Placed(order="o1"))
    assert list(service.events.values()) == [placed]
