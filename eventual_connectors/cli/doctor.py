"""`eventual connectors doctor`: what is wrong with what is installed, and how it is mended."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import click

from .. import discovery
from ..discovery import ConnectorInfo, requirements
from ..errors import ConfigurationError, ConnectorError, EventualError, RateLimited, Unauthorized, UsageError
from ..settings import SETTINGS_FILE
from . import output
from .settings import application, json_option

if TYPE_CHECKING:
    from ..connection import Connection
    from ..connector import Connector

Check = Literal["settings", "plugin", "versions", "configuration", "secrets", "account"]

PROBE_SECONDS = 10.0
"""How long an account has to answer."""

_FIXES = {
    "broken": "install it again (pip install --force-reinstall {distribution}); if that changes nothing, tell its author",
    "incompatible": "install versions of {distribution} and eventual-connectors that fit each other",
    "incomplete": "pip install {distribution}",
    "missing-manifest": "install a newer version of {distribution}, or tell its author",
    "duplicate": "uninstall one of them, or deny its distribution in EVENTUAL_PLUGINS_DENY",
}


@dataclass(frozen=True)
class Line:
    """What one check of one plugin or connection found.

    Attributes:
        connection: its name; empty where the check is about the plugin.
        status: `skipped` where there was nothing to check.
        fix: what to do about a problem.
    """

    plugin: str
    connection: str
    check: Check
    status: Literal["ok", "problem", "skipped"]
    detail: str
    fix: str = ""


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--offline", is_flag=True, help="Ask no account.")
@json_option
def doctor(names: Sequence[str], offline: bool, as_json: bool) -> int:
    """Check plugins, their versions, connections and credentials, and whether the accounts answer; all, unless some are named.

    The connectors that the application declares itself are looked at, too, where `app` in eventual.toml names it.

    What nobody configured is skipped, unless it is named. Exit code 1: something is wrong.
    """
    lines = []
    examined = _examined(names, offline)
    while True:
        with redirect_stdout(sys.stderr):  # what a plugin prints is no answer of the command
            line = next(examined, None)
        if line is None:
            break
        lines.append(line)
        if not as_json:
            _print(line)
    counts = Counter(line.status for line in lines)
    if as_json:
        output.print_json({"checks": [asdict(line) for line in lines], **{name: counts[name] for name in ("ok", "problem", "skipped")}})
    else:
        output.say(f"{counts['ok']} ok, {counts['problem']} wrong, {counts['skipped']} skipped")
    return int(counts["problem"] > 0)


def _print(line: Line) -> None:
    place = f"{line.plugin}/{line.connection}" if line.connection else line.plugin
    print(output.clean(f"{line.status:<8} {': '.join(filter(None, (place, line.check, line.detail)))}"))
    if line.fix:
        print(output.clean(f"         fix: {line.fix}"))


def _examined(names: Sequence[str], offline: bool) -> Iterator[Line]:
    try:
        found = discovery.plugins()
        own, problem = _applications_own({info.name for info in found})
    except ConfigurationError as error:
        yield Line("", "", "settings", "problem", str(error), "mend the file; until then it is not known which plugins it denies")
        return
    for name in names:
        if name not in {*own, *(info.name for info in found)}:
            discovery.info(name)  # raises, with a hint
    for info in found:
        if not names or info.name in names:
            yield from _plugin(info, named=info.name in names, offline=offline)
    for name, connector in own.items():
        if not names or name in names:
            yield from _connections(connector, name in names, offline)
    if not names:
        yield from problem
        yield from _strangers()


def _applications_own(plugins: set[str]) -> tuple[dict[str, Connector], list[Line]]:
    """The connectors that the application declares itself, where the settings name one; and a line where it cannot be imported."""
    from ..connector import known_connectors
    from ..workflows.references import import_module

    named = application(None)
    if named is None:
        return {}, []
    try:
        import_module(named.partition(":")[0])
    except UsageError as error:
        return {}, [Line("", "", "settings", "problem", str(error), f"mend it, or `app` in {SETTINGS_FILE}")]
    return {name: connector for name, connector in sorted(known_connectors.items()) if name not in plugins}, []


def _strangers() -> Iterator[Line]:
    """Settings that belong to no connector, and variables that belong to no connection."""
    from ..connection import connections
    from ..connection_checks import unprovided
    from ..connection_settings import nameless

    fix = f"correct the name; if the application declares the connector, name it: `app` in {SETTINGS_FILE}; else install its package"
    for connector in sorted({connector for connector, _ in connections.configured()}):
        if problem := unprovided(connector):
            yield Line(connector, "", "configuration", "problem", problem, fix)
    for problem in nameless():
        yield Line("", "", "settings", "problem", problem, "rename it")


def _plugin(info: ConnectorInfo, *, named: bool, offline: bool) -> Iterator[Line]:
    now = discovery.check(info)
    if now.status == "disabled":
        yield Line(info.name, "", "plugin", "skipped", f"it is disabled: {now.reason}")
    elif now.status != "ok":
        check: Check = "versions" if now.status in ("incompatible", "incomplete") else "plugin"
        detail = f"{now.distribution} {now.version} is {now.status}: {now.reason}"
        yield Line(info.name, "", check, "problem", detail, _FIXES[now.status].format(distribution=now.distribution))
    else:
        versions = ", ".join(f"{name} {version}" for name, version in requirements.versions(info.distribution).items())
        yield Line(info.name, "", "versions", "ok", versions)
        if now.is_connector:
            yield from _connections(discovery.load(info.name), named, offline)


def _connections(connector: Connector, named: bool, offline: bool) -> Iterator[Line]:
    from ..connection import DEFAULT, connections

    names = [name for of, name in connections.configured() if of == connector.name]
    for name in names or [DEFAULT]:
        lines = list(_settings(connector, name))
        problems = [line for line in lines if line.status == "problem"]
        if problems and not names and not named:
            yield Line(connector.name, name, "configuration", "skipped", f"nobody configured it: {problems[0].detail}")
            continue
        yield from lines
        if not problems and not offline:
            yield _account(connector, name, wanted=named or bool(names))


def _settings(connector: Connector, name: str) -> Iterator[Line]:
    """Whether a connection's settings are valid, and its credentials there."""
    from ..connection import connections
    from ..connection_checks import secret_problems
    from ..connection_settings import places

    where = f"set it in {places(connector.name, name)}"
    try:
        connection = connections.get(connector.name, connector.connection, name)
    except ConfigurationError as error:
        yield Line(connector.name, name, "configuration", "problem", str(error), where)
        return
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # its model is a plugin's code, and its message may hold a credential
        detail = f"{connector.connection.__name__} cannot be made: {type(error).__name__}"
        yield Line(connector.name, name, "configuration", "problem", detail, "tell the author of the connector")
        return
    yield Line(connector.name, name, "configuration", "ok", type(connection).__name__)
    missing = list(secret_problems(connector.name, name, connection))
    for problem in missing:
        yield Line(connector.name, name, "secrets", "problem", problem, f"put the credential there, or {where}")
    if not missing:
        yield Line(connector.name, name, "secrets", "ok", _references(connection) or "it needs none")


