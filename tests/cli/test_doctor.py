"""`eventual connectors doctor`: each thing that is wrong has its line and its fix, and keeps nothing else from being checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from eventual_connector_slack.fakes import SlackFake
from eventual_connector_stripe.fakes import StripeFake
from eventual_connectors.fakes import Fake
from tests.cli.shell import ROOT, Result, Shell
from tests.discovery.site import Site, add_one_of_each
from tests.discovery.test_hooks import EXTENSION

PROBED = """\
import os

from eventual_connectors import Connection, Connector, Secret, errors
from eventual_connectors.hookspecs import hookimpl


class {name}Connection(Connection):
    api_key: Secret = Secret("env:{name}_KEY")
    region: str = "eu"


connector = Connector(
    "{name}", connection={name}Connection, client=lambda connection: connection, probe=lambda {name}: {name}["ping"]()
)


@connector.activity("ping", effect=os.environ.get("PING_EFFECT", "read"))
async def ping(client, attempt) -> str:
    answer = client.api_key.reveal()
    if answer.startswith("wrong"):
        raise errors.Unauthorized(f"invalid key {answer}", status=401)
    if answer == "busy":
        raise errors.RateLimited("slow down")
    if answer == "gone":
        raise ConnectionRefusedError
    if answer == "odd":
        raise errors.Permanent("no", code="no")
    return "pong"


@hookimpl
def eventual_register_connectors(register):
    register(connector)
"""


def by_place(result: Result) -> dict[str, tuple[str, str, str]]:
    """`plugin/connection check`: status, detail, fix."""
    return {
        f"{line['plugin']}/{line['connection']} {line['check']}": (line["status"], line["detail"], line["fix"])
        for line in result.json["checks"]
    }


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A good plugin, and one that is wrong in each way."""
    folder = tmp_path_factory.mktemp("doctor")
    site = Site(folder / "site")
    add_one_of_each(site)
    site.add("half", requires="a-vendor-sdk>=3")
    site.add("engine", manifest=EXTENSION + 'engines = ["x"]\n', plugin="")
    return Shell(folder, site.path)


def test_every_wrong_plugin_has_its_reason_and_a_fix_and_the_good_one_is_checked(crowd: Shell) -> None:
    done = crowd.run("connectors", "doctor", "--json")
    assert done.code == 1
    found = by_place(done)
    problems = {place: detail for place, (status, detail, _) in found.items() if status == "problem"}
    reasons = {
        "raises/ plugin": "is broken: ModuleNotFoundError: No module named 'a_vendor_sdk_that_is_not_there'",
        "exits/ plugin": "is broken: SystemExit: no licence",
        "quits/ plugin": "is broken: Quits: for good",
        "silent/ plugin": "is broken: it should register one connector, 'silent', and registers none",
        "typo/ plugin": "is broken: PluginValidationError: unknown hook 'eventual_register_conectors'",
        "old/ versions": "is incompatible: it is made for plugin API <1, this core has 1.0",
        "fenced/ versions": "is incompatible: it needs eventual-connectors>=99, installed is",
        "half/ versions": "is incomplete: it needs a-vendor-sdk>=3, which is not installed",
        "bare/ plugin": "is missing-manifest: the package eventual_connector_bare has no eventual-connector.toml",
        "garbled/ plugin": "is broken: eventual-connector.toml is not valid TOML",
        "binary/ plugin": "is broken: eventual-connector.toml is not valid TOML",
        "renamed/ plugin": "is broken: eventual-connector.toml: name is 'other', its entry point is called 'renamed'",
        "lacking/ plugin": "is broken: eventual-connector.toml: summary: this key is missing",
        "twin/ plugin": "has a plugin of this name too",
        "engine/ plugin": "is broken: its manifest lists what it does not register: engine 'x'",
    }
    assert problems.keys() == reasons.keys()
    assert {place: reason for place, reason in reasons.items() if reason not in problems[place]} == {}
    assert all(fix for status, _, fix in found.values() if status == "problem")
    assert [line["detail"].split()[0] for line in done.json["checks"] if line["plugin"] == "twin"] == [
        "eventual-connector-twin",
        "their-twin",
    ]
    assert found["good/ versions"][:2] == ("ok", f"eventual-connector-good 1.2.3, eventual-connectors {core_version()}")
    assert found["good/default account"] == ("skipped", "the connector declares no probe", "")
    assert done.json["problem"] == 16


