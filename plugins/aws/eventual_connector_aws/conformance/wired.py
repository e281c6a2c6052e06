"""What is proven on the wire alone: every claimed write without a sample, and what is used much though it promises nothing."""

from __future__ import annotations

from eventual_connectors.conformance import SampleCall, call

from .. import models, promises
from .filled import filled

ALSO = frozenset(
    {
        *("athena.create_named_query", "athena.start_query_execution", "batch.submit_job", "bedrock-runtime.start_async_invoke"),
        *("glue.start_job_run", "kinesis.put_record", "kinesis.put_records", "s3.complete_multipart_upload"),
        *("secretsmanager.rotate_secret", "secretsmanager.update_secret", "ses.send_email", "ssm.send_command"),
    }
)

UNPROVABLE = frozenset({"connect.get_federation_token"})
"""A GET that writes: on the wire it cannot be told from a read."""


def wired(activity: str) -> SampleCall | None:
    """Parameters with which an activity reaches the wire; None of what nobody claims anything of."""
    service, _, name = activity.rpartition(".")
    if service not in models.services() or activity in UNPROVABLE:
        return None
    operation = models.operation(service, name)
    listed = promises.documented().get(service, {}).get("unsafe", ())
    if not (promises.is_claimed(operation) or name in listed or activity in ALSO):
        return None
    token = promises.token_member(operation)
    return call(**{member: value for member, value in filled(operation.input).items() if member != token} if operation.input else {})
