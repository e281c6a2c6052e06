"""Writes what the Slack connector holds of the installed SDK: a table of its methods, a stub of their types, the README's catalogue.

Usage: .venv/bin/python tools/generate_slack.py (`make generate`).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from eventual_connector_slack.effects import effect_of
from eventual_connector_slack.operations import Operation, Parameter
from eventual_connector_slack.sdk.methods import operations

PACKAGE = Path(__file__).parents[1] / "plugins" / "slack" / "eventual_connector_slack"
README = PACKAGE.parent / "README.md"
CATALOGUE_BEGINS, CATALOGUE_ENDS = "<!-- catalogue -->", "<!-- end of the catalogue -->"

# A module, not a file of data: a workflow may import, and may not read files.
TABLE_HEAD = '''"""The methods of Slack's SDK, one on a line. Generated from it: `make generate`."""

LINES = """\\
'''

STUB_HEAD = '''"""Slack's methods, with the parameters of the SDK. Generated from it: `make generate`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Concatenate, ParamSpec

from .activity import PagedActivity, SlackActivity

P = ParamSpec("P")

def _activity(method: Callable[Concatenate[Any, P], dict[str, Any]], /) -> SlackActivity[P, dict[str, Any]]: ...
def _paged(method: Callable[Concatenate[Any, P], dict[str, Any]], /) -> PagedActivity[P]: ...

class Methods:
    """`slack`"""

'''


def files() -> dict[Path, str]:
    """What is generated, by path."""
    found = list(operations())
    table = "".join(f"{operation.to_line()}\n" for operation in found)
    return {
        PACKAGE / "table.py": f'{TABLE_HEAD}{table}"""\n',
        PACKAGE / "methods.pyi": STUB_HEAD + "".join(map(_method, found)),
        README: readme(README.read_text(encoding="utf-8"), found),
    }


def readme(text: str, found: Iterable[Operation]) -> str:
    """The README with today's catalogue."""
    before, _, rest = text.partition(CATALOGUE_BEGINS)
    return before + CATALOGUE_BEGINS + catalogue(found) + CATALOGUE_ENDS + rest.partition(CATALOGUE_ENDS)[2]


def catalogue(found: Iterable[Operation]) -> str:
    """A table of the families of methods: what each has, by class."""
    classes = ("read", "natural", "lookup", "unsafe")
    families: dict[str, dict[str, list[str]]] = {}
    for operation in found:
        family, _, name = operation.name.partition("_")
        families.setdefault(family, {}).setdefault(effect_of(operation.name), []).append(f"`{name}`")
    rows = [f"| `{family}_` | " + " | ".join(" ".join(of.get(one, ())) for one in classes) + " |" for family, of in families.items()]
    return "\n".join(["", "| family | " + " | ".join(classes) + " |", "|---" * 5 + "|", *rows, ""])


def _method(operation: Operation) -> str:
    decorator = "_paged" if operation.pages else "_activity"
    positional = [_parameter(one) for one in operation.parameters if not one.by_name]
    named = [_parameter(one) for one in operation.parameters if one.by_name]
    listed = ", ".join(["self", *positional, *(["*", *named] if named else [])])
    return f"    @{decorator}\n    def {operation.name}({listed}) -> dict[str, Any]: ...\n"


def _parameter(parameter: Parameter) -> str:
    return f"{parameter.name}: {parameter.annotation}" + ("" if parameter.default is None else f" = {parameter.default}")


def main() -> None:
    """Write the files."""
    for path, content in files().items():
        path.write_text(content, encoding="utf-8")
        print(path)


if __name__ == "__main__":
    main()