def core_version() -> str:
    from eventual_connectors.discovery import fence

    return fence.core_version()


def test_list_check_shows_the_same_reasons(crowd: Shell) -> None:
    listed = crowd.run("connectors", "list", "--check", "--json")
    assert listed.code == 1
    statuses = {item["name"]: item["status"] for item in listed.json}
    assert statuses["good"] == "ok"
    assert (statuses["raises"], statuses["old"], statuses["garbled"], statuses["twin"]) == ("broken", "incompatible", "broken", "duplicate")
    assert statuses["half"] == "incomplete"
    assert all(item["reason"] for item in listed.json if item["status"] != "ok")
    assert crowd.run("connectors", "show", "good", "--count", "--json").json["activities"] == 2


def test_people_get_one_line_for_each_check_and_its_fix_below(crowd: Shell) -> None:
    done = crowd.run("connectors", "doctor", "good", "half")
    assert done.code == 1
    assert done.out.splitlines() == [
        f"ok       good: versions: eventual-connector-good 1.2.3, eventual-connectors {core_version()}",
        "ok       good/default: configuration: Connection",
        "ok       good/default: secrets: it needs none",
        "skipped  good/default: account: the connector declares no probe",
        "problem  half: versions: eventual-connector-half 1.2.3 is incomplete: it needs a-vendor-sdk>=3, which is not installed",
        "         fix: pip install eventual-connector-half",
    ]
    assert done.err == "3 ok, 1 wrong, 1 skipped\n"


UNPRINTABLE = """\
class Odd(Exception):
    def __str__(self):
        raise ValueError("no text")

raise Odd
"""
HOSTILE = {
    "unprintable": UNPRINTABLE,
    "quits": PROBED.replace('region: str = "eu"', 'def __init__(self, **given):\n        raise SystemExit("sk_very_secret")'),
    "fails": PROBED.replace('region: str = "eu"', 'def __init__(self, **given):\n        raise RuntimeError("sk_very_secret")'),
    "leaves": PROBED.replace('{name}["ping"]()', "exit(4)"),
    "prints": "print('noise')\n" + PROBED,
    "args": PROBED + "\n\n@hookimpl\ndef eventual_register_commands(registre):\n    pass\n",
}


@pytest.fixture
def hostile(tmp_path: Path) -> Shell:
    """Plugins whose code does what no plugin should."""
    site = Site(tmp_path / "site")
    for name, plugin in HOSTILE.items():
        site.add(name, plugin=plugin)
    return Shell(tmp_path, site.path, **{f"{name}_KEY": "right" for name in HOSTILE})


def test_whatever_a_plugins_code_does_each_has_its_line_and_the_others_are_examined(hostile: Shell) -> None:
    done = hostile.run("connectors", "doctor", *HOSTILE, "--json")
    assert done.code == 1
    problems = {place: detail for place, (status, detail, _) in by_place(done).items() if status == "problem"}
    assert problems.keys() == {
        "unprintable/ plugin",
        "quits/default configuration",
        "fails/default configuration",
        "leaves/default account",
        "args/ plugin",
    }
    assert problems["unprintable/ plugin"].endswith("is broken: Odd")
    assert problems["quits/default configuration"] == "quitsConnection cannot be made: SystemExit"
    assert problems["fails/default configuration"] == "failsConnection cannot be made: RuntimeError"
    assert problems["leaves/default account"] == "its probe failed: SystemExit"
    assert "'registre'" in problems["args/ plugin"]
    assert by_place(done)["prints/default account"] == ("ok", "it answers prints.ping", "")
    assert "sk_very_secret" not in done.out + done.err


