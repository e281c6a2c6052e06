"""What has to exist for a connector's activities to work, in the words of no tool; `eventual iac` writes it down for one.

A connector declares it with `connector.requires(...)`: what is always needed, and functions that say what is needed for the activities that
an application uses. The credentials in its connection's settings need no declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .activities import Activity

__all__ = ["Arn", "Document", "ManualStep", "Needs", "Queue", "Requirement", "Statement", "Table", "Use", "Webhook"]


@dataclass(frozen=True)
class Use:
    """One place at which an application uses an activity.

    Attributes:
        activity: which.
        arguments: the keyword arguments; whatever of them is not known without running the application is `...`.
        connection: the name of the connection.
        place: `file:line`; empty where the activity was named and not found in code.
    """

    activity: Activity[..., Any]
    arguments: Mapping[str, Any] = field(default_factory=dict)
    connection: str = "default"
    place: str = ""


@dataclass(frozen=True)
class Arn:
    """A resource in AWS, `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`, in the account and the region in which the application runs.

    Attributes:
        service: such as `dynamodb`.
        resource: such as `table/accounts`.
        region: another region than the application's; empty for the application's, None where such ARNs have none.
        account: another account than the application's; empty for the application's, None where such ARNs have none.
    """

    service: str
    resource: str
    region: str | None = ""
    account: str | None = ""


@dataclass(frozen=True)
class Table:
    """A DynamoDB table with a partition key, paid for by the request. It holds what must not be lost: no target ever deletes it.

    Attributes:
        name: what it is called among the requirements, such as `ledger`.
        key: its partition key, a text.
        setting: `CONNECTOR.SETTING`, the setting of the connections that holds the table's name.
        expires: the attribute with the time after which an item may go; empty where none may.
    """

    name: str
    key: str
    setting: str = ""
    expires: str = ""


@dataclass(frozen=True)
class Queue:
    """An SQS queue, and the one to which its messages go that nobody could handle.

    Attributes:
        name: what it is called among the requirements.
        fifo: whether it keeps the order, and knows a message by its deduplication id.
        attempts: how often a message is received before it goes to the other queue.
        visibility_seconds: for how long a received message is hidden from others.
    """

    name: str
    fifo: bool = False
    attempts: int = 5
    visibility_seconds: int = 300


@dataclass(frozen=True)
class Statement:
    """What the application's identity has to be allowed in AWS.

    Attributes:
        actions: such as `dynamodb:UpdateItem`.
        resources: on what; empty for all, where it is not known.
        because: why: `file:line activity`.
        conditions: as IAM writes them: operator, key, values.
    """

    actions: tuple[str, ...]
    resources: tuple[Arn | Table | Queue, ...] = ()
    because: tuple[str, ...] = ()
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Webhook:
    """An address at which the application hears from the vendor.

    Attributes:
        path: where, below the application's own address.
    """

    path: str


@dataclass(frozen=True)
class ManualStep:
    """What a person sets up at the vendor.

    Attributes:
        title: what.
        lines: how, a line for each thing to be chosen.
    """

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Document:
    """A file for the vendor's own tool, such as an app manifest.

    Attributes:
        name: of the file.
        content: of the file.
    """

    name: str
    content: str


Requirement = Statement | Table | Queue | Webhook | ManualStep | Document

Needs = Callable[[Sequence[Use]], Iterable[Requirement]]
"""What is needed for these uses of the connector's activities."""
