"""Every operation of the installed botocore, computed, with boto3's names."""

from __future__ import annotations

import json
import re
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import botocore
import pytest

from eventual_connector_aws import aws as typed
from eventual_connector_aws import models, permissions, promises, tokens
from eventual_connector_aws.fakes import AwsFake
from eventual_connectors import workflow
from eventual_connectors.surface import walk
from eventual_connectors.testing.runner import TestEngine

aws: Any = typed
"""Without its types: what these tests pass is often wrong on purpose, or made."""

KEY = uuid.UUID("5b1c04f6-93ae-4d0e-9a52-0123456789ab")


def test_there_are_as_many_operations_as_botocore_has() -> None:
    """Computed for the installed version; and each token that is promised can be rendered, for a time that is known."""
    assert aws.surface is not None
    files = Path(botocore.__file__).parent.joinpath("data").glob("*/*/service-2.json*")
    assert {file.parent.parent.name for file in files} == set(models.services())
    assert sum(1 for _ in walk(aws.surface)) == sum(len(models.description(service)["operations"]) for service in models.services())
    for service in models.services():
        for name in models.operations(service):
            operation = models.operation(service, name)
            promised = promises.promise(operation)
            assert (promised.window is not None) == (promised.effect == "keyed")
            if promised.token is not None:
                token = tokens.render(KEY, promises.constraints(operation, promised.token))
                assert token is not None
                assert len(token) >= tokens.SHORTEST


def test_what_the_table_names_is_there_and_says_where_it_is_from() -> None:
    for service, table in promises.documented().items():
        assert table["source"].startswith("https://docs.aws.amazon.com/")
        known = models.operations(service)
        for kind in (*promises.CLAIMS, "unsafe"):
            assert set(table.get(kind, ())) <= set(known), (service, kind)
        page = re.search(r"/API_(\w+)\.html$", table["source"])
        assert page is None or page[1] in known.values(), table["source"]


def test_a_member_takes_a_token_if_its_name_and_its_documentation_say_so() -> None:
    """botocore has the trait on ids of things and of sessions, too, and on tokens of which AWS says that they have no effect."""
    assert promises.token_member(models.operation("athena", "start_query_execution")) == "ClientRequestToken"
    assert promises.token_member(models.operation("cloudformation", "update_stack_set")) == "OperationId"
    for service, name in (
        ("athena", "stop_query_execution"),
        ("bedrock-agentcore", "invoke_agent_runtime"),
        ("evs", "create_environment"),
        ("timestream-query", "execute_scheduled_query"),
    ):
        assert promises.token_member(models.operation(service, name)) is None, name


@pytest.mark.parametrize(
    ("name", "effect"),
    [
        ("dynamodb.get_item", "read"),
        ("dynamodb.put_item", "natural"),
        ("dynamodb.update_item", "unsafe"),
        ("dynamodb.execute_statement", "unsafe"),
        ("dynamodb.transact_write_items", "keyed"),
        ("sqs.send_message", "unsafe"),
        ("sqs.receive_message", "unsafe"),
        ("sqs.delete_message", "natural"),
        ("sns.publish", "unsafe"),
        ("events.put_events", "unsafe"),
        ("lambda.invoke", "unsafe"),
        ("kinesis.put_records", "unsafe"),
        ("stepfunctions.start_execution", "unsafe"),
        ("stepfunctions.get_activity_task", "unsafe"),
        ("s3.create_multipart_upload", "unsafe"),
        ("ses.send_email", "unsafe"),
        ("ssm.send_command", "unsafe"),
        ("ecs.run_task", "keyed"),
        ("athena.start_query_execution", "keyed"),
        ("scheduler.create_schedule", "keyed"),
        ("bedrock-runtime.converse", "read"),
        ("cognito-identity.get_id", "unsafe"),
        ("timestream-query.query", "unsafe"),
        ("timestream-query.execute_scheduled_query", "unsafe"),
        ("athena.stop_query_execution", "natural"),
        ("bedrock-agentcore.invoke_agent_runtime", "unsafe"),
        ("cognito-idp.get_user_attribute_verification_code", "unsafe"),
        ("evs.create_environment", "unsafe"),
        ("secretsmanager.create_secret", "keyed"),
        ("secretsmanager.update_secret", "unsafe"),
        ("s3.complete_multipart_upload", "unsafe"),
    ],
)
def test_effect_classes(name: str, effect: str) -> None:
    assert aws[name].effect == effect


