"""`eventual replay` in a debugger: a breakpoint in workflow code is hit, and the variables are those of production."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import Shell


class Client:
    """An IDE, as far as the debug adapter protocol is concerned."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._stream = self._socket.makefile("rb")
        self._number = 0

    def send(self, command: str, **arguments: Any) -> int:
        self._number += 1
        body = json.dumps({"seq": self._number, "type": "request", "command": command, "arguments": arguments}).encode()
        self._socket.sendall(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        return self._number

    def ask(self, command: str, **arguments: Any) -> Any:
        number = self.send(command, **arguments)
        answer = next(one for one in self._messages() if one["type"] == "response" and one["request_seq"] == number)
        assert answer["success"], answer
        return answer.get("body")

    def wait_for(self, event: str) -> Any:
        return next(one for one in self._messages() if one["type"] == "event" and one["event"] == event).get("body")

    def close(self) -> None:
        self._stream.close()
        self._socket.close()

    def _messages(self) -> Iterator[Any]:
        while header := self._stream.readline():
            length = int(header.partition(b":")[2])
            while self._stream.readline().strip():
                pass
            yield json.loads(self._stream.read(length))


@pytest.mark.timeout(180)
def test_a_breakpoint_in_workflow_code_shows_the_variables_of_production(shop: Shell) -> None:
    made, exported = shop.run_many(
        (["run", "shop:checkout", "--input", "-", "--id", "debug-1"], '{"id": "o1", "amount": 5}'),
        (["history", "export", "debug-1", "-o", "debug-1.flow.jsonl"], ""),
    )
    assert (made.code, exported.code) == (0, 0)
    source = shop.folder / "shop.py"
    lines = source.read_text(encoding="utf-8").splitlines()
    (line,) = [number for number, text in enumerate(lines, 1) if "await reserve(" in text]

    command = [sys.executable, "-m", "eventual_connectors", "replay", "debug-1.flow.jsonl", "--debug", "--debug-port", "0"]
    environment = shop.environment | {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    with subprocess.Popen(command, cwd=shop.folder, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            waiting = next(said for said in process.stderr if "waiting for a debugger" in said)
            client = Client(int(waiting.rpartition(":")[2]))
            client.ask("initialize", adapterID="debugpy", clientID="test", linesStartAt1=True, columnsStartAt1=True, pathFormat="path")
            client.send("attach", justMyCode=True)
            client.wait_for("initialized")
            client.ask("setBreakpoints", source={"path": str(source)}, breakpoints=[{"line": line}])
            client.ask("configurationDone")

            stopped = client.wait_for("stopped")
            assert stopped["reason"] == "breakpoint"
            (frame, *_) = client.ask("stackTrace", threadId=stopped["threadId"])["stackFrames"]
            assert (frame["name"], frame["line"]) == ("checkout", line)
            (scope, *_) = client.ask("scopes", frameId=frame["id"])["scopes"]
            variables = {
                one["name"]: one["value"] for one in client.ask("variables", variablesReference=scope["variablesReference"])["variables"]
            }
            assert re.search(r"id='o1'.*amount=5", variables["order"])
            client.ask("continue", threadId=stopped["threadId"])
            client.wait_for("terminated")
            client.close()
            out, _ = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 0
    assert "same" in out


def test_a_launch_configuration_is_written_beside_others(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    assert shell.run("replay", "--init-vscode").code == 0
    path = tmp_path / ".vscode/launch.json"
    (ours,) = json.loads(path.read_text())["configurations"]
    assert (ours["module"], ours["args"]) == ("eventual_connectors", ["replay", "${file}"])

    theirs = {"name": "Theirs", "type": "debugpy", "request": "launch", "program": "x.py"}
    path.write_text(json.dumps({"version": "0.2.0", "configurations": [theirs], "compounds": []}))
    assert shell.run("replay", "--init-vscode").code == 0
    assert shell.run("replay", "--init-vscode").code == 0
    assert json.loads(path.read_text()) == {"version": "0.2.0", "configurations": [theirs, ours], "compounds": []}

    path.write_text("// mine\n{}")
    refused = shell.run("replay", "--init-vscode")
    assert refused.code == 2
    assert "launch.json is not plain JSON" in refused.error
    assert path.read_text() == "// mine\n{}"


def test_what_a_debugger_cannot_do_is_one_line(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    assert shell.run("replay").error == "give flow files, or folders that hold some"
    assert shell.run("replay", "a.flow.jsonl", "--debug", "--jobs", "2").error == "--debug plays in one process; leave --jobs out"
    (tmp_path / "without").mkdir()
    (tmp_path / "without/debugpy.py").write_text("raise ModuleNotFoundError(name='debugpy')")
    lacking = Shell(tmp_path, tmp_path / "without").run("replay", "a.flow.jsonl", "--debug")
    assert (lacking.code, lacking.error) == (2, "--debug needs debugpy: pip install 'eventual-connectors[debug]'")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = shell.run("replay", "a.flow.jsonl", "--debug", "--debug-port", str(taken.getsockname()[1]))
    assert busy.code == 2
    assert busy.error.startswith("no debugger can be waited for at 127.0.0.1:")
