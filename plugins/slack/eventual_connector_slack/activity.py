"""How Slack's methods are called; those that answer with a page, page after page as well."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Generic, ParamSpec, Self, TypeVar

from eventual_connectors import Activity, Permanent
from eventual_connectors.errors import UsageError

P = ParamSpec("P")
R = TypeVar("R")

MAX_PAGES = 1000
"""Pages of one listing, unless the caller says otherwise: each is a call in the history."""


class SlackActivity(Activity[P, R]):
    """A method of Slack."""


class PagedActivity(SlackActivity[P, dict[str, Any]], Generic[P]):
    """A method that answers with a page and a cursor."""

    def pages(self, *args: P.args, **kwargs: P.kwargs) -> Pages:
        """The pages, each by a durable call of its own: `async for page in slack.users_list.pages(limit=200)`."""
        self.bind(args, kwargs)
        return Pages(self, args, kwargs)

    async def items(self, *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[Any]:
        """What stands on the pages, one after the other: `async for user in slack.users_list.items(limit=200)`.

        Raises:
            UsageError: a page has several lists; use `pages`.
        """
        async for page in self.pages(*args, **kwargs):
            lists = [value for value in page.values() if isinstance(value, list)]
            if len(lists) > 1:
                raise UsageError(f"a page of {self.name} has several lists; use pages()")
            for item in lists[0] if lists else ():
                yield item


class Pages(AsyncIterator[dict[str, Any]]):
    """The pages of a listing. Nothing is asked before it is iterated over."""

    def __init__(self, listing: Activity[..., dict[str, Any]], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self._listing = listing
        self._args = args
        self._kwargs: dict[str, Any] | None = kwargs
        self._left = MAX_PAGES

    def up_to(self, pages: int) -> Self:
        """Allow so many pages instead of 1,000."""
        self._left = pages
        return self

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> dict[str, Any]:
        asked = self._kwargs
        if asked is None:
            raise StopAsyncIteration
        if self._left == 0:
            raise Permanent(f"{self._listing.name} has more pages than are allowed; see up_to(), or ask for less", code="too_many_pages")
        page = await self._listing(*self._args, **asked)
        self._left -= 1
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if cursor and cursor == asked.get("cursor"):
            raise Permanent(f"a page of {self._listing.name} leads to itself", code="pagination_loop")
        self._kwargs = {**asked, "cursor": cursor} if cursor else None
        return page
