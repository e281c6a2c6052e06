"""The guide's blocks are one module; its test passes, and its workflows do what the text says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from eventual_connectors.http import HttpConnection
from tests.cli.shell import ROOT, Shell

GUIDE = ROOT / "docs/how-to/call-any-http-api.md"

MORE = """
def test_typed_operations(eventual, fake_warehouse):
    first, second = eventual.run(order_twice, "lamp")
    assert (first.item, second.item, first.id != second.id) == ("lamp", "lamp", True)

def test_pages(eventual, fake_warehouse):
    for number in range(5):
        fake_warehouse.put(f"/orders/{number}", {"item": str(number)})
    assert eventual.run(all_items) == ["0", "1", "2", "3", "4"]

def test_a_function_of_ones_own(eventual, fake_warehouse):
    @workflow(version="1")
    async def count() -> int:
        return await count_stock(item="lamp")

    fake_warehouse.put("/orders/1", {"item": "lamp"})
    assert eventual.run(count) == 1

def test_classes():
    assert (search.effect, mail.effect, warehouse.put.effect, warehouse.post.effect) == ("read", "unsafe", "natural", "keyed")
"""


def test_the_guide_works_as_it_stands(tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    shell = Shell(tmp_path, tmp_path)
    shell.write("test_guide.py", "\n".join([*blocks, MORE]))
    command = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:asyncio", "test_guide.py"]
    done = subprocess.run(command, cwd=tmp_path, env=shell.environment, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 passed" in done.stdout


def test_the_guides_settings_are_settings() -> None:
    """Those that are commented out as well."""
    import tomllib

    (block,) = re.findall(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    settings = tomllib.loads(re.sub(r"^# ", "", block, flags=re.MULTILINE))["connections"]["warehouse"]["default"]
    del settings["username"], settings["password"]  # instead of the token
    assert set(settings) <= set(HttpConnection.model_fields)
    assert HttpConnection(**settings).base_url == "https://warehouse.example/v2"
