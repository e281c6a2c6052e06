"""What a run of the suite found: by connector, activity and case; as JSON, and as the evidence that lies in the package."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

from packaging.requirements import Requirement

from .. import __version__
from ..activities import Activity
from ..discovery.evidence import Against, Contents, Evidence, Proof
from .proving import CaseResult


@dataclass
class ActivityReport:
    """The cases of one activity.

    Attributes:
        activity: what was proven.
        depth: how far it can be proven at all.
        planned: how many cases its class has; fewer results prove nothing.
        cases: what came of them.
        problem: why no case could be played, one line; empty where they were.
    """

    activity: Activity[..., Any]
    depth: Proof
    planned: int
    cases: list[CaseResult] = field(default_factory=list)
    problem: str = ""

    @property
    def failed(self) -> list[CaseResult]:
        """The cases that did not pass, skipped ones apart."""
        return [case for case in self.cases if not case.passed and case.skipped_reason is None]

    @property
    def skipped(self) -> list[CaseResult]:
        """The cases that the author left out, with a reason."""
        return [case for case in self.cases if case.skipped_reason is not None]

    @property
    def proof(self) -> Proof:
        """Its depth, where every case of it was played on real workflows and passed; `none` where one failed or was left out."""
        whole = 0 < self.planned == len(self.cases) and not self.skipped
        return self.depth if whole and not self.failed and not self.problem else "none"

    @property
    def excused(self) -> bool:
        """Whether nothing but cases that were left out, each for a written reason, keeps it from being proven."""
        return bool(self.skipped) and not self.failed and not self.problem and len(self.cases) == self.planned

    def to_json(self) -> dict[str, Any]:
        """The object of `eventual conformance --json`."""
        return {
            "name": self.activity.name,
            "effect": self.activity.effect.value,
            "proof": self.proof,
            **({"problem": self.problem} if self.problem else {}),
            "cases": [case.to_json() for case in self.cases],
        }


@dataclass
class ConnectorReport:
    """What is proven of one connector.

    Attributes:
        name: the connector's.
        activities: their reports.
        sampled: only a random part of the cases was played, since the recorded proof holds.
        settings: the connection's settings that are neither an address nor a credential: what a fake, or the suite, asks for, and
            production need not have.
        modelled: how many more activities there are, of which no more is known than the vendor's model says.
    """

    name: str
    activities: list[ActivityReport]
    sampled: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    modelled: int = 0

    @property
    def unproven(self) -> list[ActivityReport]:
        """The activities of which something failed, was left out, or was not shown.

        A read without a sample is none of them: it claims to do nothing. It keeps the connector from being called proven.
        """
        return [one for one in self.activities if one.problem or one.failed or one.skipped or (not self.sampled and self._owes(one))]

    @property
    def recordable(self) -> bool:
        """Whether nothing is wrong with what was played: the proof can be left, and says what is not proven."""
        return all(one.excused for one in self.unproven)

    @staticmethod
    def _owes(one: ActivityReport) -> bool:
        return one.proof == "none" and one.activity.effect.writes

    def to_json(self) -> dict[str, Any]:
        """The object of `eventual conformance --json`."""
        return {
            "name": self.name,
            "sampled": self.sampled,
            "settings": dict(self.settings),
            "modelled": self.modelled,
            "activities": [report.to_json() for report in self.activities],
        }


def as_json(reports: Sequence[ConnectorReport]) -> dict[str, Any]:
    """The whole object of `eventual conformance --json`."""
    cases = [case for report in reports for activity in report.activities for case in activity.cases]
    return {
        "connectors": [report.to_json() for report in reports],
        "passed": sum(case.passed for case in cases),
        "failed": sum(not case.passed and case.skipped_reason is None for case in cases),
        "skipped": sum(case.skipped_reason is not None for case in cases),
        "excused": [activity.activity.name for report in reports for activity in report.activities if activity.excused],
        "unproven": [activity.activity.name for report in reports for activity in report.unproven],
    }


def as_evidence(report: ConnectorReport, bound_to: Contents, distribution: str, *, against: Against = "fake") -> Evidence:
    """The proof as it is left in the package."""
    return Evidence(
        contents=bound_to,
        core_version=__version__,
        sdk_versions=needed_versions(distribution),
        python=".".join(platform.python_version_tuple()[:2]),
        date=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        against=against,
        activities={one.activity.local_name: _recorded(one) for one in report.activities},
        settings=dict(report.settings),
        modelled=report.modelled,
    )


def needed_versions(distribution: str) -> dict[str, str]:
    """The installed versions of what a distribution needs beside the core."""
    found = {}
    for line in metadata.requires(distribution) or ():
        requirement = Requirement(line)
        if requirement.name != "eventual-connectors" and "extra" not in str(requirement.marker or ""):
            found[requirement.name] = metadata.version(requirement.name)
    return found


def matrix(report: ConnectorReport, names: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """A row for each activity, a column for each case: headers and rows of a table.

    Marks: `+` passed, `x` failed, `s` skipped, a blank where the case says nothing about the class.
    """
    rows = []
    for one in report.activities:
        marks = {case.fault: _mark(case) for case in one.cases}
        rows.append([one.activity.name, one.activity.effect.value, one.proof, "".join(marks.get(name, " ") for name in names)])
    return ["activity", "effect", "proof", "cases"], rows


def _mark(case: CaseResult) -> str:
    return "s" if case.skipped_reason is not None else "+" if case.passed else "x"


def _recorded(one: ActivityReport) -> dict[str, Any]:
    window = one.activity.window
    return {
        "effect": one.activity.effect.value,
        "window_seconds": window.total_seconds() if window else None,
        "proof": one.proof,
        "cases": {case.fault: case.skipped_reason or ("passed" if case.passed else "failed") for case in one.cases},
    }
