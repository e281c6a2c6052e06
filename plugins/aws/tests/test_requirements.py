"""What an application needs for the operations that it uses."""

from __future__ import annotations

from typing import Any

import pytest

from eventual_connector_aws import aws
from eventual_connector_aws.once.dynamodb import ledger_table
from eventual_connector_aws.requirements import LEDGER
from eventual_connectors import Activity
from eventual_connectors.requirements import Arn, Statement, Use


def statements(activity: Activity[..., Any], **arguments: Any) -> list[tuple[tuple[str, ...], tuple[Any, ...]]]:
    found = aws.requirements([Use(activity, arguments, place="shop.py:7")])
    return [(need.actions, need.resources) for need in found if isinstance(need, Statement)]


def test_the_ledger_table_is_declared_as_it_is_made_and_where_it_is_used() -> None:
    made = ledger_table(LEDGER.name)
    assert (made["TableName"], made["KeySchema"]) == (LEDGER.name, [{"AttributeName": LEDGER.key, "KeyType": "HASH"}])
    assert LEDGER in aws.requirements([Use(aws.once.dynamodb.put_item)])
    assert LEDGER not in aws.requirements([Use(aws.dynamodb.put_item)])


def test_the_ledger_may_be_written_and_the_table_only_changed() -> None:
    table = Arn("dynamodb", "table/accounts")
    assert statements(aws.once.dynamodb.update_item, TableName="accounts") == [
        (("dynamodb:PutItem",), (LEDGER,)),
        (("dynamodb:UpdateItem",), (table,)),
    ]
    assert statements(aws.once.dynamodb.put_item, TableName="accounts") == [
        (("dynamodb:PutItem",), (LEDGER,)),
        (("dynamodb:PutItem",), (table,)),
    ]


@pytest.mark.parametrize(
    ("activity", "arguments", "expected"),
    [
        (aws.dynamodb.get_item, {"TableName": "t"}, [Arn("dynamodb", "table/t")]),
        (
            aws.dynamodb.query,
            {"TableName": "t", "IndexName": "by_day"},
            [Arn("dynamodb", "table/t"), Arn("dynamodb", "table/t/index/by_day")],
        ),
        (
            aws.sqs.send_message,
            {"QueueUrl": "https://sqs.eu-central-1.amazonaws.com/123456789012/jobs"},
            [Arn("sqs", "jobs", "eu-central-1", "123456789012")],
        ),
        (aws.sqs.send_message, {"QueueUrl": "http://localhost:4566/000000000000/q"}, [Arn("sqs", "q", "", "000000000000")]),
        (aws.sqs.send_message, {"QueueUrl": "https://queue.amazonaws.com/123456789012/q"}, [Arn("sqs", "q", "us-east-1", "123456789012")]),
        (
            aws.sns.publish,
            {"TopicArn": "arn:aws:sns:eu-west-1:123456789012:news"},
            [Arn("sns", "news", "eu-west-1", "123456789012")],
        ),
        (aws.s3.put_object, {"Bucket": "b", "Key": "in/a.csv"}, [Arn("s3", "b/in/a.csv", None, None)]),
        (aws.s3.put_object, {"Bucket": "b"}, [Arn("s3", "b/*", None, None)]),
        (aws.s3.list_objects_v2, {"Bucket": "b"}, [Arn("s3", "b", None, None)]),
        (aws.lambda_.invoke, {"FunctionName": "total"}, [Arn("lambda", "function:total")]),
        (aws.secretsmanager.get_secret_value, {"SecretId": "stripe"}, [Arn("secretsmanager", "secret:stripe-??????")]),
        (aws.ssm.get_parameter, {"Name": "/app/limit"}, [Arn("ssm", "parameter/app/limit")]),
        (aws.ssm.get_parameters_by_path, {"Path": "/app/"}, [Arn("ssm", "parameter/app"), Arn("ssm", "parameter/app/*")]),
        (
            aws.lambda_.invoke,
            {"FunctionName": "123456789012:function:total:live"},
            [Arn("lambda", "function:total:live", "", "123456789012")],
        ),
        (aws.events.put_events, {"Entries": ...}, []),
        (aws.events.put_rule, {"Name": "r", "EventBusName": "shop"}, [Arn("events", "rule/shop/r")]),
        (aws.logs.put_log_events, {"logGroupName": "/app"}, [Arn("logs", "log-group:/app:*")]),
        (aws.scheduler.get_schedule, {"Name": "daily"}, [Arn("scheduler", "schedule/default/daily")]),
        (aws.dynamodb.list_tables, {}, []),
        (aws.dynamodb.get_item, {}, []),
    ],
)
def test_what_the_code_names_is_all_that_is_allowed(activity: Activity[..., Any], arguments: dict[str, Any], expected: list[Arn]) -> None:
    ((_, resources),) = statements(activity, **arguments)
    assert list(resources) == expected


T, U = Arn("dynamodb", "table/t"), Arn("dynamodb", "table/u")
KEY = Arn("kms", "key/1", "eu-west-1", "123456789012")


