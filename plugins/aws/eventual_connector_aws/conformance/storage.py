"""Samples of DynamoDB and S3."""

from __future__ import annotations

from .made import BUCKET, OBJECT, TAG_KEYS, TAGS, bucket, locked_thing, policy, table, table_arn, thing, upload
from .sampling import after, of

INSERT = "INSERT INTO t VALUE {'pk': 'a', 'n': '%s'}"
TABLE_POLICY = policy("*", "dynamodb:GetItem")
CORS = {"CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]}
ENCRYPTION = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}
LIFECYCLE = {"Rules": [{"ID": "r", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}]}
PUBLIC = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True}
WEBSITE = {"IndexDocument": {"Suffix": "index.html"}}
TAGGING = {"TagSet": TAGS}
BUCKET_POLICY = policy(f"arn:aws:s3:::{BUCKET}/*", "s3:GetObject")
UNTIL = "2099-01-01T00:00:00Z"


class TableSamples:
    """DynamoDB."""

    put_table_policy = of("dynamodb.put_resource_policy", table_arn, Policy=TABLE_POLICY)
    delete_table_policy = of("dynamodb.delete_resource_policy", after("dynamodb.put_resource_policy", table_arn, Policy=TABLE_POLICY))
    untag_table = of("dynamodb.untag_resource", after("dynamodb.tag_resource", table_arn, Tags=TAGS), TagKeys=TAG_KEYS)
    update_backups = of("dynamodb.update_continuous_backups", table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    update_time_to_live = of("dynamodb.update_time_to_live", table, TimeToLiveSpecification={"Enabled": True, "AttributeName": "until"})


class ObjectSamples:
    """Objects of S3."""

    delete_objects = of("s3.delete_objects", after("s3.put_object", bucket, Key=OBJECT, Body=b"1"), Delete={"Objects": [{"Key": OBJECT}]})
    put_object_acl = of("s3.put_object_acl", thing, ACL="public-read")
    put_object_tagging = of("s3.put_object_tagging", thing, Tagging=TAGGING)
    delete_object_tagging = of("s3.delete_object_tagging", after("s3.put_object_tagging", thing, Tagging=TAGGING))
    put_object_legal_hold = of("s3.put_object_legal_hold", locked_thing, LegalHold={"Status": "ON"})
    put_object_retention = of("s3.put_object_retention", locked_thing, Retention={"Mode": "GOVERNANCE", "RetainUntilDate": UNTIL})
    upload_part_copy = of("s3.upload_part_copy", upload, PartNumber=1, CopySource=f"{BUCKET}/{OBJECT}")


class BucketSamples:
    """Buckets of S3."""

    put_cors = of("s3.put_bucket_cors", bucket, CORSConfiguration=CORS)
    delete_cors = of("s3.delete_bucket_cors", after("s3.put_bucket_cors", bucket, CORSConfiguration=CORS))
    put_encryption = of("s3.put_bucket_encryption", bucket, ServerSideEncryptionConfiguration=ENCRYPTION)
    delete_encryption = of(
        "s3.delete_bucket_encryption", after("s3.put_bucket_encryption", bucket, ServerSideEncryptionConfiguration=ENCRYPTION)
    )
    put_lifecycle = of("s3.put_bucket_lifecycle_configuration", bucket, LifecycleConfiguration=LIFECYCLE)
    delete_lifecycle = of(
        "s3.delete_bucket_lifecycle", after("s3.put_bucket_lifecycle_configuration", bucket, LifecycleConfiguration=LIFECYCLE)
    )
    put_bucket_policy = of("s3.put_bucket_policy", bucket, Policy=BUCKET_POLICY)
    delete_bucket_policy = of("s3.delete_bucket_policy", after("s3.put_bucket_policy", bucket, Policy=BUCKET_POLICY))
    put_bucket_tagging = of("s3.put_bucket_tagging", bucket, Tagging=TAGGING)
    delete_bucket_tagging = of("s3.delete_bucket_tagging", after("s3.put_bucket_tagging", bucket, Tagging=TAGGING))
    put_website = of("s3.put_bucket_website", bucket, WebsiteConfiguration=WEBSITE)
    delete_website = of("s3.delete_bucket_website", after("s3.put_bucket_website", bucket, WebsiteConfiguration=WEBSITE))
    put_public_access = of("s3.put_public_access_block", bucket, PublicAccessBlockConfiguration=PUBLIC)
    delete_public_access = of(
        "s3.delete_public_access_block", after("s3.put_public_access_block", bucket, PublicAccessBlockConfiguration=PUBLIC)
    )
    put_versioning = of("s3.put_bucket_versioning", bucket, VersioningConfiguration={"Status": "Enabled"})
