"""How Stripe's operations are called: with Stripe's parameters and nothing else; those that list, page after page as well."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, Generic, ParamSpec, Self, TypeVar

from eventual_connectors import Activity, Call, Permanent
from eventual_connectors.errors import UsageError

from .operations import operations
from .paging import following

P = ParamSpec("P")
R = TypeVar("R")
Page = TypeVar("Page")
Item = TypeVar("Item")

MAX_PAGES = 1000
"""Pages of one listing, unless the caller says otherwise: each is a call in the history."""

_INSTEAD = {
    "api_key": "configure it in the connection",
    "idempotency_key": "use with_options(key=...)",
    "max_network_retries": "use with_options(retry=...)",
    "stripe_account": "configure it in the connection",
    "stripe_context": "configure it in the connection",
    "stripe_version": "configure api_version in the connection",
    "content_type": "it is not supported",
    "headers": "it is not supported",
}
"""The SDK's types let its own options stand among the parameters. Here they would be recorded, a key among them."""


class StripeActivity(Activity[P, R]):
    """An operation of Stripe."""

    def __call__(self, /, *args: P.args, **kwargs: P.kwargs) -> Call[R]:
        """Make a call; await it to have it carried out.

        Raises:
            UsageError: an id is no text, the parameters are no mapping, or an option of the SDK stands among them.
        """
        self._check(args, kwargs)
        for value in (*args, *kwargs.values()):
            for name in _INSTEAD.keys() & value.keys() if isinstance(value, Mapping) else ():
                raise UsageError(f"{self.name}: {name} is no parameter of Stripe; {_INSTEAD[name]}")
        return super().__call__(*args, **kwargs)

    def _check(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        # The SDK would send None as a word, and "" or ".." as the path of something else.
        ids = operations()[self.name.partition(".")[2]].ids
        for name, value in zip(ids, args, strict=False):
            if not isinstance(value, str) or value in ("", ".", ".."):
                raise UsageError(f"{self.name}: {name} is an id of Stripe, a text that is not empty, not {value!r}")
        for params in (*args[len(ids) :], kwargs.get("params")):
            if params is not None and not isinstance(params, Mapping):
                raise UsageError(f"{self.name}: the parameters are a dict, such as {{'limit': 10}}, not {params!r}")


class ListActivity(StripeActivity[P, Page], Generic[P, Page, Item]):
    """An operation that answers with a page."""

    def pages(self, *args: P.args, **kwargs: P.kwargs) -> Pages[Page]:
        """The pages, each by a durable call of its own: `async for page in stripe.v1.charges.list.pages({"limit": 100})`.

        Arguments are those of the operation itself. What `ending_before` asks for is read backwards, as the SDK does.
        """
        return Pages(self, args, kwargs)

    def items(self, *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[Item]:
        """What stands on the pages, one after the other."""
        return _items(self.pages(*args, **kwargs), backwards="ending_before" in _params(args, kwargs))


class Pages(AsyncIterator[Page]):
    """The pages of a listing. Nothing is asked before it is iterated over."""

    def __init__(self, listing: Activity[..., Page], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        self._listing = listing
        self._ids = tuple(value for value in args if not isinstance(value, Mapping))
        self._params: dict[str, Any] | None = _params(args, kwargs)
        self._left = MAX_PAGES

    def up_to(self, pages: int) -> Self:
        """Allow so many pages instead of 1,000."""
        self._left = pages
        return self

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Page:
        asked = self._params
        if asked is None:
            raise StopAsyncIteration
        if self._left == 0:
            raise Permanent(f"{self._listing.name} has more pages than are allowed; see up_to(), or ask for less", code="too_many_pages")
        page = await (self._listing(*self._ids, asked) if asked else self._listing(*self._ids))
        self._left -= 1
        self._params = following(asked, page)
        if self._params == asked:
            raise Permanent(f"a page of {self._listing.name} leads to itself", code="pagination_loop")
        return page


async def _items(pages: Pages[Any], *, backwards: bool) -> AsyncIterator[Any]:
    async for page in pages:
        for item in reversed(page.data) if backwards else page.data:
            yield item


def _params(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    given = kwargs.get("params") or (args[-1] if args and isinstance(args[-1], Mapping) else {})
    return dict(given)
