"""A credential is nowhere but where it is used."""

from __future__ import annotations

import copy
import dataclasses
import json
import logging
import pickle
import pprint
import subprocess
import sys
from collections.abc import Callable
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


@dataclasses.dataclass
class Holder:
    secret: Secret


SHOWN: dict[str, Callable[[Secret], object]] = {
    "repr": repr,
    "str": str,
    "format": "{:>60}".format,
    "format with !r": "{!r}".format,
    "f-string": lambda secret: f"{secret} {secret!s:.40} {secret=}",
    "percent": lambda secret: "%s %r" % (secret, secret),  # noqa: UP031
    "in collections": lambda secret: f"{[secret]} {(secret,)} {{1: secret}} { ({secret}) }",
    "in a dataclass": lambda secret: repr(Holder(secret)),
    "in a connection": lambda secret: f"{AcmeConnection(api_key=secret)} {AcmeConnection(api_key=secret)!r}",
    "pprint": pprint.pformat,
    "json, its default": lambda secret: json.dumps({"a": [secret]}, default=str),
    "pydantic, as Python": lambda secret: repr(AcmeConnection(api_key=secret).model_dump()),
    "pydantic, as Python for JSON": lambda secret: repr(AcmeConnection(api_key=secret).model_dump(mode="json")),
    "pydantic, as JSON": lambda secret: AcmeConnection(api_key=secret).model_dump_json(),
    "a copied connection": lambda secret: repr(AcmeConnection(api_key=secret).model_copy(update={"limit": 4})),
    "a schema with it as a default": lambda secret: json.dumps(with_default(secret).model_json_schema()),
    "dir": lambda secret: f"{dir(secret)} {secret.__doc__}",
    "its digest": lambda secret: f"{hash(secret)} {secret.version()}",
    "its reference": lambda secret: secret.reference,
    "an exception": lambda secret: repr(ValueError("wrong", secret)),
}


def with_default(secret: Secret) -> type[Connection]:
    class WithDefault(Connection):
        api_key: Secret = secret

    return WithDefault


@pytest.mark.parametrize("way", SHOWN)
def test_no_way_of_showing_it_shows_it(way: str) -> None:
    assert WORD not in str(SHOWN[way](Secret(WORD)))


LOGGED: list[tuple[Any, ...]] = [
    ("%s", Secret(WORD)),
    ("%r %(k)s".replace("%(k)s", "%s"), Secret(WORD), [Secret(WORD)]),
    ("%(k)s", {"k": Secret(WORD)}),
]


@pytest.mark.parametrize("arguments", LOGGED)
def test_a_logger_does_not_get_it(arguments: tuple[Any, ...], caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("x").warning(*arguments, extra={"api_key": Secret(WORD)})
    assert WORD not in caplog.text + repr(vars(caplog.records[0]))
    assert "Secret(***)" in caplog.text


FAILING = """\
import os
from eventual_connectors import Connection, Secret

class AcmeConnection(Connection):
    api_key: Secret

def send(secret, connection):
    raise RuntimeError(f"refused with {secret}")

def test_sending():
    secret = Secret("_".join(["sk", "live", "very", "secret"]))
    connection = AcmeConnection(api_key=secret)
    literals = {"deep": [secret, connection]}
    assert connection != AcmeConnection(api_key=secret, limit=3) if os.environ.get("NEVER") else True
    send(secret, connection)

def test_comparing():
    secret = Secret("_".join(["sk", "live", "very", "secret"]))
    assert secret == Secret("other")

def test_a_wrong_connection():
    AcmeConnection(api_key="_".join(["sk", "live", "very", "secret"]), unknown=3)
"""


def test_a_traceback_with_its_locals_as_pytest_shows_them_does_not_show_it(tmp_path: Path) -> None:
    (tmp_path / "test_failing.py").write_text(FAILING)
    command = [sys.executable, "-m", "pytest", "--showlocals", "-vv", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path)
    assert "3 failed" in done.stdout
    assert "Secret(***)" in done.stdout
    assert WORD not in done.stdout + done.stderr


@pytest.mark.parametrize("settings", [{"api_key": WORD, "limit": "many"}, {"api_key": WORD, "unknown": 1}, {"limit": 3, "password": WORD}])
def test_pydantics_own_errors_do_not_show_what_was_given(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        AcmeConnection(**settings)
    assert WORD not in str(caught.value) + repr(caught.value)


def as_a_dataclass(secret: Secret) -> object:
    return dataclasses.asdict(Holder(secret))


def deep_copied(secret: Secret) -> object:
    return AcmeConnection(api_key=secret).model_copy(deep=True)


def state(secret: Secret) -> object:
    return secret.__getstate__()


def variables(secret: Secret) -> object:
    return json.dumps(secret, default=vars)


LEAKS = [pickle.dumps, copy.deepcopy, copy.copy, codec.encode, json.dumps, as_a_dataclass, deep_copied, state, variables, bytes, iter]


@pytest.mark.parametrize("leak", LEAKS)
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


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "not of None; a variable of the environment is Secret\\('env:NAME'\\)"),
        (7, "not of int"),
        ("evn:ACME_KEY", "did you mean env:"),
        ("flie:/run/key", "did you mean file:"),
        ("Secret('env:ACME_KEY')", "how a secret is shown"),
    ],
)
def test_what_is_no_secret_is_refused_where_it_is_made(given: Any, said: str) -> None:
    with pytest.raises(errors.UsageError, match=said):
        Secret(given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reference": "evn:ACME_KEY", "ttl": 5}, "did you mean env:"),
        ({"reference": WORD, "ttl": 5}, "its reference begins with none of env:, file:, keyring:"),
        ("Secret(***)", "how a secret is shown"),
    ],
)
def test_a_setting_that_is_no_reference_is_refused_without_being_shown(given: Any, said: str) -> None:
    with pytest.raises(ValidationError, match=said) as caught:
        AcmeConnection(api_key=given)
    assert WORD not in str(caught.value)


@pytest.mark.parametrize("secret", [Secret("env:ACME_KEY"), Secret("keyring:acme/key", ttl=5)])
def test_a_dumped_connection_loads_as_what_it_was(secret: Secret) -> None:
    connection = AcmeConnection(api_key=secret)
    assert AcmeConnection.model_validate(connection.model_dump()) == connection
    assert AcmeConnection.model_validate_json(connection.model_dump_json()) == connection


def test_a_dumped_literal_is_not_taken_for_a_credential() -> None:
    with pytest.raises(ValidationError, match="how a secret is shown"):
        AcmeConnection.model_validate(AcmeConnection(api_key=Secret(WORD)).model_dump())


@pytest.mark.parametrize(("reference", "said"), [("env:", "env: names no variable; write env:NAME"), ("file:", "write file:/path")])
def test_a_reference_without_a_place_says_so(reference: str, said: str) -> None:
    with pytest.raises(errors.ConfigurationError, match=said):
        Secret(reference).reveal()
