"""Credentials are read from where they are kept, are kept for their time to live, and are read again when they are refused."""

from __future__ import annotations

import asyncio
import json
import threading
import traceback
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import keyring
import keyring.backend
import keyring.errors
import pytest

from eventual_connectors import Attempt, Connection, Connector, Secret, connections, errors
from eventual_connectors.secret_providers import misspelt
from eventual_connectors.secret_providers.cache import MOMENT, PAUSE, Cache, CredentialAway, credentials
from eventual_connectors.secret_providers.provider import _BUILT_IN, TTL
from tests.discovery.site import Site
from tests.discovery.test_hooks import extension


class Vault(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 1  # pyright: ignore[reportAssignmentType]

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.passwords: dict[tuple[str, str], str] = {}
        self.locked = False
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        if self.locked:
            raise keyring.errors.KeyringLocked("the collection is locked")
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.passwords[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.passwords[service, username]


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    yield
    credentials.forget()


@pytest.fixture
def vault() -> Iterator[Vault]:
    before, made = keyring.get_keyring(), Vault()
    made.set_password("acme/eu", "bot", "one")
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


class Time:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_credential_is_read_from_the_keyring(vault: Vault) -> None:
    assert Secret("keyring:acme/eu/bot").reveal() == "one"


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("acme/us/bot", "the keyring has no entry 'bot' of the service 'acme/us'; `keyring set acme/us bot` makes it"),
        ("acme", "keyring:acme names no entry; write keyring:SERVICE/NAME"),
    ],
)
def test_what_is_not_in_the_keyring_is_named(vault: Vault, place: str, line: str) -> None:
    with pytest.raises(errors.ConfigurationError) as caught:
        Secret(f"keyring:{place}").reveal()
    assert str(caught.value) == line


def test_a_locked_keyring_is_one_line(vault: Vault) -> None:
    vault.locked = True
    with pytest.raises(errors.ConfigurationError, match="the keyring of this machine cannot be read: KeyringLocked"):
        Secret("keyring:acme/eu/bot").reveal()


def test_a_rotation_is_seen_when_the_time_to_live_is_over(vault: Vault) -> None:
    clock = Time()
    cache = Cache(clock)
    assert cache.read("keyring:acme/eu/bot") == "one"
    vault.set_password("acme/eu", "bot", "two")
    clock.now += TTL - 1
    assert (cache.read("keyring:acme/eu/bot"), vault.asked) == ("one", 1)
    clock.now += 1
    assert (cache.read("keyring:acme/eu/bot"), vault.asked) == ("two", 2)


def test_a_reference_can_have_its_own_time_to_live(vault: Vault) -> None:
    clock = Time()
    cache = Cache(clock)
    cache.read("keyring:acme/eu/bot", ttl=10)
    vault.set_password("acme/eu", "bot", "two")
    clock.now += 10
    assert cache.read("keyring:acme/eu/bot", ttl=10) == "two"
    vault.set_password("acme/eu", "bot", "three")
    assert cache.read("keyring:acme/eu/bot", ttl=0) == "three"


def test_a_refused_credential_is_read_again_at_once(vault: Vault) -> None:
    secret = Secret("keyring:acme/eu/bot")
    assert secret.reveal() == "one"
    vault.set_password("acme/eu", "bot", "two")
    assert secret.reveal() == "one"
    secret.expire()
    assert secret.reveal() == "two"


def test_what_cannot_be_read_again_stays_what_it_was(vault: Vault, caplog: pytest.LogCaptureFixture) -> None:
    """An outage of the store does not stop what runs; it is said once."""
    clock = Time()
    cache = Cache(clock)
    cache.read("keyring:acme/eu/bot")
    vault.locked = True
    for _ in range(3):
        clock.now += TTL
        assert cache.read("keyring:acme/eu/bot") == "one"
    assert caplog.text.count("cannot be read again") == 1
    vault.locked = False
    vault.set_password("acme/eu", "bot", "two")
    clock.now += PAUSE
    assert cache.read("keyring:acme/eu/bot") == "two"


