"""The version fence."""

from __future__ import annotations

import pytest

from eventual_connectors.discovery.fence import api_problem, core_problem, core_version
from eventual_connectors.discovery.manifest import ManifestError


@pytest.mark.parametrize("wanted", [">=1,<2", "==1.*", ">=1.0", ""])
def test_a_range_that_holds_this_api_is_let_in(wanted: str) -> None:
    assert api_problem(wanted) == ""


@pytest.mark.parametrize("wanted", ["<1", ">=1.1,<2", ">=2", 1])
def test_another_range_is_kept_out(wanted: object) -> None:
    assert "is made for plugin API" in api_problem(wanted)


@pytest.mark.parametrize("wanted", ["one", None])
def test_what_is_no_range_is_the_manifests_error(wanted: object) -> None:
    with pytest.raises(ManifestError, match="api: "):
        api_problem(wanted)


def test_the_distributions_requirements_count() -> None:
    assert core_problem(["eventual-connectors>=99"]) == (
        f"it needs eventual-connectors>=99, installed is {core_version()}; install versions that fit"
    )
    assert core_problem(["Eventual_Connectors>=99"]) != ""  # the same name, as packaging normalises it
    assert core_problem([f"eventual-connectors=={core_version()}", "httpx>=99", "!! damaged"]) == ""


def test_a_requirement_that_does_not_apply_here_keeps_nobody_out() -> None:
    assert core_problem(["eventual-connectors>=99; extra == 'next'", "eventual-connectors>=99; python_version < '3'"]) == ""
