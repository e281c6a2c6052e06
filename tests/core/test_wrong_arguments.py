"""What is said at once of an argument that is no such thing, where it would otherwise fail later, or for another reason."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from eventual_connectors import Retry, Signal, workflow
from eventual_connectors.engines.port import patience
from eventual_connectors.errors import UsageError


async def orders(amount: int) -> int:
    return amount


class Shop:
    async def sell(self) -> None: ...


WRONG: dict[str, tuple[Callable[[], Any], str]] = {
    "a number of attempts": (lambda: Retry(stop=5), r"stop must be a policy of tenacity, such as tenacity\.stop_after_attempt\(5\), not 5"),  # type: ignore[arg-type]
    "seconds to wait": (lambda: Retry(wait=2.5), "wait must be a policy of tenacity"),  # type: ignore[arg-type]
    "a version": (lambda: workflow(version=1)(orders), "workflow orders: version is a text that is not empty, not 1"),  # type: ignore[call-overload]
    "no version": (lambda: workflow(version="")(orders), "version is a text that is not empty"),
    "a name": (lambda: workflow(name="")(orders), "name is a text that is not empty"),
    "a partial": (lambda: workflow(functools.partial(orders, 1)), "@workflow needs an `async def` function"),
    "a method": (lambda: workflow(Shop().sell), "@workflow needs an `async def` function, which Shop.sell is not"),
    "a signal without a name": (lambda: Signal(""), "a signal's name is a text that is not empty, such as 'approved', not ''"),
    "a signal of a number": (lambda: Signal(5), "a signal's name is a text"),  # type: ignore[call-overload]
    "seconds as text": (lambda: patience("3"), "timeout must be seconds, such as 30, or a timedelta, not '3'"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("given", WRONG)
def test_it_is_said_at_once(given: str) -> None:
    wrong, said = WRONG[given]
    with pytest.raises(UsageError, match=said):
        wrong()


def test_patience_in_all_its_forms() -> None:
    assert [patience(given) for given in (None, 0, 1.5, timedelta(minutes=1))] == [None, 0, 1.5, 60]