def test_a_list_is_whole_whatever_a_plugin_raises_or_prints(hostile: Shell) -> None:
    listed = hostile.run("connectors", "list", "--check", "--json")
    assert listed.code == 1
    assert {item["name"]: item["status"] for item in listed.json if item["name"] in HOSTILE} == {
        **dict.fromkeys(HOSTILE, "ok"),
        "unprintable": "broken",
        "args": "broken",
    }
    assert "noise" in listed.err


def test_an_unknown_name_is_bad_usage(crowd: Shell) -> None:
    done = crowd.run("connectors", "doctor", "goood")
    assert (done.code, done.error) == (2, "no connector is called 'goood'; did you mean 'good'?")


def test_a_denied_plugin_is_skipped(crowd: Shell) -> None:
    shell = Shell(crowd.folder, crowd.folder / "site", EVENTUAL_PLUGINS="good", EVENTUAL_PLUGINS_DENY="raises")
    done = shell.run("connectors", "doctor", "--json")
    assert done.code == 0
    assert by_place(done)["raises/ plugin"] == ("skipped", "it is disabled: EVENTUAL_PLUGINS_DENY names it", "")
    assert shell.run("connectors", "list", "--check").code == 0


@pytest.fixture
def probed(tmp_path: Path) -> Callable[..., Shell]:
    site = Site(tmp_path / "site")
    site.add("acme", plugin=PROBED)
    return lambda **environment: Shell(tmp_path, site.path, **environment)


def test_what_nobody_configured_is_skipped_unless_it_is_named(probed: Callable[..., Shell]) -> None:
    detail = "api_key (env:acme_KEY): environment variable acme_KEY is not set; export it, or configure the connection in code"
    done = probed().run("connectors", "doctor", "--json")
    assert done.code == 0
    assert by_place(done)["acme/default configuration"] == ("skipped", f"nobody configured it: {detail}", "")
    named = probed().run("connectors", "doctor", "acme", "--json")
    assert named.code == 1
    places = "[connections.acme.default] of eventual.toml, the variables EVENTUAL_CONNECTIONS__ACME__DEFAULT__*"
    assert by_place(named)["acme/default secrets"] == ("problem", detail, f"put the credential there, or set it in {places}")


def test_each_named_connection_is_checked(probed: Callable[..., Shell]) -> None:
    shell = probed(GOOD="k", EVENTUAL_CONNECTIONS__ACME__US__API_KEY="env:BAD")
    shell.write("eventual.toml", '[connections.acme.eu]\napi_key = "env:GOOD"\n[connections.acme.odd]\nregion = 3\n')
    done = shell.run("connectors", "doctor", "--json")
    assert done.code == 1
    found = by_place(done)
    assert found["acme/eu secrets"] == ("ok", "api_key from env:GOOD", "")
    assert found["acme/eu account"] == ("ok", "it answers acme.ping", "")
    assert found["acme/us secrets"][1].startswith("api_key (env:BAD): environment variable BAD is not set")
    assert found["acme/odd configuration"][1].startswith("the acme connection 'odd': region: Input should be a valid string")
    assert {place for place, (status, _, _) in found.items() if status == "problem"} == {"acme/us secrets", "acme/odd configuration"}


@pytest.mark.parametrize(
    ("key", "status", "detail"),
    [
        ("right", "ok", "it answers acme.ping"),
        ("busy", "ok", "it answers: too many requests at the moment"),
        ("wrong_very_secret", "problem", "the credential was refused: invalid key ***"),
        ("gone", "problem", "Retryable: "),
        ("odd", "problem", "Permanent: no"),
    ],
)
def test_the_account_is_asked(probed: Callable[..., Shell], key: str, status: str, detail: str) -> None:
    done = probed(acme_KEY=key).run("connectors", "doctor", "--json")
    found = by_place(done)["acme/default account"]
    assert (found[0], done.code) == (status, int(status == "problem"))
    assert found[1].startswith(detail)
    assert "very_secret" not in done.out + done.err


def test_offline_asks_no_account(probed: Callable[..., Shell]) -> None:
    done = probed(acme_KEY="wrong").run("connectors", "doctor", "--offline", "--json")
    assert done.code == 0
    assert "acme/default account" not in by_place(done)


