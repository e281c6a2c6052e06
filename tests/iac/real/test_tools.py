"""What `eventual iac` wrote (tests/iac/golden), in the hands of the tools that it is for. Run by `make iac`, in their own environment."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import boto3
import pytest
from cfnlint.decode import cfn_yaml
from moto import mock_aws

GOLDEN = Path(__file__).parents[1] / "golden"
TOOLS = Path(sys.executable).parent
TOOLS_TIMEOUT = 300

NETWORK_MIRRORS = ("~/.terraform.d/plugins", "/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins", "/opt/tf-plugins")
"""Where machines keep Terraform's providers that install none from the network; EVENTUAL_TERRAFORM_PLUGINS names another folder."""

NOT_ASKED_OF_US = {"CKV2_AWS_57": "Secrets Manager cannot rotate a vendor's credential: it is made anew at the vendor, and put in"}
"""Checks of checkov that are left out, each for this reason."""


KEY = "arn:aws:kms:eu-central-1:123456789012:key/mine"
"""Given to each stack, since moto keeps an element of a list that a template leaves out without it."""


def run(*command: str | Path, within: Path, **environment: str) -> str:
    """Run a tool and return what it printed."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=within,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=TOOLS_TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture
def files(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A copy of what one target wrote."""
    return shutil.copytree(GOLDEN / request.param, tmp_path / request.param)


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An account in which stacks are really made."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        yield


def without_secrets(template: dict[str, Any]) -> dict[str, Any]:
    """The template without its secrets, which moto's CloudFormation does not make; references to them become ARNs."""
    secrets = {name for name, one in template["Resources"].items() if one["Type"] == "AWS::SecretsManager::Secret"}
    assert len(secrets) == 3

    def replaced(tree: Any) -> Any:
        if isinstance(tree, dict):
            if tree.keys() == {"Ref"} and tree["Ref"] in secrets:
                return f"arn:aws:secretsmanager:eu-central-1:123456789012:secret:{tree['Ref']}"
            return {name: replaced(value) for name, value in tree.items()}
        return [replaced(each) for each in tree] if isinstance(tree, list) else tree

    kept = {name: one for name, one in template["Resources"].items() if name not in secrets}
    return {**replaced(template), "Resources": replaced(kept)}


