"""What an application needs, put together from what its connectors need for the activities in use; the same for every target."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar, get_args

from ..connection_settings import variable
from ..requirements import Arn, Document, ManualStep, Queue, Requirement, Statement, Table, Use, Webhook
from ..secret import Secret

if TYPE_CHECKING:
    from ..connector import Connector

T = TypeVar("T")

NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")
"""Names that every resource of every target may have as a prefix."""


@dataclass(frozen=True)
class Credential:
    """A credential that the application reads from a secret store; no target ever holds its value.

    Attributes:
        connector: whose.
        connection: the connection that needs it.
        setting: the connection's setting.
    """

    connector: str
    connection: str
    setting: str

    @property
    def name(self) -> str:
        """What it is called in the store, below the application's name."""
        return f"{self.connector}/{self.connection}/{self.setting}"

    @property
    def variable(self) -> str:
        """The environment variable that refers to it."""
        return variable(self.connector, self.connection, self.setting)


@dataclass(frozen=True)
class Plan:
    """All that an application needs.

    Attributes:
        name: the application's, the beginning of its resources' names.
        uses: what it was derived from.
        unresolved: the places whose needs could not be found.
        credentials: by name.
        statements: one for each group of resources.
        tables: by name.
        queues: by name.
        webhooks: by path.
        manual: what a person does.
        documents: for the vendors' own tools.
    """

    name: str
    uses: tuple[Use, ...] = ()
    unresolved: tuple[str, ...] = ()
    credentials: tuple[Credential, ...] = ()
    statements: tuple[Statement, ...] = ()
    tables: tuple[Table, ...] = ()
    queues: tuple[Queue, ...] = ()
    webhooks: tuple[tuple[str, Webhook], ...] = ()
    manual: tuple[ManualStep, ...] = ()
    documents: tuple[Document, ...] = ()

    @property
    def table_variables(self) -> dict[str, Table]:
        """The environment variables that hold the tables' names."""
        found = {}
        for table in self.tables:
            connector, _, setting = table.setting.partition(".")
            for connection in sorted({use.connection for use in self.uses if _connector_of(use) == connector} if setting else ()):
                found[variable(connector, connection, setting)] = table
        return found


MAX_POLICY = 6144
"""Characters of a managed policy, white space not counted (docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)."""


def policy_size(plan: Plan) -> int:
    """About how many characters the policy of a plan has, white space not counted; what the account fills in is estimated."""
    statements = [
        {
            "Effect": "Allow",
            "Action": list(one.actions),
            "Resource": [_written(each) for each in one.resources] or ["*"],
            **({"Condition": {operator: {key: list(values)} for operator, key, values in one.conditions}} if one.conditions else {}),
        }
        for one in plan.statements
    ]
    secrets = [f"{LONG_PLACE.format(service='secretsmanager')}secret:{plan.name}/{one.name}-abcdef" for one in plan.credentials]
    tree = {"Version": "2012-10-17", "Statement": [*statements, {"Action": "secretsmanager:GetSecretValue", "Resource": secrets}]}
    return len(json.dumps(tree, separators=(",", ":")))


LONG_PLACE = "arn:aws:{service}:ap-southeast-2:123456789012:"


def _written(resource: Arn | Table | Queue) -> str:
    if isinstance(resource, Arn):
        return LONG_PLACE.format(service=resource.service) + resource.resource
    return LONG_PLACE.format(service="dynamodb") + f"table/a-prefix-of-the-application-{resource.name}"


def plan_of(name: str, uses: Sequence[Use], unresolved: Sequence[str] = ()) -> Plan:
    """What these uses need.

    Args:
        name: the application's.
        uses: of activities.
        unresolved: places that could not be read.
    """
    by_connector: dict[str, list[Use]] = {}
    for use in uses:
        if use.activity.connector is not None:
            by_connector.setdefault(use.activity.connector.name, []).append(use)
    needs: list[tuple[str, Requirement]] = []
    credentials: list[Credential] = []
    for connector_name, its_uses in sorted(by_connector.items()):
        connector = its_uses[0].activity.connector
        assert connector is not None
        credentials += _credentials(connector, sorted({use.connection for use in its_uses}))
        needs += [(connector_name, need) for need in connector.requirements(its_uses)]
    return Plan(
        name,
        tuple(uses),
        tuple(unresolved),
        tuple(credentials),
        tuple(_merged(need for _, need in needs if isinstance(need, Statement))),
        _distinct(need for _, need in needs if isinstance(need, Table)),
        _distinct(need for _, need in needs if isinstance(need, Queue)),
        _distinct((connector_name, need) for connector_name, need in needs if isinstance(need, Webhook)),
        _distinct(need for _, need in needs if isinstance(need, ManualStep)),
        _distinct(need for _, need in needs if isinstance(need, Document)),
    )


def _connector_of(use: Use) -> str:
    return use.activity.connector.name if use.activity.connector is not None else ""


def _credentials(connector: Connector, connections: Iterable[str]) -> list[Credential]:
    """Those of the connection's settings that are a credential and cannot be left out."""
    settings = [
        name
        for name, field in connector.connection.model_fields.items()
        if field.annotation is Secret or (Secret in get_args(field.annotation) and field.is_required())
    ]
    return [Credential(connector.name, connection, setting) for connection in connections for setting in settings]


def _merged(statements: Iterable[Statement]) -> list[Statement]:
    """One statement for all actions of a service on the same resources, in a fixed order."""
    merged: dict[tuple[object, ...], Statement] = {}
    for statement in statements:
        services = sorted({action.partition(":")[0] for action in statement.actions})
        place = (*services, repr(statement.resources), statement.conditions)
        before = merged.get(place, replace(statement, actions=(), because=()))
        actions, because = {*before.actions, *statement.actions}, {*before.because, *statement.because}
        merged[place] = replace(before, actions=tuple(sorted(actions)), because=tuple(sorted(because)))
    return sorted(merged.values(), key=lambda one: (one.actions, repr(one.resources)))


def _distinct(found: Iterable[T]) -> tuple[T, ...]:
    return tuple(sorted(dict.fromkeys(found), key=repr))
