"""What is deprecated warns where it is used, and says what takes its place."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

import pytest

import eventual_connectors
from eventual_connectors import Attempt, Connector, Deprecation, deprecation, errors, workflow

acme = Connector("acme", client=lambda connection: None)
gone = Deprecation("1.4", removal="2.0", instead="acme.orders.submit")


@acme.activity("orders.send", effect="read", deprecated=gone)
async def send(client: None, attempt: Attempt, *, item: str) -> str:
    return item


@workflow(version="1")
async def two_orders() -> list[str]:
    return [await send(item="lamp"), await acme.with_options(timeout=5)["orders.send"](item="rug")]


def test_a_call_warns_on_the_line_that_makes_it() -> None:
    says = r"^acme\.orders\.send is deprecated since 1\.4, to be removed in 2\.0; use acme\.orders\.submit$"
    with pytest.warns(DeprecationWarning, match=says) as told:
        send(item="lamp").close()
    assert told[0].filename == __file__


PROGRAM = """
from tests.core.test_deprecation import two_orders
from eventual_connectors import connect_sync

with connect_sync("sqlite:///flow.db") as engine, engine.worker([two_orders]):
    print(engine.start(two_orders, id="one").result())
"""


def test_the_warning_is_shown_inside_a_workflow_too(tmp_path: Path) -> None:
    """Python reads the source line to show it, which workflow code may not do."""
    root = Path(__file__).parents[2]
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "eventual.toml").write_text("[connections.acme.default]\n")
    command = [sys.executable, "-W", "default::DeprecationWarning", "program.py"]
    done = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(root)}, capture_output=True, text=True)
    assert done.stdout.strip() == "['lamp', 'rug']", done.stderr
    assert done.stderr.count("DeprecationWarning: acme.orders.send is deprecated since 1.4") == 1  # once for the line


def test_a_deprecated_name_of_the_core_warns_whenever_it_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(deprecation.core_names, "Signal", Deprecation("0.2", removal="0.4"))
    monkeypatch.delitem(vars(eventual_connectors), "Signal", raising=False)
    for _ in range(2):
        with pytest.warns(
            DeprecationWarning, match=r"eventual_connectors\.Signal is deprecated since 0\.2, to be removed in 0\.4$"
        ) as told:
            assert eventual_connectors.Signal is not None
        assert told[0].filename == __file__


def test_what_is_not_deprecated_is_silent() -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert eventual_connectors.Signal is not None
    assert told == []


@pytest.mark.parametrize(("since", "removal"), [("1.4", "1.4"), ("2.0", "1.9"), ("soon", "2.0")])
def test_a_deprecation_leaves_its_users_a_release(since: str, removal: str) -> None:
    with pytest.raises(errors.UsageError):
        Deprecation(since, removal)
