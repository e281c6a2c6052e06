"""A connector project whose activities, models and fake come from an OpenAPI document."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ...errors import UsageError
from ..connector import EXAMPLE
from ..names import Name
from ..project import Files, template
from . import source
from .document import Document, Json
from .fake import Shapes
from .operations import Activity, plan
from .schemas import Schemas, literal

VARIANT = "openapi"
_OF_THE_EXAMPLE = ("eventual_connector_acme/events.py", "tests/test_events.py", "tests/test_workflow.py")
_BEARER = 'headers={"Authorization": f"Bearer {connection.api_key.reveal()}"}'
_CHECK = 'request.headers.get("Authorization") != f"Bearer {self.api_key}"'


@dataclass(frozen=True)
class Made:
    """What became of a document.

    Attributes:
        files: the project.
        activities: each with its effect class and how far it is proven.
        left_out: why an operation is not among them, by its method and path.
    """

    files: Files
    activities: list[Json]
    left_out: dict[str, str]


def openapi_project(name: Name, document: Document) -> Made:
    """The files of a connector for the API that a document describes. The same document gives the same files.

    Raises:
        UsageError: no operation of it can be taken over, or a reference leads out of it.
    """
    schemas = Schemas(document, {"Any", "Literal", "NotRequired", "TypedDict", "annotations", "with_config", "None", "True", "False"})
    activities, left_out = plan(document, schemas, name.snake)
    if not activities:
        raise UsageError("the document has no operation that can be taken over")
    shapes = Shapes(activities, schemas)
    shown = [{"name": each.name, "effect": each.effect, "proof": source.proof(each, shapes)} for each in activities]
    on_the_wire = {each["name"] for each in shown if each["proof"] == "wire"}
    table = [row | {"shown": row["name"] not in on_the_wire} for row in shapes.table()]
    files = _base(document, name)
    package = f"eventual_connector_{name.snake}/"
    made = {
        f"{package}models.py": source.models(schemas, name),
        f"{package}activities.py": source.activities(activities, schemas.declared, name),
        f"{package}conformance.py": source.conformance(activities, shapes, name),
        f"{package}fakes/operations.json": json.dumps(table, indent=2, sort_keys=True) + "\n",
        f"{package}eventual-connector.toml": _manifest(activities, name),
    }
    files["README.md"] = files["README.md"].replace("OPERATIONS\n", _table(shown, left_out))
    return Made(files | made, shown, left_out)


def _base(document: Document, name: Name) -> Files:
    """The example's files that stay, under the new name, with the address and the credential that the document names."""
    kept = {path: text for path, text in template(EXAMPLE, VARIANT).items() if path not in _OF_THE_EXAMPLE}
    files = {name.in_place_of_acme(path): name.in_place_of_acme(text) for path, text in kept.items()}
    package = f"eventual_connector_{name.snake}/"
    sent, check = _credential(document.security())
    _replace(files, f"{package}client.py", _BEARER, sent)
    _replace(files, f"{package}fakes/fake.py", _CHECK, check)
    _replace(files, f"{package}connection.py", f"https://api.{name.dashed}.example", document.base_url(name))
    _replace(files, "pyproject.toml", '    "pydantic>=2.11,<3",\n', '    "pydantic>=2.11,<3",\n    "typing-extensions>=4.12,<5",\n')
    # Paths and names are the document's, however long.
    _replace(files, "pyproject.toml", '"ASYNC", "PT"]\n', '"ASYNC", "PT"]\nignore = ["E501"]\n')
    return files


def _replace(files: Files, path: str, old: str, new: str) -> None:
    files[path] = files[path].replace(old, new)


def _credential(scheme: Json) -> tuple[str, str]:
    """How the client sends the credential, and when the fake refuses a request, as source."""
    where, named = scheme.get("in"), literal(str(scheme.get("name", "")))
    if scheme.get("type") == "apiKey" and where == "query":
        return f"params={{{named}: connection.api_key.reveal()}}", f"({named}, self.api_key) not in request.query_pairs()"
    if scheme.get("type") == "apiKey" and where == "header":
        return f"headers={{{named}: connection.api_key.reveal()}}", f"request.headers.get({named}) != self.api_key"
    if scheme.get("type") == "apiKey" and where == "cookie":
        cookie = str(scheme.get("name", ""))
        text = literal(f"{cookie}=")
        return f'headers={{"Cookie": {text} + connection.api_key.reveal()}}', f'request.headers.get("Cookie") != {text} + self.api_key'
    if str(scheme.get("scheme", "")).lower() == "basic":
        return _BEARER.replace("Bearer", "Basic"), _CHECK.replace("Bearer", "Basic")
    return _BEARER, _CHECK


def _manifest(activities: list[Activity], name: Name) -> str:
    package = f"eventual_connector_{name.snake}"
    lines = [
        "manifest_version = 1",
        f'name = "{name.snake}"',
        f'summary = "The API of {name.pascal}"',
        'api = ">=1,<2"',
        f'plugin = "{package}.plugin"',
        f'connections = ["{name.pascal}Connection"]',
        f'fake = "{package}.fakes:{name.pascal}Fake"',
        f'conformance = "{package}.conformance:{name.pascal}Conformance"',
        "",
        "[activities]",
        "names = [",
        *(f'    "{each}",' for each in sorted(each.name for each in activities)),
        "]",
    ]
    return "\n".join([*lines, ""])


def _table(shown: list[Json], left_out: dict[str, str]) -> str:
    lines = [
        "| operation | effect class | proof |",
        "|---|---|---|",
        *(f"| `{each['name']}` | {each['effect']} | {each['proof']} |" for each in shown),
    ]
    if left_out:
        lines += ["", "Left out:", "", *(f"- `{place}`: {reason}" for place, reason in left_out.items())]
    return "\n".join([*lines, ""])
