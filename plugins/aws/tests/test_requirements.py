"""What has to exist, and what an identity has to be allowed."""

from __future__ import annotations

from eventual_connector_aws import aws
from eventual_connector_aws.once.dynamodb import ledger_table
from eventual_connector_aws.requirements import LEDGER, statements


def test_the_ledger_table_is_declared_as_it_is_made() -> None:
    assert LEDGER in aws.requirements()
    made = ledger_table(LEDGER.name)
    assert (made["TableName"], made["KeySchema"]) == (LEDGER.name, [{"AttributeName": LEDGER.key, "KeyType": "HASH"}])


def test_an_identity_is_allowed_what_its_activities_need_and_no_more() -> None:
    table = "arn:aws:dynamodb:eu-central-1:123456789012:table/t"
    found = statements([aws.once.dynamodb.update_item, aws.dynamodb.get_item, aws.sqs.send_message], {"dynamodb": [table]})
    assert [statement.to_json() for statement in found] == [
        {"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], "Resource": [table]},
        {"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": ["*"]},
    ]
