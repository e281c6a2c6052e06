"""Fakes: vendors that run on this machine, with their idempotency, their faults and a list of every effect."""

from .clock import FakeClock
from .effects import Effect, EffectLog
from .fake import Fake
from .faults import KINDS, Fault, Faults, Kind
from .http import HttpFake, Problem
from .server import FakeServer
from .wire import CutShort, Dropped, Headers, HungUp, Request, Response, Unanswered

__all__ = [
    "KINDS",
    "CutShort",
    "Dropped",
    "Effect",
    "EffectLog",
    "Fake",
    "FakeClock",
    "FakeServer",
    "Fault",
    "Faults",
    "Headers",
    "HttpFake",
    "HungUp",
    "Kind",
    "Problem",
    "Request",
    "Response",
    "Unanswered",
]
