"""The syntax tree of a function, from its own lines alone."""

from __future__ import annotations

import ast
import inspect
import linecache
import tokenize
from dataclasses import dataclass
from types import FunctionType

Body = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True)
class Source:
    """A function's source.

    Attributes:
        file: where it is.
        tree: the function.
        lines: its lines; `lines[0]` is empty, so that `lines[node.lineno]` is a node's.
        offset: what is to be added to a node's line to get the file's.
    """

    file: str
    tree: Body
    lines: list[str]
    offset: int


def source_of(function: FunctionType) -> Source | None:
    """The source, or None where there is none: code from a prompt or from `exec`, a lambda in the middle of an expression."""
    code = function.__code__
    lines = linecache.getlines(code.co_filename, function.__globals__)[code.co_firstlineno - 1 :]
    if not lines:
        return None
    try:
        block = inspect.getblock(lines)
        # The first line may be indented, and lines inside strings need not be: they are left as they are.
        module = ast.parse("if 1:\n" + "".join(block)) if block[0][0].isspace() else ast.parse("\n" + "".join(block))
    except (SyntaxError, IndexError, tokenize.TokenError):
        return None
    tree = _function(module, code.co_name)
    return Source(code.co_filename, tree, ["", "", *block], code.co_firstlineno - 2) if tree is not None else None


def _function(module: ast.Module, name: str) -> Body | None:
    if name == "<lambda>":
        lambdas = [node for node in ast.walk(module) if isinstance(node, ast.Lambda)]
        return lambdas[0] if len(lambdas) == 1 else None
    statements = module.body[0].body if isinstance(module.body[0], ast.If) else module.body
    first = statements[0]
    # The file may have changed since it was loaded.
    return first if isinstance(first, ast.FunctionDef | ast.AsyncFunctionDef) and first.name == name else None