def _references(connection: Connection) -> str:
    return ", ".join(f"{setting} from {secret.reference}" for setting, secret in connection.named_secrets())


def _account(connector: Connector, name: str, *, wanted: bool) -> Line:
    """Whether the account answers a cheap read. One that nobody wants may find its credentials on the machine, or not."""
    if connector.probe is None:
        return Line(connector.name, name, "account", "skipped", "the connector declares no probe")
    try:
        asked = _probe(connector, name)
    except RateLimited:
        return Line(connector.name, name, "account", "ok", "it answers: too many requests at the moment")
    except Unauthorized as error:
        return _unwell(connector, name, f"the credential was refused: {error}", "put a valid credential where the connection takes it from")
    except ConnectorError as error:
        return _unwell(
            connector, name, f"{type(error).__name__}: {error}", "look at the network, the address and the credential's permissions"
        )
    except EventualError as error:
        if isinstance(error, ConfigurationError) and not wanted:
            return Line(connector.name, name, "account", "skipped", f"nobody configured it: {error}")
        return _unwell(connector, name, str(error), "mend what it says; the other checks show the rest")
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a probe is a plugin's code, and may even exit
        return _unwell(connector, name, f"its probe failed: {type(error).__name__}", "tell the author of the connector")
    return Line(connector.name, name, "account", "ok", f"it answers {asked}")


def _unwell(connector: Connector, name: str, detail: str, fix: str) -> Line:
    return Line(connector.name, name, "account", "problem", detail, fix)


def _probe(connector: Connector, name: str) -> str:
    from tenacity import stop_after_attempt

    from ..effect import Effect
    from ..retry import Retry

    assert connector.probe is not None
    once = Retry(stop=stop_after_attempt(1))
    call: Any = connector.probe(connector.with_options(connection=name, timeout=PROBE_SECONDS, retry=once))
    activity = call.activity
    if activity.effect is not Effect.READ:
        raise UsageError(f"the probe {activity.name} is {activity.effect.value}, not a read; it was not made")
    call.run()
    return str(activity.name)
