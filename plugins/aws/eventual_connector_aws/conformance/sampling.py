"""How a sample is written in one line: what has to be there first, and the call's parameters."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from eventual_connectors.conformance import SampleCall, call, sample

from .. import aws

Parameters = dict[str, Any]
Two = tuple[SampleCall, SampleCall]

Given = Callable[[], Awaitable[Parameters]]
"""Makes something in the account, and returns the parameters that name it."""


def of(activity: str, *given: Given, **parameters: Any) -> Any:
    """A sample call of an activity whose second content is not asked for.

    Args:
        activity: its name without the connector's.
        *given: what has to be there; the parameters that name it are the call's, too.
        **parameters: the call's others.
    """

    @sample(activity)
    async def method(suite: object) -> SampleCall:
        return call(**await _made(given), **parameters)

    return method


def differing(activity: str, *given: Given, member: str, contents: Iterable[Any], **parameters: Any) -> Any:
    """Two sample calls that differ in one member, of an activity that takes a key."""

    @sample(activity)
    async def method(suite: object) -> Two:
        named = await _made(given)
        one, other = (call(**named, **parameters, **{member: content}) for content in contents)
        return one, other

    return method


def after(operation: str, *given: Given, **parameters: Any) -> Given:
    """What is there when an operation was carried out: its names are those of what it was carried out on."""

    async def make() -> Parameters:
        named = await _made(given)
        await aws[operation](**named, **parameters)
        return named

    return make


async def _made(given: tuple[Given, ...]) -> Parameters:
    named: Parameters = {}
    for one in given:
        named |= await one()
    return named
