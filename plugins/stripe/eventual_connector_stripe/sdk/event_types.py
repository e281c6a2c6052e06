"""Every type of event that the SDK knows, and the objects that they are about."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from ..event_types import EventType
from . import source

_ENDPOINT = "stripe.params._webhook_endpoint_create_params:WebhookEndpointCreateParams"

_OTHERWISE = {
    "account.external_account": ("bank_account", "card"),
    "application_fee.refund": ("fee_refund",),
    "customer.source": ("source", "card", "bank_account"),
    "source.transaction": ("source_transaction",),
}
"""What an event is about where its name does not say."""


def event_types() -> Iterator[EventType]:
    """Those of version 1, which an endpoint can subscribe to, then those of version 2."""
    known = _resources()
    for name in _literals(source.find(_ENDPOINT).fields()["enabled_events"]):
        if name != "*":
            yield EventType(name, tuple(known[kind] for kind in _about(name.rpartition(".")[0], known)))
    for path in sorted(source.folder().joinpath("events").glob("_v*_event.py")):
        module = source.module(f"stripe.events.{path.stem}")
        for found in module.classes:
            thin = source.find(f"{module.name}:{found}").constant("LOOKUP_TYPE")
            if thin is not None and found.endswith("Event"):
                yield EventType(thin, ())


def _about(subject: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """The kinds of objects of a subject: `customer.subscription` is a `subscription`, `issuing_card` an `issuing.card`."""
    if subject in _OTHERWISE:
        return _OTHERWISE[subject]
    names = (subject, subject.rpartition(".")[2], subject.replace("_", ".", 1))
    return (next(name for name in names if name in known),)


def _resources() -> dict[str, str]:
    """The class of each kind of object."""
    found: dict[str, str] = {}
    for path in sorted(source.folder().rglob("_*.py")):
        parts = path.relative_to(source.folder()).with_suffix("").parts
        if {"params", "events", "v2"} & set(parts) or path.stem.endswith("_service") or "OBJECT_NAME" not in path.read_text("utf-8"):
            continue
        module = source.module(".".join(("stripe", *parts)))
        for name in module.classes:
            kind = source.find(f"{module.name}:{name}").constant("OBJECT_NAME")
            if kind is not None:
                found[kind] = f"{module.name}:{name}"
    return found


def _literals(annotation: ast.expr) -> list[str]:
    nodes = [node for node in ast.walk(source.written(annotation)) if isinstance(node, ast.Subscript)]
    words = [node.slice for node in nodes if ast.unparse(node.value) == "Literal"]
    return [ast.literal_eval(word) for slice in words for word in (slice.elts if isinstance(slice, ast.Tuple) else [slice])]
