"""A method of boto3's client as the activity that it is here: the same parameters, a call instead of an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from eventual_connectors import Activity

P = ParamSpec("P")
R = TypeVar("R")


def method(of_client: Callable[Concatenate[Any, P], R]) -> Activity[P, R]:
    """An operation."""
    raise NotImplementedError


def streamed(of_client: Callable[Concatenate[Any, P], Any]) -> Activity[P, dict[str, Any]]:
    """An operation that answers with a stream, which is read: bytes, or a list of events."""
    raise NotImplementedError
