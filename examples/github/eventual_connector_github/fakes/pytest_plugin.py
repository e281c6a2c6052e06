"""The pytest fixture `fake_github`; loaded by pytest through its entry point, so it imports nothing heavy until it is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .fake import GitHubFake


@pytest.fixture
def fake_github(request: pytest.FixtureRequest) -> Iterator[GitHubFake]:
    """GitHub for this test; the default connection leads to it.

    In a test that uses the fixture `eventual` its clock is the workflow's virtual time.
    """
    from eventual_connectors import connections

    from ..connection import GitHubConnection
    from ..connector import github
    from .fake import GitHubFake

    fake = GitHubFake()
    if "eventual" in request.fixturenames:
        with request.getfixturevalue("eventual").faked(github, fake):
            yield fake
    else:
        with fake.serve() as url, connections.override("github", GitHubConnection(**fake.settings(url))):
            yield fake
