"""What Temporal can be asked for of our executions, in its own lists, beside their type, which is the workflow's name.

A namespace has to be told of these attributes once; what sets one that it does not know is refused. So they are set where the URL says so.
"""

from __future__ import annotations

from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

STATUS = SearchAttributeKey.for_keyword("EventualStatus")
"""See `ExecutionSummary.status`."""

VERSION = SearchAttributeKey.for_keyword("EventualVersion")
"""That of the code that started it."""

KEYS = (STATUS, VERSION)


def at_start(status: str, version: str) -> TypedSearchAttributes:
    """Those of an execution that is started."""
    return TypedSearchAttributes([SearchAttributePair(STATUS, status), SearchAttributePair(VERSION, version)])
