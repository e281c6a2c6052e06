"""A Pulumi component in Python: existing tables and queues are named, roles get the policy of what the code uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...requirements import Arn, Queue, Statement, Table
from ..code import Call, Code, Raw, render, statement
from ..plan import Plan
from ..texts import HEADER, KEY_ACTIONS, arn, encrypts, guide, is_allowed_anything, pascal, places, snake

_BODY = " " * 8
_KEPT = {"opts": Raw("kept")}


def write(plan: Plan) -> Mapping[str, str]:
    """The component's module, and how it is used."""
    return {f"{snake(plan.name)}_resources.py": "\n".join(_module(plan)) + "\n", "README.md": _guide(plan)}


def _class(plan: Plan) -> str:
    return f"{pascal(plan.name)}Resources"


def _guide(plan: Plan) -> str:
    use = [
        f"from {snake(plan.name)}_resources import {_class(plan)}",
        "",
        f'resources = {_class(plan)}("{plan.name}", role_names=[role.name])',
        'pulumi.export("environment", resources.environment)',
    ]
    return guide(plan, f"Pulumi component of {plan.name}", ["What the code uses, and no more.", "", "```python", *use, "```"])


def _module(plan: Plan) -> Iterator[str]:
    yield f"# {HEADER}"
    yield f'"""What the code of {plan.name} uses, and no more."""'
    yield ""
    yield "from __future__ import annotations"
    yield ""
    yield "from collections.abc import Sequence"
    yield ""
    yield "import pulumi"
    yield "import pulumi_aws as aws"
    yield ""
    yield ""
    yield f"class {_class(plan)}(pulumi.ComponentResource):"
    yield f'    """What the code of {plan.name} uses.'
    yield ""
    yield "    Attributes:"
    yield "        environment: the environment variables that the application needs."
    if is_allowed_anything(plan):
        yield "        policy: what its identity has to be allowed."
    yield '    """'
    yield ""
    yield "    def __init__("
    yield "        self,"
    yield "        name: str,"
    yield "        *,"
    yield "        role_names: Sequence[pulumi.Input[str]] = (),"
    if encrypts(plan):
        yield "        kms_key_arn: pulumi.Input[str] | None = None,"
    for table in plan.tables:
        yield f"        {snake(table.name)}_table_name: pulumi.Input[str] | None = None,"
    for queue in plan.queues:
        yield f"        {snake(queue.name)}_queue_arn: pulumi.Input[str] | None = None,"
    yield "        opts: pulumi.ResourceOptions | None = None,"
    yield "    ) -> None:"
    yield f'{_BODY}super().__init__("eventual:index:{_class(plan)}", name, None, opts)'
    if is_allowed_anything(plan):
        yield f"{_BODY}child = pulumi.ResourceOptions(parent=self)"
    if encrypts(plan):
        yield f"{_BODY}kept = pulumi.ResourceOptions(parent=self, retain_on_delete=True)"
    if places(plan):
        yield f"{_BODY}partition = aws.get_partition_output().partition"
        yield f"{_BODY}region = aws.get_region_output().region"
        yield f"{_BODY}account = aws.get_caller_identity_output().account_id"
    for one in plan.credentials:
        yield from _secret(f"{snake(one.name)}_secret", one.name, f"{one.setting} of the connection {one.connection} to {one.connector}")
    for table in plan.tables:
        yield from _table(table)
    for queue in plan.queues:
        yield from _queue(queue)
    if is_allowed_anything(plan):
        yield from _policy(plan)
    yield from _environment(plan)
    outputs: dict[str, Code] = {"environment": Raw("self.environment")}
    if is_allowed_anything(plan):
        outputs["policy_arn"] = Raw("self.policy.arn")
    yield _BODY + render(Call("self.register_outputs", (outputs,)), "python", _BODY)


def _label(text: str) -> Raw:
    return Raw(f'f"{{name}}-{snake(text).replace("_", "-")}"')


def _secret(attribute: str, name: str, description: str) -> Iterator[str]:
    named: dict[str, Code] = {
        "name": Raw(f'f"{{name}}/{name}"'),
        "description": description,
        "kms_key_id": Raw("kms_key_arn"),
        "recovery_window_in_days": 30,
        **_KEPT,
    }
    yield statement(f"self.{attribute}", Call("aws.secretsmanager.Secret", (_label(name),), named), "python", _BODY)


def _table(table: Table) -> Iterator[str]:
    label = f"{snake(table.name)}_table"
    named: dict[str, Code] = {
        "name": Raw(f'f"{{name}}-{table.name}"'),
        "billing_mode": "PAY_PER_REQUEST",
        "hash_key": table.key,
        "attributes": [Call("aws.dynamodb.TableAttributeArgs", (), {"name": table.key, "type": "S"})],
        "deletion_protection_enabled": True,
        "point_in_time_recovery": Call("aws.dynamodb.TablePointInTimeRecoveryArgs", (), {"enabled": True}),
        "server_side_encryption": Call(
            "aws.dynamodb.TableServerSideEncryptionArgs", (), {"enabled": True, "kms_key_arn": Raw("kms_key_arn")}
        ),
    }
    if table.expires:
        named["ttl"] = Call("aws.dynamodb.TableTtlArgs", (), {"attribute_name": table.expires, "enabled": True})
    # Not only kept when the component goes: it has to be unprotected before anything can delete it.
    named["opts"] = Call("pulumi.ResourceOptions.merge", (Raw("kept"), Call("pulumi.ResourceOptions", (), {"protect": True})))
    inner = _BODY + "    "
    yield f"{_BODY}if {label}_name is None:"
    yield statement("made", Call("aws.dynamodb.Table", (_label(table.name),), named), "python", inner)
    yield f"{inner}self.{label}_name, self.{label}_arn = made.name, made.arn"
    yield f"{_BODY}else:"
    yield f"{inner}found = aws.dynamodb.get_table_output(name={label}_name)"
    yield f"{inner}self.{label}_name, self.{label}_arn = found.name, found.arn"


