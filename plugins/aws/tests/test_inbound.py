"""What AWS sends, in its own shapes; and that nobody else can send it."""

from __future__ import annotations

import base64
import datetime
import json
import uuid
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from eventual_connector_aws import aws
from eventual_connector_aws.fakes import AwsFake
from eventual_connector_aws.inbound import (
    SqsMessage,
    batch_failures,
    dynamodb_records,
    eventbridge_event,
    key_of,
    kinesis_records,
    s3_records,
    sns_message,
    sqs_messages,
    verify_sns,
)
from eventual_connector_aws.inbound.sns import SIGNED
from eventual_connectors.cli.schemas import schema_of
from eventual_connectors.errors import UsageError

TOPIC = "arn:aws:sns:eu-central-1:123456789012:t"
CERTIFICATE_URL = "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem"


async def test_a_polled_message_and_one_of_a_function_are_alike(fake: AwsFake) -> None:
    queue = (await aws.sqs.create_queue(QueueName="q"))["QueueUrl"]
    key = uuid.uuid4()
    await aws.stamped.sqs.send_message.with_options(key=key)(QueueUrl=queue, MessageBody="hello")
    (polled,) = sqs_messages(await aws.sqs.receive_message(QueueUrl=queue, MessageAttributeNames=["All"], AttributeNames=["All"]))
    assert (polled.body, polled.receive_count, key_of(polled)) == ("hello", 1, str(key))
    record = {
        "messageId": polled.message_id,
        "receiptHandle": polled.receipt_handle,
        "body": "hello",
        "attributes": {"ApproximateReceiveCount": "2"},
        "messageAttributes": {"ec-key": {"stringValue": str(key), "dataType": "String"}},
        "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:q",
    }
    (handed,) = sqs_messages({"Records": [record]})
    assert (handed.body, handed.receive_count, key_of(handed)) == ("hello", 2, str(key))
    assert key_of(handed.model_copy(update={"message_attributes": {}})) == polled.message_id


def test_only_what_failed_is_delivered_again_and_a_group_keeps_its_order() -> None:
    records = [
        {"messageId": f"{group}{number}", "receiptHandle": "r", "body": f"{group}{number}", "attributes": {"MessageGroupId": group}}
        for group in "ab"
        for number in range(3)
    ]
    handled = []

    def handle(message: SqsMessage) -> None:
        if message.body == "a1":
            raise ValueError
        handled.append(message.body)

    failed = batch_failures({"Records": records}, handle)
    assert failed == {"batchItemFailures": [{"itemIdentifier": "a1"}, {"itemIdentifier": "a2"}]}
    assert handled == ["a0", "b0", "b1", "b2"]


