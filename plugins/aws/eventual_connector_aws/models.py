"""botocore's models: what AWS offers, read from the installed package when it is asked for, one service at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any


@dataclass(frozen=True)
class Operation:
    """An operation of a service.

    Attributes:
        service: boto3's name of the service, such as `lambda`.
        name: boto3's name of the method, such as `put_item`.
        model: botocore's model of it; its `name` is AWS's own, such as `PutItem`.
    """

    service: str
    name: str
    model: Any

    @property
    def local_name(self) -> str:
        """The activity's name without the connector's: `dynamodb.put_item`."""
        return f"{self.service}.{self.name}"

    @cached_property
    def traits(self) -> Mapping[str, Any]:
        """The operation as the model's file has it; botocore's own class leaves some traits out."""
        found: Mapping[str, Any] = description(self.service)["operations"][self.model.name]
        return found

    @property
    def input(self) -> Any:
        """The parameters; None where it takes none."""
        return self.model.input_shape

    @property
    def members(self) -> Mapping[str, Any]:
        """The parameters' shapes by name."""
        found: Mapping[str, Any] = self.input.members if self.input is not None else {}
        return found


def session() -> Any:
    """A session of botocore without credentials or settings: it is only asked for models."""
    from botocore.session import Session

    return Session()


@cache
def loader() -> Any:
    """What reads the models, where boto3 would read them (`AWS_DATA_PATH` included)."""
    return session().get_component("data_loader")


@cache
def services() -> tuple[str, ...]:
    """The names of all services, as `boto3.client` takes them."""
    return tuple(loader().list_available_services("service-2"))


@cache
def description(service: str) -> Mapping[str, Any]:
    """The file of a service.

    Raises:
        KeyError: there is none of this name.
    """
    if service not in services():
        raise KeyError(service)
    found: Mapping[str, Any] = loader().load_service_model(service, "service-2")
    return found


@cache
def service_model(service: str) -> Any:
    """The model of a service.

    Raises:
        KeyError: there is none of this name.
    """
    from botocore.model import ServiceModel

    return ServiceModel(description(service), service_name=service)


@cache
def operations(service: str) -> Mapping[str, str]:
    """AWS's names of a service's operations, by boto3's: `{"put_item": "PutItem"}`.

    Raises:
        KeyError: there is no such service.
    """
    from botocore import xform_name

    return {xform_name(name): name for name in service_model(service).operation_names}


@cache
def operation(service: str, name: str) -> Operation:
    """An operation by boto3's names.

    Raises:
        KeyError: there is none of this name.
    """
    return Operation(service, name, service_model(service).operation_model(operations(service)[name]))


@cache
def paginators(service: str) -> Mapping[str, Any]:
    """boto3's paginators of a service, by AWS's names of the operations."""
    return _other(service, "paginators-1", "pagination")


@cache
def waiters(service: str) -> Mapping[str, Mapping[str, Any]]:
    """boto3's waiters of a service, by boto3's names: `{"operation": "DescribeTasks", "delay": 6, "acceptors": […], …}`."""
    from botocore import xform_name

    return {xform_name(name): waiter for name, waiter in _other(service, "waiters-2", "waiters").items()}


def acceptors(waiter: Mapping[str, Any]) -> list[Any]:
    """What a waiter looks for in an answer, as botocore's matchers."""
    from botocore.waiter import SingleWaiterConfig

    found: list[Any] = SingleWaiterConfig(waiter).acceptors
    return found


def _other(service: str, kind: str, place: str) -> Mapping[str, Any]:
    from botocore.exceptions import UnknownServiceError

    try:
        found: Mapping[str, Any] = loader().load_service_model(service, kind)[place]
    except UnknownServiceError:
        return {}
    return found
