"""`eventual conformance`: an installed connector is proven, its proof lies in its package, and holds until a file of it changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.shell import ROOT, Shell
from tests.discovery.site import Site

MANIFEST = """\
manifest_version = 1
name = "acme"
summary = "Labels."
api = ">=1,<2"
plugin = "{package}.plugin"
fake = "{package}.fakes:AcmeFake"
conformance = "{package}.conformance:Suite"

[activities]
names = ["labels.put"]
"""

PLUGIN = """\
from eventual_connectors.hookspecs import hookimpl
from .fakes import connector, labels_put

acme = connector()
acme.activity("labels.put", effect="{effect}")(labels_put.function)


@hookimpl
def eventual_register_connectors(register):
    register(acme)
"""

SUITE = """\
from eventual_connectors.conformance import ConformanceSuite, call, sample
from .fakes import AcmeFake
from .plugin import acme


class Suite(ConformanceSuite):
    connector, fake = acme, AcmeFake

    @sample("labels.put")
    def a_label(self):
        return call(name="size", value="large")
"""


def installed(tmp_path: Path, effect: str = "natural") -> tuple[Shell, Path]:
    site = Site(tmp_path / "site")
    package = site.path / site.add("acme", manifest=MANIFEST, plugin=PLUGIN.replace("{effect}", effect))
    (package / "conformance.py").write_text(SUITE, encoding="utf-8")
    (package / "fakes.py").write_text((ROOT / "tests/conformance/acme.py").read_text(encoding="utf-8"), encoding="utf-8")
    return Shell(tmp_path, site.path, ROOT), package


@pytest.mark.suites
def test_a_recorded_proof_gives_maturity_until_the_package_changes(tmp_path: Path) -> None:
    shell, package = installed(tmp_path)
    assert shell.run("connectors", "show", "acme", "--json").json["maturity"] == "declared"
    proven = shell.run("conformance", "acme", "--record", "--json")
    assert proven.code == 0, proven.err
    (activity,) = proven.json["connectors"][0]["activities"]
    assert (activity["name"], activity["effect"], activity["proof"]) == ("acme.labels.put", "natural", "full")
    assert {"fault", "effects", "outcome", "passed", "skipped_reason"} <= activity["cases"][0].keys()
    assert (proven.json["failed"], proven.json["passed"]) == (0, len(activity["cases"]))

    shown = shell.run("connectors", "show", "acme", "--json").json
    assert (shown["maturity"], shown["activities"][0]["proof"]) == ("proven on the fake", "full")
    assert shown["evidence"]["against"] == "fake"
    sampled = shell.run("conformance", "acme", "--changed", "--seed", "1", "--json")
    assert (sampled.code, sampled.json["connectors"][0]["sampled"]) == (0, True)
    assert 0 < sampled.json["passed"] < proven.json["passed"]
    few = shell.run("conformance", "acme", "--part", "0.05", "--json")
    assert (few.code, few.json["connectors"][0]["sampled"]) == (0, True)
    assert 0 < few.json["passed"] < sampled.json["passed"]

    (package / "plugin.py").write_text((package / "plugin.py").read_text() + "\n# changed\n", encoding="utf-8")
    shown = shell.run("connectors", "show", "acme", "--json").json
    assert (shown["maturity"], shown["activities"][0]["proof"], shown["evidence"]) == ("declared", "none", None)
    again = shell.run("conformance", "acme", "--changed", "--case", "plain")
    assert "acme: the recorded proof is stale: it was made for another connector\n" in again.out + again.err


SURFACE = """
from eventual_connectors import Activity


class Modelled:
    def groups(self, within):
        return () if within else ("labels",)

    def operations(self, within):
        return ("set", "stick") if within == "labels" else ()

    def make(self, connector, name):
        if name not in ("labels.set", "labels.stick"):
            raise KeyError(name)
        return Activity(name, labels_put.function, effect="unsafe", connector=connector, modelled=True)


