"""No credential reaches a history, whatever a vendor repeats and wherever it stands."""

from __future__ import annotations

import base64
import json
import re
import traceback
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from pydantic import BaseModel, Field

from eventual_connectors import Connection, Connector, Permanent, Secret, connections, durable, error_records
from eventual_connectors.activities import Activity
from eventual_connectors.attempt import Attempt
from eventual_connectors.attempts.outcome import Failed
from eventual_connectors.attempts.runner import Intent, run_attempt
from eventual_connectors.clock import SystemClock
from eventual_connectors.secret_forms import forms

TOKEN, PASSWORD, OLD, NEW, EXTRA = "tok/SECRET 1", "pw_SECRET_2", "old_SECRET_3", "new_SECRET_4", "extra_SECRET_5"


class Login(BaseModel, arbitrary_types_allowed=True):
    password: Secret


class VaultConnection(Connection):
    token: Secret = Secret(TOKEN)
    rotated: Secret = Secret("env:VAULT_ROTATED")
    logins: tuple[Login, ...] = ()
    headers: Mapping[str, Secret] = Field(default_factory=dict)


class Refused(Permanent):
    """An error with the vendor's whole answer."""

    def __init__(self, message: str, *, body: Any = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.body = body


class Talkative(Permanent):
    """An error that says more than its parts."""

    def __str__(self) -> str:
        return f"refused {TOKEN}"


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> Iterator[Connector]:
    monkeypatch.setenv("VAULT_ROTATED", OLD)
    vault = Connector("vault", connection=VaultConnection)
    connection = VaultConnection(logins=(Login(password=Secret(PASSWORD)),), headers={"x": Secret(EXTRA)})
    with connections.override("vault", connection):
        yield vault


async def recorded(activity: Activity[..., Any]) -> tuple[Permanent, str]:
    """The error of an attempt, and all that is recorded of it."""
    now, beats = SystemClock().now(), list[Any]()
    intent = Intent(activity.name, uuid.uuid4(), 1, "send", now, now, 5.0, {})
    outcome = await run_attempt(activity, intent, heartbeats=beats.append)
    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, Permanent)
    return outcome.error, json.dumps([error_records.to_record(outcome.error), beats])


ODD = 'sk"quo\\te\u00e9/SECRET+x'

WRITTEN: dict[str, Callable[[str], str]] = {
    "in JSON": lambda secret: json.dumps({"key": secret}),
    "in JSON with its letters": lambda secret: json.dumps({"key": secret}, ensure_ascii=False),
    "in JSON with escaped slashes": lambda secret: json.dumps({"key": secret}).replace("/", "\\/"),
    "in a URL": lambda secret: f"?key={quote(secret, safe='')}",
    "in a URL, in lower case": lambda secret: f"?key={re.sub('%..', lambda escape: escape[0].lower(), quote(secret, safe=''))}",
    "in a form": lambda secret: urlencode({"key": secret}),
    "in base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "in the base64 of URLs": lambda secret: base64.urlsafe_b64encode(secret.encode()).decode().rstrip("="),
    "in the base64 of more": lambda secret: base64.b64encode(f"{{'key': {secret}}}".encode()).decode(),
}
"""How those write a credential who repeat it."""


@pytest.mark.parametrize("way", WRITTEN)
def test_a_credential_is_found_however_it_is_written(way: str) -> None:
    text = WRITTEN[way](ODD)
    assert any(form in text for form in forms(ODD))


async def test_a_credential_is_cleaned_however_it_is_written(vault: Connector) -> None:
    @vault.activity("written", effect="read")
    async def written(client: Any, attempt: Attempt) -> None:
        raise Refused("no", body=[write(ODD) for write in WRITTEN.values()])

    with connections.override("vault", VaultConnection(token=Secret(ODD))):
        error, _ = await recorded(written)
    assert isinstance(error, Refused)
    assert all("***" in text for text in error.body)


@pytest.mark.parametrize("secret", [TOKEN, PASSWORD, OLD, EXTRA])
async def test_a_credential_is_cleaned_at_any_depth(vault: Connector, secret: str) -> None:
    @vault.activity("call", effect="read")
    async def call(client: Any, attempt: Attempt) -> None:
        attempt.heartbeat({"url": [f"https://x/?token={secret}"]})
        raise Refused(f"no {secret}", code="refused", body={"echo": [f"Bearer {secret}", {secret: secret.encode()}]})

    error, text = await recorded(call)
    assert "SECRET" not in text
    assert isinstance(error, Refused)
    assert (str(error), error.code, error.body) == ("no ***", "refused", {"echo": ["Bearer ***", {"***": b"***"}]})


async def test_a_credential_is_cleaned_as_it_stands_in_an_address(vault: Connector) -> None:
    @vault.activity("call", effect="read")
    async def call(client: Any, attempt: Attempt) -> None:
        raise Permanent("GET /?a=tok%2FSECRET%201&b=tok%2FSECRET+1")

    assert str((await recorded(call))[0]) == "GET /?a=***&b=***"


