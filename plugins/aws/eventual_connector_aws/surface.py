"""The operations of the installed botocore as activities, each built when it is first used."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from eventual_connectors import Activity, Attempt, Connector, ConnectorError
from eventual_connectors.activities import Arguments
from eventual_connectors.errors import KeyConflict

from . import models, promises, tokens
from .models import Operation
from .permissions import permissions
from .promises import Promise

if TYPE_CHECKING:
    from .client import AwsClient

PARAMETERS = inspect.Signature([inspect.Parameter("parameters", inspect.Parameter.VAR_KEYWORD)])
"""AWS's parameters by AWS's names, which the models know."""


class AwsSurface:
    """All services and all operations, by boto3's names. Asking for the groups reads no model; a group reads its own."""

    def groups(self, within: str) -> Iterable[str]:
        """The services."""
        return () if within else models.services()

    def operations(self, within: str) -> Iterable[str]:
        """The operations of a service."""
        return models.operations(within) if within in models.services() else ()

    def make(self, connector: Connector, name: str) -> Activity[..., Any]:
        """The activity of an operation.

        Raises:
            KeyError: there is none of this name.
        """
        service, _, method = name.partition(".")
        if not method:
            raise KeyError(name)
        return AwsActivity(connector, models.operation(service, method))


class AwsActivity(Activity[..., dict[str, Any]]):
    """An operation of boto3: its parameters are AWS's, its result is boto3's answer.

    Attributes:
        operation: in botocore's models.
        paginator: boto3's, where it has one.
        waiters: boto3's waiters that ask with this operation, by name.
    """

    def __init__(self, connector: Connector, operation: Operation) -> None:
        self.operation = operation
        self.paginator = models.paginators(operation.service).get(operation.model.name)
        known = models.waiters(operation.service).items()
        self.waiters = {name: waiter for name, waiter in known if waiter["operation"] == operation.model.name}
        promised = promises.promise(operation)
        super().__init__(
            operation.local_name,
            sender(operation, promised),
            effect=promised.effect,
            window=promised.window,
            mechanism=promised.mechanism,
            permissions=permissions(operation),
            connector=connector,
            signature=PARAMETERS,
            tells_conflicts=promised.tells_conflicts,
            modelled=not promises.is_claimed(operation),
        )

    def bind(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Arguments:
        """Check the parameters' names against the model, as Python does for any function.

        Raises:
            TypeError: one is unknown, or a required one is missing.
        """
        known = self.operation.members
        for name in kwargs.keys() - known.keys():
            close = difflib.get_close_matches(name, known, 1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            raise TypeError(f"{self.name}() got an unexpected keyword argument {name!r}{hint}")
        if missing := [name for name in self._required if name not in kwargs]:
            raise TypeError(f"{self.name}() missing required arguments: {', '.join(missing)}")
        return super().bind(args, kwargs)

    @cached_property
    def _required(self) -> list[str]:
        shape = self.operation.input
        return [name for name in shape.required_members if name != promises.token_member(self.operation)] if shape is not None else []


def sender(operation: Operation, promised: Promise) -> Any:
    """The function of an operation: it makes one request, with the call's key in the member that takes a token."""

    conflict = promises.key_conflict(operation)

    def send(client: AwsClient, attempt: Attempt, /, **parameters: Any) -> dict[str, Any]:
        if promised.token is not None and parameters.get(promised.token) is None:
            parameters[promised.token] = tokens.render(attempt.key, promises.constraints(operation, promised.token))
        try:
            return client.call(operation.service, operation.name, attempt, parameters)
        except ConnectorError as error:
            if promised.effect == "natural" and attempt.in_doubt and _is_gone(operation, error):
                return {}
            if conflict is not None and error.code == conflict:
                raise KeyConflict(error.message, code=error.code, status=error.status, request_id=error.request_id) from error
            raise

    send.__name__ = operation.name
    send.__doc__ = f"{operation.model.name} of {operation.service}, as `boto3.client({operation.service!r}).{operation.name}`."
    return send


def _is_gone(operation: Operation, error: ConnectorError) -> bool:
    """Whether what an earlier attempt may have deleted is not there: that is what was asked for."""
    code = error.code or ""
    deletes = promises.verb(operation) in ("Abort", "Delete", "Deregister", "Remove", "Terminate", "Unsubscribe")
    return deletes and ("NotFound" in code or code.startswith("NoSuch") or "DoesNotExist" in code or "NonExistent" in code)