@pytest.mark.parametrize(
    ("activity", "arguments", "expected"),
    [
        (
            aws.s3.copy_object,
            {"Bucket": "to", "Key": "k", "CopySource": "from/in/k"},
            {"s3:GetObject": [Arn("s3", "from/in/k", None, None)], "s3:PutObject": [Arn("s3", "to/k", None, None)]},
        ),
        (
            aws.s3.copy_object,
            {"Bucket": "to", "Key": ..., "CopySource": {"Bucket": "from", "Key": ...}},
            {"s3:GetObject": [Arn("s3", "from/*", None, None)], "s3:PutObject": [Arn("s3", "to/*", None, None)]},
        ),
        (aws.s3.copy_object, {"Bucket": "to", "CopySource": ...}, {"s3:GetObject": [], "s3:PutObject": [Arn("s3", "to/*", None, None)]}),
        (
            aws.s3.put_object,
            {"Bucket": "b", "Key": "a*b?$c", "Tagging": ..., "SSEKMSKeyId": "arn:aws:kms:eu-west-1:123456789012:key/1"},
            {
                "s3:PutObject": [Arn("s3", "b/a${*}b${?}${$}c", None, None)],
                "s3:PutObjectTagging": [Arn("s3", "b/a${*}b${?}${$}c", None, None)],
                "kms:Decrypt": [KEY],
                "kms:GenerateDataKey": [KEY],
            },
        ),
        (
            aws.s3.get_object,
            {"Bucket": "arn:aws:s3:eu-west-1:123456789012:accesspoint/reports", "Key": "k"},
            {"s3:GetObject": [Arn("s3", "accesspoint/reports/object/k", "eu-west-1", "123456789012")]},
        ),
        (
            aws.dynamodb.transact_write_items,
            {"TransactItems": [{"Put": {"TableName": "t", "Item": ...}}, {"Update": {"TableName": "u"}}, {"Put": {"TableName": "u"}}]},
            {"dynamodb:PutItem": [T, U], "dynamodb:UpdateItem": [U]},
        ),
        (
            aws.dynamodb.transact_write_items,
            {"TransactItems": [{"Put": {"TableName": "t"}}, ...]},
            {f"dynamodb:{one}Item": [] for one in ("ConditionCheck", "Delete", "Put", "Update")},
        ),
        (aws.dynamodb.batch_write_item, {"RequestItems": {"t": [...], "u": ...}}, {"dynamodb:BatchWriteItem": [T, U]}),
        (aws.dynamodb.batch_get_item, {"RequestItems": {"t": ..., ...: ...}}, {"dynamodb:BatchGetItem": []}),
        (
            aws.dynamodb.execute_statement,
            {"Statement": 'SELECT * FROM "t"."by_day" WHERE day = ?'},
            {"dynamodb:PartiQLSelect": [T, Arn("dynamodb", "table/t/index/by_day")]},
        ),
        (
            aws.dynamodb.execute_transaction,
            {"TransactStatements": [{"Statement": "UPDATE t SET a = 'FROM u'"}, {"Statement": "INSERT INTO u VALUE {}"}]},
            {"dynamodb:PartiQLUpdate": [T], "dynamodb:PartiQLInsert": [U]},
        ),
        (aws.sqs.send_message_batch, {"QueueUrl": ...}, {"sqs:SendMessage": []}),
        (aws.lambda_.invoke, {"FunctionName": "f", "Qualifier": "live"}, {"lambda:InvokeFunction": [Arn("lambda", "function:f:live")]}),
        (aws.lambda_.invoke, {"FunctionName": "f", "Qualifier": ...}, {"lambda:InvokeFunction": [Arn("lambda", "function:f:*")]}),
        (aws.kms.encrypt, {"KeyId": "alias/mine"}, {"kms:Encrypt": []}),
        (aws.ssm.get_parameters, {"Names": ["/a", "/b"]}, {"ssm:GetParameters": [Arn("ssm", "parameter/a"), Arn("ssm", "parameter/b")]}),
        (aws.ssm.get_parameters, {"Names": ["/a", ...]}, {"ssm:GetParameters": []}),
        (aws.bedrock_runtime.converse, {"modelId": "m"}, {"bedrock:InvokeModel": []}),
        (
            aws.rds_data.execute_statement,
            {"resourceArn": "arn:aws:rds:eu-west-1:123456789012:cluster:c", "secretArn": ...},
            {
                "rds-data:ExecuteStatement": [Arn("rds", "cluster:c", "eu-west-1", "123456789012")],
                "secretsmanager:GetSecretValue": [],
            },
        ),
    ],
)
def test_what_the_arguments_say_is_what_is_allowed(
    activity: Activity[..., Any], arguments: dict[str, Any], expected: dict[str, list[Arn]]
) -> None:
    assert {action: list(found) for (action,), found in statements(activity, **arguments)} == expected


def test_a_role_is_handed_to_the_service_that_runs_as_it_and_to_no_other() -> None:
    use = Use(aws.ecs.run_task, {"taskDefinition": "payout"}, place="shop.py:7")
    found = [need for need in aws.requirements([use]) if isinstance(need, Statement)]
    assert [(need.actions, need.resources) for need in found] == [
        (("ecs:RunTask",), (Arn("ecs", "task-definition/payout:*"),)),
        (("iam:PassRole",), ()),
    ]
    assert found[1].conditions == (("StringEquals", "iam:PassedToService", ("ecs-tasks.amazonaws.com",)),)
    assert found[0].because == ("shop.py:7 ecs.run_task",)
