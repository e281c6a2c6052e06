"""Manifests: what is read, and the one line that says what is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from eventual_connectors.discovery.manifest import ManifestError, parse, validate

GOOD: dict[str, Any] = {
    "manifest_version": 1,
    "name": "acme",
    "summary": "Invoices of Acme.",
    "api": ">=1,<2",
    "plugin": "eventual_connector_acme.plugin",
}


def test_counts_come_from_the_count_or_from_the_names() -> None:
    made = validate(GOOD | {"activities": {"count": 652, "names": ["a"]}, "events": {"names": ["x", "y"]}})
    assert (made.activities.total, made.events.total) == (652, 2)
    assert made.kind == "connector"


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"summary": None}, "eventual-connector.toml: summary: is not a text"),
        ({"maturity": "ripe"}, "eventual-connector.toml: maturity: this key is not known"),
        ({"activites": {}}, "eventual-connector.toml: activites: this key is not known"),
        ({"activities": {"number": 3}}, "eventual-connector.toml: activities.number: this key is not known"),
        ({"name": "Acme Inc"}, "eventual-connector.toml: name: 'Acme Inc' is not of the form of 'acme'"),
        ({"commands": {"demo": {}}}, "eventual-connector.toml: commands.demo.help: this key is missing"),
        ({"kind": "library"}, "eventual-connector.toml: kind: 'library' is none of connector, commands, extension"),
        ({"engines": ["Acme"]}, "eventual-connector.toml: engines.0: 'Acme' is not of the form of 'acme+tls'"),
        ({"secret_providers": "vault"}, "eventual-connector.toml: secret_providers: is not a list"),
        ({"wraps_attempts": 1}, "eventual-connector.toml: wraps_attempts: is not true or false"),
        ({"activities": 3}, "eventual-connector.toml: activities: is not a table"),
        ({"events": {"count": -1}}, "eventual-connector.toml: events.count: is not a number of 0 or more"),
        ({"commands": {"Demo": {"help": "x"}}}, "eventual-connector.toml: commands: 'Demo' is not of the form of 'acme-login'"),
        (
            {"commands": {"demo": {"help": "x", "run": "demo"}}},
            "eventual-connector.toml: commands.demo.run: 'demo' is not of the form of 'package.module:name'",
        ),
    ],
)
def test_a_wrong_manifest_is_one_line_that_names_the_key(change: dict[str, Any], line: str) -> None:
    with pytest.raises(ManifestError) as caught:
        validate(GOOD | change)
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value)


def test_a_missing_key_is_named() -> None:
    with pytest.raises(ManifestError, match="plugin: this key is missing"):
        validate({name: value for name, value in GOOD.items() if name != "plugin"})


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"name = ", "is not valid TOML"),
        (b"\xff\xfe", "is not valid TOML"),
        (b"manifest_version = 2", "manifest_version is 2, this version reads 1"),
        (b"", "manifest_version is None"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(content: bytes, line: str) -> None:
    with pytest.raises(ManifestError, match=line):
        parse(content)
