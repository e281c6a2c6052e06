"""JSON that a user gives: a file, standard input, or an option."""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from .. import codec
from ..errors import SerializationError, UsageError
from ..workflows.definition import Workflow


def read_json(source: str) -> Any:
    """The JSON value in a file, or on standard input (`-`).

    Raises:
        UsageError: it cannot be read, or is no JSON.
    """
    name = "standard input" if source == "-" else source
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{name} is not UTF-8 text") from None
    return parse_json(text, name)


def parse_json(text: str, name: str) -> Any:
    """A JSON value, as a tree.

    Raises:
        UsageError: it is no JSON; the message names the line. Or it is nested too deeply.
    """
    try:
        return json.loads(text, parse_constant=_refuse, parse_int=_integer)
    except json.JSONDecodeError as error:
        raise UsageError(f"{name} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}") from None
    except ValueError as error:
        raise UsageError(f"{name} is not JSON: {error}") from None
    except RecursionError:
        raise UsageError(f"{name} is nested too deeply") from None


def parse_value(text: str, name: str) -> Any:
    """The value of a JSON text, in the form that histories hold it (`{"$decimal": "1.10"}` is a Decimal).

    Raises:
        UsageError: it is no JSON, or a tagged value is wrong.
    """
    tree = parse_json(text, name)
    try:
        return codec.decode(tree)
    except (ValueError, ArithmeticError, TypeError) as error:
        raise UsageError(f"{name} holds a wrong value: {error}") from None


def arguments(workflow: Workflow[..., Any], tree: Any, *, given: bool) -> tuple[Any, ...]:
    """The workflow's arguments. One parameter takes the whole input; several take an object with their names.

    Args:
        workflow: what is to be started.
        tree: the input.
        given: whether the user gave one at all.

    Raises:
        UsageError: the input does not fit.
    """
    names = list(inspect.signature(workflow.function).parameters)
    if not given:
        named = {}
    elif len(names) == 1:
        named = {names[0]: tree}
    elif isinstance(tree, dict):
        named = tree
    else:
        raise UsageError(f"{workflow.name} takes {', '.join(names) or 'nothing'}; the input has to be an object with these names")
    if unknown := sorted(named.keys() - set(names)):
        raise UsageError(f"{workflow.name} takes {', '.join(names) or 'nothing'}, not {', '.join(unknown)}")
    try:
        bound = workflow.decode_input(named)
        workflow.encode_input(bound.args, bound.kwargs)
    except SerializationError as error:
        raise SerializationError(f"the input of {workflow.name}: {error}") from None
    except (TypeError, ValueError, ArithmeticError) as error:
        raise UsageError(f"the input of {workflow.name} does not fit: {error}") from None
    if bound.kwargs:
        raise UsageError(f"an execution of {workflow.name} cannot be given {', '.join(bound.kwargs)} by name")
    return bound.args


def _integer(text: str) -> int:
    limit = sys.get_int_max_str_digits()
    if 0 < limit < len(text.lstrip("-")):
        raise ValueError(f"{text[:12]}… is a number of {len(text)} digits, and more than {limit} are not read")
    return int(text)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")
