"""GitHub's promises, proven on its fake: `eventual conformance github`."""

from __future__ import annotations

from typing import Any, ClassVar

from eventual_connectors.testing import ConformanceSuite, SampleCall, call, sample

from . import issues
from .connector import github
from .fakes import GitHubFake

Two = tuple[SampleCall, SampleCall]
REPO: dict[str, Any] = {"owner": "octo", "repo": "shop"}


class GitHubConformance(ConformanceSuite):
    """A sample of each activity."""

    connector, fake = github, GitHubFake
    settings: ClassVar = {"settle_seconds": 0.1}

    @sample("issues.create")
    def an_issue(self) -> Two:
        return call(**REPO, title="one", body="It is broken.", labels=["bug"]), call(**REPO, title="two")

    @sample("issues.create_comment")
    async def a_comment(self) -> Two:
        issue = await _issue()
        return call(**issue, body="one"), call(**issue, body="two")

    @sample("issues.update")
    async def a_closing(self) -> SampleCall:
        return call(**await _issue(), state="closed", state_reason="completed")

    @sample("issues.add_labels")
    async def added_labels(self) -> SampleCall:
        return call(**await _issue(), labels=["bug", "urgent"])

    @sample("issues.set_labels")
    async def replaced_labels(self) -> SampleCall:
        return call(**await _issue(), labels=["bug"])

    @sample("issues.remove_label")
    async def a_label_taken_off(self) -> SampleCall:
        return call(**await _issue(), name="new")

    @sample("issues.get")
    async def the_issue(self) -> SampleCall:
        return call(**await _issue())


async def _issue() -> dict[str, Any]:
    created = await issues.create(**REPO, title="broken", labels=["new"])
    return {**REPO, "issue_number": created["number"]}
