"""A CloudFormation template: parameters for what exists already, resources for what does not, outputs for other stacks."""

from __future__ import annotations

from collections.abc import Mapping

from ...requirements import Arn, Queue, Statement, Table
from ..plan import Plan
from ..texts import HEADER, KEY_ACTIONS, arn, encrypts, guide, is_allowed_anything, pascal, reference
from ..yaml_text import Tag, Value, render

_KEEP: dict[str, Value] = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
_NO_VALUE = Tag("!Ref", "AWS::NoValue")


def write(plan: Plan) -> Mapping[str, str]:
    """The template, and how it is used."""
    template: dict[str, Value] = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"What the code of {plan.name} uses, and no more",
        "Parameters": _parameters(plan),
        "Conditions": _conditions(plan),
        "Resources": _resources(plan),
        "Outputs": _outputs(plan),
    }
    filled = {name: value for name, value in template.items() if value}
    return {"template.yaml": render(filled, HEADER), "README.md": _guide(plan)}


def _guide(plan: Plan) -> str:
    deploy = (
        f"aws cloudformation deploy --template-file template.yaml --stack-name {plan.name} \\\n"
        "  --capabilities CAPABILITY_IAM --parameter-overrides RoleNames=my-app-role"
    )
    lines = ["What the code uses, and no more.", "", "```sh", deploy, "```"]
    return guide(plan, f"CloudFormation template of {plan.name}", lines)


def _parameters(plan: Plan) -> dict[str, Value]:
    found: dict[str, Value] = {"Name": _parameter("The beginning of the names of all resources.", plan.name)}
    if is_allowed_anything(plan):
        found["RoleNames"] = {
            "Type": "CommaDelimitedList",
            "Description": "The IAM roles that the application runs as; none if the policy is attached elsewhere.",
            "Default": "",
        }
    if encrypts(plan):
        found["KmsKeyArn"] = _parameter("A key of the account's own, to encrypt with; AWS's keys unless given.")
    for table in plan.tables:
        found[f"{pascal(table.name)}TableName"] = _parameter(f"An existing table to use as {table.name}; made here unless given.")
    for queue in plan.queues:
        found[f"{pascal(queue.name)}QueueArn"] = _parameter(f"An existing queue to use as {queue.name}; made here unless given.")
    return found


def _parameter(description: str, default: str = "") -> dict[str, Value]:
    return {"Type": "String", "Description": description, "Default": default}


def _conditions(plan: Plan) -> dict[str, Value]:
    found: dict[str, Value] = {}
    if is_allowed_anything(plan):
        found["HasRoles"] = _is_given(Tag("!Join", ["", Tag("!Ref", "RoleNames")]))
    if encrypts(plan):
        found["HasKmsKey"] = _is_given(Tag("!Ref", "KmsKeyArn"))
    for table in plan.tables:
        found[f"Makes{pascal(table.name)}"] = Tag("!Equals", [Tag("!Ref", f"{pascal(table.name)}TableName"), ""])
    for queue in plan.queues:
        found[f"Makes{pascal(queue.name)}"] = Tag("!Equals", [Tag("!Ref", f"{pascal(queue.name)}QueueArn"), ""])
    return found


def _is_given(value: Value) -> Tag:
    return Tag("!Not", [Tag("!Equals", [value, ""])])


def _key() -> Value:
    return Tag("!If", ["HasKmsKey", Tag("!Ref", "KmsKeyArn"), _NO_VALUE])


def _resources(plan: Plan) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for one in plan.credentials:
        found[f"{pascal(one.name)}Secret"] = {
            "Type": "AWS::SecretsManager::Secret",
            **_KEEP,
            "Properties": {
                "Name": Tag("!Sub", f"${{Name}}/{one.name}"),
                "Description": f"{one.setting} of the connection {one.connection} to {one.connector}",
                "KmsKeyId": _key(),
            },
        }
    for table in plan.tables:
        found[f"{pascal(table.name)}Table"] = _table(table)
    for queue in plan.queues:
        found |= _queue(queue)
    if is_allowed_anything(plan):
        found["Policy"] = _policy(plan)
    return found


def _table(table: Table) -> Value:
    properties: dict[str, Value] = {
        "TableName": Tag("!Sub", f"${{Name}}-{table.name}"),
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": table.key, "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": table.key, "KeyType": "HASH"}],
        "DeletionProtectionEnabled": True,
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "SSESpecification": {
            "SSEEnabled": True,
            "SSEType": "KMS",
            "KMSMasterKeyId": _key(),
        },
    }
    if table.expires:
        properties["TimeToLiveSpecification"] = {"AttributeName": table.expires, "Enabled": True}
    return {"Type": "AWS::DynamoDB::Table", "Condition": f"Makes{pascal(table.name)}", **_KEEP, "Properties": properties}


