"""Page after page of a listing, each a durable read of its own: `async for page in pages(aws.dynamodb.scan, TableName="t")`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from eventual_connectors import Activity, Permanent
from eventual_connectors.errors import UsageError

from .surface import AwsActivity

R = TypeVar("R")

MAX_PAGES = 1000
"""Pages of one listing, unless the caller says otherwise: a token that never changes must not fill a history."""


async def pages(activity: Activity[..., R], /, *, max_pages: int = MAX_PAGES, **parameters: Any) -> AsyncIterator[R]:
    """The pages of an operation for which boto3 has a paginator, as boto3's answers.

    Args:
        activity: such as `aws.dynamodb.scan`.
        max_pages: how many at most.
        **parameters: the operation's.

    Raises:
        UsageError: boto3 has no paginator for it.
        Permanent: there are more pages than that, or a page leads to itself.
    """
    paginator = _paginator(activity)
    if paginator is None:
        raise UsageError(f"boto3 has no paginator for {activity.name}, so its answer is whole; call it by itself")
    tokens: dict[str, Any] = {}
    for _ in range(max_pages):
        page = await activity(**parameters, **tokens)
        yield page
        following = _following(paginator, cast("Mapping[str, Any]", page))
        if not following:
            return
        if following == tokens:
            raise Permanent(f"{activity.name} gives the same token again and again", code="same_page")
        tokens = following
    raise Permanent(f"{activity.name} has more than {max_pages} pages; say so with max_pages=", code="too_many_pages")


def _paginator(activity: Activity[..., Any]) -> Mapping[str, Any] | None:
    return activity.paginator if isinstance(activity, AwsActivity) else None


def _following(paginator: Mapping[str, Any], page: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that lead to the next page; empty after the last."""
    import jmespath

    more = paginator.get("more_results")
    if more is not None and not jmespath.search(more, page):
        return {}
    names, places = _listed(paginator["input_token"]), _listed(paginator["output_token"])
    found = {name: jmespath.search(place, page) for name, place in zip(names, places, strict=True)}
    return {name: token for name, token in found.items() if token not in (None, "", {})}


def _listed(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
