"""Declaring activities."""

from __future__ import annotations

import math
import uuid
from typing import Any

import pytest
import tenacity

from eventual_connectors import Activity, Retry, activity
from eventual_connectors.activities import application_activities
from eventual_connectors.errors import Pending, UsageError


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
