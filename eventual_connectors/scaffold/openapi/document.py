"""An OpenAPI 3.0 or 3.1 document: read, its references followed, its operations listed."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote

from ...errors import UsageError
from ..names import Name

Json = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""In the order in which they may stand beside one path."""

_LONGEST_CHAIN = 50
"""References that lead to references; more are a circle."""


YAML_WORDS = (
    ("bool", "true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", "~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", "[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("merge", "<<", "<"),
)
"""What a plain word is where it is no text: tag, pattern, first characters (YAML 1.2, section 10.3.2)."""


@dataclass(frozen=True)
class Operation:
    """One operation of a document, its references not yet followed.

    Attributes:
        method: in capitals.
        path: with its parameters in braces.
        tree: what the document says of it.
        parameters: its own and those of its path, references followed.
        elsewhere: the server that it alone is sent to; empty where that is the document's.
    """

    method: str
    path: str
    tree: Json
    parameters: tuple[Json, ...]
    elsewhere: str

    @property
    def place(self) -> str:
        """How people find it: `POST /pets`."""
        return f"{self.method} {self.path}"


class Document:
    """The tree of a document.

    Raises:
        UsageError: it is not of a version that can be read.
    """

    def __init__(self, tree: Any) -> None:
        version = str(tree.get("openapi") or tree.get("swagger") or "") if isinstance(tree, dict) else ""
        if not re.match(r"3\.[01](\.|$)", version):
            raise UsageError(f"it is no OpenAPI document of version 3.0 or 3.1{f', but of {version}' if version else ''}")
        if not isinstance(tree.get("paths", {}), dict):
            raise UsageError("its `paths` is no object of paths and their operations")
        self.tree: Json = tree

    def followed(self, node: Any) -> Json:
        """An object, or what its `$ref` leads to.

        Raises:
            UsageError: the reference leads out of the document, or nowhere.
        """
        for _ in range(_LONGEST_CHAIN):
            if not isinstance(node, dict):
                return {}
            if not isinstance(node.get("$ref"), str):
                return node
            node = self.at(node["$ref"])
        raise UsageError(f"the reference {node['$ref']!r} leads to itself")

    def at(self, reference: str) -> Any:
        """What a reference such as `#/components/schemas/Pet` leads to.

        Raises:
            UsageError: it leads out of the document, or nowhere.
        """
        if not reference.startswith("#"):
            raise UsageError(f"the reference {reference!r} leads out of the document; put what it names into `components`")
        found: Any = self.tree
        for part in reference.removeprefix("#").split("/")[1:]:
            step = unquote(part).replace("~1", "/").replace("~0", "~")
            found = found.get(step) if isinstance(found, dict) else None
            if found is None:
                raise UsageError(f"the reference {reference!r} leads nowhere")
        return found

    def operations(self) -> Iterator[Operation]:
        """Every operation, in the document's order."""
        for path, item in self.tree.get("paths", {}).items():
            whole = self.followed(item)
            for method in METHODS:
                if isinstance(tree := whole.get(method), dict):
                    yield Operation(method.upper(), path, tree, self._parameters(whole, tree), self._elsewhere(whole, tree))

    def base_url(self, name: Name) -> str:
        """The first server that is named in full; an invented one where there is none."""
        for server in self.tree.get("servers") or ():
            url = str(server.get("url", ""))
            for variable, said in (server.get("variables") or {}).items():
                url = url.replace(f"{{{variable}}}", str(said.get("default", "")))
            if re.match(r"https?://[^{}\"\\\s]+$", url):
                return url.rstrip("/")
        return f"https://api.{name.dashed}.example"

    def security(self) -> Json:
        """The first scheme that the document asks for; an empty one where it names none."""
        schemes = (self.tree.get("components") or {}).get("securitySchemes") or {}
        asked = [each for wanted in self.tree.get("security") or () for each in wanted if each in schemes]
        return self.followed(schemes[(asked or list(schemes))[0]]) if schemes else {}

    def _elsewhere(self, item: Json, tree: Json) -> str:
        own, all = ([str(each.get("url", "")) for each in given.get("servers") or ()] for given in (item | tree, self.tree))
        return own[0] if own and own[0] not in all else ""

    def _parameters(self, item: Json, tree: Json) -> tuple[Json, ...]:
        # An operation's own parameter takes the place of its path's.
        given = (self.followed(each) for each in (*(item.get("parameters") or ()), *(tree.get("parameters") or ())))
        return tuple({(each.get("name"), each.get("in")): each for each in given}.values())


def read(file: Path) -> Document:
    """The document in a file: JSON, or YAML where PyYAML is installed.

    Raises:
        UsageError: it cannot be read; the message is one line.
    """
    try:
        return Document(_tree(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise UsageError(f"it cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError("it is not UTF-8 text") from None


def _tree(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        if text.lstrip().startswith("{"):
            raise UsageError(f"it is no JSON: {error}") from None
    try:
        yaml = importlib.import_module("yaml")
    except ModuleNotFoundError:
        raise UsageError("it is no JSON; to read YAML, pip install 'eventual-connectors[yaml]'") from None
    try:
        # Over JSON, so that statuses are keys as in JSON.
        return json.loads(json.dumps(yaml.load(text, _yaml_loader(yaml))))
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise UsageError(f"it is no YAML: {' '.join(str(error).split())}") from None


def _yaml_loader(yaml: Any) -> Any:
    """A safe loader that takes plain words as YAML 1.2 does, and so OpenAPI; in 1.1 `NO` is false, and `12:30` a number."""

    class Loader(yaml.SafeLoader):  # type: ignore[misc]
        yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}

    for tag, pattern, first in YAML_WORDS:
        Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), list(first))
    return Loader
