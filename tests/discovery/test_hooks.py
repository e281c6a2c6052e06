"""What a plugin brings beside connectors: engines and secret providers are found by scheme, and what is announced is kept."""

from __future__ import annotations

import inspect
import logging
import random
import re
import sys
import uuid
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pluggy
import pytest

from eventual_connectors import connect, discovery, errors, hookspecs
from eventual_connectors.discovery.hooks import Hooks
from eventual_connectors.errors import EngineError, PluginError
from tests.discovery.site import Site

REFERENCE = Path(__file__).parents[2] / "docs/reference/hooks.md"

HOOKS = {name: hook for name, hook in vars(hookspecs).items() if hasattr(hook, f"{hookspecs.PROJECT}_spec")}

EXTENSION = """\
manifest_version = 1
name = "{name}"
summary = "An extension of a test."
api = ">=1,<2"
plugin = "{package}.plugin"
kind = "extension"
"""

ENGINE = """\
from eventual_connectors.hookspecs import hookimpl

@hookimpl
def eventual_register_engines(register):
    register("{name}", lambda url, **options: ("{name}", url, options))
"""


def extension(site: Site, name: str, announced: str, plugin: str) -> str:
    return site.add(name, manifest=EXTENSION + announced, plugin=plugin)


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_is_documented_with_its_exact_arguments(name: str) -> None:
    """An author reads the reference, not the source."""
    arguments = ", ".join(inspect.signature(HOOKS[name]).parameters)
    assert f"## `{name}({arguments})`\n" in REFERENCE.read_text(encoding="utf-8")


def test_the_reference_has_no_hook_that_does_not_exist() -> None:
    """Nothing is promised that nothing keeps."""
    assert set(re.findall(r"## `(eventual_\w+)\(", REFERENCE.read_text(encoding="utf-8"))) == set(HOOKS)


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_is_said_in_one_sentence_which_the_reference_repeats(name: str) -> None:
    """The reference cannot drift from the source."""
    sentence = inspect.getdoc(HOOKS[name]) or ""
    assert re.fullmatch(r"[^.]+(\.\w[^.]*)*\.", sentence), sentence
    assert sentence in REFERENCE.read_text(encoding="utf-8")


def test_the_code_of_the_reference_registers_what_it_says() -> None:
    """What an author copies works."""
    blocks = re.findall(r"```python\n(.*?)```", REFERENCE.read_text(encoding="utf-8"), re.DOTALL)
    told: list[dict[str, object]] = []
    module = ModuleType("reference")
    outside = SimpleNamespace(record=lambda seconds, labels: told.append(labels))
    vars(module).update(
        acme="acme",
        login="login",
        AcmeEngine="engine",
        read="read",
        write="write",
        seconds=outside,
        random=random,
        Retryable=errors.Retryable,
    )
    exec("\n".join(blocks), vars(module))
    hooks = Hooks(module)
    brought: list[object] = [hooks.connectors(), hooks.commands(), hooks.engines(), hooks.secret_providers(), hooks.iac_targets()]
    assert brought == [["acme"], {"acme-login": "login"}, {"acme": "engine"}, {"acme-vault": "read"}, {"acme-deploy": "write"}]
    (measured,) = hooks.attempt_wrappers()
    around = measured(hookspecs.AttemptStart("acme.pay", "keyed", "acme.pay", "default", uuid.UUID(int=1), 1, "send", False))
    next(around)
    with pytest.raises(StopIteration):
        around.send(hookspecs.AttemptEnd("succeeded", 0.5))
    assert told == [{"activity": "acme.pay", "outcome": "succeeded"}]


def test_every_hook_is_called_through_the_typed_facade() -> None:
    """Nobody calls `pm.hook.x` directly."""
    source = inspect.getsource(Hooks)
    assert [name for name in HOOKS if f"hook.{name}(" not in source] == []
    package = Path(hookspecs.__file__).parent
    others = [path for path in package.rglob("*.py") if path.name != "hooks.py" and ".hook.eventual_" in path.read_text(encoding="utf-8")]
    assert others == []


