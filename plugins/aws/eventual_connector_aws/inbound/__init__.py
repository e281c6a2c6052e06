"""What AWS sends: typed envelopes, in the shape of a poll and in that of a Lambda event source, and the check of SNS's signature."""

from ..connector import aws
from .consumer import SqsConsumer, starts
from .eventbridge import EventBridgeEvent, eventbridge_event
from .keys import key_of
from .s3 import S3Event, S3Record, s3_records
from .sns import SnsMessage, sns_message, verify_sns
from .sqs import SqsMessage, batch_failures, sqs_messages
from .streams import DynamoDBRecord, KinesisRecord, dynamodb_records, kinesis_records

__all__ = [
    "DynamoDBRecord",
    "EventBridgeEvent",
    "KinesisRecord",
    "S3Event",
    "S3Record",
    "SnsMessage",
    "SqsConsumer",
    "SqsMessage",
    "batch_failures",
    "dynamodb_records",
    "eventbridge_event",
    "key_of",
    "kinesis_records",
    "s3_records",
    "sns_message",
    "sqs_messages",
    "starts",
    "verify_sns",
]

aws.event("sqs.message", SqsMessage)
aws.event("sns.message", SnsMessage, verify=verify_sns)
aws.event("events.event", EventBridgeEvent)
aws.event("s3.notification", S3Event)
aws.event("dynamodb.record", DynamoDBRecord)
aws.event("kinesis.record", KinesisRecord)
