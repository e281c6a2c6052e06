"""The least that botocore takes for an operation's parameters."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any


def filled(shape: Any) -> Any:
    """The least value of a shape, one of botocore's."""
    match shape.type_name:
        case "structure":
            required = shape.required_members or (list(shape.members)[:1] if getattr(shape, "is_tagged_union", False) else [])
            return {name: filled(shape.members[name]) for name in required}
        case "list":
            return [filled(shape.member) for _ in range(int(shape.metadata.get("min", 0)))]
        case "map":
            return {}
        case "string":
            return (shape.enum or ["x" * max(1, int(shape.metadata.get("min", 1)))])[0]
        case "blob":
            return b"x"
        case "timestamp":
            return datetime(2030, 1, 1, tzinfo=UTC)
        case "boolean":
            return True
        case _:
            return max(1, int(shape.metadata.get("min", 1)))