def _queue(queue: Queue) -> dict[str, Value]:
    label, suffix = pascal(queue.name), ".fifo" if queue.fifo else ""
    kind: dict[str, Value] = {"FifoQueue": True} if queue.fifo else {}
    shared: dict[str, Value] = {
        "KmsMasterKeyId": _key(),
        "SqsManagedSseEnabled": Tag("!If", ["HasKmsKey", _NO_VALUE, True]),
    }
    dead = f"{label}DeadLettersQueue"
    return {
        dead: {
            "Type": "AWS::SQS::Queue",
            "Condition": f"Makes{label}",
            **_KEEP,
            "Properties": {
                "QueueName": Tag("!Sub", f"${{Name}}-{queue.name}-dead-letters{suffix}"),
                **kind,
                "MessageRetentionPeriod": 14 * 86400,
                **shared,
            },
        },
        f"{label}Queue": {
            "Type": "AWS::SQS::Queue",
            "Condition": f"Makes{label}",
            **_KEEP,
            "Properties": {
                "QueueName": Tag("!Sub", f"${{Name}}-{queue.name}{suffix}"),
                **kind,
                "VisibilityTimeout": queue.visibility_seconds,
                "RedrivePolicy": {"deadLetterTargetArn": Tag("!GetAtt", f"{dead}.Arn"), "maxReceiveCount": queue.attempts},
                **shared,
            },
        },
    }


def _policy(plan: Plan) -> Value:
    statements = [_statement(statement) for statement in plan.statements]
    if plan.credentials:
        secrets: list[Value] = [Tag("!Ref", f"{pascal(one.name)}Secret") for one in plan.credentials]
        statements.append(_allowed(["secretsmanager:GetSecretValue"], secrets))
    if encrypts(plan):
        decryption = _allowed(list(KEY_ACTIONS), [Tag("!Ref", "KmsKeyArn")])
        statements.append(Tag("!If", ["HasKmsKey", decryption, _NO_VALUE]))
    return {
        "Type": "AWS::IAM::ManagedPolicy",
        "Properties": {
            "Description": f"What the code of {plan.name} uses",
            "Roles": Tag("!If", ["HasRoles", Tag("!Ref", "RoleNames"), _NO_VALUE]),
            "PolicyDocument": {"Version": "2012-10-17", "Statement": statements},
        },
    }


def _statement(statement: Statement) -> Value:
    allowed = _allowed(list(statement.actions), [_arn(resource) for resource in statement.resources] or ["*"])
    if statement.conditions:
        conditions: dict[str, Value] = {}
        for operator, key, values in statement.conditions:
            conditions[operator] = {**conditions.get(operator, {}), key: list(values)}  # type: ignore[dict-item]
        allowed["Condition"] = conditions
    return allowed


def _allowed(actions: list[Value] | list[str], resources: list[Value]) -> dict[str, Value]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resources}


def _arn(resource: Arn | Table | Queue) -> Value:
    match resource:
        case Table():
            label = pascal(resource.name)
            given = Tag("!Sub", f"arn:${{AWS::Partition}}:dynamodb:${{AWS::Region}}:${{AWS::AccountId}}:table/${{{label}TableName}}")
            return Tag("!If", [f"Makes{label}", Tag("!GetAtt", f"{label}Table.Arn"), given])
        case Queue():
            label = pascal(resource.name)
            return Tag("!If", [f"Makes{label}", Tag("!GetAtt", f"{label}Queue.Arn"), Tag("!Ref", f"{label}QueueArn")])
    written = arn(resource, "${AWS::Partition}", "${AWS::Region}", "${AWS::AccountId}", written=lambda text: text.replace("${", "${!"))
    return Tag("!Sub", written)


def _outputs(plan: Plan) -> dict[str, Value]:
    """The environment variables as outputs, and the policy."""
    found: dict[str, Value] = {}
    for one in plan.credentials:
        found[pascal(f"{one.name}_reference")] = {
            "Description": f"The value of {one.variable}",
            "Value": Tag("!Sub", reference(one, "${Name}")),
        }
    for variable, table in plan.table_variables.items():
        label = pascal(table.name)
        name = Tag("!If", [f"Makes{label}", Tag("!Ref", f"{label}Table"), Tag("!Ref", f"{label}TableName")])
        found[f"{label}TableNameFor{pascal(variable.partition('__')[2])}"] = {"Description": f"The value of {variable}", "Value": name}
    if is_allowed_anything(plan):
        found["PolicyArn"] = {"Description": "The policy of the application's roles", "Value": Tag("!Ref", "Policy")}
    return found
