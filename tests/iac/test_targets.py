"""What each target writes for one application, reviewed by eye and kept; `make iac` shows it to the targets' own tools."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from eventual_connectors.errors import UsageError
from eventual_connectors.iac.folder import differences, write
from eventual_connectors.iac.plan import Plan, plan_of
from eventual_connectors.iac.targets import BUILT_IN, files_of, target
from eventual_connectors.iac.texts import HEADER
from eventual_connectors.iac.usage import usage_of
from eventual_connectors.requirements import Arn, Queue, Statement, Table
from tests.iac import shop

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def plan() -> Plan:
    usage = usage_of([shop.checkout, shop.obscure], ("eventual_connector_stripe",))
    return plan_of("shop", usage.uses, usage.unresolved)


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_files_are_those_that_were_reviewed(plan: Plan, name: str) -> None:
    """EVENTUAL_GOLDEN=write renews them."""
    files = files_of(name, plan)
    if os.environ.get("EVENTUAL_GOLDEN") == "write":
        write(GOLDEN / name, files)
    assert differences(GOLDEN / name, files) == []
    assert {file.name for file in (GOLDEN / name).iterdir()} == files.keys()


def test_credentials_are_those_of_the_connections_in_use(plan: Plan) -> None:
    assert [(one.name, one.variable) for one in plan.credentials] == [
        ("parcels/default/token", "EVENTUAL_CONNECTIONS__PARCELS__DEFAULT__TOKEN"),
        ("stripe/default/api_key", "EVENTUAL_CONNECTIONS__STRIPE__DEFAULT__API_KEY"),
        ("stripe/eu/api_key", "EVENTUAL_CONNECTIONS__STRIPE__EU__API_KEY"),
    ]


def test_no_action_is_a_wildcard_and_no_resource_that_is_known(plan: Plan) -> None:
    allowed = {action: statement.resources for statement in plan.statements for action in statement.actions}
    assert not [action for action in allowed if "*" in action]
    assert {action for action, resources in allowed.items() if not resources} == {"iam:PassRole"}
    assert all(statement.because for statement in plan.statements)


def test_statements_on_the_same_resources_are_one() -> None:
    table = Arn("dynamodb", "table/t")
    reads, writes = Statement(("dynamodb:GetItem",), (table,), ("a:1",)), Statement(("dynamodb:PutItem",), (table,), ("a:2",))
    other = Statement(("dynamodb:GetItem",), (), ("a:3",))
    shop.parcels.requires(reads, writes, other, reads)
    try:
        found = plan_of("x", usage_of([shop.ship]).uses).statements
    finally:
        del shop.parcels._requirements[-4:]
    ours = [one for one in found if any(action.startswith("dynamodb:") for action in one.actions)]
    assert ours == [other, Statement(("dynamodb:GetItem", "dynamodb:PutItem"), (table,), ("a:1", "a:2"))]


@pytest.mark.parametrize("name", BUILT_IN)
def test_nothing_is_written_that_is_not_needed(name: str) -> None:
    text = "".join(target(name)(plan_of("empty", ())).values()).lower()
    for word in ("dynamodb", "sqs", "secret_", "partition", "kms:decrypt"):
        assert word not in text


@pytest.mark.parametrize("name", BUILT_IN)
def test_what_is_written_does_not_depend_on_the_order_of_the_code(plan: Plan, name: str) -> None:
    backwards = plan_of("shop", plan.uses[::-1], plan.unresolved)
    assert dict(target(name)(dataclasses.replace(backwards, uses=plan.uses))) == dict(target(name)(plan))


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_file_says_that_it_is_generated_and_holds_no_credential(plan: Plan, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARCELS_TOKEN", "tok_do_not_write_me")
    for content in target(name)(plan).values():
        assert HEADER in content.partition("\n\n")[0]
        assert "tok_do_not_write_me" not in content


def test_an_items_end_and_a_plain_queue_are_written_everywhere() -> None:
    plan = Plan("x", tables=(Table("seen", "id", expires="until"),), queues=(Queue("mail"),))
    for name in BUILT_IN:
        text = "".join(target(name)(plan).values())
        assert "until" in text
        assert ".fifo" not in text


def test_files_of_somebody_else_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("# mine\n")
    with pytest.raises(UsageError, match=r"main\.tf was not written by `eventual iac`"):
        write(tmp_path, {"README.md": f"{HEADER}\n", "main.tf": f"# {HEADER}\n"})
    assert [file.name for file in tmp_path.iterdir()] == ["main.tf"]


def test_an_unknown_target_is_told_which_there_are() -> None:
    with pytest.raises(UsageError, match="there is no target 'terrafrom'; use cdk, cloudformation, pulumi, sst, terraform"):
        target("terrafrom")
