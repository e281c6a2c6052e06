"""Samples of SQS, SNS, EventBridge, its scheduler and SES."""

from __future__ import annotations

from typing import Any

from .made import (
    ROLE,
    TAG_KEYS,
    TAGS,
    TEMPLATE,
    application,
    endpoint,
    identity,
    queue,
    received_batch,
    rule,
    rule_arn,
    subscription,
    targeted_rule,
    topic,
    topic_arn,
)
from .sampling import after, of

TARGET = {"Id": "q", "Arn": "arn:aws:sqs:us-east-1:123456789012:q"}
SCHEDULE: dict[str, Any] = {
    "Name": "s",
    "FlexibleTimeWindow": {"Mode": "OFF"},
    "Target": {"Arn": "arn:aws:sqs:us-east-1:123456789012:q", "RoleArn": ROLE},
}


class QueueSamples:
    """SQS."""

    create_queue = of("sqs.create_queue", QueueName="q")
    set_queue_attributes = of("sqs.set_queue_attributes", queue, Attributes={"VisibilityTimeout": "60"})
    tag_queue = of("sqs.tag_queue", queue, Tags={"team": "a"})
    untag_queue = of("sqs.untag_queue", after("sqs.tag_queue", queue, Tags={"team": "a"}), TagKeys=TAG_KEYS)
    delete_queue = of("sqs.delete_queue", queue)
    delete_message_batch = of("sqs.delete_message_batch", received_batch)


class TopicSamples:
    """SNS."""

    set_topic_attributes = of("sns.set_topic_attributes", topic, AttributeName="DisplayName", AttributeValue="T")
    delete_topic = of("sns.delete_topic", topic)
    tag_topic = of("sns.tag_resource", topic_arn, Tags=TAGS)
    untag_topic = of("sns.untag_resource", after("sns.tag_resource", topic_arn, Tags=TAGS), TagKeys=TAG_KEYS)
    set_subscription_attributes = of(
        "sns.set_subscription_attributes", subscription, AttributeName="RawMessageDelivery", AttributeValue="true"
    )
    unsubscribe = of("sns.unsubscribe", subscription)
    create_platform_endpoint = of("sns.create_platform_endpoint", application, Token="device")
    delete_endpoint = of("sns.delete_endpoint", endpoint)


class EventSamples:
    """EventBridge and its scheduler."""

    delete_rule = of("events.delete_rule", rule)
    disable_rule = of("events.disable_rule", rule)
    enable_rule = of("events.enable_rule", after("events.disable_rule", rule))
    put_targets = of("events.put_targets", after("events.put_rule", EventPattern='{"source": ["s"]}', Name="r"), Rule="r", Targets=[TARGET])
    remove_targets = of("events.remove_targets", targeted_rule, Ids=["q"])
    tag_rule = of("events.tag_resource", rule_arn, Tags=TAGS)
    untag_rule = of("events.untag_resource", after("events.tag_resource", rule_arn, Tags=TAGS), TagKeys=TAG_KEYS)


class MailSamples:
    """SES."""

    delete_identity = of("ses.delete_identity", identity)
    update_template = of("ses.update_template", after("ses.create_template", Template=TEMPLATE), Template={**TEMPLATE, "TextPart": "2"})