def test_a_plugins_engine_is_found_by_its_scheme_and_alone_imported(plugin_site: Site) -> None:
    extension(plugin_site, "remote", 'engines = ["remote"]\n', ENGINE)
    extension(plugin_site, "unused", 'engines = ["unused"]\n', "raise RuntimeError('imported')\n")
    found: Any = connect("remote://host/x", clock=3)
    assert found == ("remote", "remote://host/x", {"clock": 3})
    assert "eventual_connector_unused" not in sys.modules


def test_no_engine_for_a_url_names_those_that_there_are_and_hides_the_rest_of_it(plugin_site: Site) -> None:
    extension(plugin_site, "remote", 'engines = ["remote"]\n', ENGINE)
    with pytest.raises(EngineError) as caught:
        connect("remotee://user:password@host")
    assert (
        str(caught.value) == "no engine serves remotee://…; use sqlite:///path, temporal://…, dbos+postgresql://…, lambda://…, remote://…"
    )


def test_which_of_two_engines_is_meant_is_not_guessed(plugin_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        extension(plugin_site, name, 'engines = ["remote"]\n', ENGINE.replace("{name}", "remote"))
    with pytest.raises(PluginError, match="eventual-connector-one and eventual-connector-two both have the engine 'remote'"):
        connect("remote://x")


def test_an_engine_that_is_announced_and_not_registered_makes_its_plugin_broken(plugin_site: Site) -> None:
    extension(plugin_site, "remote", 'engines = ["remote", "remote+tls"]\n', ENGINE)
    with pytest.raises(PluginError, match=r"its manifest lists the engine 'remote\+tls', which it does not register"):
        connect("remote+tls://x")
    (info,) = discovery.plugins()
    assert info.status == "broken"


@pytest.mark.parametrize(
    ("announced", "missing"),
    [
        ('engines = ["x"]\n', "engine 'x'"),
        ('secret_providers = ["x"]\n', "secret provider 'x'"),
        ('iac_targets = ["x"]\n', "iac target 'x'"),
        ("wraps_attempts = true\n", "attempt wrapper"),
        ('[commands.x]\nhelp = "X."\n', "command 'x'"),
    ],
)
def test_a_check_finds_what_is_announced_and_not_registered(plugin_site: Site, announced: str, missing: str) -> None:
    extension(plugin_site, "empty", announced, "")
    (info,) = discovery.plugins()
    checked = discovery.check(info)
    assert (checked.status, checked.reason) == ("broken", f"its manifest lists what it does not register: {missing}")


def test_a_check_finds_what_an_installation_left_out(plugin_site: Site) -> None:
    """The vendor's SDK is imported at the first attempt, so its absence shows nowhere else before."""
    plugin_site.add("half", requires="a-vendor-sdk>=3")
    plugin_site.add("old", requires="pluggy>=99")
    plugin_site.add("whole", requires="pluggy>=1")
    reasons = {info.name: (checked.status, checked.reason) for info in discovery.plugins() if (checked := discovery.check(info))}
    assert reasons == {
        "half": ("incomplete", "it needs a-vendor-sdk>=3, which is not installed"),
        "old": ("incomplete", f"it needs pluggy>=99, installed is {pluggy.__version__}"),
        "whole": ("ok", ""),
    }


def test_a_plugin_without_a_connector_is_not_among_the_connectors(plugin_site: Site) -> None:
    extension(plugin_site, "remote", 'engines = ["remote"]\n', ENGINE)
    assert discovery.connectors() == []
    assert [info.name for info in discovery.plugins()] == ["remote"]


WRAPPING = """\
from eventual_connectors.hookspecs import hookimpl

@hookimpl
def eventual_register_attempt_wrappers(register):
    register(print)
"""


def test_a_broken_wrapping_plugin_is_left_out_and_said(plugin_site: Site, caplog: pytest.LogCaptureFixture) -> None:
    extension(plugin_site, "bad", "wraps_attempts = true\n", "1 / 0\n")
    extension(plugin_site, "good", "wraps_attempts = true\n", WRAPPING)
    with caplog.at_level(logging.ERROR):
        wrappers: list[tuple[str, object]] = [*discovery.attempt_wrappers()]
    assert wrappers == [("good", print)]
    assert "attempts are not wrapped: the plugin 'bad' (eventual-connector-bad) is broken: ZeroDivisionError" in caplog.text
