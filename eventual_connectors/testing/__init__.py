"""Tools for tests: virtual time, the pytest fixture `eventual`, and the conformance suite. Loaded on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..conformance import ConformanceSuite, SampleCall, call, sample
    from .clock import VirtualClock
    from .runner import TestEngine

__all__ = ["ConformanceSuite", "SampleCall", "TestEngine", "VirtualClock", "call", "sample"]

_HOME = {"TestEngine": ".runner", "VirtualClock": ".clock"}


def __getattr__(name: str) -> object:
    import importlib

    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME.get(name, "..conformance"), __name__), name)
