"""Writes what the Stripe connector holds of the installed SDK: a table of its operations, a stub of their types, its shapes.

Usage: .venv/bin/python tools/generate_stripe.py (`make generate`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from eventual_connector_stripe.event_types import EventType
from eventual_connector_stripe.operations import Operation
from eventual_connector_stripe.sdk import examples
from eventual_connector_stripe.sdk.event_types import event_types
from eventual_connector_stripe.sdk.services import operations

PACKAGE = Path(__file__).parents[1] / "plugins" / "stripe" / "eventual_connector_stripe"
TABLE, STUB, SHAPES, EVENT_TABLE, EVENT_STUB = "table.py", "services.pyi", "fakes/shapes.json", "event_table.py", "events.pyi"

README = PACKAGE.parent / "README.md"
CATALOGUE_BEGINS, CATALOGUE_ENDS = "<!-- catalogue -->", "<!-- end of the catalogue -->"

# A module, not a file of data: a workflow may import, and may not read files.
TABLE_HEAD = '''"""The operations of Stripe's SDK, one on a line. Generated from it: `make generate`."""

LINES = """\\
'''

EVENT_TABLE_HEAD = TABLE_HEAD.replace("The operations of Stripe's SDK", "The types of Stripe's events")

EVENT_HEAD = '''"""Stripe's events, with the objects of the SDK. Generated from it: `make generate`."""

from typing import Any, ClassVar, Generic, Literal, TypeVar

import stripe
{imports}
from pydantic import BaseModel

T = TypeVar("T", covariant=True)

class Request(BaseModel):
    id: str | None
    idempotency_key: str | None

class Data(BaseModel, Generic[T]):
    @property
    def object(self) -> T: ...
    previous_attributes: dict[str, Any] | None

class Event(BaseModel):
    name: ClassVar[str]
    about: ClassVar[tuple[str, ...]]
    id: str
    object: Literal["event"]
    @property
    def type(self) -> str: ...
    created: int
    livemode: bool
    @property
    def data(self) -> Data[Any]: ...
    api_version: str | None
    account: str | None
    context: str | None
    pending_webhooks: int
    request: Request | None

class RelatedObject(BaseModel):
    id: str
    type: str
    url: str

class ThinEvent(BaseModel):
    name: ClassVar[str]
    id: str
    object: Literal["v2.core.event"]
    @property
    def type(self) -> str: ...
    created: str
    livemode: bool
    context: str | None
    related_object: RelatedObject | None
    reason: dict[str, Any] | None
    data: dict[str, Any] | None

def model(name: str) -> type[Event] | type[ThinEvent]: ...
'''

HEAD = '''"""Stripe's services, with the parameters and the results of the SDK. Generated from it: `make generate`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar, overload

import stripe
{imports}
from eventual_connectors.surface import Group

from .activity import ListActivity, StripeActivity

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T", bound=stripe.StripeObject)

def _activity(method: Callable[Concatenate[Any, P], R], /) -> StripeActivity[P, R]: ...
@overload
def _listing(method: Callable[Concatenate[Any, P], stripe.ListObject[T]], /) -> ListActivity[P, stripe.ListObject[T], T]: ...
@overload
def _listing(
    method: Callable[Concatenate[Any, P], stripe.SearchResultObject[T]], /
) -> ListActivity[P, stripe.SearchResultObject[T], T]: ...
@overload
def _listing(method: Callable[Concatenate[Any, P], stripe.v2.ListObject[T]], /) -> ListActivity[P, stripe.v2.ListObject[T], T]: ...
'''


def files() -> dict[Path, str]:
    """What is generated, by path."""
    found = list(operations())
    table = "".join(f"{operation.to_line()}\n" for operation in found)
    events = list(event_types())
    of_events = "".join(f"{event.to_line()}\n" for event in events)
    return {
        PACKAGE / TABLE: f'{TABLE_HEAD}{table}"""\n',
        PACKAGE / STUB: stub(found),
        PACKAGE / SHAPES: shapes(found),
        PACKAGE / EVENT_TABLE: f'{EVENT_TABLE_HEAD}{of_events}"""\n',
        PACKAGE / EVENT_STUB: event_stub(events),
        README: readme(README.read_text(encoding="utf-8"), found),
    }


def readme(text: str, found: Iterable[Operation]) -> str:
    """The README with today's catalogue."""
    before, _, rest = text.partition(CATALOGUE_BEGINS)
    return before + CATALOGUE_BEGINS + catalogue(found) + CATALOGUE_ENDS + rest.partition(CATALOGUE_ENDS)[2]


