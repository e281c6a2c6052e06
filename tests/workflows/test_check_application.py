"""The check follows what a workflow uses through the modules of its application, and no further."""

from __future__ import annotations

import importlib
import logging
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

import eventual_connectors.workflows.check as check
from eventual_connectors.engines.embedded.worker import Worker
from eventual_connectors.errors import WorkflowCodeError
from eventual_connectors.workflows.check import check_workflow
from eventual_connectors.workflows.check.sources import source_of

Write = Callable[..., ModuleType]

WORKFLOW = "from eventual_connectors import workflow\n"
CLOCK = "import time\ndef stamp() -> float:\n    return time.time()\n"


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Writes files into a folder that is not the current one, and imports the first of them unless another is named."""
    before = set(sys.modules)
    app = tmp_path / "app"
    monkeypatch.syspath_prepend(str(app))

    def written(load: str = "", **files: str) -> ModuleType:
        for name, text in files.items():
            path = app / (name.replace("__", "/") + ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text))
        importlib.invalidate_caches()
        return importlib.import_module(load or next(iter(files)).replace("__", "."))

    yield written
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_a_helper_in_another_module_of_the_package(write: Write, tmp_path: Path) -> None:
    module = write(
        shop__flows__orders=WORKFLOW + "from ..prices import total\n\n@workflow()\nasync def checkout() -> float:\n    return total()\n",
        shop__prices="from . import clocks\n\ndef total() -> float:\n    return clocks.stamp()\n",
        shop__clocks=CLOCK,
    )
    (found,) = check_workflow(module.checkout)
    assert (found.file, found.line, found.code) == (str(tmp_path / "app/shop/clocks.py"), 3, "clock")
    assert found.through == "checkout (orders.py:6) -> total (prices.py:4)"
    assert str(found).endswith("(clock), reached through checkout (orders.py:6) -> total (prices.py:4)")
    with pytest.raises(WorkflowCodeError, match=r"clocks.py:3: .* reached through checkout \(orders.py:6\)"):
        Worker(str(tmp_path / "db"), [module.checkout])


@pytest.mark.parametrize(
    "use",
    [
        "from beside import stamp\n    stamp()",
        "import beside\n    beside.stamp()",
        "from beside import Clock\n    Clock().read()",
        "from beside import Clock\n    Clock().now",
        "from beside import Clock\n    Clock().kept",
        "from beside import Clock\n    Clock.default()",
        "from beside import Started\n    Started()",
        "from beside import stamp\n    list(map(stamp, []))",
    ],
)
def test_functions_methods_and_properties_of_a_module_beside_it(write: Write, use: str) -> None:
    beside = CLOCK + textwrap.dedent("""
        import functools

        class Clock:
            def read(self) -> float:
                return stamp()

            @property
            def now(self) -> float:
                return stamp()

            @functools.cached_property
            def kept(self) -> float:
                return stamp()

            @staticmethod
            def default() -> float:
                return stamp()

        class Started:
            def __init__(self) -> None:
                self.at = stamp()
    """)
    module = write(flows=f"{WORKFLOW}import beside\n@workflow()\nasync def w() -> None:\n    {use}\n", beside=beside)
    (found,) = check_workflow(module.w)
    assert (Path(found.file).name, found.line) == ("beside.py", 3)


def test_a_relative_import_inside_a_function(write: Write) -> None:
    text = (
        "@workflow()\nasync def w() -> None:\n    from . import clocks\n    from .clocks import stamp as s\n    clocks.stamp()\n    s()\n"
    )
    module = write(shop__flows=f"{WORKFLOW}from . import clocks as _\n{text}", shop__clocks=CLOCK)
    (found,) = check_workflow(module.w)
    assert found.through == "w (flows.py:7)"


def test_a_module_below_the_current_directory(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flows = """
    from lib.clocks import stamp

    @workflow()
    async def elsewhere() -> None:
        stamp()

    @workflow()
    async def here() -> None:
        stamp()
    """
    module = write(flows=WORKFLOW + textwrap.dedent(flows), lib__clocks=CLOCK)
    monkeypatch.chdir(Path(__file__).parent)
    assert check_workflow(module.elsewhere) == []
    monkeypatch.chdir(tmp_path)
    assert len(check_workflow(module.here)) == 1


def test_modules_that_use_each_other(write: Write) -> None:
    flows = """
    import other

    @workflow()
    async def w() -> None:
        other.ping(3)

    def pong(n: int) -> None:
        other.ping(n - 1)
    """
    other = """
    import flows, os

    def ping(n: int) -> None:
        os.getenv("X")
        flows.pong(n)
        ping(0)
    """
    module = write(flows=WORKFLOW + textwrap.dedent(flows), other=other)
    assert [found.code for found in check_workflow(module.w)] == ["environment"]


def test_what_is_installed_is_not_entered(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = tmp_path / "app/lib/site-packages"
    installed.mkdir(parents=True)
    (installed / "clocks.py").write_text(CLOCK)
    monkeypatch.syspath_prepend(str(installed))
    monkeypatch.chdir(tmp_path)
    text = "from clocks import stamp\nimport json\nfrom eventual_connectors import durable\n"
    module = write(flows=f"{WORKFLOW}{text}@workflow()\nasync def w() -> None:\n    stamp()\n    json.dumps(1)\n    durable.now()\n")
    assert check_workflow(module.w) == []


def test_an_installed_application_is_followed_through_its_own_package(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path / "app/site-packages"))
    write(**{"site-packages__store__clocks": CLOCK}, load="store.clocks")
    flows = f"{WORKFLOW}from .clocks import stamp\n@workflow()\nasync def w() -> None:\n    stamp()\n"
    module = write(**{"site-packages__store__flows": flows}, load="store.flows")
    assert [found.code for found in check_workflow(module.w)] == ["clock"]


def test_an_activity_in_another_module_is_not_entered(write: Write) -> None:
    acts = """
    import time
    from eventual_connectors import activity

    @activity(name="check.app.read")
    def read() -> float:
        return time.time()
    """
    flows = f"{WORKFLOW}from acts import read\n@workflow()\nasync def w() -> float:\n    return await read()\n"
    assert check_workflow(write(flows=flows, acts=acts).w) == []


def test_a_very_large_application_is_read_up_to_a_bound(
    write: Write, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(check, "MOST_FUNCTIONS", 10)
    chain = "".join(f"def f{n}() -> None:\n    f{n + 1}()\n" for n in range(20))
    module = write(flows=f"{WORKFLOW}import big\n@workflow()\nasync def w() -> None:\n    big.f0()\n", big=f"{chain}{CLOCK}f20 = stamp\n")
    with caplog.at_level(logging.WARNING, "eventual.check"):
        assert check_workflow(module.w) == []
    assert "w uses more than 10 functions" in caplog.text


def test_a_helper_that_workflows_share_is_read_once(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "@workflow()\nasync def one() -> None:\n    stamp()\n@workflow()\nasync def two() -> None:\n    stamp()\n"
    module = write(flows=f"{WORKFLOW}from beside import stamp\n{text}", beside=CLOCK)
    first = check_workflow(module.one)
    read: list[str] = []

    def reading(function: FunctionType) -> Any:
        read.append(function.__name__)
        return source_of(function)

    monkeypatch.setattr(check, "source_of", reading)
    assert check_workflow(module.two) == first
    assert read == ["two"]
