"""Envelopes and event types: what does not fit is refused, when it is published and when it is read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from eventual_connectors import errors
from eventual_connectors.services import CloudEvent, EventType
from eventual_connectors.services.envelope import read_envelope

GOOD = {"specversion": "1.0", "id": "1", "source": "/shop", "type": "placed"}


class Placed(BaseModel):
    order: str = Field(alias="orderId", min_length=1)
    amount: int = 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"specversion": "0.3"},
        {"id": ""},
        {"source": "no uri"},
        {"type": None},
        {"time": "2026-01-01T00:00:00"},
        {"Upper": "x"},
        {"data": 1, "data_base64": "eA=="},
    ],
)
def test_an_envelope_that_is_not_as_specified_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(errors.SerializationError, match=r"no CloudEvents 1.0 envelope"):
        read_envelope(json.dumps(GOOD | wrong))


@given(st.dictionaries(st.text("abc1", min_size=1, max_size=5), st.text(min_size=1)), st.text(min_size=1))
def test_an_envelope_is_the_same_after_its_json_form(extensions: dict[str, str], id: str) -> None:
    envelope = CloudEvent.model_validate(GOOD | extensions | {"id": id, "time": "2026-01-01T00:00:00Z"})
    assert read_envelope(envelope.to_json()) == envelope


def test_what_its_model_was_told_not_to_validate_is_not_published() -> None:
    placed = EventType("placed", Placed)
    assert placed.encode(Placed(orderId="o1")) == {"orderId": "o1", "amount": 0}
    with pytest.raises(errors.SerializationError, match="orderId"):
        placed.encode(Placed.model_construct(order="", amount=1))
    with pytest.raises(errors.SerializationError, match="takes a Placed, not a dict"):
        placed.encode({"orderId": "o1"})  # type: ignore[arg-type]


def test_a_message_about_data_does_not_hold_the_data() -> None:
    with pytest.raises(errors.SerializationError) as told:
        EventType("placed", Placed).decode({"orderId": "o1", "amount": "sk_live_secret"})
    assert "sk_live_secret" not in str(told.value)
    assert "amount" in str(told.value)


def test_an_event_type_has_a_json_schema_that_names_its_version() -> None:
    schema = EventType("placed", Placed, version="2").json_schema()
    assert schema["$id"] == "urn:eventual:event:placed:2"
    assert schema["properties"]["orderId"]["type"] == "string"
