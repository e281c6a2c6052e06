"""What a durable execution is started with: nothing in it is by chance, so that Lambda knows the same start when it sees it again."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from ...clock import Micros
from ...errors import HistoryError
from ...workflows.execution import Start
from ..envelope import Envelope

FORMAT = "eventual-lambda/1"

_NAME = re.compile(r"(?!ec-[0-9a-f]{60}$)[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Payload:
    """The event of the function.

    Attributes:
        target: `FUNCTION:ALIAS` by which it was started; its children are started by it too.
        id: the execution's id.
        workflow: the name of its workflow.
        input: the workflow's arguments.
        reference: `module:qualname` of the workflow.
        version: of the code that started it.
        digest: the fingerprint of what the caller passed.
        root: of a child; all others have the one that follows from their ARN.
        parent: the execution that started it as a child, and the path of the call.
        parent_box: the parent's ARN.
    """

    target: str
    id: str
    workflow: str
    input: dict[str, Any]
    reference: str
    version: str
    digest: str
    root: bytes | None = None
    parent: tuple[str, str] | None = None
    parent_box: str = ""

    def to_json(self) -> dict[str, Any]:
        """Its recorded form."""
        tree: dict[str, Any] = {
            "format": FORMAT,
            "target": self.target,
            "id": self.id,
            "workflow": self.workflow,
            "input": self.input,
            "reference": self.reference,
            "version": self.version,
            "digest": self.digest,
        }
        if self.root is not None:
            tree["root"] = self.root.hex()
        if self.parent is not None:
            tree |= {"parent": list(self.parent), "parent_box": self.parent_box}
        return tree

    @classmethod
    def from_json(cls, tree: Any) -> Payload:
        """The inverse of `to_json`.

        Raises:
            HistoryError: it is none of ours, or of another version.
        """
        if not isinstance(tree, dict) or tree.get("format") != FORMAT:
            raise HistoryError("this was not started by eventual-connectors, or by another version of it")
        root = bytes.fromhex(tree["root"]) if "root" in tree else None
        parent = (tree["parent"][0], tree["parent"][1]) if "parent" in tree else None
        return cls(
            tree["target"],
            tree["id"],
            tree["workflow"],
            tree["input"],
            tree["reference"],
            tree["version"],
            tree["digest"],
            root=root,
            parent=parent,
            parent_box=tree.get("parent_box", ""),
        )

    def envelope(self, arn: str, started_at: Micros, python: str) -> Envelope:
        """What the execution with this ARN was started with."""
        start = Start(self.id, self.root or root_of(arn), self.input, started_at)
        return Envelope(self.workflow, start, self.reference, self.version, python, self.digest, self.parent)


def root_of(arn: str) -> bytes:
    """The root of an execution's keys: whatever is tried again within the execution has the same."""
    return hashlib.sha256(b"eventual-connectors root of " + arn.encode()).digest()[:16]


def durable_name(id: str) -> str:
    """The name of the durable execution with this id: the id, where Lambda takes it as a name, or else a digest of it."""
    return id if _NAME.fullmatch(id) else f"ec-{hashlib.sha256(id.encode()).hexdigest()[:60]}"
