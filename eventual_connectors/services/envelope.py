"""The envelope of every event: CloudEvents 1.0, in its JSON form."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from ..errors import SerializationError

Text = Annotated[str, Field(min_length=1)]

_NAME = re.compile(r"[a-z0-9]+")
_NO_URI = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f]")


class CloudEvent(BaseModel):
    """A CloudEvents 1.0 envelope (https://cloudevents.io, "Core specification" 1.0.2).

    Attributes:
        id: with `source`, what makes the event the same one.
        source: who says so; a URI reference.
        type: the event type's name.
        time: when it happened.
        subject: what it is about; we keep the event's key here.
        dataschema: where the schema of `data` is named; a URI.
        dataversion: an extension of ours: the version of the event type.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    specversion: Literal["1.0"] = "1.0"
    id: Text
    source: Text
    type: Text
    time: AwareDatetime | None = None
    subject: Text | None = None
    datacontenttype: Text | None = "application/json"
    dataschema: Text | None = None
    dataversion: Text | None = None
    data: Any = None
    data_base64: str | None = None

    @model_validator(mode="after")
    def _as_specified(self) -> CloudEvent:
        for name in ("source", "dataschema"):
            if _NO_URI.search(getattr(self, name) or ""):
                raise ValueError(f"{name} is no URI reference")
        if wrong := [name for name in self.model_extra or {} if not _NAME.fullmatch(name)]:
            raise ValueError(f"the attribute {wrong[0]!r} is not of lower-case letters and digits alone")
        if self.data is not None and self.data_base64 is not None:
            raise ValueError("data and data_base64 exclude each other")
        return self

    def to_json(self) -> str:
        """The event in the JSON format of CloudEvents; attributes that are not set are left out."""
        return self.model_dump_json(exclude_none=True)


def read_envelope(text: str | bytes) -> CloudEvent:
    """An envelope from its JSON form.

    Raises:
        SerializationError: it is no CloudEvents 1.0 envelope.
    """
    try:
        return CloudEvent.model_validate_json(text)
    except ValidationError as error:
        raise SerializationError(f"no CloudEvents 1.0 envelope: {first_of(error)}") from None


def first_of(error: ValidationError) -> str:
    """The first thing that is wrong, one line, without the value: it may be secret."""
    found = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(map(str, found["loc"]))
    return f"{place}: {found['msg']}" if place else found["msg"]
