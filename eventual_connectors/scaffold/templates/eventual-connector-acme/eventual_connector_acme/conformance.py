"""Acme's promises, proven on its fake: `eventual conformance acme`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from eventual_connectors.conformance import ConformanceSuite, SampleCall, call, sample

from . import acme
from .fakes import AcmeFake

Two = tuple[SampleCall, SampleCall]
"""A call, and one of other content: under the first one's key it has to be refused."""


class AcmeConformance(ConformanceSuite):
    """A sample of each activity."""

    connector, fake = acme, AcmeFake
    settings: ClassVar[Mapping[str, Any]] = {"settle_seconds": 0.1}

    @sample("invoices.list")
    def invoices_list(self) -> SampleCall:
        return call()

    @sample("invoices.create")
    def invoices_create(self) -> Two:
        return call(customer="c_1", amount=5), call(customer="c_1", amount=6)

    @sample("credits.add")
    def credits_add(self) -> Two:
        return call(customer="c_1", amount=5), call(customer="c_1", amount=6)

    @sample("notes.add")
    def notes_add(self) -> Two:
        return call(text="one"), call(text="two")

    @sample("labels.put")
    def labels_put(self) -> SampleCall:
        return call(name="size", value="large")

    @sample("mails.send")
    def mails_send(self) -> Two:
        return call(to="ada@example.com", text="one"), call(to="ada@example.com", text="two")
