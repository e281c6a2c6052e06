"""Ranges and requirements are understood as packaging understands them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from eventual_connectors.discovery.versions import concerns, contains, normalized, requirement

RELEASES = st.lists(st.integers(0, 12), min_size=1, max_size=3).map(lambda parts: ".".join(map(str, parts)))
VERSIONS = st.builds("{}{}".format, RELEASES, st.sampled_from(["", "", "a1", ".post1", ".dev2", "+local"]))
CLAUSES = st.builds("{}{}{}".format, st.sampled_from(["==", "!=", ">=", "<=", ">", "<"]), st.sampled_from(["", " "]), RELEASES)
RANGES = st.lists(CLAUSES | st.sampled_from(["==1.*", "!=2.*", "===1.0", "~=1.2"]), max_size=3).map(",".join)


@given(RANGES, VERSIONS)
def test_a_range_holds_what_it_holds_for_packaging(specifiers: str, version: str) -> None:
    assert contains(specifiers, version) == SpecifierSet(specifiers).contains(version, prereleases=True)


@pytest.mark.parametrize("specifiers", ["one", ">=", "1", "=>1", ">=1 <2"])
def test_what_is_no_range_is_an_error(specifiers: str) -> None:
    with pytest.raises(InvalidSpecifier):
        contains(specifiers, "1.0")


@given(st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,8}[A-Za-z0-9])?", fullmatch=True), st.lists(CLAUSES, max_size=3).map(",".join))
def test_a_requirement_has_the_name_and_the_range_that_it_has_for_packaging(name: str, specifiers: str) -> None:
    found = requirement(f"{name}{specifiers}")
    assert found is not None
    assert (normalized(found[0]), SpecifierSet(found[1])) == (canonicalize_name(name), Requirement(f"{name}{specifiers}").specifier)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("acme>=1; python_version < '3'", None),
        ("acme; extra == 'next'", None),
        ("acme[fakes]>=1,<2; python_version > '3'", ("acme", "<2,>=1")),
        ("acme (>=1)", ("acme", ">=1")),
        ("acme @ https://acme.example/acme.whl", ("acme", "")),
        ("acme >= 1", ("acme", ">= 1")),
    ],
)
def test_markers_extras_and_addresses(line: str, found: tuple[str, str] | None) -> None:
    assert requirement(line) == found


def test_what_a_requirement_concerns_is_known_by_its_name() -> None:
    lines = ["Acme_Sdk>=1", "acme.sdk", "acme-sdk[x]; python_version > '3'", "acme-sdk-next>=1", "!! damaged"]
    assert [concerns(line, "acme-sdk") for line in lines] == [True, True, True, False, False]


def test_what_is_no_requirement_is_an_error() -> None:
    with pytest.raises(ValueError, match="!! damaged"):
        requirement("!! damaged")
