"""Every activity keeps its promise in every case."""

from __future__ import annotations

from eventual_connector_github.conformance import GitHubConformance


class TestGitHub(GitHubConformance):
    """As any author has it."""
