"""The cases against a vendor that is not ours to look into: a proxy does the faults, and the account shows the effects.

Its part is played by the fake of the connector, in a server of its own, reached by its address alone.
"""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from eventual_connector_slack import SlackConnection
from eventual_connector_slack.conformance import SlackConformance
from eventual_connector_slack.fakes import SlackFake
from eventual_connector_stripe import StripeConnection
from eventual_connector_stripe.conformance import StripeConformance
from eventual_connector_stripe.fakes import StripeFake
from eventual_connectors import connections
from eventual_connectors.conformance import ConformanceSuite, SampleCall, call, sample
from eventual_connectors.conformance.runner import run_suite
from eventual_connectors.errors import ConfigurationError

from .acme import AcmeConnection, AcmeFake, acme, invoices_list
from .hostile import NoKey, Unobserved


class Observed(ConformanceSuite):
    """Invoices over amounts that no other trial uses."""

    fake = AcmeFake

    @sample("invoices.create")
    def an_invoice(self) -> tuple[SampleCall, SampleCall]:
        amount = int(self.unique or "1", 16) % 1_000_000_000
        return call(amount=amount), call(amount=amount + 1)

    async def observe(self, activity: str, sample: SampleCall) -> Any:
        invoices = (await invoices_list())["invoices"]
        return sum(invoice["amount"] == sample.kwargs["amount"] for invoice in invoices)


class AcmeObserved(Observed):
    connector: ClassVar = acme


class NoKeyObserved(Observed):
    connector: ClassVar = NoKey.connector


@pytest.mark.suites
def test_an_honest_connector_is_proven_in_the_account_of_the_vendor() -> None:
    vendor = AcmeFake()
    with vendor.serve() as url, connections.override("acme", AcmeConnection(**vendor.settings(url)), name="sandbox"):
        report = run_suite(AcmeObserved, activities="invoices.create", sandbox="sandbox")
    (one,) = report.activities
    assert [f"{case.fault}: {case.problem}" for case in one.failed] == []
    assert one.proof == "full"
    assert {"window_not_over", "window_expired"}.isdisjoint(case.fault for case in one.cases)
    assert len(vendor.effects) > 30


def test_a_bug_shows_in_the_account() -> None:
    vendor = AcmeFake()
    with vendor.serve() as url, connections.override("acme", AcmeConnection(**vendor.settings(url)), name="sandbox"):
        ((result,),) = [one.cases for one in run_suite(NoKeyObserved, cases="dropped_after_apply", sandbox="sandbox").activities]
    assert (result.passed, result.problem, result.effects) == (False, "2 effects instead of 1", 2)


@pytest.mark.suites
@pytest.mark.parametrize("activity", ["v1.customers.update", "v1.customers.delete", "v1.refunds.create", "v1.payment_intents.capture"])
def test_what_cannot_be_counted_is_compared_by_its_state(activity: str) -> None:
    vendor = StripeFake()
    with vendor.serve() as url, connections.override("stripe", StripeConnection(**vendor.settings(url)), name="sandbox"):
        report = run_suite(StripeConformance, activities=activity, cases="*apply*", sandbox="sandbox")
    (one,) = report.activities
    assert [f"{case.fault}: {case.problem}" for case in one.failed] == []
    assert len(one.cases) >= 5


@pytest.mark.suites
@pytest.mark.parametrize(("activity", "twice"), [("chat_postMessage", ["dropped_at_once"]), ("chat_delete", [])])
def test_messages_are_observed_in_their_channel(activity: str, twice: list[str]) -> None:
    vendor = SlackFake()
    with vendor.serve() as url, connections.override("slack", SlackConnection(**vendor.settings(url)), name="sandbox"):
        (one,) = run_suite(SlackConformance, activities=activity, cases="dropped_*", sandbox="sandbox").activities
    assert [(case.fault, case.problem) for case in one.cases] == [
        (name, "") for name in ("dropped_before_apply", "dropped_after_apply", *twice)
    ]


def test_what_nobody_observes_is_not_proven_though_it_is_called_a_read() -> None:
    vendor = AcmeFake()
    with vendor.serve() as url, connections.override("acme", AcmeConnection(**vendor.settings(url)), name="sandbox"):
        ((result,),) = [one.cases for one in run_suite(Unobserved, cases="plain", sandbox="sandbox").activities]
    assert len(vendor.effects) == 1
    assert result.problem == "nothing of it can be observed, so nothing can be proven; `observe` has to say what the account shows"


def test_a_sandbox_that_is_not_configured_is_one_line() -> None:
    with pytest.raises(ConfigurationError, match=r"no acme connection is called 'sandbox'"):
        run_suite(AcmeObserved, sandbox="sandbox")
