"""`eventual timeline`: one HTML file of a history, which says all and can do nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from tests.cli.shell import Shell


class Page(HTMLParser):
    """What a browser makes of it: tags with their attributes, and texts."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_a_page_shows_every_row_and_the_payloads(shop: Shell) -> None:
    order = '{"id": "<img src=x onerror=alert(1)>", "amount": 5}'
    made, exported, of_the_file, of_the_engine, shown = shop.run_many(
        (["run", "shop:checkout", "--input", "-", "--id", "page-1"], order),
        (["history", "export", "page-1", "-o", "page-1.flow.jsonl"], ""),
        (["timeline", "page-1.flow.jsonl", "-o", "page-1.html", "--json"], ""),
        (["timeline", "page-1"], ""),
        (["executions", "show", "page-1", "--json"], ""),
    )
    assert (made.code, exported.code, of_the_file.code, of_the_engine.code) == (0, 0, 0, 0)
    assert of_the_file.json == shown.json["timeline"]
    assert "in doubt: ConnectionError: no route to the shop" in of_the_engine.out

    page = Page((shop.folder / "page-1.html").read_text(encoding="utf-8"))
    assert sum(tag == "tr" for tag, _ in page.tags) == 1 + len(of_the_file.json)
    whole = "".join(page.texts)
    for text in ("page-1: checkout", "reserve", "in doubt: ConnectionError: no route to the shop", '"amount": 5', "onerror=alert(1)"):
        assert text in whole
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img", "link", "iframe", "a"})
    assert all({"src", "href"}.isdisjoint(attributes) for _, attributes in page.tags)
    bars = [attributes["style"] or "" for tag, attributes in page.tags if tag == "i" and "style" in attributes]
    assert len(bars) == len(of_the_file.json)
    for style in bars:
        left, width = map(float, re.findall(r"([\d.]+)%", style))
        assert 0 <= left <= 100
        assert left + width <= 100.6


def test_credentials_are_masked(shop: Shell) -> None:
    shop.write("card.json", '{"number": "4242424242424242", "exp": "12/30"}')
    run = ["run", "shop:paying_twice", "--input", str(shop.folder / "card.json"), "--id", "page-2"]
    with shop.start(*run, until="parked: log_in: "):
        pass
    assert shop.run("timeline", "page-2", "-o", "page-2.html").code == 0
    page = (shop.folder / "page-2.html").read_text(encoding="utf-8")
    assert "parked: " in page
    assert "4242424242424242" not in page


def test_what_looks_like_a_credential_is_not_on_the_page(shop: Shell) -> None:
    secret = "sk" + "_live_" + "aB3" * 8
    assert shop.run("run", "shop:checkout", "--input", "-", "--id", "page-5", stdin=f'{{"id": "{secret}", "amount": 5}}').code == 0
    assert shop.run("timeline", "page-5", "-o", "page-5.html").code == 0
    assert secret not in (shop.folder / "page-5.html").read_text(encoding="utf-8")


def test_what_is_not_there_or_cannot_be_written_is_one_line(shop: Shell) -> None:
    made, none, nowhere, unknown = shop.run_many(
        (["run", "shop:checkout", "--input", "-", "--id", "page-3"], '{"id": "o3", "amount": 5}'),
        (["timeline", "none.flow.jsonl"], ""),
        (["timeline", "page-3", "-o", "no/such/page.html"], ""),
        (["timeline", "page-4"], ""),
    )
    assert made.code == 0
    assert (none.code, none.error) == (2, "none.flow.jsonl cannot be read: No such file or directory")
    assert (nowhere.code, nowhere.error) == (2, "no/such/page.html cannot be written: No such file or directory")
    assert unknown.code == 2
    assert "page-4" in unknown.error
