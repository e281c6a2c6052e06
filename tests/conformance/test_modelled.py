"""Activities that only the vendor's model speaks for owe no proof, and are never called proven."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from eventual_connectors import Activity, Connector
from eventual_connectors.conformance import ConformanceSuite, SampleCall, call, sample
from eventual_connectors.conformance.depth import exempt
from eventual_connectors.conformance.report import as_evidence, as_json
from eventual_connectors.conformance.runner import run_suite
from eventual_connectors.discovery.evidence import Contents
from eventual_connectors.errors import UsageError

from .acme import AcmeClient, AcmeConnection, AcmeFake, Json, classify

CONTENTS = Contents("", "", "")


async def put(client: AcmeClient, attempt: Any, *, name: str, value: str) -> Json:
    return await client.post("/labels/put", {"name": name, "value": value})


class Modelled:
    """Three labels that a model speaks for, and one that somebody claims."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def groups(self, within: str) -> Iterable[str]:
        return () if within else ("labels", "tags")

    def operations(self, within: str) -> Iterable[str]:
        self.asked.append(within)
        return ("put", "set", "claim") if within == "labels" else ("put",) if within == "tags" else ()

    def make(self, connector: Connector, name: str) -> Activity[..., Any]:
        if name not in ("labels.put", "labels.set", "labels.claim", "tags.put"):
            raise KeyError(name)
        return Activity(name, put, effect="natural", connector=connector, modelled=not name.endswith("claim"))


def made() -> Connector:
    return Connector("acme", connection=AcmeConnection, client=AcmeClient, classify=classify, surface=Modelled())


class Parts(ConformanceSuite):
    connector, fake = made(), AcmeFake

    @sample("labels.put")
    def a_label(self) -> SampleCall:
        return call(name="size", value="large")

    @sample("labels.claim")
    def a_claim(self) -> SampleCall:
        return call(name="size", value="large")

    def operation(self, activity: str) -> str:
        return "labels.put"


class Unsampled(ConformanceSuite):
    connector, fake = made(), AcmeFake


@pytest.mark.suites
def test_what_only_the_model_speaks_for_is_counted_and_not_reported() -> None:
    report = run_suite(Parts)
    assert {one.activity.local_name: one.proof for one in report.activities} == {"labels.put": "full", "labels.claim": "full"}
    assert report.modelled == 2
    assert report.unproven == []
    tree = as_json([report])
    assert tree["unproven"] == []
    assert tree["connectors"][0]["modelled"] == 2
    evidence = as_evidence(report, CONTENTS, "eventual-connectors")
    assert evidence.maturity == "proven on the fake; 2 more as the vendor's model says"
    assert evidence.is_whole([], 4)
    assert not evidence.is_whole([], 5)
    assert evidence.proof("labels.set", "natural") == "none"


def test_what_somebody_claims_owes_a_proof() -> None:
    assert [one.local_name for one in exempt(Unsampled)] == ["labels.claim"]
    report = run_suite(Unsampled, cases="*")
    assert [one.activity.local_name for one in report.unproven] == ["labels.claim"]
    assert report.modelled == 3


def test_a_pattern_looks_into_its_own_groups_alone() -> None:
    surface = Unsampled.connector.surface
    assert isinstance(surface, Modelled)
    surface.asked.clear()
    assert run_suite(Unsampled, activities="tags.*").modelled == 1
    assert "labels" not in surface.asked
    with pytest.raises(UsageError, match=r"acme has no activity called 'labels\.clam'; did you mean 'labels\.claim'\?"):
        run_suite(Unsampled, activities="labels.clam")


def test_what_is_declared_is_claimed() -> None:
    connector = made()
    with pytest.raises(UsageError, match=r"acme\.labels\.put: it is declared, so its class is claimed"):
        connector.add(Activity("labels.put", put, effect="natural", connector=connector, modelled=True))
    with pytest.raises(UsageError, match=r"only what a connector's surface makes can be modelled"):
        Activity("put", put, effect="natural", modelled=True)


def test_only_of_a_vendors_key_conflicts_are_told() -> None:
    with pytest.raises(UsageError, match=r"only of the effect class 'keyed' the vendor tells conflicts"):
        Activity("put", put, effect="natural", tells_conflicts=False)
