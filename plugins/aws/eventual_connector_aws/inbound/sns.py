"""Messages of SNS over HTTP, inside an SQS message, and in a Lambda function; and the check of their signature."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field

from eventual_connectors.errors import UsageError

from .envelope import Envelope

HOST = re.compile(r"sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?")
"""Where AWS keeps the certificates with which it signs."""

SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    "UnsubscribeConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
"""What is signed, in this order, by the message's type."""


class SnsMessage(Envelope):
    """A message of a topic.

    Attributes:
        type: what it is; a `SubscriptionConfirmation` wants its `subscribe_url` to be visited.
        message_id: SNS's id, the same on every delivery; one that was published twice has two.
        topic_arn: the topic.
        message: the text.
        subject: where there is one.
        timestamp: when it was published, RFC 3339.
        message_attributes: the publisher's: `{"Type": …, "Value": …}` by name.
    """

    type: Literal["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"] = Field(
        validation_alias=AliasChoices("Type", "type")
    )
    message_id: str = Field(validation_alias=AliasChoices("MessageId", "message_id"))
    topic_arn: str = Field(validation_alias=AliasChoices("TopicArn", "topic_arn"))
    message: str = Field(validation_alias=AliasChoices("Message", "message"))
    subject: str | None = Field(default=None, validation_alias=AliasChoices("Subject", "subject"))
    timestamp: str = Field(validation_alias=AliasChoices("Timestamp", "timestamp"))
    message_attributes: dict[str, dict[str, Any]] = Field(
        default_factory=dict, validation_alias=AliasChoices("MessageAttributes", "message_attributes")
    )
    subscribe_url: str | None = Field(default=None, validation_alias=AliasChoices("SubscribeURL", "subscribe_url"))

    def attribute(self, name: str) -> str | None:
        """The text of one of the publisher's attributes."""
        text: str | None = self.message_attributes.get(name, {}).get("Value")
        return text


def sns_message(envelope: str | bytes | Mapping[str, Any]) -> SnsMessage:
    """The message in the body of an HTTP request or an SQS message, or in a record of a Lambda function (`Sns`)."""
    found = json.loads(envelope) if isinstance(envelope, str | bytes) else envelope
    return SnsMessage.model_validate(found.get("Sns", found))


def verify_sns(body: str | bytes, *, topics: Collection[str] = (), certificate: Callable[[str], bytes] | None = None) -> SnsMessage:
    """The message in an HTTP request's body, if SNS has signed it.

    Args:
        body: the raw body.
        topics: the ARNs of the topics that may speak here; anybody can have SNS sign a message of a topic of theirs.
        certificate: gets a certificate (PEM) by its URL; over HTTPS unless given.

    Raises:
        UsageError: it is not signed by SNS, not of these topics, or no message at all.
    """
    try:
        envelope = json.loads(body)
        names, version = SIGNED[envelope["Type"]], str(envelope["SignatureVersion"])
        signature, url = base64.b64decode(envelope["Signature"], validate=True), str(envelope["SigningCertURL"])
        said = "".join(f"{name}\n{envelope[name]}\n" for name in names if name in envelope)
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"this is no message of SNS: {type(error).__name__}") from None
    if topics and envelope.get("TopicArn") not in topics:
        raise UsageError(f"the topic {envelope.get('TopicArn')} may not speak here")
    place = urlsplit(url)
    if place.scheme != "https" or HOST.fullmatch(place.hostname or "") is None or place.port not in (None, 443):
        raise UsageError("the certificate of this message is not one of SNS's")
    _check(signature, said.encode(), version, (certificate or _fetched)(url))
    return SnsMessage.model_validate(envelope)


def _check(signature: bytes, said: bytes, version: str, pem: bytes) -> None:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    digests: dict[str, hashes.HashAlgorithm] = {"1": hashes.SHA1(), "2": hashes.SHA256()}
    key = x509.load_pem_x509_certificate(pem).public_key()
    if not isinstance(key, RSAPublicKey) or version not in digests:
        raise UsageError(f"the signature version {version} is not known")
    try:
        key.verify(signature, said, PKCS1v15(), digests[version])
    except InvalidSignature:
        raise UsageError("the signature of this message is wrong") from None


@lru_cache(maxsize=16)
def _fetched(url: str) -> bytes:
    import httpx

    return httpx.get(url, timeout=10).raise_for_status().content
