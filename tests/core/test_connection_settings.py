"""Connections have names; their settings come from the code, the environment and `eventual.toml`, in this order."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from eventual_connectors import Connection, Secret, connections, errors


class Proxy(BaseModel):
    host: str = "direct"
    port: int = 0


class AcmeConnection(Connection):
    api_key: Secret
    region: str = "nowhere"
    proxy: Proxy = Proxy()


PREFIX = "EVENTUAL_CONNECTIONS__SETTINGS_ACME__"


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "eventual.toml"


def get(name: str = "default") -> AcmeConnection:
    return connections.get("settings_acme", AcmeConnection, name)


def test_several_accounts_of_one_vendor_have_names(file: Path) -> None:
    file.write_text('[connections.settings_acme.eu]\napi_key = "e"\n[connections.settings_acme.us]\napi_key = "u"\n')
    assert (get("eu").api_key.reveal(), get("us").api_key.reveal()) == ("e", "u")


def test_the_environment_alone_makes_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + "EU_WEST__API_KEY", "env:ACME_EU")
    monkeypatch.setenv(PREFIX + "EU_WEST__MAX_CONCURRENCY", "3")
    monkeypatch.setenv(PREFIX + "EU_WEST__PROXY__PORT", "8080")
    monkeypatch.setenv("ACME_EU", "key of eu")
    made = get("eu_west")
    assert (made.api_key.reveal(), made.max_concurrency, made.proxy.port) == ("key of eu", 3, 8080)
    assert ("settings_acme", "eu_west") in connections.configured()


def test_the_environment_stands_over_the_file_one_setting_at_a_time(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('[connections.settings_acme.default]\napi_key = "k"\nregion = "eu"\nproxy = {host = "h", port = 1}\n')
    monkeypatch.setenv(PREFIX + "DEFAULT__REGION", "us")
    monkeypatch.setenv(PREFIX + "DEFAULT__PROXY__PORT", "2")
    monkeypatch.setenv(PREFIX + "DEFAULT__API_KEY", "")  # empty: not set
    made = get()
    assert (made.api_key.reveal(), made.region, made.proxy) == ("k", "us", Proxy(host="h", port=2))


def test_the_code_stands_over_both(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('[connections.settings_acme.default]\napi_key = "file"\n')
    monkeypatch.setenv(PREFIX + "DEFAULT__API_KEY", "environment")
    with connections.override("settings_acme", AcmeConnection(api_key=Secret("code"))):
        assert get().api_key.reveal() == "code"
    assert get().api_key.reveal() == "environment"


def test_a_change_is_seen_without_a_restart(file: Path) -> None:
    file.write_text('[connections.settings_acme.default]\napi_key = "k"\nregion = "eu"\n')
    assert get().region == "eu"
    file.write_text('[connections.settings_acme.default]\napi_key = "k"\nregion = "us-east"\n')
    assert get().region == "us-east"


def test_the_file_is_that_of_the_folder_of_now(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('[connections.settings_acme.default]\napi_key = "k"\n')
    get()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with pytest.raises(errors.ConfigurationError, match="api_key"):
        get()


def test_a_missing_connection_says_where_it_was_looked_for() -> None:
    with pytest.raises(errors.ConfigurationError) as caught:
        get("eu")
    assert str(caught.value) == (
        "no settings_acme connection is called 'eu'; looked in [connections.settings_acme.eu] of eventual.toml, "
        "the variables EVENTUAL_CONNECTIONS__SETTINGS_ACME__EU__*, and for connections.configure('settings_acme', ..., name='eu')"
    )


def test_a_missing_setting_says_where_it_was_looked_for(file: Path) -> None:
    file.write_text('[connections.settings_acme.default]\nregion = "eu"\n')
    with pytest.raises(errors.ConfigurationError) as caught:
        get()
    assert str(caught.value) == (
        "the settings_acme connection 'default': api_key: Field required; looked in [connections.settings_acme.default] of eventual.toml, "
        "the variables EVENTUAL_CONNECTIONS__SETTINGS_ACME__DEFAULT__*"
    )


def test_a_misspelt_setting_of_the_file_is_told(file: Path) -> None:
    file.write_text('ap = "shop"\n')
    with pytest.raises(errors.ConfigurationError, match=r"eventual\.toml: 'ap' is not known; did you mean 'app'\?"):
        get()
    file.write_text("zzz = 1\n")
    with pytest.raises(errors.ConfigurationError, match="'zzz' is not known; there are app, connections, plugins, url"):
        get()
