"""Declaring activities."""

from __future__ import annotations

import functools
import math
import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import tenacity

from eventual_connectors import Activity, Connector, Retry, activity
from eventual_connectors.activities import application_activities
from eventual_connectors.errors import Pending, SerializationError, UsageError


def emails() -> Activity[[str], str]:
    @activity(effect="natural", name="activities.send")
    async def send(to: str) -> str:
        return f"mail to {to}"

    return send


def texts() -> Activity[[str], str]:
    @activity(effect="natural", name="activities.send")
    async def send(to: str) -> str:
        return f"text to {to}"

    return send


def test_two_activities_of_one_name_are_refused() -> None:
    first = emails()
    with pytest.raises(UsageError, match=r"activities\.send' is declared by .*:emails.*send and by .*:texts.*send; give one"):
        texts()
    assert application_activities["activities.send"] is first
    again = emails()  # as where a module is loaded anew
    assert application_activities["activities.send"] is again


def test_an_activity_is_not_made_of_another() -> None:
    """It would be a durable call inside an attempt, which nobody carries out."""
    first, second = Connector("activities_one", client=lambda connection: None), Connector("activities_two", client=lambda connection: None)

    @first.activity("ping", effect="read")
    async def ping(client: None, attempt: Any) -> None: ...

    with pytest.raises(UsageError, match=r"activities_two: 'pong' is to be made of a function, and activities_one\.ping is an activity"):
        second.activity("pong", effect="read")(ping)  # type: ignore[arg-type]


class Clerk:
    def files(self, paper: int = 0) -> int:
        return paper

    @staticmethod
    def stamps(paper: int) -> int:
        return paper


def _yields() -> Iterator[int]:
    yield 1


async def _yields_later() -> AsyncIterator[int]:
    yield 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Clerk, "not for a class"),
        (functools.partial(Clerk.stamps, 1), "not for a partial"),
        (Clerk().files, "not for a method"),
        (staticmethod(Clerk.stamps), "not for a staticmethod"),
        (_yields, "_yields yields: an activity returns one result"),
        (_yields_later, "_yields_later yields"),
        (Clerk.files, r"Clerk\.files is a method"),
    ],
)
def test_what_cannot_be_called_as_an_activity_is_refused_where_it_is_declared(given: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        activity(effect="read", name="activities.refused")(given)
    assert "activities.refused" not in application_activities


async def test_a_static_method_is_a_function() -> None:
    assert await activity(effect="read", name="activities.stamps")(Clerk.stamps)(3) == 3


@activity(effect="unsafe", name="activities.takes")
async def takes(first: object, /, second: object = None) -> None: ...


@pytest.mark.parametrize(("args", "said"), [((object(),), "argument 1: value is"), ((1, {"a": object()}), r"second: value\['a'\] is")])
async def test_an_argument_that_cannot_be_recorded_is_named(args: tuple[Any, ...], said: str) -> None:
    with pytest.raises(SerializationError, match=rf"activities\.takes\(\): {said} a builtins.object, which cannot be recorded as JSON"):
        await takes(*args)


async def test_a_result_of_another_type_is_named() -> None:
    @activity(effect="unsafe", name="activities.mistyped")
    async def mistyped() -> int:
        return "many"  # type: ignore[return-value]

    with pytest.raises(SerializationError, match=r"activities\.mistyped was carried out, and its result is not of the type"):
        await mistyped()


@pytest.mark.parametrize("wrong", [{"retry": 5}, {"timeout": "x"}, {"timeout": True}, {"timeout": 0}])
def test_options_of_another_type_are_refused(wrong: Any) -> None:
    with pytest.raises(UsageError, match=next(iter(wrong))):
        activity(effect="read", **wrong)


def test_a_program_and_its_import_are_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def declare(name: str) -> None:
        async def ping() -> None: ...

        ping.__module__ = name
        activity(effect="read", name="activities.ping")(ping)

    monkeypatch.setattr("__main__.__spec__", None)
    monkeypatch.setattr("__main__.__file__", "/somewhere/shop.py", raising=False)
    declare("__main__")
    declare("shop")
    with pytest.raises(UsageError, match=r"shop:.* and by other:"):
        declare("other")


@pytest.mark.parametrize("wrong", [{"key": ""}, {"key": 5}, {"connection": ""}, {"connection": 5}, {"name": ""}])
def test_options_that_name_nothing_are_refused(wrong: Any) -> None:
    with pytest.raises(UsageError, match=next(iter(wrong))):
        activity(effect="natural", name="options.wrong")(_nothing).with_options(**wrong)


async def _nothing() -> None: ...


async def test_a_business_key_that_nothing_would_recognise_is_refused_when_the_call_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """And not by `with_options`: a workflow whose activity is declared `unsafe` by a later release goes on as it is recorded."""
    monkeypatch.setenv("EVENTUAL_NAMESPACE", "test")
    done: list[str] = []

    @activity(effect="unsafe", name="options.unsafe")
    async def unsafe() -> None:
        done.append("")

    once = unsafe.with_options(key="order-1")
    with pytest.raises(UsageError, match="is unsafe: nothing recognises a key"):
        await once()
    assert not done
    await unsafe.with_options(key=uuid.uuid4())()  # somebody repeats a call, knowing what it is
    assert done


@pytest.mark.parametrize("after", [math.inf, -math.inf, math.nan])
def test_a_question_is_asked_again_at_some_time(after: float) -> None:
    with pytest.raises(UsageError, match="finite"):
        Pending(after=after)


def test_a_policy_that_waits_for_ever_makes_no_more_attempts() -> None:
    policy = Retry(stop=tenacity.stop_never, wait=tenacity.wait_fixed(math.inf))
    assert policy.next_wait(attempts=1, elapsed=0.0, error=ValueError()) is None
