"""The mark by which an issue or a comment is found again: an HTML comment, which GitHub keeps and does not show.

GitHub's API takes no idempotency key, and no metadata of the caller's; the text is all that there is.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from eventual_connectors import Attempt, Permanent

_MARK = re.compile(r"<!-- eventual: (?P<key>[0-9a-f-]{36}) (?P<digest>[0-9a-f]{32}) -->")


def digest(arguments: Mapping[str, Any]) -> str:
    """A fingerprint of what a call asks for."""
    return hashlib.sha256(json.dumps(arguments, sort_keys=True).encode()).hexdigest()[:32]


def marked(text: str | None, attempt: Attempt, content: str) -> str:
    """A text with the call's mark at its end.

    Raises:
        Permanent: the text has a mark already, which would be found in place of this one.
    """
    if _MARK.search(text or ""):
        raise Permanent("the body has a mark of another call; leave it out", code="not_sent")
    mark = f"<!-- eventual: {attempt.key} {content} -->"
    return f"{text}\n\n{mark}" if text else mark


def read(text: str | None) -> tuple[str, str] | None:
    """The key and the digest in a text's mark, where it has one."""
    found = _MARK.search(text or "")
    return (found["key"], found["digest"]) if found else None
