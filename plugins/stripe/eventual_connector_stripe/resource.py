"""Stripe's objects as values: dicts with attribute access, the same live and read back from a history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args

from pydantic_core import CoreSchema, core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler

R = TypeVar("R", bound="Resource")


class Resource(dict[str, Any]):
    """An object of Stripe: `intent.id` is `intent["id"]`, at every depth.

    A field that is called like a method of dict is reached by its key: `subscription["items"]`.
    """

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        for name, value in self.items():
            self[name] = _nested(value)

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"this {self.get('object', 'object')} has no {name!r}") from None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({super().__repr__()})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let a history's reader turn a plain dict into one of these."""
        items = get_args(source)

        def made(fields: dict[str, Any]) -> Resource:
            resource = cls(fields)
            if items and isinstance(items[0], type):
                resource["data"] = [items[0](item) for item in resource.get("data", ())]
            return resource

        return core_schema.no_info_after_validator_function(
            made, core_schema.dict_schema(core_schema.str_schema(), core_schema.any_schema())
        )


SECRETS = frozenset({"client_secret", "ephemeral_key_secret"})
"""Fields that let their holder act for the customer. Stripe asks that they are not stored, and a result is recorded."""


def without_secrets(value: Any) -> Any:
    """The answer as it may be recorded. Who needs a `client_secret` (a checkout page) retrieves it with Stripe's SDK when it is shown."""
    if isinstance(value, dict):
        return {name: without_secrets(item) for name, item in value.items() if name not in SECRETS}
    return [without_secrets(item) for item in value] if isinstance(value, list) else value


def _nested(value: Any) -> Any:
    if isinstance(value, dict) and not isinstance(value, Resource):
        return Resource(value)
    if isinstance(value, list):
        return [_nested(item) for item in value]
    return value


class ListObject(Resource, Generic[R]):
    """A page of a list. The next page: `list({..., "starting_after": page.data[-1].id})` while `has_more`."""

    data: list[R]
    has_more: bool
    url: str


class Customer(Resource):
    """A customer."""

    id: str
    created: int
    email: str | None
    name: str | None
    metadata: Resource


class PaymentIntent(Resource):
    """A payment; `amount` in the currency's smallest unit."""

    id: str
    amount: int
    amount_received: int
    amount_capturable: int
    created: int
    currency: str
    customer: Any
    latest_charge: Any
    metadata: Resource
    status: str


class Refund(Resource):
    """Money given back; `amount` in the currency's smallest unit."""

    id: str
    amount: int
    charge: Any
    created: int
    currency: str
    metadata: Resource
    payment_intent: Any
    status: str | None
