"""FIFO queues and topics: AWS recognises a deduplication id for five minutes, also when the message was received and deleted.

moto forgets it with the message. It accepts a second message of that id without an error, whatever it says, and delivers the first.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from eventual_connectors.fakes import Headers, Response

from .request import AwsRequest

if TYPE_CHECKING:
    from .fake import AwsFake

WINDOW = 300.0
"""Seconds: the "deduplication interval" of SQS and SNS."""

PLACES = {"sqs.send_message": "QueueUrl", "sqs.send_message_batch": "QueueUrl", "sns.publish": "TopicArn"}


def send(fake: AwsFake, asked: AwsRequest) -> Response | None:
    """Take a message for a FIFO queue or topic; None for anything else."""
    name = asked.operation.local_name
    place = str(asked.parameters.get(PLACES[name], "")).rpartition("/")[2] if name in PLACES else ""
    if not place.endswith(".fifo"):
        return None
    if name == "sqs.send_message_batch":
        return _batch(fake, asked, place)
    return _single(fake, asked, place, asked.parameters)


def _single(fake: AwsFake, asked: AwsRequest, place: str, message: Mapping[str, Any]) -> Response:
    known = fake.state["fifo"].setdefault(place, {})
    id = message.get("MessageDeduplicationId") or _content_id(message)
    now = fake.clock.timestamp()
    stored = known.get(id)
    if stored is not None and stored["until"] > now:
        return Response(200, Headers(stored["headers"]), base64.b64decode(stored["body"]))
    response = fake.done_by_moto(asked)
    if response.status < 300:
        body = base64.b64encode(response.body).decode()
        known[id] = {"headers": dict(response.headers), "body": body, "until": now + WINDOW}
    return response


def _batch(fake: AwsFake, asked: AwsRequest, place: str) -> Response:
    """Each entry by itself, as SQS takes them: one that is known already succeeds beside those that are new."""
    answer: dict[str, list[dict[str, Any]]] = {"Successful": [], "Failed": []}
    headers = Headers()
    for entry in asked.parameters["Entries"]:
        # The wire's own form of the entry, in which binary attributes are text.
        given = next(one for one in asked.request.json()["Entries"] if one["Id"] == entry["Id"])
        known = fake.state["fifo"].setdefault(place, {})
        id = entry.get("MessageDeduplicationId") or _content_id(entry)
        stored = known.get(id)
        if stored is not None and stored["until"] > fake.clock.timestamp():
            answer["Successful"].append({**json.loads(base64.b64decode(stored["body"])), "Id": entry["Id"]})
            continue
        response = fake.done_by_moto(asked.with_body({"QueueUrl": asked.parameters["QueueUrl"], "Entries": [given]}))
        if response.status >= 300:
            return response
        headers, said = response.headers, json.loads(response.body)
        answer["Failed"] += said.get("Failed", [])
        for sent in said.get("Successful", []):
            answer["Successful"].append(sent)
            body = base64.b64encode(json.dumps({key: value for key, value in sent.items() if key != "Id"}).encode()).decode()
            known[id] = {"headers": dict(headers), "body": body, "until": fake.clock.timestamp() + WINDOW}
    kept = {name: value for name, value in headers.items() if name.lower() != "x-amz-crc32"}
    return Response.json({name: entries for name, entries in answer.items() if entries or name == "Successful"}, headers=kept)


def _content_id(message: Mapping[str, Any]) -> str:
    """The id of a queue with ContentBasedDeduplication: of the body alone, not of its attributes."""
    body = message.get("MessageBody", message.get("Message", ""))
    return hashlib.sha256(str(body).encode()).hexdigest()
