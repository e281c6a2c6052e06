"""What a document's own words make of an operation."""

from __future__ import annotations

from typing import Any

import pytest

from eventual_connectors.errors import UsageError
from eventual_connectors.scaffold.openapi.document import Document
from eventual_connectors.scaffold.openapi.operations import Activity, plan
from eventual_connectors.scaffold.openapi.schemas import Schemas

KEY: dict[str, Any] = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}}


def activity(
    method: str, path: str = "/things/{id}", key: dict[str, Any] | None = None, repeatable: bool | None = None, **said: Any
) -> Activity:
    parameters: list[dict[str, Any]] = [{"name": "id", "in": "path", "schema": {"type": "string"}}] if "{id}" in path else []
    operation: dict[str, Any] = {
        "parameters": [*parameters, *([KEY | key] if key is not None else [])],
        "responses": {"204": {"description": ""}},
        **said,
    }
    if repeatable is not None:
        operation["x-idempotent"] = repeatable
    document = Document({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {path: {method: operation}}})
    (made,), _ = plan(document, Schemas(document, set()), "acme")
    return made


@pytest.mark.parametrize(
    ("made", "effect"),
    [
        (activity("put"), "natural"),
        (activity("put", description="Appends a row. NOT idempotent: each call adds another one."), "unsafe"),
        (activity("put", summary="Increment the counter"), "unsafe"),
        (activity("delete"), "natural"),
        (activity("delete", "/queue/head", summary="Removes and returns the first message"), "unsafe"),
        (activity("post", key={}), "keyed"),
        (activity("post", key={"deprecated": True}), "unsafe"),
        (activity("post", key={"description": "Ignored. Kept for compatibility."}), "unsafe"),
        (activity("post", key={"schema": {"type": "integer"}}), "unsafe"),
        (activity("post", key={"schema": {"type": "string", "maxLength": 8}}), "unsafe"),
        (activity("post", key={"schema": True}), "keyed"),
        (activity("post", key={"schema": {"type": "string", "maxLength": "many"}}), "unsafe"),
        (activity("post", key={}, repeatable=False), "unsafe"),
        (activity("get", repeatable=False), "unsafe"),
    ],
)
def test_what_is_unknown_or_taken_back_is_unsafe(made: Activity, effect: str) -> None:
    assert made.effect == effect


@pytest.mark.parametrize(("said", "seconds"), [("Kept for 24 hours.", 86400), ("Remembered 30 minutes", 1800), ("A key.", 0)])
def test_a_window_is_what_the_document_says(said: str, seconds: int) -> None:
    assert activity("post", key={"description": said}).window == seconds


@pytest.mark.parametrize("paths", [None, [], "x"])
def test_a_document_without_a_table_of_paths_is_one_line(paths: Any) -> None:
    with pytest.raises(UsageError, match="its `paths` is no object"):
        Document({"openapi": "3.1.0", "paths": paths})
