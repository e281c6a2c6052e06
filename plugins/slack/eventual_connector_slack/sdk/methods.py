"""The SDK's methods: every one of `slack_sdk.WebClient` that asks Slack for something."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from ..operations import CREDENTIALS, Operation, Parameter

HELPERS = frozenset({"chat_stream"})
"""Methods that send nothing themselves: what `chat_stream` returns calls `chat_startStream` and its like."""

_PLAIN = {"str": "str", "bytes": "bytes", "bool": "bool", "int": "int", "float": "float", "Any": "Any", "None": "None"}
_MAPPINGS = frozenset({"Dict", "dict"})
_SEQUENCES = frozenset({"List", "Sequence"})


def operations() -> Iterator[Operation]:
    """Every method of the installed SDK, in its order."""
    for method in _client().body:
        if isinstance(method, ast.FunctionDef) and not method.name.startswith("_") and method.name not in HELPERS:
            yield Operation(method.name, _verb(method), tuple(_parameters(method)), (ast.get_docstring(method) or "").partition("\n")[0])


def _client() -> ast.ClassDef:
    spec = find_spec("slack_sdk")
    assert spec is not None
    assert spec.origin is not None
    tree = ast.parse((Path(spec.origin).parent / "web" / "client.py").read_text(encoding="utf-8"))
    return next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "WebClient")


def _verb(method: ast.FunctionDef) -> str:
    verbs = [
        keyword.value for node in ast.walk(method) if isinstance(node, ast.Call) for keyword in node.keywords if keyword.arg == "http_verb"
    ]
    return str(ast.literal_eval(verbs[0])) if verbs else "POST"


def _parameters(method: ast.FunctionDef) -> Iterator[Parameter]:
    taken = method.args
    positional = taken.args[1:]
    defaults: list[ast.expr | None] = [*[None] * (len(positional) - len(taken.defaults)), *taken.defaults]
    for by_name, (argument, default) in [
        *((False, pair) for pair in zip(positional, defaults, strict=True)),
        *((True, pair) for pair in zip(taken.kwonlyargs, taken.kw_defaults, strict=True)),
    ]:
        if argument.arg not in CREDENTIALS:
            assert argument.annotation is not None
            yield Parameter(argument.arg, by_name, None if default is None else ast.unparse(default), spelled(argument.annotation))


def spelled(annotation: ast.expr) -> str:
    """An annotation as JSON can carry it: the SDK's own objects are the mappings that they stand for, an open file is its bytes."""
    found = list(dict.fromkeys(_kinds(annotation)))
    return " | ".join(sorted(found, key="None".__eq__))


def _kinds(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Subscript(value=ast.Name(id="Optional"), slice=inner):
            yield from _kinds(inner)
            yield "None"
        case ast.Subscript(value=ast.Name(id="Union"), slice=ast.Tuple(elts=parts)):
            for part in parts:
                yield from _kinds(part)
        case ast.Subscript(value=ast.Name(id=name), slice=inner) if name in _SEQUENCES:
            yield f"Sequence[{spelled(inner)}]"
        case ast.Subscript(value=ast.Name(id=name)) | ast.Name(id=name) if name in _MAPPINGS:
            yield "Mapping[str, Any]"
        case ast.Name(id="IOBase"):
            yield "bytes"
        case ast.Attribute():
            return
        case ast.Name(id=name):
            yield _PLAIN.get(name, "Mapping[str, Any]")
        case ast.Constant(value=None):
            yield "None"
        case _:
            raise ValueError(f"an annotation of another form: {ast.unparse(node)}")
