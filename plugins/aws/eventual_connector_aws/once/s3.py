"""S3: an object that is created once, and bears the mark of the call that did it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from eventual_connectors import Attempt, ConnectorError, Permanent
from eventual_connectors.errors import UsageError

from ..connector import aws
from ..marks import DIGEST, KEY

if TYPE_CHECKING:
    from ..client import AwsClient
else:
    AwsClient = Any

EXISTS = "PreconditionFailed"


@aws.activity(
    "once.s3.put_object",
    effect="ledger",
    mechanism="IfNoneMatch, and the call's key in the object's metadata",
    permissions=("s3:GetObject", "s3:PutObject"),
)
def put_object(
    client: AwsClient,
    attempt: Attempt,
    *,
    Bucket: str,
    Key: str,
    Body: bytes | str = b"",
    Metadata: Mapping[str, str] | None = None,
    CacheControl: str | None = None,
    ContentDisposition: str | None = None,
    ContentEncoding: str | None = None,
    ContentType: str | None = None,
    StorageClass: str | None = None,
    Tagging: str | None = None,
) -> dict[str, Any]:
    """Create an object. One that is there already is left as it is, and is an error unless this call has made it.

    Returns:
        boto3's answer with `ETag` and, in a bucket with versions, `VersionId`; the same when an earlier attempt has made it.
    """
    given = {
        "CacheControl": CacheControl,
        "ContentDisposition": ContentDisposition,
        "ContentEncoding": ContentEncoding,
        "ContentType": ContentType,
        "StorageClass": StorageClass,
        "Tagging": Tagging,
    }
    parameters = {
        **{name: value for name, value in given.items() if value is not None},
        "Bucket": Bucket,
        "Key": Key,
        "Body": Body,
        "IfNoneMatch": "*",
        "Metadata": {**(Metadata or {}), KEY: str(attempt.key), DIGEST: attempt.digest},
    }
    try:
        return client.call("s3", "put_object", attempt, parameters)
    except Permanent as error:
        if error.code != EXISTS:
            raise
        return _made_before(client, attempt, Bucket, Key, error)


@put_object.check
def _no_mark(*, Metadata: Mapping[str, str] | None = None, **rest: Any) -> None:
    if taken := sorted({KEY, DIGEST} & {name.lower() for name in Metadata or {}}):
        raise UsageError(f"the metadata {taken[0]} is the call's mark")


def _made_before(client: AwsClient, attempt: Attempt, bucket: str, key: str, exists: ConnectorError) -> dict[str, Any]:
    """What an earlier attempt of this call answered.

    Raises:
        KeyConflict: a call with this key has made another object.
        ConnectorError: somebody else has made the object.
    """
    found = client.call("s3", "head_object", attempt, {"Bucket": bucket, "Key": key})
    marks = found.get("Metadata", {})
    if marks.get(KEY) != str(attempt.key):
        raise exists
    attempt.already_applied(marks.get(DIGEST, ""))
    return {name: found[name] for name in ("ETag", "VersionId", "ResponseMetadata") if name in found}
