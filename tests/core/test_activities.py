"""Declaring activities."""

from __future__ import annotations

import pytest

from eventual_connectors import Activity, activity
from eventual_connectors.activities import application_activities
from eventual_connectors.errors import UsageError


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
