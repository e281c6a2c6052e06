"""What Stripe sends: a model of each type of event. `from eventual_connector_stripe.events import InvoicePaid`.

`Event` is a snapshot, with the object as it was when the event happened; `ThinEvent`, of version 2, names the object alone. For type
checkers `event.data.object` is the SDK's own class; the stub beside this file has all of them. Fields that are not known are kept, so an
event of a later API version is no error.
"""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, create_model

from .event_types import EventType, event_types
from .resource import Resource

Json = dict[str, Any]


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)


class Request(_Part):
    """The request that an event comes of; of what Stripe did by itself both are null."""

    id: str | None = None
    idempotency_key: str | None = None


class Data(_Part):
    """The object as it was left, and what of it was otherwise before."""

    object: Resource
    previous_attributes: dict[str, Any] | None = None


class Event(_Part):
    """Something that happened, with the object that it happened to.

    Stripe sends an event until it is acknowledged, so it may come twice, and events may come in another order than they happened: `id`
    tells whether it was there before (a signal is sent with `id=event.id`), `created` when it happened.
    """

    name: ClassVar[str] = ""
    about: ClassVar[tuple[str, ...]] = ()

    id: str
    object: Literal["event"]
    type: str
    created: int
    livemode: bool
    data: Data
    api_version: str | None = None
    account: str | None = None
    context: str | None = None
    pending_webhooks: int = 0
    request: Request | None = None

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> Json:
        """The JSON Schema, with that of the object as the SDK's types declare it."""
        whole = super().model_json_schema(*args, **kwargs)
        if cls.about:
            # Read from the SDK's source, which an application that only receives events never does.
            from .sdk.schemas import Schemas

            schemas = Schemas()
            objects = [schemas.of(reference) for reference in cls.about]
            whole["$defs"]["Data"]["properties"]["object"] = objects[0] if len(objects) == 1 else {"anyOf": objects}
            whole["$defs"] |= schemas.definitions
        return whole


class RelatedObject(_Part):
    """What a thin event is about; retrieve it to know how it stands."""

    id: str
    type: str
    url: str


class ThinEvent(_Part):
    """Something that happened, of version 2 of the API: it names the object, and `stripe.v2.core.events.retrieve` tells the rest."""

    name: ClassVar[str] = ""

    id: str
    object: Literal["v2.core.event"]
    type: str
    created: str
    livemode: bool
    context: str | None = None
    related_object: RelatedObject | None = None
    reason: dict[str, Any] | None = None
    data: dict[str, Any] | None = None


def model(name: str) -> type[Event] | type[ThinEvent]:
    """The model of a type of event, such as `invoice.paid`; one that is not known has the base's."""
    found = event_types().get(name)
    if found is None:
        return ThinEvent if name.startswith("v2.") else Event
    return _model(found)


@cache
def _model(of: EventType) -> type[Event] | type[ThinEvent]:
    base = ThinEvent if of.is_thin else Event
    literal: Any = Literal[of.name]
    made: Any = create_model(of.class_name, __base__=base, __module__=__name__, __doc__=f"`{of.name}`", type=(literal, ...))
    made.name = of.name
    if not of.is_thin:
        made.about = of.about
    found: type[Event] | type[ThinEvent] = made
    return found


@cache
def _by_class() -> dict[str, EventType]:
    return {one.class_name: one for one in event_types().values()}


def __getattr__(name: str) -> Any:
    found = _by_class().get(name)
    if found is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _model(found)