def catalogue(found: Iterable[Operation]) -> str:
    """A table of the services: what each has, by class."""
    services: dict[str, dict[str, list[str]]] = {}
    for operation in found:
        service, _, name = operation.name.rpartition(".")
        services.setdefault(service, {}).setdefault(operation.effect, []).append(f"`{name}`")
    classes = ("read", "keyed", "natural", "unsafe")
    rows = [f"| `{service}` | " + " | ".join(" ".join(of.get(one, ())) for one in classes) + " |" for service, of in services.items()]
    return "\n".join(["", "| service | " + " | ".join(classes) + " |", "|---" * 5 + "|", *rows, ""])


def stub(found: Iterable[Operation]) -> str:
    """The stub: a class for each group, those inside it before it."""
    groups: dict[str, list[str]] = {}
    for operation in found:
        parts = operation.name.split(".")
        for depth in range(1, len(parts)):
            groups.setdefault(".".join(parts[:depth]), [])
        groups[".".join(parts[:-1])] += _method(operation)
    classes = "".join(_class(name, groups) for name in sorted(groups, key=lambda name: (-name.count("."), name)))
    namespaces = sorted(set(re.findall(r"\b(stripe(?:\.[a-z]\w*)+)\.[A-Z]", classes)))
    return HEAD.replace("{imports}", "\n".join(f"import {name}" for name in namespaces)) + classes


def event_stub(events: Iterable[EventType]) -> str:
    """The stub of the events' models."""
    classes = "".join(_event_class(event) for event in events)
    namespaces = sorted(set(re.findall(r"\b(stripe(?:\.[a-z]\w*)+)\.[A-Z]", classes)))
    return EVENT_HEAD.replace("{imports}", "\n".join(f"import {name}" for name in namespaces)) + classes


def _event_class(event: EventType) -> str:
    if event.is_thin:
        return f'\nclass {event.class_name}(ThinEvent):\n    @property\n    def type(self) -> Literal["{event.name}"]: ...\n'
    about = " | ".join(_public(reference) for reference in event.about)
    data = f"    @property\n    def data(self) -> Data[{about}]: ...\n"
    return f'\nclass {event.class_name}(Event):\n    @property\n    def type(self) -> Literal["{event.name}"]: ...\n{data}'


def shapes(found: Iterable[Operation]) -> str:
    """What the fake knows of each resource: an object on a line."""
    references = {name for operation in found for name in re.findall(r"stripe[\w.]*:\w+", operation.result)}
    of_objects = sorted(name for name in references if name.rpartition(":")[2] not in ("ListObject", "SearchResultObject"))
    lines = [f"{json.dumps(name)}: {json.dumps(examples.shape(name), separators=(',', ':'))}" for name in of_objects]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _class(name: str, groups: dict[str, list[str]]) -> str:
    inside = [other for other in groups if other.rpartition(".")[0] == name]
    members = [*groups[name], *(f"    {other.rpartition('.')[2]}: {_title(other)}" for other in inside)]
    return f'\nclass {_title(name)}(Group):\n    """`stripe.{name}`"""\n\n' + "\n".join(members) + "\n"


def _method(operation: Operation) -> Iterator[str]:
    name = operation.name.rpartition(".")[2]
    ids = "".join(f"{id}: str, " for id in operation.ids) + ("/, " if operation.ids else "")
    params = _public(operation.params) + (" | None = None" if operation.optional else "")
    result = "bytes" if operation.streams else _result(operation.result)
    yield f"    @{'_listing' if operation.lists else '_activity'}"
    yield f"    def {name}(self, {ids}params: {params}) -> {result}: ..."


def _result(written: str) -> str:
    return re.sub(r"stripe[\w.]*:\w+", lambda found: _public(found[0]), written).replace("|", " | ")


def _public(reference: str) -> str:
    """Private modules are re-exported by the package around them: `stripe._customer:Customer` is `stripe.Customer`."""
    where, _, name = reference.partition(":")
    return ".".join([*(part for part in where.split(".") if not part.startswith("_")), name])


def _title(name: str) -> str:
    """`v1.payment_intents` as `V1PaymentIntents`."""
    return "".join(part.title().replace("_", "") for part in name.split("."))


def main() -> None:
    """Write the files."""
    for path, content in files().items():
        path.write_text(content, encoding="utf-8")
        print(path)


if __name__ == "__main__":
    main()
