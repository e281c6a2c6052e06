"""What Acme's activities return."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Resource(BaseModel):
    """An object of Acme's. A field that is not declared here is kept."""

    model_config = ConfigDict(extra="allow")


class Invoice(Resource):
    """An invoice; `amount` in cents."""

    id: str
    customer: str
    amount: int


class Note(Resource):
    """A note. `external_id` is what its sender calls it."""

    id: str
    text: str
    external_id: str


class Credit(Resource):
    """A credit to a customer; `amount` in cents."""

    id: str
    customer: str
    amount: int


class Label(Resource):
    """A label with its value."""

    name: str
    value: str


class Mail(Resource):
    """A mail that was sent."""

    id: str
    to: str
    text: str
