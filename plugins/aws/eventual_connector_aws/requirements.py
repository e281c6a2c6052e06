"""What has to exist in an account, without saying with which tool it is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eventual_connectors import Activity

from .connection import LEDGER_TABLE
from .marks import LEDGER_KEY


@dataclass(frozen=True)
class Table:
    """A DynamoDB table, paid for by the request.

    Attributes:
        setting: the connection's setting that holds its name.
        name: its name unless that says otherwise.
        key: its partition key, a text.
        protected: it must not be deleted with the application: calls in doubt ask it what was applied.
    """

    setting: str
    name: str
    key: str
    protected: bool = True


LEDGER = Table("ledger_table", LEDGER_TABLE, LEDGER_KEY)
"""Needed by `aws.once.dynamodb`, and by nothing else."""


@dataclass(frozen=True)
class Statement:
    """What an identity has to be allowed, as an IAM policy says it.

    Attributes:
        actions: such as `dynamodb:UpdateItem`.
        resources: ARNs; `*` where they are not known.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...] = ("*",)

    def to_json(self) -> dict[str, Any]:
        """The statement in IAM's own form."""
        return {"Effect": "Allow", "Action": list(self.actions), "Resource": list(self.resources)}


def statements(activities: Iterable[Activity[..., Any]], resources: Mapping[str, Iterable[str]] | None = None) -> list[Statement]:
    """The least that an identity needs for these activities: one statement for each service.

    Args:
        activities: those that the application calls.
        resources: ARNs by the action's prefix, such as `{"dynamodb": [table, ledger]}`; all of a service where nothing is said.
    """
    actions: dict[str, set[str]] = {}
    for activity in activities:
        for action in activity.permissions:
            actions.setdefault(action.partition(":")[0], set()).add(action)
    known = resources or {}
    return [Statement(tuple(sorted(found)), tuple(known.get(service, ("*",)))) for service, found in sorted(actions.items())]
