"""A construct of the AWS CDK in Python: existing tables and queues are passed in, `grant` allows an identity what the code uses."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from ...requirements import Arn, Queue, Statement, Table
from ..code import Call, Code, Raw, statement
from ..plan import Plan
from ..texts import HEADER, arn, encrypts, guide, pascal, places, snake

_BODY = " " * 8


def write(plan: Plan) -> Mapping[str, str]:
    """The construct's module, and how it is used."""
    return {f"{snake(plan.name)}_resources.py": "\n".join(_module(plan)) + "\n", "README.md": _guide(plan)}


def _class(plan: Plan) -> str:
    return f"{pascal(plan.name)}Resources"


def _guide(plan: Plan) -> str:
    use = [
        f"from {snake(plan.name)}_resources import {_class(plan)}",
        "",
        f'resources = {_class(plan)}(self, "{pascal(plan.name)}")',
        "resources.grant(function)  # whatever the application runs as: a function, a task role",
        "for name, value in resources.environment.items():",
        "    function.add_environment(name, value)",
    ]
    return guide(plan, f"CDK construct of {plan.name}", ["What the code uses, and no more.", "", "```python", *use, "```"])


def _module(plan: Plan) -> Iterator[str]:
    yield f"# {HEADER}"
    yield f'"""What the code of {plan.name} uses, and no more."""'
    yield ""
    yield "from __future__ import annotations"
    yield ""
    yield from _imports(plan)
    yield ""
    yield ""
    yield f"class {_class(plan)}(Construct):"
    yield f'    """What the code of {plan.name} uses.'
    yield ""
    yield "    Attributes:"
    yield "        environment: the environment variables that the application needs."
    yield "        statements: what its identity has to be allowed."
    yield '    """'
    yield ""
    yield "    def __init__("
    yield "        self,"
    yield "        scope: Construct,"
    yield "        id: str,"
    yield "        *,"
    yield f'        name: str = "{plan.name}",'
    if encrypts(plan):
        yield "        encryption_key: kms.IKey | None = None,"
    for table in plan.tables:
        yield f"        {snake(table.name)}_table: dynamodb.ITable | None = None,"
    for queue in plan.queues:
        yield f"        {snake(queue.name)}_queue: sqs.IQueue | None = None,"
    yield "    ) -> None:"
    yield f"{_BODY}super().__init__(scope, id)"
    if encrypts(plan):
        yield f"{_BODY}self.encryption_key = encryption_key"
    if places(plan):
        yield f"{_BODY}stack = Stack.of(self)"
    for one in plan.credentials:
        yield from _secret(f"{snake(one.name)}_secret", one.name, f"{one.setting} of the connection {one.connection} to {one.connector}")
    for table in plan.tables:
        yield from _table(table)
    for queue in plan.queues:
        yield from _queue(queue)
    yield from _environment(plan)
    yield statement("self.statements", [_policy_statement(one) for one in plan.statements], "python", _BODY)
    yield ""
    yield "    def grant(self, grantee: iam.IGrantable) -> None:"
    yield '        """Allow it what the code uses."""'
    yield "        for statement in self.statements:"
    yield "            grantee.grant_principal.add_to_principal_policy(statement)"
    for one in plan.credentials:
        yield f"        self.{snake(one.name)}_secret.grant_read(grantee)"
    if encrypts(plan):
        yield "        if self.encryption_key is not None:"
        yield "            self.encryption_key.grant_encrypt_decrypt(grantee)"


def _imports(plan: Plan) -> Iterator[str]:
    modules = {"iam": "aws_iam"}
    if encrypts(plan):
        modules["kms"] = "aws_kms"
    if plan.tables:
        modules["dynamodb"] = "aws_dynamodb"
    if plan.credentials:
        modules["secretsmanager"] = "aws_secretsmanager"
    if plan.queues:
        modules["sqs"] = "aws_sqs"
    names = [
        *(["Duration"] if plan.queues else []),
        *(["RemovalPolicy"] if plan.tables or plan.queues or plan.credentials else []),
        *(["Stack"] if places(plan) else []),
    ]
    if names:
        yield f"from aws_cdk import {', '.join(names)}"
    yield from (f"from aws_cdk import {module} as {name}" for name, module in sorted(modules.items(), key=lambda pair: pair[1]))
    yield "from constructs import Construct"


def _secret(attribute: str, name: str, description: str) -> Iterator[str]:
    # The CDK puts a random text in, which the credential then takes the place of.
    made = Call(
        "secretsmanager.Secret",
        (Raw("self"), pascal(attribute)),
        {
            "secret_name": Raw(f'f"{{name}}/{name}"'),
            "description": description,
            "encryption_key": Raw("encryption_key"),
            "removal_policy": Raw("RemovalPolicy.RETAIN"),
        },
    )
    yield statement(f"self.{attribute}", made, "python", _BODY)


