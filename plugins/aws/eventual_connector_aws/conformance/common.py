"""Samples of boto3's own operations that are used most."""

from __future__ import annotations

from typing import Any

from .made import (
    BUCKET,
    FIRST,
    MACHINE,
    OBJECT,
    ROLE,
    bucket,
    execution,
    item,
    queue,
    received,
    secret,
    table,
    tables,
    thing,
    topic,
    upload,
)
from .once import adds
from .sampling import after, differing, of

INSERT = "INSERT INTO t VALUE {'pk': 'a', 'n': '%s'}"
SCHEDULE: dict[str, Any] = {
    "Name": "s",
    "FlexibleTimeWindow": {"Mode": "OFF"},
    "Target": {"Arn": "arn:aws:sqs:us-east-1:123456789012:q", "RoleArn": ROLE},
}
PROMPT: dict[str, Any] = {"modelId": "m", "messages": [{"role": "user", "content": [{"text": "1"}]}]}


class CommonSamples:
    """Of DynamoDB, S3, SQS, SNS, EventBridge, Lambda, Step Functions, Secrets Manager, SSM and Bedrock."""

    get_item = of("dynamodb.get_item", item)
    batch_get_item = of("dynamodb.batch_get_item", tables, RequestItems={"t": {"Keys": [FIRST]}})
    query = of("dynamodb.query", table, KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": {"S": "a"}})
    scan = of("dynamodb.scan", table)
    transact_get_items = of("dynamodb.transact_get_items", tables, TransactItems=[{"Get": {"TableName": "t", "Key": FIRST}}])
    put_item = of("dynamodb.put_item", table, Item={**FIRST, "n": {"N": "1"}})
    delete_item = of("dynamodb.delete_item", item)
    batch_write_item = of("dynamodb.batch_write_item", tables, RequestItems={"t": [{"PutRequest": {"Item": FIRST}}]})
    update_item = of("dynamodb.update_item", tables, **adds("1"))
    transact_write_items = differing(
        "dynamodb.transact_write_items", tables, member="TransactItems", contents=([{"Update": adds("1")}], [{"Update": adds("2")}])
    )
    execute_transaction = differing(
        "dynamodb.execute_transaction",
        tables,
        member="TransactStatements",
        contents=([{"Statement": INSERT % "1"}], [{"Statement": INSERT % "2"}]),
    )

    put_object = of("s3.put_object", bucket, Key=OBJECT, Body=b"1")
    copy_object = of("s3.copy_object", after("s3.put_object", bucket, Key=OBJECT, Body=b"1"), Key="copy", CopySource=f"{BUCKET}/{OBJECT}")
    delete_object = of("s3.delete_object", thing)
    upload_part = of("s3.upload_part", upload, PartNumber=1, Body=b"1")
    abort_multipart_upload = of("s3.abort_multipart_upload", upload)
    select_object_content = of(
        "s3.select_object_content",
        thing,
        Expression="SELECT * FROM s3object",
        ExpressionType="SQL",
        InputSerialization={"JSON": {"Type": "LINES"}},
        OutputSerialization={"JSON": {}},
    )

    send_message = of("sqs.send_message", queue, MessageBody="1")
    delete_message = of("sqs.delete_message", received)
    create_topic = of("sns.create_topic", Name="t")
    publish = of("sns.publish", topic, Message="1")
    put_events = of("events.put_events", Entries=[{"Source": "s", "DetailType": "d", "Detail": "{}"}])
    put_rule = of("events.put_rule", Name="r", EventPattern='{"source": ["s"]}')
    create_schedule = differing(
        "scheduler.create_schedule", member="ScheduleExpression", contents=("rate(1 hour)", "rate(2 hours)"), **SCHEDULE
    )

    invoke = of("lambda.invoke", FunctionName="echo")
    create_state_machine = of("stepfunctions.create_state_machine", name="m", definition=MACHINE, roleArn=ROLE)
    stop_execution = of("stepfunctions.stop_execution", execution)
    create_secret = differing("secretsmanager.create_secret", Name="s", member="SecretString", contents=("1", "2"))
    put_secret_value = differing("secretsmanager.put_secret_value", secret, member="SecretString", contents=("1", "2"))
    put_parameter = of("ssm.put_parameter", Name="p", Value="1", Type="String", Overwrite=True)

    converse = of("bedrock-runtime.converse", **PROMPT)
    converse_stream = of("bedrock-runtime.converse_stream", **PROMPT)
    count_tokens = of("bedrock-runtime.count_tokens", modelId="m", input={"converse": {"messages": PROMPT["messages"]}})
    invoke_model = of("bedrock-runtime.invoke_model", modelId="m", body=b"{}")
    invoke_model_with_response_stream = of("bedrock-runtime.invoke_model_with_response_stream", modelId="m", body=b"{}")
    apply_guardrail = of(
        "bedrock-runtime.apply_guardrail", guardrailIdentifier="g", guardrailVersion="1", source="INPUT", content=[{"text": {"text": "1"}}]
    )