def test_a_probe_that_would_write_is_not_made(probed: Callable[..., Shell]) -> None:
    done = probed(acme_KEY="right", PING_EFFECT="unsafe").run("connectors", "doctor", "--json")
    assert by_place(done)["acme/default account"][1] == "the probe acme.ping is unsafe, not a read; it was not made"
    assert done.code == 1


def test_settings_of_a_connector_that_is_not_there_are_found(probed: Callable[..., Shell]) -> None:
    shell = probed(EVENTUAL_CONNECTIONS__ACME__API_KEY="key")
    shell.write("eventual.toml", "[connections.acmee.default]\n")
    found = by_place(shell.run("connectors", "doctor", "--json"))
    status, detail, fix = found["acmee/ configuration"]
    assert (status, "nobody provides; did you mean 'acme'?" in detail, "pip install" in fix) == ("problem", True, False)
    assert found["/ settings"][1].endswith("write EVENTUAL_CONNECTIONS__ACME__DEFAULT__API_KEY")


def test_the_connectors_of_the_application_are_checked_too(probed: Callable[..., Shell]) -> None:
    """They are known where the settings name the application, and no package has them."""
    shell = probed()
    shell.write("shop.py", "from eventual_connectors.http import HttpConnector\n\nwarehouse = HttpConnector('warehouse')\n")
    shell.write("eventual.toml", 'app = "shop"\n[connections.warehouse.default]\nbase_url = "http://x"\ntoken = "env:NO_SUCH_TOKEN"\n')
    for names in ((), ("warehouse",)):
        done = shell.run("connectors", "doctor", *names, "--json")
        found = by_place(done)
        assert found["warehouse/default configuration"] == ("ok", "HttpConnection", "")
        assert found["warehouse/default secrets"][1].startswith("token (env:NO_SUCH_TOKEN): environment variable NO_SUCH_TOKEN is not set")
        assert (done.code, "pip install" in done.out) == (1, False)


def test_an_application_that_cannot_be_imported_is_one_problem(probed: Callable[..., Shell]) -> None:
    shell = probed()
    shell.write("eventual.toml", 'app = "shop"\n')
    found = by_place(shell.run("connectors", "doctor", "--json"))
    assert found["/ settings"][:1] == ("problem",)
    assert "no module is called 'shop'" in found["/ settings"][1]


def test_settings_that_cannot_be_read_are_one_problem(probed: Callable[..., Shell]) -> None:
    shell = probed()
    shell.write("eventual.toml", "[connections\n")
    done = shell.run("connectors", "doctor", "--json")
    assert (done.code, list(by_place(done))) == (1, ["/ settings"])
    assert "problem  settings: eventual.toml cannot be read" in shell.run("connectors", "doctor", "--offline").out
    assert shell.run("--help").code == 0  # help is there in any case


VENDORS: list[Callable[[], Fake]] = [StripeFake, SlackFake]


@pytest.fixture(params=VENDORS, ids=["stripe", "slack"])
def vendor(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Fake, Shell]]:
    """A vendor's fake behind a real socket, and the settings that lead to it."""
    fake: Fake = request.param()
    with fake.serve() as url:
        shell = Shell(tmp_path, *(ROOT / "plugins").glob("*"))
        lines = [f'{name} = "{value}"' for name, value in fake.settings(url).items()]
        shell.write("eventual.toml", "\n".join([f"[connections.{fake.name}.default]", *lines, ""]))
        yield fake, shell


def test_our_connectors_ask_their_vendors_with_the_real_sdk(vendor: tuple[Fake, Shell]) -> None:
    fake, shell = vendor
    done = shell.run("connectors", "doctor", fake.name, "--json")
    status, detail, _ = by_place(done)[f"{fake.name}/default account"]
    assert (done.code, status, detail.split(".")[0]) == (0, "ok", f"it answers {fake.name}")
    fake.faults.revoke_credential("*", times=None)
    refused = by_place(shell.run("connectors", "doctor", fake.name, "--json"))[f"{fake.name}/default account"]
    assert refused[0] == "problem"
    assert refused[1].startswith("the credential was refused: ")
