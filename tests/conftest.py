"""What all tests share."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from eventual_connectors import discovery
from eventual_connectors.activities import application_activities
from eventual_connectors.attempts import wrapping
from eventual_connectors.discovery.installed import installed
from eventual_connectors.discovery.loading import Plugins
from tests.discovery.site import Site

PART = float(os.environ.get("EVENTUAL_PART", "0.1"))
"""Of the cases of an installed connector's suite, chosen anew for each run; `make prove` plays all of them."""

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave cases of our own suites out of a run of all tests: each takes half a second, and they are hundreds."""
    if config.option.keyword or any("::" in argument for argument in config.args):
        return  # somebody looks for something
    chance = random.Random(os.environ.get("PYTEST_XDIST_TESTRUNUID", "alone"))  # the same in all processes of a run
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        is_case = getattr(item, "originalname", "") == "test_conforms" and not item.get_closest_marker("suites")
        (kept if not is_case or chance.random() < PART else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


@pytest.fixture(autouse=True)
def _own_activities() -> Iterator[None]:
    """What a test declares does not take the names that the next one wants."""
    before = dict(application_activities)
    yield
    application_activities.clear()
    application_activities.update(before)


@pytest.fixture
def plugin_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site whose plugins are, inside the test, all that are installed. They are looked for when the first one is needed."""
    site = Site(tmp_path / "plugin_site")
    monkeypatch.syspath_prepend(str(site.path))
    monkeypatch.setattr(discovery, "_plugins", cache(lambda: Plugins(installed(metadata.distributions(path=[str(site.path)])))))
    wrapping.wrappers.cache_clear()
    before = set(sys.modules)
    yield site
    wrapping.wrappers.cache_clear()
    for name in set(sys.modules) - before:
        if name.startswith("eventual_connector_"):
            del sys.modules[name]