acme.surface = Modelled()
"""


@pytest.mark.suites
def test_what_only_the_vendors_model_speaks_for_is_counted_and_never_called_proven(tmp_path: Path) -> None:
    shell, package = installed(tmp_path)
    plugin = package / "plugin.py"
    plugin.write_text(plugin.read_text(encoding="utf-8") + SURFACE, encoding="utf-8")
    proven = shell.run("conformance", "acme", "--record")
    assert proven.code == 0, proven.err
    assert "acme: of 2 more activities no more is known than the vendor's model says; nothing of them is proven" in proven.out
    assert "labels.set" not in proven.out
    (listed,) = [item for item in shell.run("connectors", "list", "--json").json if item["name"] == "acme"]
    assert listed["maturity"] == "proven on the fake; 2 more as the vendor's model says"
    shown = shell.run("connectors", "show", "acme", "--json").json
    assert (shown["modelled"], [(one["name"], one["proof"]) for one in shown["activities"]]) == (
        2,
        [("acme.labels.put", "full"), ("acme.labels.set", "none"), ("acme.labels.stick", "none")],
    )
    plain = shell.run("connectors", "show", "acme").out
    assert "of 2 more (--activity PATTERN shows them) no more is known than the vendor's model says" in plain
    assert "labels.set" not in plain
    asked = shell.run("connectors", "show", "acme", "--activity", "labels.s*").out
    assert "acme.labels.stick" in asked
    assert "acme.labels.put" not in asked
    assert shell.run("connectors", "show", "acme", "--activity", "x.*").error == "acme has no activity called 'x.*'"


@pytest.mark.suites
def test_a_case_that_is_left_out_is_recorded_and_ends_with_1(tmp_path: Path) -> None:
    shell, package = installed(tmp_path)
    excused = '    skips = {("*", "late_*"): "this vendor is never late"}\n'
    (package / "conformance.py").write_text(SUITE + excused, encoding="utf-8")
    done = shell.run("conformance", "acme", "--record")
    assert done.code == 1
    assert "acme: not proven, since cases are left out: acme.labels.put" in done.out
    assert "acme.labels.put late_after: this vendor is never late" in done.out
    shown = shell.run("connectors", "show", "acme", "--json").json
    assert (shown["maturity"], shown["activities"][0]["proof"]) == ("declared", "none")
    recorded = json.loads((package / "conformance.json").read_text(encoding="utf-8"))
    assert recorded["activities"]["labels.put"]["cases"]["late_after"] == "this vendor is never late"


def test_the_suite_proves_the_connector_that_is_registered(tmp_path: Path) -> None:
    shell, package = installed(tmp_path)
    other = "from tests.conformance.acme import acme\n"
    (package / "conformance.py").write_text(SUITE.replace("from .plugin import acme\n", other), encoding="utf-8")
    done = shell.run("conformance", "acme", "--case", "plain")
    assert (done.code, done.error) == (2, "Suite proves another connector than the one that is registered as 'acme'")


def test_a_fake_outside_of_the_package_cannot_be_recorded(tmp_path: Path) -> None:
    shell, package = installed(tmp_path)
    (package / "fakes.py").write_text("from tests.conformance.acme import AcmeFake, connector, labels_put\n", encoding="utf-8")
    done = shell.run("conformance", "acme", "--record")
    outside = "its fake AcmeFake is made of tests.conformance.acme.AcmeFake, which is outside of the package"
    assert (done.code, done.error) == (2, f"the proof of acme cannot be recorded: {outside}, so its changes would not show")


@pytest.mark.suites
def test_an_import_that_leads_out_of_what_the_proof_is_bound_to_cannot_be_recorded(tmp_path: Path) -> None:
    shell, package = installed(tmp_path)
    (package / "helper.py").write_text("import json\n\nimport pydantic\nfrom tests.conformance import acme\n", encoding="utf-8")
    done = shell.run("conformance", "acme", "--record")
    outside = "helper.py:4 imports tests.conformance, which is neither in the package nor of a distribution that it needs"
    assert (done.code, done.error) == (2, f"the proof of acme cannot be recorded: {outside}, so its changes would not show")


def test_a_suite_made_of_what_is_outside_of_the_package_cannot_be_recorded(tmp_path: Path) -> None:
    shell, package = installed(tmp_path)
    based = SUITE.replace("class Suite(ConformanceSuite)", "class Suite(Samples)").replace(
        "from .fakes", "from tests.conformance.acme import Samples\nfrom .fakes"
    )
    (package / "conformance.py").write_text(based, encoding="utf-8")
    done = shell.run("conformance", "acme", "--record")
    outside = "its suite Suite is made of tests.conformance.acme.Samples, which is outside of the package"
    assert (done.code, done.error) == (2, f"the proof of acme cannot be recorded: {outside}, so its changes would not show")


def test_a_proof_of_a_sandbox_needs_the_one_of_the_fake(tmp_path: Path) -> None:
    shell, _ = installed(tmp_path)
    done = shell.run("conformance", "acme", "--sandbox", "somewhere", "--record")
    told = "acme: no proof is recorded; record the proof on its fake first: eventual conformance acme --record"
    assert (done.code, done.error) == (2, told)


def test_a_proof_is_of_all_that_the_manifest_declares(tmp_path: Path) -> None:
    shell, package = installed(tmp_path)
    assert shell.run("conformance", "acme", "--record").code == 0
    evidence = package / "conformance.json"
    recorded = json.loads(evidence.read_text(encoding="utf-8"))
    recorded["activities"] = {"labels.get": recorded["activities"]["labels.put"] | {"proof": "wire"}}
    evidence.write_text(json.dumps(recorded), encoding="utf-8")
    assert shell.run("connectors", "show", "acme", "--json").json["maturity"] == "declared"
    recorded["activities"]["labels.put"] = recorded["activities"]["labels.get"] | {"proof": "full"}
    evidence.write_text(json.dumps(recorded), encoding="utf-8")
    assert shell.run("connectors", "show", "acme", "--json").json["maturity"] == "proven on the fake, 1 of 2 on the wire alone"


def test_what_is_not_proven_is_shown_and_ends_with_1(tmp_path: Path) -> None:
    shell, package = installed(tmp_path, effect="read")
    tried = shell.run("conformance", "acme", "--record")
    assert tried.code == 1
    assert "acme.labels.put plain: 1 effects, : it is declared as 'read', and has 1 effect" in tried.out
    assert not (package / "conformance.json").exists()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["acne"], "no connector is called 'acne'; did you mean 'acme'?"),
        (["acme", "--record", "--case", "plain"], "--record proves a whole connector; leave --activity, --case, --changed and --part out"),
        (["acme", "--case", "plane"], "no case is called 'plane'; did you mean 'plain'?"),
        (["acme", "--activity", "label.*"], "acme has no activity called 'label.*'; did you mean 'labels.put'?"),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, arguments: list[str], line: str) -> None:
    done = installed(tmp_path)[0].run("conformance", *arguments)
    assert (done.code, done.error) == (2, line)


def test_a_sample_that_fails_is_named(tmp_path: Path) -> None:
    shell, package = installed(tmp_path)
    (package / "conformance.py").write_text(
        SUITE.replace("return call(", "raise ValueError('on purpose')\n        return call("), encoding="utf-8"
    )
    done = shell.run("conformance", "acme", "--case", "plain")
    assert done.code == 1
    assert "acme.labels.put plain: the sample of acme.labels.put (Suite.a_label) fails: ValueError: on purpose" in done.out


@pytest.mark.suites
def test_an_activity_is_played_where_there_is_one(tmp_path: Path) -> None:
    shell, _ = installed(tmp_path)
    shell.environment["EVENTUAL_PLUGINS"] = "acme,slack"
    asked = ["conformance", "--activity", "labels.put", "--case", "plain"]
    done = shell.run(*asked, "--json")
    assert done.code == 0, done.err
    assert (done.code, [found["name"] for found in done.json["connectors"]]) == (0, ["acme"])
    named = shell.run(*asked, "acme", "slack")
    assert (named.code, named.error) == (2, "slack has no activity called 'labels.put'")
    assert "acme.labels.put" in named.out  # what was played is not lost
    assert shell.run(*asked, "acme", "slack", "--json").out == ""
    nowhere = shell.run("conformance", "--activity", "no.such", "--case", "plain")
    assert nowhere.code == 2
    assert "has no activity called 'no.such'" in nowhere.error


def test_what_moves_the_clock_is_asked_for_once(tmp_path: Path) -> None:
    """As in an environment without the extra `testing`."""
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden/sitecustomize.py").write_text(
        "import importlib.machinery as m\n"
        "find = m.PathFinder.find_spec\n"
        "m.PathFinder.find_spec = classmethod(\n"
        "    lambda cls, name, path=None, target=None: None if name == 'time_machine' else find(name, path, target)\n"
        ")\n",
        encoding="utf-8",
    )
    shell, _ = installed(tmp_path)
    shell.environment["PYTHONPATH"] = f"{tmp_path / 'hidden'}:{shell.environment['PYTHONPATH']}"
    done = shell.run("conformance", "acme", "--case", "plain")
    told = "a worker's clock cannot be moved without time-machine: pip install 'eventual-connectors[testing]'"
    assert (done.code, done.error, done.out) == (2, told, "")
