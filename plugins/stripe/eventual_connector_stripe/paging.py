"""From a page to the parameters of the next one, in each of Stripe's three ways."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit


def following(asked: Mapping[str, Any], page: Any) -> dict[str, Any] | None:
    """The parameters of the next page; None after the last.

    Args:
        asked: the parameters of this page.
        page: the answer: a list or a search result of version 1, or a list of version 2.
    """
    if "next_page_url" in page:
        return _by_url(asked, page["next_page_url"])
    if not page.get("has_more") or not page["data"]:
        return None
    if page.get("next_page"):
        return {**asked, "page": page["next_page"]}
    if "ending_before" in asked:
        return {**asked, "ending_before": page["data"][0]["id"]}
    return {**asked, "starting_after": page["data"][-1]["id"]}


def _by_url(asked: Mapping[str, Any], url: str | None) -> dict[str, Any] | None:
    if not url:
        return None
    # What was asked for is in the page's token already; of the address nothing else is needed.
    token = parse_qs(urlsplit(url).query).get("page")
    return {**asked, "page": token[0]} if token else None
