"""What is missing is known before anything runs, by name and place."""

from __future__ import annotations

from pathlib import Path

import pytest

from eventual_connectors import Connection, Connector, Secret, connections, errors
from eventual_connectors.connection_checks import check_configured
from tests.discovery.site import PLUGIN, Site

NEEDY = PLUGIN.replace("import Connector, Deprecation\n", "import Connection, Connector, Deprecation, Secret\n").replace(
    'connector = Connector("{name}", ',
    'class NeedyConnection(Connection):\n    api_key: Secret = Secret("env:NEEDY_KEY")\n    region: str\n\n\n'
    'connector = Connector("{name}", connection=NeedyConnection, ',
)


@pytest.fixture(autouse=True)
def file(plugin_site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    plugin_site.add("needy", plugin=NEEDY)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEEDY_KEY", raising=False)
    return tmp_path / "eventual.toml"


def test_a_connector_that_nobody_configured_is_left_alone(file: Path) -> None:
    check_configured()
    file.write_text("[connections.not_installed.default]\n")
    check_configured()


def test_each_missing_credential_is_named_with_where_it_was_looked_for(file: Path) -> None:
    file.write_text('[connections.needy.eu]\nregion = "eu"\napi_key = "file:missing.key"\n[connections.needy.us]\nregion = "us"\n')
    with pytest.raises(errors.ConfigurationError) as caught:
        check_configured()
    assert str(caught.value).split("; ") == [
        "the needy connection 'eu': api_key (file:missing.key): secret file missing.key cannot be read: No such file or directory",
        "the needy connection 'us': api_key (env:NEEDY_KEY): environment variable NEEDY_KEY is not set",
        "export it, or configure the connection in code",
    ]


def test_a_missing_setting_is_named_with_where_it_was_looked_for(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTUAL_CONNECTIONS__NEEDY__DEFAULT__API_KEY", "key")
    with pytest.raises(errors.ConfigurationError) as caught:
        check_configured()
    assert str(caught.value) == (
        "the needy connection 'default': region: Field required; looked in [connections.needy.default] of eventual.toml, "
        "the variables EVENTUAL_CONNECTIONS__NEEDY__DEFAULT__*"
    )


def test_an_empty_credential_is_a_missing_one(file: Path) -> None:
    with connections.override("mine", OwnConnection(token=Secret(""))), pytest.raises(errors.ConfigurationError, match="token is empty"):
        check_configured()


class OwnConnection(Connection):
    token: Secret = Secret("env:A_TOKEN_THAT_IS_NOT_SET")


def test_what_the_code_configured_is_looked_at_too() -> None:
    """Also a connector of the application's own, which no package has."""
    line = r"the mine connection 'default': token \(env:A_TOKEN_THAT_IS_NOT_SET\): environment variable"
    with connections.override("mine", OwnConnection()), pytest.raises(errors.ConfigurationError, match=line):
        check_configured()


def test_a_broken_plugin_says_so_when_it_is_used_and_not_before(plugin_site: Site, file: Path) -> None:
    plugin_site.add("broken", plugin="1 / 0\n")
    file.write_text("[connections.broken.default]\n")
    check_configured()


def test_settings_that_nobody_takes_are_named_with_what_was_meant(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.write_text("[connections.neddy.default]\n[connections.something_else.default]\n")
    check_configured()
    assert "settings for the connector 'neddy', which nobody provides; did you mean 'needy'?" in caplog.text
    assert "settings for the connector 'something_else', which nobody provides; install its package" in caplog.text


def test_a_connector_of_the_application_is_looked_at_as_one_of_a_plugin(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    own = Connector("own_checked", connection=OwnConnection)
    file.write_text(f"[connections.{own.name}.default]\n")
    with pytest.raises(errors.ConfigurationError, match=r"the own_checked connection 'default': token \(env:A_TOKEN_THAT_IS_NOT_SET\)"):
        check_configured()
    assert "own_checked" not in caplog.text


def test_a_variable_without_the_name_of_a_connection_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTUAL_CONNECTIONS__NEEDY__API_KEY", "key")
    with pytest.raises(errors.ConfigurationError) as caught:
        check_configured()
    assert str(caught.value) == (
        "the variable EVENTUAL_CONNECTIONS__NEEDY__API_KEY names no connection; write EVENTUAL_CONNECTIONS__NEEDY__DEFAULT__API_KEY"
    )
