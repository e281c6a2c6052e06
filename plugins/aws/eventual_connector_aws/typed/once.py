"""The groups `aws.once` and `aws.stamped`."""

from eventual_connectors.surface import Group

from .. import stamped
from ..once import dynamodb, lambda_, s3, sns, sqs, stepfunctions


class OnceDynamoDB(Group):
    """DynamoDB, each write once."""

    put_item = dynamodb.put_item
    update_item = dynamodb.update_item
    delete_item = dynamodb.delete_item
    transact_write_items = dynamodb.transact_write_items


class OnceSQS(Group):
    """FIFO queues."""

    send_message = sqs.send_message
    send_message_batch = sqs.send_message_batch


class OnceSNS(Group):
    """FIFO topics."""

    publish = sns.publish


class OnceS3(Group):
    """Objects that are created once."""

    put_object = s3.put_object


class OnceStepFunctions(Group):
    """Standard executions."""

    start_execution = stepfunctions.start_execution


class OnceLambda(Group):
    """Durable functions."""

    invoke = lambda_.invoke


class Once(Group):
    """Writes that happen once."""

    dynamodb: OnceDynamoDB
    lambda_: OnceLambda
    s3: OnceS3
    sns: OnceSNS
    sqs: OnceSQS
    stepfunctions: OnceStepFunctions


class StampedSQS(Group):
    """Standard queues."""

    send_message = stamped.send_message


class StampedSNS(Group):
    """Standard topics."""

    publish = stamped.publish


class StampedEventBridge(Group):
    """Buses."""

    put_events = stamped.put_events


class StampedLambda(Group):
    """Ordinary functions."""

    invoke = stamped.invoke


class Stamped(Group):
    """Writes that bear the call's key."""

    events: StampedEventBridge
    lambda_: StampedLambda
    sns: StampedSNS
    sqs: StampedSQS
