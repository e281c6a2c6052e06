"""A credential is nowhere but where it is used."""

from __future__ import annotations

import copy
import json
import logging
import pickle
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from eventual_connectors import Connection, codec, connections, errors
from eventual_connectors.secret import Secret

WORD = "sk_live_very_secret"


class AcmeConnection(Connection):
    api_key: Secret
    limit: int = 3


def said_of(thing: Any) -> str:
    return f"{thing} {thing!r} {thing:>3} {[thing]} {{'k': {thing!r}}}" if isinstance(thing, Secret) else f"{thing} {thing!r} {[thing]}"


def test_a_secret_is_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret(WORD)
    connection = AcmeConnection(api_key=WORD)  # type: ignore[arg-type]
    logging.getLogger("x").warning("%s %r %s", secret, connection, vars(connection))
    shown = [said_of(secret), said_of(connection), caplog.text, connection.model_dump_json(), str(connection.model_dump(mode="json"))]
    assert WORD not in "".join(shown)
    assert connection.api_key.reveal() == WORD


@pytest.mark.parametrize("leak", [pickle.dumps, copy.deepcopy, copy.copy, codec.encode, json.dumps])
def test_a_secret_does_not_leave(leak: Any) -> None:
    with pytest.raises((errors.SerializationError, TypeError)) as caught:
        leak(Secret(WORD))
    assert WORD not in str(caught.value)


def test_a_connection_does_not_enter_a_history() -> None:
    with pytest.raises(errors.SerializationError) as caught:
        codec.encode({"connection": AcmeConnection(api_key=Secret(WORD))})
    assert WORD not in str(caught.value)


def test_wrong_settings_do_not_show_the_right_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "eventual.toml").write_text(f'[connections.sec.default]\napi_key = "{WORD}"\nlimit = "many"\n')
    with pytest.raises(errors.ConfigurationError, match="limit") as caught:
        connections.get("sec", AcmeConnection)
    assert WORD not in str(caught.value)
    with pytest.raises(ValidationError) as invalid:
        AcmeConnection(api_key=Secret(WORD), limit="many")  # type: ignore[arg-type]
    assert WORD not in str(invalid.value)


def test_references_are_read_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_KEY", "one")
    secret = Secret("env:ACME_KEY")
    before = secret.version()
    monkeypatch.setenv("ACME_KEY", "two")
    assert secret.reveal() == "two"
    assert secret.version() != before
    assert repr(secret) == "Secret('env:ACME_KEY')"
    file = tmp_path / "key"
    file.write_text("three\n")
    assert Secret(f"file:{file}").reveal() == "three"
    file.write_text("")
    monkeypatch.delenv("ACME_KEY")
    for missing, said in (
        (secret, "ACME_KEY is not set"),
        (Secret(f"file:{file}"), "is empty"),
        (Secret("file:/no/where"), "cannot be read"),
    ):
        with pytest.raises(errors.ConfigurationError, match=said) as caught:
            missing.reveal()
        assert "\n" not in str(caught.value)
