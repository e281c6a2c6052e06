"""What is proven on the wire alone, and with which parameters: moto has it not, or needs containers or other services for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ARN = "arn:aws:service:us-east-1:123456789012:thing/a"
GLUE = {"DatabaseName": "d", "TableName": "t"}
IDENTITY = {"IdentityId": "us-east-1:5b1c04f6-93ae-4d0e-9a52-0123456789ab"}

KEYED: Mapping[str, Mapping[str, Any]] = {
    "athena.create_named_query": {"Name": "n", "Database": "d", "QueryString": "select 1"},
    "athena.start_query_execution": {"QueryString": "select 1"},
    "batch.submit_job": {"jobName": "j", "jobQueue": "q", "jobDefinition": "d"},
    "bedrock-runtime.start_async_invoke": {
        "modelId": "m",
        "modelInput": {},
        "outputDataConfig": {"s3OutputDataConfig": {"s3Uri": "s3://b"}},
    },
    "ec2.run_instances": {"MinCount": 1, "MaxCount": 1},
    "ecs.run_task": {"taskDefinition": "t"},
    "glue.start_job_run": {"JobName": "j"},
}

NATURAL: Mapping[str, Mapping[str, Any]] = {
    "athena.stop_query_execution": {"QueryExecutionId": "e"},
    "athena.tag_resource": {"ResourceARN": ARN, "Tags": []},
    "athena.untag_resource": {"ResourceARN": ARN, "TagKeys": []},
    "batch.cancel_job": {"jobId": "j", "reason": "r"},
    "batch.tag_resource": {"resourceArn": ARN, "tags": {}},
    "batch.terminate_job": {"jobId": "j", "reason": "r"},
    "batch.untag_resource": {"resourceArn": ARN, "tagKeys": ["team"]},
    "ec2.disassociate_address": {"AssociationId": "a"},
    "ec2.terminate_instances": {"InstanceIds": ["i"]},
    "ecs.delete_attributes": {"attributes": [{"name": "a"}]},
    "ecs.put_attributes": {"attributes": [{"name": "a"}]},
    "ecs.stop_task": {"task": "t"},
    "glue.batch_delete_partition": {**GLUE, "PartitionsToDelete": []},
    "glue.batch_delete_table": {"DatabaseName": "d", "TablesToDelete": ["t"]},
    "glue.delete_crawler": {"Name": "c"},
    "glue.delete_database": {"Name": "d"},
    "glue.delete_job": {"JobName": "j"},
    "glue.delete_partition": {**GLUE, "PartitionValues": ["p"]},
    "glue.delete_table": {"DatabaseName": "d", "Name": "t"},
    "glue.delete_trigger": {"Name": "t"},
    "glue.put_data_catalog_encryption_settings": {"DataCatalogEncryptionSettings": {}},
    "glue.put_resource_policy": {"PolicyInJson": "{}"},
    "glue.tag_resource": {"ResourceArn": ARN, "TagsToAdd": {}},
    "glue.untag_resource": {"ResourceArn": ARN, "TagsToRemove": []},
    "lambda.delete_event_source_mapping": {"UUID": "5b1c04f6-93ae-4d0e-9a52-0123456789ab"},
    "lambda.put_function_event_invoke_config": {"FunctionName": "f", "MaximumRetryAttempts": 0},
    "lambda.put_provisioned_concurrency_config": {"FunctionName": "f", "Qualifier": "1", "ProvisionedConcurrentExecutions": 1},
    "s3.put_bucket_logging": {"Bucket": "bucket", "BucketLoggingStatus": {}},
    "s3.put_bucket_notification_configuration": {"Bucket": "bucket", "NotificationConfiguration": {}},
    "ses.delete_identity_policy": {"Identity": "i", "PolicyName": "p"},
    "ses.delete_template": {"TemplateName": "t"},
    "ses.put_identity_policy": {"Identity": "i", "PolicyName": "p", "Policy": "{}"},
}

UNSAFE: Mapping[str, Mapping[str, Any]] = {
    "cognito-identity.get_credentials_for_identity": IDENTITY,
    "cognito-identity.get_id": {"IdentityPoolId": "us-east-1:5b1c04f6-93ae-4d0e-9a52-0123456789ab"},
    "cognito-identity.get_open_id_token": IDENTITY,
    "cognito-identity.get_open_id_token_for_developer_identity": {
        "IdentityPoolId": "us-east-1:5b1c04f6-93ae-4d0e-9a52-0123456789ab",
        "Logins": {},
    },
    "cognito-idp.get_tokens_from_refresh_token": {"RefreshToken": "r", "ClientId": "c"},
    "cognito-idp.get_user_attribute_verification_code": {"AccessToken": "a", "AttributeName": "email"},
    "frauddetector.get_event_prediction": {
        "detectorId": "d",
        "eventId": "e",
        "eventTypeName": "t",
        "entities": [],
        "eventTimestamp": "2030-01-01T00:00:00Z",
        "eventVariables": {},
    },
    "importexport.get_shipping_label": {"jobIds": ["j"]},
    "inspector.get_assessment_report": {"assessmentRunArn": ARN, "reportFileFormat": "PDF", "reportType": "FULL"},
    "kinesis.put_record": {"StreamName": "s", "Data": b"d", "PartitionKey": "p"},
    "redshift.get_cluster_credentials": {"DbUser": "u", "ClusterIdentifier": "c"},
    "redshift.get_cluster_credentials_with_iam": {"ClusterIdentifier": "c"},
    "redshift-serverless.get_credentials": {},
    "s3.complete_multipart_upload": {"Bucket": "bucket", "Key": "k", "UploadId": "u"},
    "sagemaker.get_scaling_configuration_recommendation": {"InferenceRecommendationsJobName": "j"},
    "secretsmanager.rotate_secret": {"SecretId": "s"},
    "secretsmanager.update_secret": {"SecretId": "s", "SecretString": "1"},
    "ses.send_email": {
        "Source": "a@example.com",
        "Destination": {"ToAddresses": ["b@example.com"]},
        "Message": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}},
    },
    "ssm.send_command": {"DocumentName": "d"},
    "stepfunctions.get_activity_task": {"activityArn": ARN},
    "sts.get_delegated_access_token": {"TradeInToken": "t"},
    "timestream-query.query": {"QueryString": "select 1"},
    "xray.get_sampling_targets": {"SamplingStatisticsDocuments": []},
}
"""Of some only the class is of interest. Those that are asked for by GET are left out: on the wire they cannot be told from reads."""

WIRED: Mapping[str, Mapping[str, Any]] = {**KEYED, **NATURAL, **UNSAFE}
