"""A site directory with real `.dist-info` folders and packages, as an installer leaves them."""

from __future__ import annotations

from pathlib import Path

MANIFEST = """\
manifest_version = 1
name = "{name}"
summary = "The {name} of a test."
api = "{api}"
plugin = "{package}.plugin"
docs = "https://{name}.example"
connections = ["Connection"]

[activities]
names = ["things.create", "things.list"]
"""

PLUGIN = """\
from datetime import timedelta

from eventual_connectors import Connector, Deprecation
from eventual_connectors.hookspecs import hookimpl

connector = Connector("{name}", client=lambda connection: None)


@connector.activity(
    "things.create", effect="keyed", window=timedelta(hours=24), permissions=["things:write"], mechanism="a key in a header"
)
async def create(client, attempt, *, label: str) -> str:
    return label


@connector.activity("things.list", effect="read", deprecated=Deprecation("1.2", removal="2.0", instead="good.things.search"))
async def list_things(client, attempt) -> list[str]:
    return []


@hookimpl
def eventual_register_connectors(register):
    register(connector)
"""


class Site:
    """A folder that `PYTHONPATH` can name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)

    def add(
        self,
        name: str,
        *,
        package: str | None = None,
        distribution: str | None = None,
        manifest: str | bytes | None = MANIFEST,
        plugin: str = PLUGIN,
        api: str = ">=1,<2",
        requires: str = "eventual-connectors>=0.1,<1",
        version: str = "1.2.3",
        packages: Path | None = None,
    ) -> str:
        """Install a plugin; returns its package's name.

        Args:
            name: of the entry point; `{name}`, `{package}` and `{api}` in the texts are filled in.
            package: its import name.
            distribution: what an installer would call it.
            manifest: the manifest's text; None leaves the file out.
            plugin: the source of its plugin module.
            api: the manifest's range.
            requires: one requirement of the distribution.
            version: of the distribution.
            packages: where its code stands, if not in the site (an editable install).
        """
        package = package or f"eventual_connector_{name}"
        distribution = distribution or f"eventual-connector-{name}"
        folder = (packages or self.path) / package
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text("", encoding="utf-8")
        words = {"name": name, "package": package, "api": api}
        (folder / "plugin.py").write_text(_filled(plugin, words), encoding="utf-8")
        if manifest is not None:
            content = manifest if isinstance(manifest, bytes) else _filled(manifest, words).encode()
            (folder / "eventual-connector.toml").write_bytes(content)
        info = self.path / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\nRequires-Dist: {requires}\n"
        (info / "METADATA").write_text(metadata, encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[eventual_connectors]\n{name} = {package}.plugin\n", encoding="utf-8")
        return package


def add_one_of_each(site: Site) -> None:
    """A good plugin, and one that is wrong in each way."""
    site.add("good")
    site.add("raises", plugin="import a_vendor_sdk_that_is_not_there\n")
    site.add("exits", plugin="raise SystemExit('no licence')\n")
    site.add("quits", plugin="class Quits(BaseException): pass\n\nraise Quits('for good')\n")
    site.add("silent", plugin="")
    site.add("typo", plugin=PLUGIN + "\n\n@hookimpl\ndef eventual_register_conectors(register): ...\n")
    site.add("old", api="<1")
    site.add("fenced", requires="eventual-connectors>=99")
    site.add("bare", manifest=None)
    site.add("garbled", manifest="name = \n")
    site.add("binary", manifest=b"\xff\xfe")
    site.add("renamed", manifest=MANIFEST.replace("{name}", "other", 1))
    site.add("lacking", manifest=MANIFEST.replace("summary", "sumary"))
    site.add("twin")
    site.add("twin", package="their_twin", distribution="their-twin")
    (site.path / "eventual_connector_garbled" / "plugin.py").write_text("raise RuntimeError('never imported')\n", encoding="utf-8")


def _filled(text: str, words: dict[str, str]) -> str:
    for word, value in words.items():
        text = text.replace(f"{{{word}}}", value)
    return text
