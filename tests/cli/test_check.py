"""`eventual check`."""

from __future__ import annotations

from tests.cli.shell import Shell

UNSAFE = """\
import random

from eventual_connectors import workflow


def dice() -> float:
    return random.random()


@workflow()
async def one() -> float:
    return dice()


@workflow()
async def two() -> float:
    return dice()
"""


def test_what_cannot_be_replayed_is_found_once_and_exits_1(shop: Shell) -> None:
    shop.write("unsafe.py", UNSAFE)
    checked = shop.run("check", "unsafe", "shop", "--json")
    assert checked.code == 1
    (finding,) = checked.json["findings"]
    assert (finding["file"], finding["line"], finding["code"]) == (str(shop.folder / "unsafe.py"), 7, "random")
    assert {"unsafe:one", "unsafe:two", "shop:checkout"} <= set(checked.json["workflows"])
    assert shop.run("check", "unsafe").out.startswith(f"{shop.folder / 'unsafe.py'}:7: ")


def test_code_that_can_be_replayed_exits_0(shop: Shell) -> None:
    checked = shop.run("check", "shop:service")
    assert (checked.code, checked.out) == (0, "")
    assert checked.err.splitlines()[-1] == "checked shop:checkout, shop:paying: no findings"


def test_a_workflow_that_cannot_be_replayed_does_not_start(shop: Shell) -> None:
    shop.write("unsafe.py", UNSAFE)
    done = shop.run("run", "unsafe:one", "--id", "unsafe-1")
    assert done.code == 2
    assert done.error.startswith(f"workflow one: {shop.folder / 'unsafe.py'}:7: ")
    assert shop.run("executions", "show", "unsafe-1").code == 2
