"""A Terraform module: variables for what exists already, resources for what does not, outputs for the rest of the configuration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...requirements import Arn, Queue, Statement, Table
from ..hcl import Block, Expression, Value, render
from ..plan import Plan
from ..texts import HEADER, KEY_ACTIONS, arn, encrypts, guide, is_allowed_anything, places, snake

_DAYS_OF_DEAD_LETTERS = 14


def write(plan: Plan) -> Mapping[str, str]:
    """The module's files."""
    files = {
        "versions.tf": [_versions()],
        "variables.tf": list(_variables(plan)),
        "main.tf": list(_main(plan)),
        "outputs.tf": list(_outputs(plan)),
    }
    return {name: render(blocks, HEADER) for name, blocks in files.items()} | {"README.md": _guide(plan)}


def _guide(plan: Plan) -> str:
    module = [Block("module", (snake(plan.name),), (("source", "./eventual"), ("role_names", Expression("[aws_iam_role.app.name]"))))]
    shown = render(module, "").partition("\n\n")[2].rstrip()
    return guide(
        plan,
        f"Terraform module of {plan.name}",
        [
            "What the application's code uses, and no more.",
            "",
            "```hcl",
            shown,
            "```",
            "",
            "`module." + snake(plan.name) + ".environment` holds the environment variables that the application needs.",
        ],
    )


def _versions() -> Block:
    aws: Value = {"source": "hashicorp/aws", "version": ">= 5.0"}
    return Block("terraform", (), (("required_version", ">= 1.5"), Block("required_providers", (), (("aws", aws),))))


def _variables(plan: Plan) -> Iterator[Block]:
    yield _variable("name", "string", "The beginning of the names of all resources.", plan.name)
    if is_allowed_anything(plan):
        yield _variable("role_names", "list(string)", "The IAM roles that the application runs as.", [])
    if encrypts(plan):
        yield _variable(
            "kms_key_arn", "string", "A key of the account's own, to encrypt with; AWS's keys unless given.", Expression("null")
        )
    for table in plan.tables:
        yield _variable(f"{snake(table.name)}_table_name", "string", f"An existing table to use as {table.name}.", Expression("null"))
    for queue in plan.queues:
        yield _variable(f"{snake(queue.name)}_queue_arn", "string", f"An existing queue to use as {queue.name}.", Expression("null"))
    yield _variable("tags", "map(string)", "Tags of all resources.", {})


def _variable(name: str, of: str, description: str, default: Value) -> Block:
    return Block("variable", (name,), (("description", description), ("type", Expression(of)), ("default", default)))


def _main(plan: Plan) -> Iterator[Block]:
    if places(plan):
        for kind in ("aws_partition", "aws_region", "aws_caller_identity"):
            yield Block("data", (kind, "current"), ())
    for credential in plan.credentials:
        yield Block(
            "resource",
            ("aws_secretsmanager_secret", snake(credential.name)),
            (
                ("name", f"${{var.name}}/{credential.name}"),
                ("description", f"{credential.setting} of the connection {credential.connection} to {credential.connector}"),
                ("kms_key_id", Expression("var.kms_key_arn")),
                ("recovery_window_in_days", 30),
                ("tags", Expression("var.tags")),
            ),
        )
    for table in plan.tables:
        yield from _table(table)
    for queue in plan.queues:
        yield from _queue(queue)
    if is_allowed_anything(plan):
        yield from _policy(plan)


def _table(table: Table) -> Iterator[Block]:
    label = snake(table.name)
    given = f"var.{label}_table_name"
    body: list[tuple[str, Value] | Block] = [
        ("count", Expression(f"{given} == null ? 1 : 0")),
        ("name", f"${{var.name}}-{table.name}"),
        ("billing_mode", "PAY_PER_REQUEST"),
        ("hash_key", table.key),
        ("deletion_protection_enabled", True),
        ("tags", Expression("var.tags")),
        Block("attribute", (), (("name", table.key), ("type", "S"))),
        Block("point_in_time_recovery", (), (("enabled", True),)),
        Block("server_side_encryption", (), (("enabled", True), ("kms_key_arn", Expression("var.kms_key_arn")))),
    ]
    if table.expires:
        body.append(Block("ttl", (), (("attribute_name", table.expires), ("enabled", True))))
    body.append(Block("lifecycle", (), (("prevent_destroy", True),)))
    yield Block("resource", ("aws_dynamodb_table", label), tuple(body))
    yield Block("data", ("aws_dynamodb_table", label), (("count", Expression(f"{given} == null ? 0 : 1")), ("name", Expression(given))))
    found = f"one(concat(aws_dynamodb_table.{label}[*].%s, data.aws_dynamodb_table.{label}[*].%s))"
    yield Block(
        "locals",
        (),
        tuple((f"{label}_table_{what}", Expression(found % (what, what))) for what in ("arn", "name")),
    )


