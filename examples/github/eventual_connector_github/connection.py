"""How GitHub is reached."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from eventual_connectors import Secret
from eventual_connectors.http import HttpConnection

HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
"""What GitHub asks clients to send (https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api)."""


class GitHubConnection(HttpConnection):
    """One token. It needs the repository permission "Issues", read and write.

    Attributes:
        token: a fine-grained token or an app's installation token; the variable GITHUB_TOKEN unless given.
        base_url: of an Enterprise server: `https://HOST/api/v3`.
        settle_seconds: how long after an attempt's deadline GitHub may still create its issue or comment, and show it in a list. GitHub
            states no such time. What shows up later than this may be created twice.
        lookback_seconds: how far before a call's first attempt its issue or comment is looked for. It covers clocks that differ, and it is
            how long a business key (`with_options(key=…)`) is recognised.
    """

    token: Secret | None = Field(default_factory=lambda: Secret("env:GITHUB_TOKEN"))
    base_url: str = "https://api.github.com"
    headers: Mapping[str, str] = Field(default_factory=lambda: dict(HEADERS))
    settle_seconds: float = Field(default=30.0, ge=0)
    lookback_seconds: float = Field(default=3600.0, ge=60)