def test_windows() -> None:
    """From AWS's documentation: by the table, by the member's own text, and otherwise the shortest one."""
    assert aws.dynamodb.transact_write_items.window == timedelta(minutes=10)
    assert aws.ecs.run_task.window == timedelta(hours=1)
    assert aws.mediaconvert.create_job.window == timedelta(minutes=1)
    assert aws.verifiedpermissions.create_policy.window == timedelta(hours=8)
    assert aws.accessanalyzer.create_analyzer.window == promises.SHORTEST_WINDOW


def test_permissions() -> None:
    assert aws.dynamodb.put_item.permissions == ("dynamodb:PutItem",)
    assert aws.stepfunctions.start_execution.permissions == ("states:StartExecution",)
    assert aws.s3.list_objects_v2.permissions == ("s3:ListBucket",)
    assert aws.cloudwatch.put_metric_data.permissions == ("cloudwatch:PutMetricData",)
    assert aws.apigateway.get_rest_apis.permissions == ("apigateway:GET",)
    assert aws.sqs.send_message_batch.permissions == ("sqs:SendMessage",)


def test_what_the_table_of_permissions_names_is_there() -> None:
    known = permissions.table()
    assert {*known["prefixes"], *known["verbs"]["services"], *known["actions"]} <= set(models.services())
    for service, actions in known["actions"].items():
        assert set(actions) <= set(models.operations(service)), service


@pytest.mark.parametrize(
    ("constraints", "token"),
    [
        ({}, str(KEY)),
        ({"max": 64, "pattern": "[a-zA-Z0-9-_]+"}, str(KEY)),
        ({"max": 32}, KEY.hex),
        ({"pattern": r"\p{ASCII}{1,256}"}, str(KEY)),
        ({"pattern": r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\t]*"}, str(KEY)),
        ({"pattern": "[a-z0-9]+", "max": 31}, "5e11h9nklxgzs8g49bmvexq3v"),
        ({"min": 64, "max": 64}, KEY.hex * 2),
        ({"max": 19}, None),
        ({"pattern": "[0-9]+"}, None),
        ({"pattern": "(unreadable"}, None),
    ],
)
def test_tokens_fit_the_member(constraints: dict[str, Any], token: str | None) -> None:
    rendered = tokens.render(KEY, constraints)
    assert rendered == token or (rendered is not None and constraints.get("max") == 31 and len(rendered) == 25)


def test_parameters_are_checked_as_pythons() -> None:
    with pytest.raises(
        TypeError, match=r"aws.sqs.send_message\(\) got an unexpected keyword argument 'QueueURL'; did you mean 'QueueUrl'\?"
    ):
        aws.sqs.send_message(QueueURL="q", MessageBody="m")
    with pytest.raises(TypeError, match="missing required arguments: MessageBody"):
        aws.sqs.send_message(QueueUrl="q")


def test_names_that_python_or_the_core_has_taken() -> None:
    assert aws.lambda_.invoke.name == "aws.lambda.invoke"
    assert aws.bedrock_runtime.converse.name == "aws.bedrock-runtime.converse"
    assert aws.events.put_events.name == "aws.events.put_events"
    assert aws.with_options(connection="eu").events.put_events.options.connection == "eu"
    assert aws.events.with_options(connection="eu").put_events.options.connection == "eu"
    with pytest.raises(AttributeError, match=r"aws\.dynamodb has no 'put_itm'; did you mean 'put_item'"):
        _ = aws.dynamodb.put_itm


@workflow(version="1")
async def store_and_read() -> Any:
    """Names operations of services that nothing has named before: their models are read inside the workflow."""
    table = {"KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST"}
    await aws.dynamodb.create_table(TableName="t", AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}], **table)
    await aws.dynamodb.put_item(TableName="t", Item={"pk": {"S": "a"}, "data": {"B": b"\x00"}})
    found = await aws.dynamodb.get_item(TableName="t", Key={"pk": {"S": "a"}})
    await aws.secretsmanager.create_secret(Name="s", SecretString="x")
    return found["Item"]


def test_a_workflow_calls_what_it_likes(eventual: TestEngine, fake_aws: AwsFake) -> None:
    for cached in (models.description, models.service_model, models.operations, models.operation, models.loader, models.services):
        cached.cache_clear()
    assert eventual.run(store_and_read) == {"pk": {"S": "a"}, "data": {"B": b"\x00"}}
    (created,) = fake_aws.effects.of("secretsmanager.create_secret")
    assert created.key is not None
    assert created.data["ClientRequestToken"] == created.key
    assert json.dumps(fake_aws.snapshot())
