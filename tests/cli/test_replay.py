"""`eventual history export` and `eventual replay`: flows over today's code, verdicts and exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eventual_connectors import connect_sync
from tests.cli.shell import Shell


@pytest.fixture(scope="module")
def flow(shop: Shell) -> Path:
    """A recorded execution of `checkout`."""
    assert shop.run("run", "shop:checkout", "--input", "-", "--id", "order-1", stdin='{"id": "o1", "amount": 5}').code == 0
    exported = shop.run("history", "export", "order-1", "-o", "order.flow.jsonl", "--json")
    assert exported.json["file"] == "order.flow.jsonl"
    return shop.folder / "order.flow.jsonl"


def _changed(flow: Path, name: str, **header: str) -> Path:
    first, *rest = flow.read_text().splitlines()
    path = flow.with_name(name)
    path.write_text("\n".join([json.dumps(json.loads(first) | header), *rest]) + "\n")
    return path


def test_export_writes_the_history_with_its_header(shop: Shell, flow: Path) -> None:
    header = json.loads(flow.read_text().splitlines()[0])
    assert (header["workflow"], header["reference"], header["engine"]) == ("checkout", "shop:checkout", "sqlite")
    assert header["input"] == {"order": {"amount": 5, "id": "o1"}}
    assert shop.run("history", "export", "order-1", "-o", "-").out == flow.read_text()
    refused = shop.run("history", "export", "order-1", "-o", "no/such/folder/x")
    assert (refused.code, refused.error) == (2, "no/such/folder/x cannot be written: No such file or directory")


def test_the_same_code_gives_the_same(shop: Shell, flow: Path) -> None:
    played = shop.run("replay", flow.name, "--json")
    assert played.code == 0
    assert played.json == {
        "flows": 1,
        "same": 1,
        "diverged": 0,
        "broken": 0,
        "results": [{"flow": flow.name, "verdict": "same", "detail": ""}],
    }


def test_other_code_diverges_and_exits_1(shop: Shell, flow: Path) -> None:
    shop.write("changed.py", (shop.folder / "shop.py").read_text().replace('{"held": held}', '{"kept": held}'))
    played = shop.run("replay", flow.name, "--app", "changed", "--json")
    assert played.code == 1
    assert (played.json["same"], played.json["diverged"]) == (0, 1)
    (result,) = played.json["results"]
    assert result["verdict"] == "diverged"
    assert result["detail"] == 'the code ends with completed {"kept":"held-o1"}, the history with completed {"held":"held-o1"}'


def test_what_cannot_be_read_is_one_line_each_and_the_rest_is_played(shop: Shell, flow: Path) -> None:
    old = _changed(flow, "old.flow.jsonl", format="eventual-history/0")
    played = shop.run("replay", old.name, "gone.flow.jsonl", flow.name, "--json")
    assert played.code == 2
    assert [result["verdict"] for result in played.json["results"]] == ["broken", "broken", "same"]
    lines = [line for line in played.err.splitlines() if line.startswith("error: ")]
    assert lines == [
        "error: old.flow.jsonl, line 1: the history has the format 'eventual-history/0', this version reads 'eventual-history/1'; "
        "export it again with this version",
        "error: gone.flow.jsonl cannot be read: No such file or directory",
    ]
    assert "Traceback" not in played.err


@pytest.mark.parametrize(
    ("reference", "line"),
    [
        ("gone:checkout", "no module is called 'gone'"),
        ("shop:chekout", "shop has no workflow called 'chekout'; did you mean 'checkout'?"),
        ("__main__:checkout", "the workflow 'checkout' came from __main__:checkout, which cannot be imported; use --app"),
    ],
)
def test_a_workflow_that_is_not_there_is_one_line(shop: Shell, flow: Path, reference: str, line: str) -> None:
    moved = _changed(flow, "moved.flow.jsonl", reference=reference)
    played = shop.run("replay", moved.name)
    assert played.code == 2
    assert played.error.startswith(f"moved.flow.jsonl: {line}")
    assert shop.run("replay", moved.name, "--app", "shop").code == 0


PROGRAM = """\
import asyncio
import sys

from eventual_connectors import connect, workflow


@workflow()
async def greet(name: str) -> str:
    return f"hello {name}"


async def main(id: str) -> None:
    async with connect("sqlite:///app.db") as engine, engine.worker([greet]):
        await (await engine.start(greet, "ann", id=id)).result()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
"""


@pytest.mark.parametrize(("how", "reference"), [(["program.py"], "program:greet"), (["-m", "package.program"], "package.program:greet")])
def test_what_a_program_recorded_is_replayed_by_its_importable_name(shop: Shell, how: list[str], reference: str) -> None:
    (shop.folder / "package").mkdir(exist_ok=True)
    shop.write("program.py", PROGRAM)
    shop.write("package/program.py", PROGRAM)
    command = [sys.executable, "-W", "error", *how, reference]
    subprocess.run(command, cwd=shop.folder, env=shop.environment, timeout=60, check=True)
    assert shop.run("history", "export", reference, "-o", "program.flow.jsonl").code == 0
    header = json.loads((shop.folder / "program.flow.jsonl").read_text().splitlines()[0])
    assert header["reference"] == reference
    assert shop.run("replay", "program.flow.jsonl", "--json").json["same"] == 1


STARTS = "async with connect('sqlite:///unguarded.db') as engine, engine.worker([greet]): ..."


@pytest.mark.parametrize("body", [STARTS, "await ring()", "await bell.ring()"], ids=["engine", "activity", "connector"])
def test_nothing_goes_out_while_an_application_is_imported(shop: Shell, flow: Path, body: str) -> None:
    shop.write(
        "unguarded.py",
        f"""\
import asyncio
from pathlib import Path
from eventual_connectors import Connection, Connector, activity, connect, connections, workflow

@workflow()
async def greet() -> str: ...

@activity()
async def ring() -> None:
    Path("rung").touch()

bell = Connector("bell", connection=Connection, client=lambda connection: None, classify=lambda error: None)
connections.configure("bell", Connection())

@bell.activity("ring", effect="unsafe")
async def ring_bell(client, attempt) -> None:
    Path("rung").touch()

bell.ring = ring_bell

async def main() -> None:
    {body}

asyncio.run(main())
""",
    )
    line = (
        "unguarded cannot be imported: it starts an engine or makes a call when it is imported; "
        'guard that with `if __name__ == "__main__":`'
    )
    for command in (["replay", flow.name, "--app", "unguarded"], ["check", "unguarded"], ["worker", "unguarded"]):
        done = shop.run(*command)
        assert (done.code, done.error) == (2, line)
    assert not (shop.folder / "rung").exists()
    assert not (shop.folder / "unguarded.db").exists()


def test_a_module_that_ends_the_process_is_one_line(shop: Shell) -> None:
    shop.write("ending.py", "raise SystemExit(0)")
    done = shop.run("check", "ending")
    assert (done.code, done.error) == (2, "ending cannot be imported: SystemExit: 0")


def test_an_execution_that_no_worker_took_up_has_no_history(shop: Shell) -> None:
    with connect_sync(f"sqlite:///{shop.folder / 'app.db'}"):
        pass  # whichever test comes first, there is a database
    assert shop.run("history", "export", "nobody").error.startswith("no execution has the id 'nobody'")
