"""Page after page, each a durable read of its own, with an upper bound."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from ..call import Call
from ..errors import Permanent
from .response import HttpResponse

MAX_PAGES = 1000
"""Pages of one listing, unless the caller says otherwise: an API that gives the same link for ever must not fill a history."""


@dataclass(frozen=True)
class Page:
    """Which page is asked for.

    Attributes:
        number: from 1.
        url: a path below the connection's base URL, with placeholders.
        path: their values.
        params: its query.
    """

    number: int
    url: str
    path: Mapping[str, Any] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)


NextPage = Callable[[Page, HttpResponse], Page | None]
"""From a page and its answer to the next page; None after the last."""


def by_link(relation: str = "next") -> NextPage:
    """The answer's Link header leads to the next page (RFC 8288)."""

    def following(page: Page, answer: HttpResponse) -> Page | None:
        target = answer.links.get(relation)
        return None if target is None else Page(page.number + 1, target)

    return following


def by_cursor(field: str = "next_cursor", *, param: str = "cursor") -> NextPage:
    """The answer's body holds a cursor for the next page; none, null, false or an empty text after the last.

    Args:
        field: where it stands in the body; dots lead into objects, as in `paging.next.after`.
        param: the query parameter that takes it.
    """

    def following(page: Page, answer: HttpResponse) -> Page | None:
        cursor = _at(answer.body, field)
        if cursor is None or cursor is False or cursor == "":  # 0 is one
            return None
        return replace(page, number=page.number + 1, params={**page.params, param: cursor})

    return following


def by_page(items: str = "", *, param: str = "page", first: int = 1) -> NextPage:
    """Pages have numbers; the first one without items is the last.

    Args:
        items: where the list of items stands in the body, as in `by_cursor`; empty where the body is that list.
        param: the query parameter that takes the number.
        first: the number of the first page, where the query names none.
    """

    def following(page: Page, answer: HttpResponse) -> Page | None:
        found = _at(answer.body, items) if items else answer.body
        if not isinstance(found, list):
            raise Permanent(f"page {page.number} has no list of items{f' at {items}' if items else ''}", code="no_items")
        return None if not found else replace(page, number=page.number + 1, params={**page.params, param: _number(page, param, first) + 1})

    return following


def _number(page: Page, param: str, first: int) -> int:
    """The number of this page: the caller may begin with a later one."""
    given = page.params.get(param, first)
    try:
        return int(given)
    except (TypeError, ValueError):
        raise Permanent(f"the parameter {param} is {given!r}, which is no number of a page", code="not_sent") from None


class Pages(AsyncIterator[HttpResponse]):
    """The pages of a listing: `async for page in warehouse.pages("/orders"): …`. Nothing is asked before it is iterated over."""

    def __init__(self, get: Callable[[Page], Call[HttpResponse]], first: Page, following: NextPage, max_pages: int) -> None:
        self._get = get
        self._page: Page | None = first
        self._following = following
        self._max_pages = max_pages

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> HttpResponse:
        page = self._page
        if page is None:
            raise StopAsyncIteration
        if page.number > self._max_pages:
            raise Permanent(f"{page.url} has more than {self._max_pages} pages; raise max_pages=, or ask for less", code="too_many_pages")
        answer = await self._get(page)
        following = self._following(page, answer)
        if following is not None and replace(following, number=page.number) == page:
            raise Permanent(f"page {page.number} of {page.url} leads to itself", code="pagination_loop")
        self._page = following
        return answer


def _at(body: Any, field: str) -> Any:
    for name in field.split("."):
        body = body.get(name) if isinstance(body, Mapping) else None
    return body