class Signer:
    """Signs as SNS does, with a certificate of its own."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.amazonaws.com")])
        now = datetime.datetime.now(datetime.UTC)
        built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(self.key.public_key()).serial_number(1)
        certificate = built.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1)).sign(self.key, hashes.SHA256())
        self.pem = certificate.public_bytes(serialization.Encoding.PEM)

    def signed(self, version: str = "2", **more: str) -> dict[str, Any]:
        message = {"Type": "Notification", "MessageId": "1", "TopicArn": TOPIC, "Message": "hello", "Timestamp": "2030-01-01T00:00:00Z"}
        message |= more
        said = "".join(f"{name}\n{message[name]}\n" for name in SIGNED[message["Type"]] if name in message)
        digest = hashes.SHA1() if version == "1" else hashes.SHA256()
        signature = self.key.sign(said.encode(), padding.PKCS1v15(), digest)
        encoded = base64.b64encode(signature).decode()
        return {**message, "SignatureVersion": version, "Signature": encoded, "SigningCertURL": CERTIFICATE_URL}


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer()


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("more", [{}, {"Subject": "s"}, {"Type": "SubscriptionConfirmation", "SubscribeURL": "https://s", "Token": "t"}])
def test_what_sns_has_signed_is_taken(signer: Signer, version: str, more: dict[str, str]) -> None:
    message = verify_sns(json.dumps(signer.signed(version, **more)), topics={TOPIC}, certificate=lambda url: signer.pem)
    assert (message.message, message.topic_arn, message.subject) == ("hello", TOPIC, more.get("Subject"))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"Message": "other"}, "the signature of this message is wrong"),
        ({"Subject": "added"}, "the signature of this message is wrong"),
        ({"Signature": "AAAA"}, "the signature of this message is wrong"),
        ({"SignatureVersion": "3"}, "version 3 is not known"),
        ({"SigningCertURL": "https://sns.eu-central-1.amazonaws.com.evil.example/c.pem"}, "not one of SNS's"),
        ({"SigningCertURL": "http://sns.eu-central-1.amazonaws.com/c.pem"}, "not one of SNS's"),
        ({"SigningCertURL": "https://sns.eu-central-1.amazonaws.com:444/c.pem"}, "not one of SNS's"),
        ({"SigningCertURL": "https://x@evil.example/sns.eu-central-1.amazonaws.com"}, "not one of SNS's"),
        ({"TopicArn": f"{TOPIC}-of-somebody"}, "may not speak here"),
        ({"Type": "Other"}, "no message of SNS"),
        ({"Signature": None}, "no message of SNS"),
    ],
)
def test_what_sns_has_not_signed_is_refused(signer: Signer, change: dict[str, Any], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        verify_sns(json.dumps(signer.signed() | change), topics={TOPIC}, certificate=lambda url: signer.pem)


def test_a_message_inside_another() -> None:
    inner = {"Type": "Notification", "MessageId": "1", "TopicArn": TOPIC, "Message": "m", "Timestamp": "t"}
    marked = {**inner, "MessageAttributes": {"ec-key": {"Type": "String", "Value": "k"}}}
    assert sns_message(json.dumps(inner)).message == "m"
    assert key_of(sns_message({"EventSource": "aws:sns", "Sns": marked})) == "k"


def test_an_event() -> None:
    envelope = {
        "version": "0",
        "id": "i",
        "detail-type": "Order placed",
        "source": "shop",
        "account": "123456789012",
        "time": "2030-01-01T00:00:00Z",
        "region": "eu-central-1",
        "resources": [],
        "detail": {"n": 1, "ec": {"key": "k", "digest": "d"}},
    }
    event = eventbridge_event(json.dumps(envelope))
    assert (event.detail_type, event.detail["n"], key_of(event)) == ("Order placed", 1, "k")
    assert key_of(eventbridge_event({**envelope, "detail": {"ec": 1}})) == "i"


def test_objects_keys_are_decoded_and_their_events_ordered() -> None:
    def record(sequencer: str) -> dict[str, Any]:
        place = {"bucket": {"name": "b"}, "object": {"key": "a+b%2Fc%C3%A9", "sequencer": sequencer}}
        return {"eventName": "ObjectCreated:Put", "eventTime": "2030-01-01T00:00:00Z", "awsRegion": "eu-central-1", "s3": place}

    later, earlier = s3_records(json.dumps({"Records": [record("0100"), record("ff")]}))
    assert (later.bucket, later.key) == ("b", "a b/cé")
    assert earlier.order < later.order
    assert s3_records({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "b"}) == []


def test_records_of_streams() -> None:
    change = {"eventID": "1", "eventName": "INSERT", "dynamodb": {"Keys": {"pk": {"S": "a"}}, "SequenceNumber": "7"}}
    (changed,) = dynamodb_records({"Records": [change]})
    assert (changed.dynamodb["Keys"], changed.sequence_number) == ({"pk": {"S": "a"}}, "7")
    put = {"eventID": "s:1", "kinesis": {"data": base64.b64encode(b"d").decode(), "sequenceNumber": "8", "partitionKey": "p"}}
    (record,) = kinesis_records({"Records": [put]})
    assert (record.data, record.sequence_number) == (b"d", "8")


def test_every_envelope_is_an_event_of_the_connector_with_a_schema() -> None:
    events = {event.name: event for event in aws.events()}
    assert set(events) == {"sqs.message", "sns.message", "events.event", "s3.notification", "dynamodb.record", "kinesis.record"}
    assert events["sns.message"].verify is verify_sns
    for event in events.values():
        assert event.model.model_json_schema()["type"] == "object"


def test_the_schemas_have_the_names_that_aws_sends() -> None:
    """A message as a poll gives it; SNS's as an endpoint gets it."""
    properties = {event.name: set(schema_of(event)["properties"]) for event in aws.events()}
    assert {"MessageId", "ReceiptHandle", "Body", "Attributes", "MessageAttributes"} <= properties["sqs.message"]
    assert {"Type", "MessageId", "TopicArn", "Message", "Timestamp"} <= properties["sns.message"]
    assert {"id", "detail-type", "source", "account", "time", "detail"} <= properties["events.event"]
    assert "Records" in properties["s3.notification"]
