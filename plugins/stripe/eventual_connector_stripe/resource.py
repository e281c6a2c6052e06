"""Stripe's objects as values: attribute access as the SDK's objects have it, the same live and read back from a history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import CoreSchema, core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler

LAST_RESPONSE = "last_response"
"""Where the answer's request id stands, as in the SDK's objects: `intent.last_response.request_id`."""

_DICTS = frozenset(name for name in dir(dict) if not name.startswith("_"))


class Resource(dict[str, Any]):
    """An object of Stripe: `intent.id` is `intent["id"]`, at every depth.

    For type checkers it is the SDK's own class, such as `stripe.PaymentIntent`. What that class can *do* (`intent.cancel()`) it cannot:
    whatever asks Stripe for something is a call of an activity. A field goes before a method of dict: `subscription.items` are its items.
    """

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        for name, value in dict.items(self):
            self[name] = _nested(value)
        for name in _DICTS & dict.keys(self):
            vars(self)[name] = self[name]

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"this {dict.get(self, 'object', 'object')} has no {name!r}") from None

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts and lists."""
        return {name: _plain(value) for name, value in dict.items(self)}

    def __eq__(self, other: object) -> bool:
        """Whether it is the same object in the same state, whatever request it was the answer to."""
        return _content(self) == _content(other) if isinstance(other, dict) else NotImplemented

    __hash__ = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({super().__repr__()})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let a history's reader turn a plain dict into one of these."""
        made = resource if cls is Resource else cls
        return core_schema.no_info_after_validator_function(
            made, core_schema.dict_schema(core_schema.str_schema(), core_schema.any_schema())
        )


_kinds: dict[str, type[Resource]] = {}


def kind(name: str) -> type[Resource]:
    """The class of this name, such as `PaymentIntent`; the same one each time."""
    body = {"__module__": f"{__package__}.resources", "__doc__": f"Stripe's {name}.", "__class_getitem__": classmethod(_without_item)}
    return _kinds.setdefault(name, type(name, (Resource,), body))


def resource(fields: dict[str, Any]) -> Resource:
    """An object as what it says it is: a `payment_intent` as a `PaymentIntent`, a `checkout.session` as a `Session`."""
    named = fields.get("object")
    if not isinstance(named, str) or not named.replace("_", "").replace(".", "").isalnum():
        return Resource(fields)
    last = named.rpartition(".")[2]
    return kind(_PAGES.get(last) or last.title().replace("_", ""))(fields)


_PAGES = {"list": "ListObject", "search_result": "SearchResultObject"}


def _without_item(of: type[Resource], item: Any) -> type[Resource]:
    """`ListObject[Customer]` as `ListObject`."""
    return of


SECRETS = frozenset({"client_secret", "ephemeral_key_secret", "secret", "authentication_token"})
"""Fields that let their holder act for the customer or the account. Stripe asks that they are not stored, and a result is recorded."""


def without_secrets(value: Any) -> Any:
    """The answer as it may be recorded. Who needs a `client_secret` (a checkout page) retrieves it with Stripe's SDK when it is shown."""
    if isinstance(value, dict):
        return {name: without_secrets(item) for name, item in value.items() if name not in SECRETS or not isinstance(item, str)}
    return [without_secrets(item) for item in value] if isinstance(value, list) else value


def _nested(value: Any) -> Any:
    if isinstance(value, dict) and not isinstance(value, Resource):
        return resource(value)
    if isinstance(value, list):
        return [_nested(item) for item in value]
    return value


def _content(value: dict[str, Any]) -> dict[str, Any]:
    return {name: item for name, item in dict.items(value) if name != LAST_RESPONSE}


def _plain(value: Any) -> Any:
    if isinstance(value, Resource):
        return value.to_dict()
    return [_plain(item) for item in value] if isinstance(value, list) else value
