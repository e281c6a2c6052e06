"""Python and TypeScript as their usual formatters lay them out: on one line where it fits, else a line for each argument."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Call", "Code", "Raw", "render", "statement"]

Language = Literal["python", "typescript"]

WIDTH: Mapping[Language, int] = {"python": 88, "typescript": 80}
_INDENT: Mapping[Language, str] = {"python": "    ", "typescript": "  "}


class Raw(str):
    """Text that is code already, such as `self.name`."""

    __slots__ = ()


@dataclass(frozen=True)
class Call:
    """A call: in TypeScript named arguments are one object.

    Attributes:
        function: what is called; `new X` in TypeScript.
        arguments: by position.
        named: by name.
    """

    function: str
    arguments: tuple[Code, ...] = ()
    named: Mapping[str, Code] = field(default_factory=dict)


Code = Raw | str | int | bool | Call | Sequence["Code"] | Mapping[str, "Code"]


def render(code: Code, language: Language, indent: str = "", before: int = 0) -> str:
    """An expression; `before` is how much of its first line is taken."""
    one = _flat(code, language)
    if len(indent) + before + len(one) <= WIDTH[language] or not isinstance(code, Call | Mapping | Sequence) or isinstance(code, str):
        return one
    if isinstance(code, Call):
        return _broken_call(code, language, indent)
    if isinstance(code, Mapping):
        return _broken("{", [(_name(name, language), value) for name, value in code.items()], "}", language, indent)
    return _broken("[", [("", value) for value in code], "]", language, indent)


def statement(target: str, code: Code, language: Language, indent: str) -> str:
    """`target = code` as a line, or several."""
    text = render(code, language, indent, len(target) + 4)
    return f"{indent}{target} = {text}" + (";" if language == "typescript" else "")


def _flat(code: Code, language: Language) -> str:
    match code:
        case Raw():
            return str(code)
        case str():
            return json.dumps(code, ensure_ascii=False)
        case bool():
            return str(code) if language == "python" else str(code).lower()
        case int():
            return str(code)
        case Call():
            given = [_flat(argument, language) for argument in code.arguments]
            if code.named and language == "python":
                given += [f"{name}={_flat(value, language)}" for name, value in code.named.items()]
            elif code.named:
                given.append(_flat(dict(code.named), language))
            return f"{code.function}({', '.join(given)})"
        case Mapping():
            inside = ", ".join(f"{_name(name, language)}{_flat(value, language)}" for name, value in code.items())
            return f"{{{inside}}}" if language == "python" or not inside else f"{{ {inside} }}"
    return f"[{', '.join(_flat(each, language) for each in code)}]"


def _broken_call(code: Call, language: Language, indent: str) -> str:
    if language == "typescript" and code.named:
        # The object stays on the line of the call, as its last argument.
        first = "".join(f"{_flat(argument, language)}, " for argument in code.arguments)
        parts = [(_name(name, language), value) for name, value in code.named.items()]
        return f"{code.function}({first}{_broken('{', parts, '}', language, indent)})"
    parts = [("", argument) for argument in code.arguments] + [(f"{name}=", value) for name, value in code.named.items()]
    return f"{code.function}{_broken('(', parts, ')', language, indent)}"


def _broken(opening: str, parts: Sequence[tuple[str, Code]], closing: str, language: Language, indent: str) -> str:
    inner = indent + _INDENT[language]
    lines = [f"{inner}{head}{render(value, language, inner, len(head) + 1)}," for head, value in parts]
    return "\n".join([opening, *lines, f"{indent}{closing}"])


def _name(name: str, language: Language) -> str:
    return f"{json.dumps(name)}: " if language == "python" or not name.isidentifier() else f"{name}: "
