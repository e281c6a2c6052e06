"""GitHub's issues for tests: `GitHubFake`, and the pytest fixture `fake_github`."""

from .fake import GitHubFake

__all__ = ["GitHubFake"]