def deployed(template: dict[str, Any], **parameters: str) -> dict[str, list[str]]:
    """Make a stack; the names of what is in it, by type."""
    stacks = boto3.client("cloudformation")
    given = [{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()]
    stacks.create_stack(
        StackName="shop", TemplateBody=json.dumps(without_secrets(template)), Parameters=given, Capabilities=["CAPABILITY_IAM"]
    )
    (stack,) = stacks.describe_stacks(StackName="shop")["Stacks"]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    found: dict[str, list[str]] = {}
    for resource in stacks.list_stack_resources(StackName="shop")["StackResourceSummaries"]:
        found.setdefault(resource["ResourceType"], []).append(resource["PhysicalResourceId"])
    return found


def template_in(files: Path) -> dict[str, Any]:
    """The template as JSON: its short functions in their long form."""
    plain: dict[str, Any] = json.loads(json.dumps(cfn_yaml.load(str(files / "template.yaml"))))
    return plain


def statements_of(document: dict[str, Any]) -> dict[str, Any]:
    """What each action is allowed on."""
    found: dict[str, Any] = {}
    for statement in document["Statement"]:
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        for action in actions:
            found.setdefault(action, []).extend(resources)
    return found


# Terraform.


def _not_installed() -> NoReturn:
    """No package index has Terraform, so a machine may be without it; checkov then still reads what is written for it, as HCL."""
    problem = "terraform is not installed: what is written for it is not shown to it"
    if os.environ.get("EVENTUAL_TERRAFORM") == "required":
        pytest.fail(problem)
    pytest.skip(problem)


@pytest.mark.parametrize("files", ["terraform"], indirect=True)
def test_terraform_takes_the_module(files: Path, tmp_path: Path) -> None:
    terraform = shutil.which("terraform") or _not_installed()
    places = [os.environ.get("EVENTUAL_TERRAFORM_PLUGINS", ""), *NETWORK_MIRRORS]
    mirrors = [Path(place).expanduser() for place in places if place]
    mirror = next((place for place in mirrors if any(place.glob("*/hashicorp/aws"))), None)
    assert mirror, f"no AWS provider in any of {', '.join(map(str, mirrors))}; name the folder by EVENTUAL_TERRAFORM_PLUGINS"
    # A configuration that a machine prepared would choose other providers.
    settings = {"TF_CLI_CONFIG_FILE": str(tmp_path / "none.tfrc"), "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"}
    (tmp_path / "none.tfrc").write_text("")
    run(terraform, "fmt", "-check", "-diff", "-recursive", within=files, **settings)
    run(terraform, "init", "-input=false", "-no-color", f"-plugin-dir={mirror}", within=files, **settings)
    assert json.loads(run(terraform, "validate", "-json", within=files, **settings)) | {"diagnostics": []} == {
        "format_version": "1.0",
        "valid": True,
        "error_count": 0,
        "warning_count": 0,
        "diagnostics": [],
    }


# CloudFormation and the CDK.


@pytest.mark.parametrize("files", ["cloudformation"], indirect=True)
def test_cfn_lint_finds_nothing_in_the_template(files: Path) -> None:
    run(TOOLS / "cfn-lint", "template.yaml", within=files)


@pytest.mark.parametrize("files", ["cloudformation"], indirect=True)
def test_the_template_makes_what_it_says(files: Path, account: None) -> None:
    boto3.client("iam").create_role(RoleName="app", AssumeRolePolicyDocument="{}")
    made = deployed(template_in(files), RoleNames="app", KmsKeyArn=KEY)
    (table,) = made["AWS::DynamoDB::Table"]
    about = boto3.client("dynamodb").describe_table(TableName=table)["Table"]
    assert (table, about["KeySchema"]) == ("shop-eventual-ledger", [{"AttributeName": "pk", "KeyType": "HASH"}])
    assert about["DeletionProtectionEnabled"] is True
    assert len(made["AWS::SQS::Queue"]) == 2
    (policy,) = made["AWS::IAM::ManagedPolicy"]
    (attached,) = boto3.client("iam").list_attached_role_policies(RoleName="app")["AttachedPolicies"]
    assert attached["PolicyArn"] == policy
    document = boto3.client("iam").get_policy_version(PolicyArn=policy, VersionId="v1")["PolicyVersion"]["Document"]
    allowed = statements_of(document)
    assert allowed["dynamodb:UpdateItem"] == ["arn:aws:dynamodb:eu-central-1:123456789012:table/accounts"]
    assert allowed["dynamodb:PutItem"] == [about["TableArn"]]
    assert allowed["s3:PutObject"] == ["arn:aws:s3:::reservations/*"]


@pytest.mark.parametrize("files", ["cloudformation"], indirect=True)
def test_a_table_that_exists_is_used_and_none_is_made(files: Path, account: None) -> None:
    made = deployed(template_in(files), KmsKeyArn=KEY, EventualLedgerTableName="mine", JobsQueueArn="arn:aws:sqs:eu-central-1:1:mine")
    assert "AWS::DynamoDB::Table" not in made
    assert "AWS::SQS::Queue" not in made
    (policy,) = made["AWS::IAM::ManagedPolicy"]
    document = boto3.client("iam").get_policy_version(PolicyArn=policy, VersionId="v1")["PolicyVersion"]["Document"]
    assert statements_of(document)["dynamodb:PutItem"] == ["arn:aws:dynamodb:eu-central-1:123456789012:table/mine"]
    assert statements_of(document)["sqs:SendMessage"] == ["arn:aws:sqs:eu-central-1:1:mine"]


STACKS = """
import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb, aws_iam as iam, aws_kms as kms, aws_sqs as sqs
from shop_resources import ShopResources

app = cdk.App(outdir="out")
for name in ("Own", "Given"):
    stack = cdk.Stack(app, name)
    given = {}
    if name == "Given":
        given["eventual_ledger_table"] = dynamodb.Table.from_table_name(stack, "Mine", "mine")
        given["jobs_queue"] = sqs.Queue.from_queue_arn(stack, "Jobs", "arn:aws:sqs:eu-central-1:123456789012:mine")
        given["encryption_key"] = kms.Key(stack, "Key")
    role = iam.Role(stack, "App", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    ShopResources(stack, "Shop", **given).grant(role)
app.synth()
"""


@pytest.mark.parametrize("files", ["cdk"], indirect=True)
def test_the_construct_makes_what_it_says(files: Path, account: None) -> None:
    (files / "app.py").write_text(STACKS)
    run(sys.executable, "app.py", within=files, JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION="1")
    templates = {name: files / "out" / f"{name}.template.json" for name in ("Own", "Given")}
    run(TOOLS / "cfn-lint", *templates.values(), within=files)
    given = json.loads(templates["Given"].read_text())["Resources"].values()
    assert not {"AWS::DynamoDB::Table", "AWS::SQS::Queue"} & {resource["Type"] for resource in given}
    # The parameter is the CDK's own, of its bootstrapping; there is none in this account.
    own = json.loads(templates["Own"].read_text())
    for part in ("Parameters", "Rules"):
        own.pop(part, None)
    made = deployed(own)
    assert made["AWS::DynamoDB::Table"] == ["shop-eventual-ledger"]
    assert boto3.client("dynamodb").describe_table(TableName="shop-eventual-ledger")["Table"]["DeletionProtectionEnabled"] is True
    kept = {resource["Type"] for resource in own["Resources"].values() if resource.get("DeletionPolicy") == "Retain"}
    assert kept == {"AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::SecretsManager::Secret"}
    (role,) = made["AWS::IAM::Role"]
    (inline,) = boto3.client("iam").list_role_policies(RoleName=role)["PolicyNames"]
    allowed = statements_of(boto3.client("iam").get_role_policy(RoleName=role, PolicyName=inline)["PolicyDocument"])
    assert allowed["dynamodb:UpdateItem"] == ["arn:aws:dynamodb:eu-central-1:123456789012:table/accounts"]
    assert len(allowed["secretsmanager:GetSecretValue"]) == 3


# Pulumi.


@pytest.mark.parametrize("files", ["pulumi"], indirect=True)
def test_the_component_makes_what_it_says(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pulumi

    made: dict[str, dict[str, Any]] = {}
    asked: list[dict[str, Any]] = []

    class Cloud(pulumi.runtime.Mocks):
        def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
            made[f"{args.typ} {args.name}"] = args.inputs
            return f"{args.name}-id", {**args.inputs, "arn": f"arn:made:{args.name}"}

        def call(self, args: pulumi.runtime.MockCallArgs) -> dict[str, Any]:
            asked.append({"of": args.token, **args.args})
            return {"partition": "aws", "region": "eu-central-1", "accountId": "123456789012", "json": "{}"}

    asyncio.set_event_loop(asyncio.new_event_loop())
    pulumi.runtime.set_mocks(Cloud())
    monkeypatch.syspath_prepend(str(files))
    from shop_resources import ShopResources

    @pulumi.runtime.test
    def check() -> Any:
        component = ShopResources("shop", role_names=["app"])
        return component.policy.arn.apply(lambda arn: made.setdefault("policy", {"arn": arn}))

    check()
    table = made["aws:dynamodb/table:Table shop-eventual-ledger"]
    assert (table["name"], table["hashKey"], table["deletionProtectionEnabled"]) == ("shop-eventual-ledger", "pk", True)
    assert len([name for name in made if name.startswith("aws:secretsmanager/secret:Secret ")]) == 3
    assert len([name for name in made if name.startswith("aws:sqs/queue:Queue ")]) == 2
    assert made["aws:iam/rolePolicyAttachment:RolePolicyAttachment shop-0"]["role"] == "app"
    (document,) = [call for call in asked if call["of"] == "aws:iam/getPolicyDocument:getPolicyDocument"]
    allowed = {action: statement["resources"] for statement in document["statements"] for action in statement["actions"]}
    assert allowed["dynamodb:UpdateItem"] == ["arn:aws:dynamodb:eu-central-1:123456789012:table/accounts"]
    assert allowed["dynamodb:PutItem"] == ["arn:made:shop-eventual-ledger"]


# SST.

GLOBALS = """
import * as awsTypes from "@pulumi/aws";
import * as pulumiTypes from "@pulumi/pulumi";

declare global {
  const aws: typeof awsTypes;
  const $app: { name: string; stage: string };
  const $interpolate: typeof pulumiTypes.interpolate;
  const $jsonStringify: typeof pulumiTypes.jsonStringify;
  namespace $util {
    type Input<T> = pulumiTypes.Input<T>;
  }
  namespace sst.aws {
    interface FunctionPermissionArgs {
      actions: string[];
      resources: pulumiTypes.Input<pulumiTypes.Input<string>[]>;
      conditions?: pulumiTypes.Input<pulumiTypes.Input<{ test: string; variable: string; values: string[] }>[]>;
    }
  }
}
"""
"""What SST adds to a module, as its documentation describes it."""


@pytest.mark.parametrize("files", ["sst"], indirect=True)
def test_typescript_takes_the_module(files: Path) -> None:
    npm = shutil.which("npm")
    assert npm, "npm is not installed: TypeScript cannot be shown what is written for SST"
    (files / "package.json").write_text('{"private": true}')
    run(
        npm,
        "install",
        "--no-audit",
        "--no-fund",
        "--silent",
        "typescript@5",
        "@pulumi/pulumi@3",
        "@pulumi/aws@7",
        "@types/node@20",
        within=files,
    )
    platform = files / ".sst/platform"
    platform.mkdir(parents=True)
    (platform / "config.d.ts").write_text(GLOBALS)
    options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler"]
    run("node_modules/.bin/tsc", *options, "--types", "node", "shop-resources.ts", within=files, NODE_OPTIONS="--max-old-space-size=3000")


# All that can be read by it.


@pytest.mark.parametrize(("files", "framework"), [("terraform", "terraform"), ("cloudformation", "cloudformation")], indirect=["files"])
def test_checkov_finds_nothing(files: Path, framework: str) -> None:
    skipped = ",".join(NOT_ASKED_OF_US)
    checkov = TOOLS.parent / "checkov/bin/checkov"
    run(checkov, "--directory", ".", "--framework", framework, "--skip-check", skipped, "--compact", "--quiet", within=files)