async def test_a_credential_that_is_rotated_during_the_attempt_is_cleaned(vault: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    @vault.activity("call", effect="read")
    async def call(client: Any, attempt: Attempt) -> None:
        monkeypatch.setenv("VAULT_ROTATED", NEW)
        raise Permanent(f"not {OLD}, but {NEW}")

    assert str((await recorded(call))[0]) == "not ***, but ***"


async def test_a_missing_credential_lets_the_others_be_cleaned(vault: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    @vault.activity("call", effect="read")
    async def call(client: Any, attempt: Attempt) -> None:
        monkeypatch.delenv("VAULT_ROTATED")
        raise Permanent(f"{OLD} {TOKEN} {PASSWORD}")

    assert str((await recorded(call))[0]) == "*** *** ***"
    assert sorted(connections.get("vault", VaultConnection).secrets()) == sorted([TOKEN, PASSWORD, EXTRA])


async def test_an_error_that_cannot_be_cleaned_is_recorded_as_its_nearest_type(vault: Connector) -> None:
    @vault.activity("call", effect="read")
    async def call(client: Any, attempt: Attempt) -> None:
        raise Talkative("no", settles=True, code="no") from ValueError(TOKEN)

    error, text = await recorded(call)
    assert "SECRET" not in text
    assert (type(error), str(error), error.code, error.settles) == (Permanent, "refused ***", "no", True)
    assert error.__cause__ is None


async def test_no_traceback_shows_a_credential(vault: Connector) -> None:
    @vault.activity("call", effect="read")
    async def call(client: Any, attempt: Attempt) -> None:
        try:
            raise ValueError(TOKEN)
        except ValueError as first:
            try:
                raise TypeError("no") from first
            except TypeError:
                raise Permanent("no")  # noqa: B904  (the context is meant)

    error, _ = await recorded(call)
    assert TOKEN not in "".join(traceback.format_exception(error))


async def test_an_error_without_credentials_stays_as_it_is(vault: Connector) -> None:
    made = Refused("no", body={"a": 1})

    @vault.activity("call", effect="read")
    async def call(client: Any, attempt: Attempt) -> None:
        raise made

    assert (await recorded(call))[0] is made


class Unspeakable(Exception):
    """An application's error that says more than its parts."""

    def __str__(self) -> str:
        return f"cannot {TOKEN}"


async def of_application(function: Any) -> tuple[BaseException, list[Any]]:
    """The error and the heartbeats of an application's own activity."""
    now, beats = SystemClock().now(), list[Any]()
    intent = Intent("own", uuid.uuid4(), 1, "send", now, now, 5.0, {})
    outcome = await run_attempt(Activity("own", function, effect="unsafe"), intent, heartbeats=beats.append)
    assert isinstance(outcome, Failed)
    return outcome.error, beats


@pytest.mark.parametrize("secret", [TOKEN, PASSWORD, OLD, EXTRA])
async def test_an_applications_words_hold_no_credential_of_any_connection(vault: Connector, secret: str) -> None:
    async def own() -> None:
        durable.attempt().heartbeat({"url": f"https://x/?token={secret}"})
        raise ValueError(f"auth {secret} failed", {"header": secret})

    error, beats = await of_application(own)
    assert (type(error), error.args) == (ValueError, ("auth *** failed", {"header": "***"}))
    assert beats == [{"url": "https://x/?token=***"}]


async def test_a_connection_that_was_used_from_its_settings_is_known(vault: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    class Settled(Connection):
        token: Secret = Secret("env:SETTLED")

    async def own() -> None:
        connections.get("settled", Settled)
        raise ValueError(EXTRA, NEW)

    monkeypatch.setenv("SETTLED", NEW)
    assert (await of_application(own))[0].args == ("***", "***")


async def test_an_applications_error_that_cannot_be_cleaned_stays_its_answer(vault: Connector) -> None:
    async def own() -> None:
        raise Unspeakable

    error, _ = await of_application(own)
    assert (type(error), str(error)) == (error_records.UnknownError, "Unspeakable: cannot ***")


async def test_a_short_credential_mangles_no_words_of_an_application(monkeypatch: pytest.MonkeyPatch) -> None:
    made = ValueError("a plain text")

    async def own() -> None:
        raise made

    with connections.override("vault", VaultConnection(token=Secret("a"), rotated=Secret("plain"))):
        assert (await of_application(own))[0] is made


def test_a_nested_credential_that_is_rotated_changes_the_version(monkeypatch: pytest.MonkeyPatch, vault: Connector) -> None:
    monkeypatch.setenv("VAULT_NESTED", "one")
    for connection in (
        VaultConnection(logins=(Login(password=Secret("env:VAULT_NESTED")),)),
        VaultConnection(headers={"x": Secret("env:VAULT_NESTED")}),
    ):
        before = connection.version()
        monkeypatch.setenv("VAULT_NESTED", f"not {before}")
        assert connection.version() != before
