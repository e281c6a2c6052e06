"""The attribute tree: `stripe.v1.payment_intents.create`. Options of a connector or a service pass to its activities."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, Generic, ParamSpec, Self, TypeVar

from eventual_connectors.activities import Activity
from eventual_connectors.call_options import CallOptions, call_options
from eventual_connectors.effect import OnAmbiguous
from eventual_connectors.retry import Retry

from . import activities

P = ParamSpec("P")
R = TypeVar("R")


class Service:
    """A group of activities."""

    def __init__(self, options: CallOptions) -> None:
        self.options = options

    def with_options(
        self,
        *,
        key: str | uuid.UUID | None = None,
        connection: str | None = None,
        timeout: float | timedelta | None = None,
        retry: Retry | None = None,
        on_ambiguous: OnAmbiguous | None = None,
        name: str | None = None,
    ) -> Self:
        """A copy whose calls are made with these options."""
        options = call_options(key=key, connection=connection, timeout=timeout, retry=retry, on_ambiguous=on_ambiguous, name=name)
        return type(self)(options.over(self.options))


class _Method(Generic[P, R]):
    """An activity as a member of its service, with the service's options."""

    def __init__(self, activity: Activity[P, R]) -> None:
        self._activity = activity

    def __get__(self, service: Service, owner: type[Any]) -> Activity[P, R]:
        return self._activity.having(service.options) if service.options != CallOptions() else self._activity


class Customers(Service):
    """Customers."""

    create = _Method(activities.customers_create)
    retrieve = _Method(activities.customers_retrieve)
    update = _Method(activities.customers_update)
    list = _Method(activities.customers_list)
    delete = _Method(activities.customers_delete)


class PaymentIntents(Service):
    """Payments."""

    create = _Method(activities.payment_intents_create)
    retrieve = _Method(activities.payment_intents_retrieve)
    update = _Method(activities.payment_intents_update)
    list = _Method(activities.payment_intents_list)
    confirm = _Method(activities.payment_intents_confirm)
    capture = _Method(activities.payment_intents_capture)
    cancel = _Method(activities.payment_intents_cancel)


class Refunds(Service):
    """Money given back."""

    create = _Method(activities.refunds_create)
    retrieve = _Method(activities.refunds_retrieve)
    update = _Method(activities.refunds_update)
    list = _Method(activities.refunds_list)
    cancel = _Method(activities.refunds_cancel)


class V1(Service):
    """Version 1 of Stripe's API."""

    @property
    def customers(self) -> Customers:
        """Customers."""
        return Customers(self.options)

    @property
    def payment_intents(self) -> PaymentIntents:
        """Payments."""
        return PaymentIntents(self.options)

    @property
    def refunds(self) -> Refunds:
        """Money given back."""
        return Refunds(self.options)
