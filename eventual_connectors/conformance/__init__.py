"""Conformance: proof, by fault injection and by counting effects, that a connector keeps the promises of its effect classes.

An author names the connector, its fake and a sample call of each activity; everything else is here.

    class TestAcme(ConformanceSuite):
        connector, fake = acme, AcmeFake

        @sample("invoices.create")
        def an_invoice(self):
            return call(customer="c1", amount=5), call(customer="c1", amount=6)
"""

from .suite import ConformanceSuite, SampleCall, call, sample

__all__ = ["ConformanceSuite", "SampleCall", "call", "sample"]