def test_attempts_do_not_all_wait_for_a_store_that_does_not_answer(vault: Vault) -> None:
    clock = Time()
    cache = Cache(clock)
    vault.locked = True
    for _ in range(5):
        with pytest.raises(errors.ConfigurationError, match="KeyringLocked"):
            cache.read("keyring:acme/eu/bot")
    assert vault.asked == 1
    clock.now += PAUSE
    vault.locked = False
    assert cache.read("keyring:acme/eu/bot") == "one"


def test_a_file_that_was_there_is_being_replaced(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """For a while; then it is missing, as one is that was never there."""
    clock, file = Time(), tmp_path / "key"
    cache = Cache(clock)
    with pytest.raises(errors.ConfigurationError) as caught:
        cache.read(f"file:{file}")
    assert not isinstance(caught.value, CredentialAway)
    file.write_text("one")
    assert cache.read(f"file:{file}") == "one"
    file.write_text("")
    for _ in range(3):
        with pytest.raises(CredentialAway, match="is empty"):
            cache.read(f"file:{file}")
    assert caplog.text.count("was there before and cannot be read now") == 1
    clock.now += MOMENT
    with pytest.raises(errors.ConfigurationError) as caught:
        cache.read(f"file:{file}")
    assert not isinstance(caught.value, CredentialAway)
    file.write_text("two")
    assert cache.read(f"file:{file}") == "two"


class VaultConnection(Connection):
    token: Secret


async def test_a_rotation_without_a_restart_costs_one_refused_attempt(vault: Vault) -> None:
    """The vendor refuses the kept credential; the next attempt has the new one, and a client made from it."""
    valid, refused = {"one"}, list[str]()
    acme = Connector("rotating", connection=VaultConnection, client=lambda connection: connection.token.reveal())

    @acme.activity("ping", effect="read")
    async def ping(client: str, attempt: Attempt) -> str:
        if client not in valid:
            refused.append(client)
            raise errors.Unauthorized("invalid token")
        return client

    with connections.override("rotating", VaultConnection(token=Secret("keyring:acme/eu/bot"))):
        assert await ping() == "one"
        vault.set_password("acme/eu", "bot", "two")
        valid = {"two"}
        assert await ping() == "two"
        assert refused == ["one"]


async def test_a_store_that_is_away_after_a_refusal_is_asked_again(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sent meanwhile, so nothing is in doubt, whatever the activity's class."""
    monkeypatch.setattr("eventual_connectors.secret_providers.cache.PAUSE", 0.05)
    valid, sent = {"two"}, list[str]()
    acme = Connector("away", connection=VaultConnection, client=lambda connection: connection.token.reveal())

    @acme.activity("pay", effect="unsafe")
    async def pay(client: str, attempt: Attempt) -> str:
        sent.append(client)
        if client not in valid:
            vault.locked = True
            asyncio.get_running_loop().call_later(0.3, come_back)
            raise errors.Unauthorized("invalid token")
        return client

    def come_back() -> None:
        vault.locked = False
        vault.set_password("acme/eu", "bot", "two")

    with connections.override("away", VaultConnection(token=Secret("keyring:acme/eu/bot"))):
        assert await pay() == "two"
    assert sent == ["one", "two"]


def test_settings_take_a_reference_with_its_time_to_live(vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    heading = "[connections.ttl_acme.default]\n"
    Path("eventual.toml").write_text(f'{heading}token = {{ reference = "keyring:acme/eu/bot", ttl = 60 }}\n')
    assert connections.get("ttl_acme", VaultConnection).token == Secret("keyring:acme/eu/bot", ttl=60)
    Path("eventual.toml").write_text(f'{heading}token = {{ reference = "keyring:acme/eu/bot", ttl = -1 }}\n')
    with pytest.raises(errors.ConfigurationError, match="token: a credential is a text that is not empty, or a table of a reference"):
        connections.get("ttl_acme", VaultConnection)


# What the two services answer, by their documentation: docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
# and docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
STORED: dict[str, dict[str, dict[str, Any]]] = {
    "secretsmanager.GetSecretValue": {
        "stripe": {"SecretString": "sk_one"},
        "team/stripe": {"SecretString": json.dumps({"key": "sk_two", "port": 3})},
        "binary": {"SecretBinary": "AA=="},
    },
    "AmazonSSM.GetParameter": {"/app/slack": {"Parameter": {"Name": "/app/slack", "Type": "SecureString", "Value": "xoxb"}}},
}
MISSING = {"secretsmanager.GetSecretValue": "ResourceNotFoundException", "AmazonSSM.GetParameter": "ParameterNotFound"}


class Aws(BaseHTTPRequestHandler):
    """Both services, as far as the real boto3 asks them here."""

    requests: list[dict[str, Any]]

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.requests.append(asked)
        operation = self.headers["X-Amz-Target"]
        name = asked.get("SecretId") or asked.get("Name")
        found = STORED[operation].get(name)
        code = "AccessDeniedException" if name == "forbidden" else MISSING[operation]
        content = json.dumps(found or {"__type": code, "message": "no"}).encode()
        self.send_response(200 if found else 400)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is said."""


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[dict[str, Any]]]:
    handler = type("Handler", (Aws,), {"requests": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    settings = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "example",
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    yield handler.requests  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("reference", "credential"),
    [
        ("aws-secretsmanager:stripe", "sk_one"),
        ("aws-secretsmanager:team/stripe#key", "sk_two"),
        ("aws-secretsmanager:team/stripe", '{"key": "sk_two", "port": 3}'),
        ("aws-ssm:/app/slack", "xoxb"),
    ],
)
def test_a_credential_is_read_from_aws(aws: list[dict[str, Any]], reference: str, credential: str) -> None:
    secret = Secret(reference)
    assert (secret.reveal(), secret.reveal()) == (credential, credential)
    assert len(aws) == 1  # it is kept


def test_a_parameter_is_asked_for_decrypted(aws: list[dict[str, Any]]) -> None:
    Secret("aws-ssm:/app/slack").reveal()
    assert aws == [{"Name": "/app/slack", "WithDecryption": True}]


@pytest.mark.parametrize(
    ("reference", "line"),
    [
        ("aws-secretsmanager:none", "the secret 'none' of AWS Secrets Manager is not there; looked in the region eu-central-1"),
        ("aws-ssm:/none", "the parameter '/none' of AWS Systems Manager is not there; looked in the region eu-central-1"),
        (
            "aws-secretsmanager:forbidden",
            "the secret 'forbidden' of AWS Secrets Manager cannot be read in the region eu-central-1: AccessDeniedException",
        ),
        (
            "aws-secretsmanager:team/stripe#other",
            "the secret 'team/stripe' of AWS Secrets Manager has no text under the key 'other', or is no JSON object",
        ),
        (
            "aws-secretsmanager:team/stripe#port",
            "the secret 'team/stripe' of AWS Secrets Manager has no text under the key 'port', or is no JSON object",
        ),
        (
            "aws-secretsmanager:stripe#key",
            "the secret 'stripe' of AWS Secrets Manager has no text under the key 'key', or is no JSON object",
        ),
        ("aws-secretsmanager:binary", "the secret 'binary' of AWS Secrets Manager is empty, or is not text"),
    ],
)
def test_what_is_not_in_aws_is_named_with_where_it_was_looked_for(aws: list[dict[str, Any]], reference: str, line: str) -> None:
    with pytest.raises(errors.ConfigurationError) as caught:
        Secret(reference).reveal()
    assert str(caught.value) == line


def test_without_a_region_or_credentials_one_line_says_so(aws: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(errors.ConfigurationError, match="Unable to locate credentials"):
        Secret("aws-ssm:/app/slack").reveal()
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with pytest.raises(
        errors.ConfigurationError, match="'stripe' of AWS Secrets Manager cannot be read in no region: You must specify a region"
    ):
        Secret("aws-secretsmanager:stripe").reveal()


PROVIDER = """\
from eventual_connectors.errors import ConfigurationError
from eventual_connectors.hookspecs import hookimpl

def read(place):
    if place == "odd":
        raise RuntimeError("cannot take sk_very_secret apart")
    if place == "none":
        raise ConfigurationError("the vault has no entry none")
    if place == "exits":
        raise SystemExit("vault cli said sk_very_secret")
    if place in ("bytes", "nothing", "blank"):
        return {"bytes": b"sk_very_secret", "nothing": None, "blank": ""}[place]
    return f"secret of {place}"

@hookimpl
def eventual_register_secret_providers(register):
    register("acme-vault", read)
"""


@pytest.fixture
def acme_vault(plugin_site: Site) -> Site:
    extension(plugin_site, "vault", 'secret_providers = ["acme-vault"]\n', PROVIDER)
    return plugin_site


def test_a_plugins_provider_is_found_by_its_scheme(acme_vault: Site) -> None:
    secret = Secret("acme-vault:team/stripe")
    assert (secret.reveal(), secret.reference) == ("secret of team/stripe", "acme-vault:team/stripe")


def test_what_a_plugins_provider_raises_is_not_repeated(acme_vault: Site) -> None:
    """It may have been on its way with the credential."""
    with pytest.raises(errors.ConfigurationError) as caught:
        Secret("acme-vault:odd").reveal()
    assert str(caught.value) == "the secret acme-vault:odd cannot be read: its provider failed with RuntimeError"
    with pytest.raises(errors.ConfigurationError, match="the vault has no entry none"):
        Secret("acme-vault:none").reveal()


@pytest.mark.parametrize("ttl", [0, 300])
@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ("odd", "cannot be read: its provider failed with RuntimeError"),
        ("exits", "cannot be read: its provider failed with SystemExit"),
        ("bytes", "cannot be read: its provider gave no text, but bytes"),
        ("nothing", "cannot be read: its provider gave no text, but NoneType"),
        ("blank", "is empty"),
    ],
)
def test_whatever_a_plugins_provider_does_no_traceback_shows_the_credential(acme_vault: Site, place: str, problem: str, ttl: int) -> None:
    with pytest.raises(errors.ConfigurationError) as caught:
        Secret(f"acme-vault:{place}", ttl=ttl).reveal()
    assert str(caught.value) == f"the secret acme-vault:{place} {problem}"
    assert "sk_very_secret" not in "".join(traceback.format_exception(caught.value))


def test_a_reference_of_a_broken_plugin_is_not_taken_for_the_credential_itself(plugin_site: Site) -> None:
    extension(plugin_site, "vault", 'secret_providers = ["acme-vault"]\n', "1 / 0\n")
    with pytest.raises(errors.ConfigurationError, match=r"the secret acme-vault:x cannot be read: the plugin 'vault' .* is broken"):
        Secret("acme-vault:x").reveal()


def test_the_guide_names_every_provider_and_its_extra() -> None:
    """A provider that nobody can find is not there."""
    guide = (Path(__file__).parents[2] / "docs/how-to/connections-and-secrets.md").read_text(encoding="utf-8")
    assert [scheme for scheme in _BUILT_IN if f"| `{scheme}:" not in guide] == []


def test_a_text_with_a_colon_is_a_credential_where_no_provider_has_its_scheme(plugin_site: Site) -> None:
    assert Secret("user:password").reveal() == "user:password"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("evn:TOKEN", "env"), ("ENV:TOKEN", "env"), ("fil:/run/token", "file"), ("aws-secretmanager:bot", "aws-secretsmanager")],
)
def test_a_misspelt_reference_is_not_sent_as_a_credential(
    written: str, meant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("eventual.toml").write_text(f'[connections.misspelt_acme.default]\ntoken = "{written}"\n')
    with pytest.raises(errors.ConfigurationError, match=f"token: .* did you mean {meant}:") as raised:
        connections.get("misspelt_acme", VaultConnection)
    assert written.partition(":")[2] not in str(raised.value)


@pytest.mark.parametrize("literal", ["xoxb-1", "user:password", "https://hooks.example.com/1", "rk_live_1", ":"])
def test_a_credential_with_a_colon_is_one(literal: str) -> None:
    assert misspelt(literal) is None


def test_a_misspelt_setting_is_named_with_the_one_that_was_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("eventual.toml").write_text('[connections.tokn_acme.default]\ntokn = "env:X"\n')
    with pytest.raises(errors.ConfigurationError, match="tokn: there is no such setting; did you mean 'token'"):
        connections.get("tokn_acme", VaultConnection)