def _queue(queue: Queue) -> Iterator[Block]:
    label = snake(queue.name)
    made = Expression(f"var.{label}_queue_arn == null ? 1 : 0")
    suffix = ".fifo" if queue.fifo else ""
    kind: tuple[tuple[str, Value], ...] = (("fifo_queue", True),) if queue.fifo else ()
    shared: tuple[tuple[str, Value], ...] = (
        ("kms_master_key_id", Expression("var.kms_key_arn")),
        ("sqs_managed_sse_enabled", Expression("var.kms_key_arn == null ? true : null")),
        ("tags", Expression("var.tags")),
    )
    dead = f"aws_sqs_queue.{label}_dead_letters"
    redrive = f"jsonencode({{ deadLetterTargetArn = {dead}[0].arn, maxReceiveCount = {queue.attempts} }})"
    yield Block(
        "resource",
        ("aws_sqs_queue", f"{label}_dead_letters"),
        (
            ("count", made),
            ("name", f"${{var.name}}-{queue.name}-dead-letters{suffix}"),
            *kind,
            ("message_retention_seconds", _DAYS_OF_DEAD_LETTERS * 86400),
            *shared,
        ),
    )
    yield Block(
        "resource",
        ("aws_sqs_queue", label),
        (
            ("count", made),
            ("name", f"${{var.name}}-{queue.name}{suffix}"),
            *kind,
            ("visibility_timeout_seconds", queue.visibility_seconds),
            ("redrive_policy", Expression(redrive)),
            *shared,
        ),
    )
    yield Block("locals", (), ((f"{label}_queue_arn", Expression(f"coalesce(var.{label}_queue_arn, one(aws_sqs_queue.{label}[*].arn))")),))


def _policy(plan: Plan) -> Iterator[Block]:
    blocks = [_statement(statement) for statement in plan.statements]
    if plan.credentials:
        secrets: Value = [Expression(f"aws_secretsmanager_secret.{snake(one.name)}.arn") for one in plan.credentials]
        blocks.append(Block("statement", (), (("actions", ["secretsmanager:GetSecretValue"]), ("resources", secrets))))
    if encrypts(plan):
        blocks.append(_use_of_key())
    yield Block("data", ("aws_iam_policy_document", "this"), tuple(blocks))
    yield Block(
        "resource",
        ("aws_iam_policy", "this"),
        (
            ("name_prefix", "${var.name}-"),
            ("description", f"What the code of {plan.name} uses"),
            ("policy", Expression("data.aws_iam_policy_document.this.json")),
            ("tags", Expression("var.tags")),
        ),
    )
    yield Block(
        "resource",
        ("aws_iam_role_policy_attachment", "this"),
        (
            ("for_each", Expression("toset(var.role_names)")),
            ("role", Expression("each.value")),
            ("policy_arn", Expression("aws_iam_policy.this.arn")),
        ),
    )


def _statement(statement: Statement) -> Block:
    resources: Value = [_arn(resource) for resource in statement.resources] or ["*"]
    conditions = [
        Block("condition", (), (("test", operator), ("variable", key), ("values", list(values))))
        for operator, key, values in statement.conditions
    ]
    return Block("statement", (), (("actions", list(statement.actions)), ("resources", resources), *conditions))


def _use_of_key() -> Block:
    content = Block("content", (), (("actions", list(KEY_ACTIONS)), ("resources", [Expression("statement.value")])))
    return Block("dynamic", ("statement",), (("for_each", Expression("var.kms_key_arn == null ? [] : [var.kms_key_arn]")), content))


def _arn(resource: Arn | Table | Queue) -> Value:
    match resource:
        case Table():
            return Expression(f"local.{snake(resource.name)}_table_arn")
        case Queue():
            return Expression(f"local.{snake(resource.name)}_queue_arn")
    return arn(
        resource,
        "${data.aws_partition.current.partition}",
        "${data.aws_region.current.id}",
        "${data.aws_caller_identity.current.account_id}",
        written=lambda text: text.replace("${", "$${").replace("%{", "%%{"),
    )


def _outputs(plan: Plan) -> Iterator[Block]:
    environment: dict[str, Value] = {
        one.variable: f"aws-secretsmanager:${{aws_secretsmanager_secret.{snake(one.name)}.name}}" for one in plan.credentials
    }
    environment |= {name: Expression(f"local.{snake(table.name)}_table_name") for name, table in plan.table_variables.items()}
    yield _output("environment", "The environment variables that the application needs.", environment)
    if is_allowed_anything(plan):
        yield _output("policy_arn", "The policy of the application's roles.", Expression("aws_iam_policy.this.arn"))
        document = Expression("data.aws_iam_policy_document.this.json")
        yield _output("policy_json", "The same policy, to be made part of another.", document)
    for queue in plan.queues:
        label = f"{snake(queue.name)}_queue_arn"
        yield _output(label, f"The queue {queue.name}.", Expression(f"local.{label}"))


def _output(name: str, description: str, value: Value) -> Block:
    return Block("output", (name,), (("description", description), ("value", value)))
