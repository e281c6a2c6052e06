"""GitHub issues, durably: `await issues.create(owner="octo", repo="shop", title="…")` opens one issue.

The functions of `issues` have the names and parameters of GitHub's own clients (octokit's `rest.issues`).
"""

from . import issues
from .connection import GitHubConnection
from .connector import github

__all__ = ["GitHubConnection", "github", "issues"]
