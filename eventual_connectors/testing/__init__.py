"""Tools for tests: virtual time, and the pytest fixture `eventual`."""

from .clock import VirtualClock
from .runner import TestEngine

__all__ = ["TestEngine", "VirtualClock"]