def _table(table: Table) -> Iterator[str]:
    label = f"{snake(table.name)}_table"
    named: dict[str, Code] = {
        "table_name": Raw(f'f"{{name}}-{table.name}"'),
        "partition_key": Call("dynamodb.Attribute", (), {"name": table.key, "type": Raw("dynamodb.AttributeType.STRING")}),
        "billing_mode": Raw("dynamodb.BillingMode.PAY_PER_REQUEST"),
        "deletion_protection": True,
        "point_in_time_recovery_specification": Call(
            "dynamodb.PointInTimeRecoverySpecification", (), {"point_in_time_recovery_enabled": True}
        ),
        "encryption": Raw("table_encryption"),
        "encryption_key": Raw("encryption_key"),
        "removal_policy": Raw("RemovalPolicy.RETAIN"),
    }
    if table.expires:
        named["time_to_live_attribute"] = table.expires
    yield from _choice("table_encryption", "dynamodb.TableEncryption.CUSTOMER_MANAGED", "dynamodb.TableEncryption.AWS_MANAGED")
    made = Call("dynamodb.Table", (Raw("self"), pascal(label)), named)
    yield statement(f"self.{label}", _or_given(label, made), "python", _BODY)


def _choice(name: str, own: str, default: str) -> Iterator[str]:
    yield f"{_BODY}{name} = ("
    yield from (f"{_BODY}    {line}" for line in (own, "if encryption_key", f"else {default}"))
    yield f"{_BODY})"


def _or_given(label: str, made: Call) -> Call:
    """`given or Table(…)`: what is passed in is used, and nothing is made."""
    return Call(f"{label} or {made.function}", made.arguments, made.named)


def _queue(queue: Queue) -> Iterator[str]:
    label, suffix = f"{snake(queue.name)}_queue", ".fifo" if queue.fifo else ""
    kind: dict[str, Code] = {"fifo": True} if queue.fifo else {}
    shared: dict[str, Code] = {
        **kind,
        "encryption": Raw("queue_encryption"),
        "encryption_master_key": Raw("encryption_key"),
        "enforce_ssl": True,
        "removal_policy": Raw("RemovalPolicy.RETAIN"),
    }
    yield from _choice("queue_encryption", "sqs.QueueEncryption.KMS", "sqs.QueueEncryption.SQS_MANAGED")
    yield f"{_BODY}if {label} is None:"
    inner = _BODY + "    "
    dead = Call(
        "sqs.Queue",
        (Raw("self"), pascal(f"{queue.name}_dead_letters")),
        {"queue_name": Raw(f'f"{{name}}-{queue.name}-dead-letters{suffix}"'), "retention_period": Raw("Duration.days(14)"), **shared},
    )
    yield statement("dead_letters", dead, "python", inner)
    made = Call(
        "sqs.Queue",
        (Raw("self"), pascal(label)),
        {
            "queue_name": Raw(f'f"{{name}}-{queue.name}{suffix}"'),
            "visibility_timeout": Raw(f"Duration.seconds({queue.visibility_seconds})"),
            "dead_letter_queue": Call("sqs.DeadLetterQueue", (), {"max_receive_count": queue.attempts, "queue": Raw("dead_letters")}),
            **shared,
        },
    )
    yield statement(label, made, "python", inner)
    yield f"{_BODY}self.{label} = {label}"


def _environment(plan: Plan) -> Iterator[str]:
    found: dict[str, Code] = {one.variable: Raw(f'f"aws-secretsmanager:{{name}}/{one.name}"') for one in plan.credentials}
    found |= {name: Raw(f"self.{snake(table.name)}_table.table_name") for name, table in plan.table_variables.items()}
    yield statement("self.environment", found, "python", _BODY)


def _policy_statement(one: Statement) -> Code:
    named: dict[str, Code] = {
        "actions": list(one.actions),
        "resources": [_arn(resource) for resource in one.resources] or ["*"],
    }
    if one.conditions:
        conditions: dict[str, dict[str, Code]] = {}
        for operator, key, values in one.conditions:
            conditions.setdefault(operator, {})[key] = list(values)
        named["conditions"] = conditions
    return Call("iam.PolicyStatement", (), named)


def _arn(resource: Arn | Table | Queue) -> Code:
    match resource:
        case Table():
            return Raw(f"self.{snake(resource.name)}_table.table_arn")
        case Queue():
            return Raw(f"self.{snake(resource.name)}_queue.queue_arn")
    return Raw(f'f"{arn(resource, "{stack.partition}", "{stack.region}", "{stack.account}", written=_in_f_string)}"')


def _in_f_string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1].replace("{", "{{").replace("}", "}}")
