"""What a call has to be allowed in IAM: by the operation's name, and by a table of those that IAM calls otherwise."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from .models import Operation


@cache
def table() -> Mapping[str, Any]:
    """`permissions.toml`."""
    return tomllib.loads(resources.files(__name__.rpartition(".")[0]).joinpath("permissions.toml").read_text(encoding="utf-8"))


def permissions(operation: Operation) -> tuple[str, ...]:
    """The IAM actions that a call needs, such as `dynamodb:PutItem`. What the table does not name has its own name, with the prefix under
    which requests are signed.
    """
    known = table()
    listed = known["actions"].get(operation.service, {}).get(operation.name)
    if listed is not None:
        return tuple(listed)
    prefix = known["prefixes"].get(operation.service, operation.model.service_model.signing_name)
    if operation.service in known["verbs"]["services"]:
        return (f"apigateway:{operation.model.http['method']}",)
    return (f"{prefix}:{operation.model.name}",)
