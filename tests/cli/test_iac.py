"""`eventual iac`, as it is typed."""

from __future__ import annotations

import json
import subprocess
import textwrap
from pathlib import Path

import pytest

from tests.cli.shell import COMMAND

APP = """
    from eventual_connector_aws import aws
    from eventual_connectors import workflow


    @workflow(version="1")
    async def note(text: str) -> None:
        await aws.once.dynamodb.put_item(TableName="notes", Item={"pk": {"S": text}})
"""


def eventual(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def app(tmp_path: Path) -> Path:
    (tmp_path / "notes.py").write_text(textwrap.dedent(APP))
    return tmp_path


def test_what_is_used_is_written_and_shown_with_its_line(app: Path) -> None:
    done = eventual(app, "iac", "terraform", "notes", "-o", "infra")
    assert done.returncode == 0, done.stderr
    assert "aws.once.dynamodb.put_item  notes.py:8  dynamodb:PutItem" in done.stdout
    assert sorted(file.name for file in (app / "infra").iterdir()) == ["README.md", "main.tf", "outputs.tf", "variables.tf", "versions.tf"]
    assert "notes.py:8 once.dynamodb.put_item" in (app / "infra/README.md").read_text()
    again = eventual(app, "iac", "terraform", "notes", "-o", "infra", "--check")
    assert (again.returncode, again.stderr) == (0, "infra is as it would be written\n")


def test_a_policy_that_aws_would_not_take_is_said(app: Path) -> None:
    few = eventual(app, "iac", "terraform", "notes", "-o", "infra")
    assert "warning" not in few.stderr
    many = eventual(app, "iac", "terraform", "--connector", "aws", "--activities", "ec2.*", "-o", "all")
    assert many.returncode == 0, many.stderr
    assert "AWS takes 6,144 in one: generate it for fewer workflows" in many.stderr
    assert "## The policy is too long" in (app / "all/README.md").read_text()


def test_a_check_fails_once_the_code_uses_something_else(app: Path) -> None:
    eventual(app, "iac", "cdk", "notes", "-o", "infra")
    (app / "notes.py").write_text(textwrap.dedent(APP).replace("once.dynamodb.put_item", "dynamodb.put_item"))
    checked = eventual(app, "iac", "cdk", "notes", "-o", "infra", "--check")
    assert checked.returncode == 1
    assert checked.stderr == "infra: notes_resources.py, README.md would be written otherwise\n"
    assert "eventual_ledger" in (app / "infra/notes_resources.py").read_text()


def test_a_plugin_alone_as_json(app: Path) -> None:
    done = eventual(app, "iac", "cloudformation", "--connector", "aws", "--activities", "once.dynamodb.*", "-o", "infra", "--json")
    told = json.loads(done.stdout)
    assert told["files"] == ["template.yaml", "README.md"]
    assert told["tables"] == ["eventual-ledger"]
    assert {use["activity"] for use in told["uses"]} >= {"aws.once.dynamodb.put_item", "aws.once.dynamodb.update_item"}


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["terraform", "-o", "x"], "name the module with the workflows, or a connector by --connector"),
        (["terraform", "nowhere", "-o", "x"], "no module is called 'nowhere'"),
        (["terraform", "notes", "--activities", "a", "-o", "x"], "--activities are those of a connector; name it by --connector"),
        (["terraform", "--connector", "slack", "--activities", "once.*", "-o", "x"], "slack has no activity called 'once.*'"),
        (["terraform", "notes", "--name", "Shop!", "-o", "x"], "'Shop!' cannot begin the names of resources"),
        (["terraform", "notes", "-o", "notes.py"], "notes.py cannot be written to: File exists"),
    ],
)
def test_a_users_mistake_is_one_line(app: Path, arguments: list[str], error: str) -> None:
    done = eventual(app, "iac", *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {error}")
    assert done.stderr.count("\n") == 1
    assert not (app / "x").exists()