def _queue(queue: Queue) -> Iterator[str]:
    label, suffix = f"{snake(queue.name)}_queue", ".fifo" if queue.fifo else ""
    kind: dict[str, Code] = {"fifo_queue": True} if queue.fifo else {}
    shared: dict[str, Code] = {
        "kms_master_key_id": Raw("kms_key_arn"),
        "sqs_managed_sse_enabled": Raw("True if kms_key_arn is None else None"),
        **_KEPT,
    }
    inner = _BODY + "    "
    dead: dict[str, Code] = {
        "name": Raw(f'f"{{name}}-{queue.name}-dead-letters{suffix}"'),
        **kind,
        "message_retention_seconds": 14 * 86400,
        **shared,
    }
    redrive = Call("pulumi.Output.json_dumps", ({"deadLetterTargetArn": Raw("dead_letters.arn"), "maxReceiveCount": queue.attempts},))
    live: dict[str, Code] = {
        "name": Raw(f'f"{{name}}-{queue.name}{suffix}"'),
        **kind,
        "visibility_timeout_seconds": queue.visibility_seconds,
        "redrive_policy": redrive,
        **shared,
    }
    yield f"{_BODY}if {label}_arn is None:"
    yield statement("dead_letters", Call("aws.sqs.Queue", (_label(f"{queue.name}-dead-letters"),), dead), "python", inner)
    yield statement("queue", Call("aws.sqs.Queue", (_label(queue.name),), live), "python", inner)
    yield f"{inner}{label}_arn = queue.arn"
    yield f"{_BODY}self.{label}_arn = {label}_arn"


def _policy(plan: Plan) -> Iterator[str]:
    statements: list[Code] = [_statement(one) for one in plan.statements]
    if plan.credentials:
        secrets: list[Code] = [Raw(f"self.{snake(one.name)}_secret.arn") for one in plan.credentials]
        statements.append(_allowed(["secretsmanager:GetSecretValue"], secrets))
    yield statement("statements", statements, "python", _BODY)
    inner = _BODY + "    "
    if encrypts(plan):
        key = _allowed(list(KEY_ACTIONS), [Raw("kms_key_arn")])
        yield f"{_BODY}if kms_key_arn is not None:"
        yield inner + render(Call("statements.append", (key,)), "python", inner)
    yield f"{_BODY}document = aws.iam.get_policy_document_output(statements=statements)"
    policy: dict[str, Code] = {
        "description": f"What the code of {plan.name} uses",
        "policy": Raw("document.json"),
        "opts": Raw("child"),
    }
    yield statement("self.policy", Call("aws.iam.Policy", (Raw('f"{name}-policy"'),), policy), "python", _BODY)
    yield f"{_BODY}for index, role_name in enumerate(role_names):"
    attached: dict[str, Code] = {"role": Raw("role_name"), "policy_arn": Raw("self.policy.arn"), "opts": Raw("child")}
    yield inner + render(Call("aws.iam.RolePolicyAttachment", (Raw('f"{name}-{index}"'),), attached), "python", inner)


def _statement(one: Statement) -> Call:
    allowed = _allowed(list(one.actions), [_arn(resource) for resource in one.resources] or ["*"])
    if not one.conditions:
        return allowed
    conditions: list[Code] = [
        Call("aws.iam.GetPolicyDocumentStatementConditionArgs", (), {"test": operator, "variable": key, "values": list(values)})
        for operator, key, values in one.conditions
    ]
    return Call(allowed.function, (), {**allowed.named, "conditions": conditions})


def _allowed(actions: list[str], resources: list[Code]) -> Call:
    return Call("aws.iam.GetPolicyDocumentStatementArgs", (), {"actions": actions, "resources": resources})


def _arn(resource: Arn | Table | Queue) -> Code:
    match resource:
        case Table():
            return Raw(f"self.{snake(resource.name)}_table_arn")
        case Queue():
            return Raw(f"self.{snake(resource.name)}_queue_arn")
    return Call(
        "pulumi.Output.format", (arn(resource, "{0}", "{1}", "{2}", written=_in_format), Raw("partition"), Raw("region"), Raw("account"))
    )


def _in_format(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _environment(plan: Plan) -> Iterator[str]:
    found: dict[str, Code] = {one.variable: Raw(f'f"aws-secretsmanager:{{name}}/{one.name}"') for one in plan.credentials}
    found |= {name: Raw(f"self.{snake(table.name)}_table_name") for name, table in plan.table_variables.items()}
    yield statement("self.environment", found, "python", _BODY)
